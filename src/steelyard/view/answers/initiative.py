"""What an initiative did, a row a measure: by two estimators, and what before and after would have said."""

from __future__ import annotations

from dataclasses import replace

from steelyard.analyses.initiative.answer import Evaluation, Measured, Remembered
from steelyard.answers import Estimate, Interval
from steelyard.view.table import Cell, Column, Table
from steelyard.wording import capital, change_limits_of, change_of

_ROLES = {
    "primary": "what customers got",
    "cost": "what it cost",
    "effort": "what it cost customers",
    "guardrail": "guardrail",
    "told": "told beside",
}


def tables(answer: Evaluation) -> tuple[Table, ...]:
    """One row for each measure, and the checks; of several initiatives one row for each of them."""
    if answer.memory:
        return (_remembered(answer),)
    if not answer.measures:
        return ()
    columns = (
        Column("Measure", wraps=True),
        Column("Role", rank=3),
        Column("Effect", True),
        Column("95% interval", True),
        Column("Second estimator", True, 2),
        Column("Before and after", True, rank=2),
    )
    did = Table("What it did", columns, tuple(_row(one) for one in answer.measures))
    return (did, _parts(answer)) if answer.parts else (did,)


def _parts(answer: Evaluation) -> Table:
    columns = (
        Column("Part", wraps=True),
        Column("Of", rank=2),
        Column("Effect", True),
        Column("95% interval", True),
        Column("Than the rest"),
    )
    rows = [
        (
            Cell(capital(one.part.replace("_", " "))),
            Cell(one.dimension, "quiet"),
            Cell(_change(one.effect)),
            Cell(change_limits_of(one.effect), "quiet"),
            Cell("surely another" if one.is_otherwise else "not surely another", "quiet"),
        )
        for one in answer.parts
    ]
    return Table(f"{answer.measures[0].title}, for whom", columns, tuple(rows))


def _remembered(answer: Evaluation) -> Table:
    columns = (
        Column("Initiative", wraps=True),
        Column("Began"),
        Column("Meant to gain", rank=3, wraps=True),
        Column("Verdict"),
        Column("After 90 days", rank=2),
        Column("For customers", True, 2),
        Column("Cost per issue", True, 2),
        Column("Before and after would say", rank=2),
    )
    return Table("Every initiative", columns, tuple(_promise(one) for one in answer.memory))


def _promise(one: Remembered) -> tuple[Cell, ...]:
    return (
        Cell(one.name),
        Cell(f"{one.begun_on:%d %b %Y}" if one.begun_on else "–", "quiet"),
        Cell(one.gain, "quiet"),
        Cell(capital(one.verdict)),
        Cell(capital(one.after_90_days) or "–", "quiet"),
        Cell(_change(one.primary) if one.primary else "–"),
        Cell(_change(one.spent) if one.spent else "–"),
        Cell(capital(one.naive) or "–", "quiet"),
    )


def _row(one: Measured) -> tuple[Cell, ...]:
    return (
        Cell(one.title),
        Cell(_ROLES[one.role], "quiet"),
        Cell("not recorded" if one.is_open else _change(one.effect)),
        Cell(_limits(one), "quiet"),
        Cell(_change(one.other)),
        Cell(_change(one.before_after), "quiet"),
    )


def _limits(one: Measured) -> str:
    """Its interval; of what hangs on the unknown the ends it has."""
    if one.is_open:
        return _range(one.effect)
    return change_limits_of(one.effect)


def _range(effect: Estimate) -> str:
    """From the least to the most it could be."""
    if effect.bounds is None:
        return "–"
    least, most = effect.bounds
    return change_limits_of(replace(effect, interval=Interval(least, most)))


def _change(effect: Estimate) -> str:
    return "–" if effect.value is None else change_of(effect)


TABLES = tables

"""The customer's part as tables: what each way goes with, who carries the cost, where help would pay most."""

from __future__ import annotations

from steelyard import metrics, theme
from steelyard.analyses.participation.answer import Participation, Taken
from steelyard.analyses.participation.avoidable_work import Help
from steelyard.analyses.participation.cost_shifting import NAMES, Shift
from steelyard.analyses.participation.modes import Effect
from steelyard.answers import Estimate
from steelyard.view.table import Cell, Column, Table, Tone, interval_cell, value_cell
from steelyard.wording import capital, change_of, probability

_TONES: dict[str | None, Tone] = {"replaced": "good", "cheaper": "good", "moved": "bad", "dearer": "bad"}


def tables(answer: Participation) -> tuple[Table, ...]:
    """Differences within and between kinds of issue; both parts of the unit cost; where help would pay most."""
    currency = answer.provenance.currency
    found = []
    rows = tuple(row for taken in answer.ways for row in _ways(taken, currency))
    if rows:
        found.append(Table(f"What each way of taking part is associated with, {answer.label_now}", _EFFECTS, rows))
    for between, title in (
        ("periods", f"Who pays for an issue fully solved, {answer.label_before} to {answer.label_now}"),
        ("ways", f"Who pays for an issue fully solved, against similar issues, {answer.label_now}"),
    ):
        rows = tuple(_shift(one, currency) for one in answer.shifts if one.between == between)
        if rows:
            found.append(Table(title, _SHIFTS, rows))
    if answer.helps:
        rows = tuple(_help(one, currency) for one in answer.helps)
        found.append(Table("Where help would pay most, at the most, a year", _HELPS, rows))
    return tuple(found)


TABLES = tables

_EFFECTS = (
    Column("Issues", wraps=True),
    Column("Measure", wraps=True),
    Column("Alike", True),
    Column("95% interval", True),
    Column("Their kind", True, 2),
    Column("95% interval", True, 3),
)
_SHIFTS = (
    Column("Issues", wraps=True),
    Column("House", True),
    Column("95% interval", True, 3),
    Column("Customers", True),
    Column("95% interval", True, 3),
    Column("Together", True),
    Column("95% interval", True, 2),
    Column("Outcome", wraps=True),
)
_HELPS = (
    Column("Topic family", wraps=True),
    Column("Spared", wraps=True),
    Column("Issues", True, 3),
    Column("Their hours", True, 2),
    Column("Worth", True),
    Column("95% interval", True),
)


def _ways(taken: Taken, currency: str) -> list[tuple[Cell, ...]]:
    """A row a measure, the way's name in the first."""
    before = "" if taken.share_before is None else f", was {theme.figure(taken.share_before, 'share')}"
    share = f"{theme.figure(taken.share, 'share')}{before}"
    named = (f"{capital(taken.way.title)} ({share})", *[""] * len(taken.effects))
    return [_effect(name, effect, currency) for name, effect in zip(named, taken.effects, strict=False)]


def _effect(name: str, effect: Effect, currency: str) -> tuple[Cell, ...]:
    metric = metrics.metric(effect.metric)
    cells = [Cell(name), Cell(metric.title)]
    tone = theme.tone_of(bool(effect.within.sign), metrics.is_better(effect.metric, effect.within.value))
    cells += [Cell(change_of(effect.within, currency), tone), interval_cell(effect.within)]
    cells += [Cell(change_of(effect.mix, currency), "quiet"), interval_cell(effect.mix)]
    return tuple(cells)


def _shift(one: Shift, currency: str) -> tuple[Cell, ...]:
    return (
        Cell(one.title.removeprefix("those ").capitalize()),
        *_sides(one.provider, currency),
        *_sides(one.customers, currency),
        *_sides(one.both, currency),
        Cell(NAMES[one.outcome], _TONES.get(one.outcome, "" if one.outcome else "unsure"), _probability(one)),
    )


def _sides(entry: Estimate, currency: str) -> tuple[Cell, Cell]:
    return Cell(
        change_of(entry, currency), theme.tone_of(bool(entry.sign), None if entry.value is None else entry.value < 0)
    ), interval_cell(entry)


def _probability(one: Shift) -> str:
    if one.outcome is None:
        return ""
    return f"with a probability of {probability(one.probabilities[one.outcome])}"


def _help(one: Help, currency: str) -> tuple[Cell, ...]:
    return (
        Cell(one.family.capitalize()),
        Cell(one.spared),
        Cell(theme.figure(round(one.issues), "count"), "quiet"),
        Cell(theme.figure(one.hours.value, "count", margin=one.hours.margin)),
        value_cell(one.money, currency),
        interval_cell(one.money),
    )

"""Drivers as tables: shares of the explained variation with their bracket, and what the tails say."""

from __future__ import annotations

from steelyard import theme
from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.drivers.churn_hazards import Hazard
from steelyard.analyses.drivers.importance import Driver
from steelyard.analyses.drivers.predictors import OUTCOMES
from steelyard.answers import Estimate
from steelyard.view.table import Cell, Column, Table, Tone, interval_cell, value_cell
from steelyard.wording import capital, change_of

_SHARES = (
    Column("Measure", wraps=True),
    Column("Share", True),
    Column("95% interval", True),
    Column("Entered first", True, 2),
    Column("Entered last", True, 2),
    Column("Key few"),
)
_TAILS = (
    Column("High against low values", wraps=True),
    Column("Difference", True),
    Column("95% interval", True),
    Column("Penalty", True, 2),
    Column("Reward", True, 2),
    Column("Pattern", False, 3),
)
_LATER = (
    Column("In the previous three months", wraps=True),
    Column("Hazard ratio of leaving", True),
    Column("95% interval", True),
    Column("Share", True, 2),
)
_APART = (Column("Excluded", wraps=True), Column("Explains alone", True), Column("Pairs ranked correctly", True))


def tables(answer: Drivers) -> tuple[Table, ...]:
    """The shares; the tails; time; what gives the outcome away."""
    found = []
    if answer.drivers:
        about = OUTCOMES[answer.outcome].title
        found.append(
            Table(f"Shares of the explained variation in {about}", _SHARES, tuple(map(_share, answer.drivers)))
        )
        found.append(Table(f"Differences in {about}, among similar cases", _TAILS, tuple(map(_tail, answer.drivers))))
    if answer.hazards:
        found.append(Table("Rate of leaving, month by month", _LATER, tuple(map(_hazard, answer.hazards))))
    if answer.leaks:
        rows = tuple(
            (Cell(leak.title), _part(leak.explained), Cell("") if leak.ordered is None else _part(leak.ordered))
            for leak in answer.leaks
        )
        found.append(Table("Measures excluded as leakage", _APART, rows))
    return tuple(found)


TABLES = tables


def _share(driver: Driver) -> tuple[Cell, ...]:
    tone: Tone = "" if driver.is_claimed else "unsure"
    return (
        Cell(driver.title, tone),
        value_cell(driver.share, tone=tone),
        interval_cell(driver.share),
        _part(driver.first),
        _part(driver.last),
        Cell("yes" if driver.is_key else "", note="" if driver.is_claimed else "within sampling error"),
    )


def _tail(driver: Driver) -> tuple[Cell, ...]:
    return (
        Cell(driver.title),
        _shift(driver.effect),
        interval_cell(driver.effect),
        _shift(driver.penalty),
        _shift(driver.reward),
        Cell(driver.pattern),
    )


def _hazard(hazard: Hazard) -> tuple[Cell, ...]:
    limits = hazard.ratio.interval
    is_sure = limits is not None and limits.side_of(1)
    return (
        Cell(capital(hazard.title)),
        value_cell(hazard.ratio, tone="" if is_sure else "unsure"),
        interval_cell(hazard.ratio),
        _part(hazard.share),
    )


def _shift(estimate: Estimate) -> Cell:
    if estimate.value is None or estimate.interval is None:
        return Cell("")
    return Cell(change_of(estimate), "" if estimate.sign else "unsure")


def _part(value: float) -> Cell:
    return Cell(theme.figure(value, "share", margin=0.05), "quiet")

"""What moved the balance as tables: the factors, and where they moved."""

from __future__ import annotations

from steelyard import theme
from steelyard.analyses.change.question import Change, Term
from steelyard.analyses.change.wording import glossed
from steelyard.analyses.periods.comparison import LEAST_OF_LEDGER, is_claimed
from steelyard.answers import Estimate
from steelyard.view.table import Cell, Column, Table, interval_cell, value_cell

_NOTHING = theme.log_points(0.0)

_COLUMNS = (
    Column("Factor", wraps=True),
    Column("Effect, %", True),
    Column("95% interval", True),
    Column("", rank=2),
    Column("n", True, 3),
    Column("Before", True, 3),
    Column("After", True, 3),
)


def tables(change: Change) -> tuple[Table, ...]:
    """The factors in the identity's order and their sum; below, where they moved."""
    currency = change.provenance.currency
    rows = [_row(term, currency) for term in change.terms]
    if change.total is not None:
        rows.append(_total(change))
    title = f"What moved the balance, {change.label_before} to {change.label_after}, in log percent"
    main = (Table(title, _COLUMNS, tuple(rows)),) if rows else ()
    return (*main, *_places(change))


TABLES = tables


def effect_cells(effect: Estimate, is_sure: bool) -> tuple[Cell, Cell, Cell]:
    """Effect, interval and verdict of a term."""
    if effect.value is None:
        return Cell(theme.UNKNOWN, "unsure"), Cell(""), Cell("cannot tell", "unsure")
    tone = theme.tone_of(is_sure, effect.value > 0)
    word = "raised it" if effect.value > 0 else "lowered it"
    if not is_sure:
        word = "too small to tell" if effect.sign and abs(effect.value) < LEAST_OF_LEDGER else "cannot tell"
    return Cell(theme.log_points(effect.value), tone), interval_cell(effect), Cell(word, tone)


def _row(term: Term, currency: str) -> tuple[Cell, ...]:
    cells = effect_cells(term.effect, term.is_claimed)
    return (
        Cell(glossed(term.factor)),
        *cells,
        Cell(f"{term.effect.n:,} {term.effect.n_unit}" if term.effect.n else ""),
        value_cell(term.before, currency) if term.before else Cell(""),
        value_cell(term.after, currency) if term.after else Cell(""),
    )


def _total(change: Change) -> tuple[Cell, ...]:
    assert change.total is not None
    before, after = value_cell(change.before), value_cell(change.after)
    n = Cell(f"{change.total.n:,} {change.total.n_unit}")
    return Cell("All together", "strong"), *effect_cells(change.total, is_claimed(change.total)), n, before, after


def _places(change: Change) -> tuple[Table, ...]:
    """Where it moved: every part and factor that chance does not explain, the largest first."""
    found = [
        (part, term.factor, effect)
        for term in change.terms
        for part, effect in term.parts.items()
        if is_claimed(effect) and theme.log_points(effect.value) != _NOTHING
    ]
    if not found:
        return ()
    rows = tuple(
        (Cell(part), Cell(glossed(factor)), *effect_cells(effect, True))
        for part, factor, effect in sorted(found, key=lambda entry: -abs(entry[2].value or 0.0))
    )
    columns = (
        Column(change.by.capitalize(), wraps=True),
        Column("Factor", wraps=True),
        Column("Effect, %", True),
        Column("95% interval", True),
        Column("", rank=2),
    )
    return (Table(f"Where it moved, by {change.by}; what sampling error explains is left out", columns, rows),)

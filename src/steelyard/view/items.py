"""Single things customers were asked about, as tables: how each was rated and expected, what it goes with."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.analyses.perspectives.answer import Perspectives
from steelyard.analyses.perspectives.expected import ItemsTold, ItemTold, Unfelt
from steelyard.analyses.perspectives.item_wording import FIELDS, KINDS
from steelyard.answers import Estimate
from steelyard.theme import UNKNOWN
from steelyard.view.table import Cell, Column, Table, Tone, count_cell, interval_cell, value_cell
from steelyard.wording import change_limits_of, change_of

_TONES: dict[str, Tone] = {"basic": "bad", "excitement": "good", "performance": "strong"}
_FIELD_TONES: dict[str, Tone] = {"look first": "bad", "keep": "good"}
_UNFELT = (
    Column("Criterion and item", wraps=True),
    Column("Own standards", True),
    Column("95% interval", True, 2),
    Column("Customers", True),
    Column("95% interval", True, 2),
    Column("Together", wraps=True),
)


def item_tables(answer: Perspectives) -> tuple[Table, ...]:
    """Those that hold anything: of the whole, then by part."""
    if answer.items is None:
        return ()
    by, parts, whole = answer.by.removesuffix("_id").replace("_", " "), answer.item_parts, answer.items
    asked, sided = "What customers were asked about", "What low and high ratings are associated with"
    return (
        Table(asked, _asked_columns(whole, ""), _asked([whole], whole)),
        Table(sided, _sided_columns(""), _sided([whole])),
        Table(f"{asked}, by {by}", _asked_columns(whole, by), _asked(parts, whole)),
        Table(f"{sided}, by {by}", _sided_columns(by), _sided(parts)),
        Table("Criteria beside items of the same name", _UNFELT, tuple(_unfelt(entry) for entry in answer.unfelt)),
    )


def _asked_columns(whole: ItemsTold, by: str) -> tuple[Column, ...]:
    found = [*([Column(by.capitalize(), wraps=True)] if by else []), Column("Asked about", wraps=True)]
    found += [Column("Rating", True), Column("95% interval", True, 2), Column("n", True, 3)]
    found += [Column(title, True) for title, name in _SHOWN if _has(whole, name)]
    return (*found, Column("Importance and rating", rank=2, wraps=True))


_SHOWN = (
    ("Said to matter", "stated"),
    ("Carries", "carried"),
    ("Against expected", "gap"),
    ("Better less worse", "met"),
)
"""Title -> what is shown of an item where any has it."""


def _has(whole: ItemsTold, name: str) -> bool:
    return any(getattr(entry, name) is not None for entry in whole.items)


def _asked(parts: Sequence[ItemsTold], whole: ItemsTold) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            *([Cell(part.part)] if part.part else []),
            Cell(entry.item),
            value_cell(entry.rating),
            interval_cell(entry.rating),
            count_cell(entry.rating),
            *(_shown(entry, name) for _, name in _SHOWN if _has(whole, name)),
            Cell(FIELDS[entry.field], _FIELD_TONES.get(entry.field, "unsure" if entry.field == "cannot tell" else "")),
        )
        for part in parts
        for entry in part.items
    )


def _shown(entry: ItemTold, name: str) -> Cell:
    held: Estimate | None = getattr(entry, name)
    if name not in ("gap", "met") or held is None:
        return value_cell(held)
    tone: Tone = "bad" if entry.side < 0 else "good" if entry.side > 0 else "unsure"
    return Cell(change_of(held), tone, change_limits_of(held))


def _sided_columns(by: str) -> tuple[Column, ...]:
    found = [*([Column(by.capitalize(), wraps=True)] if by else []), Column("Asked about", wraps=True)]
    found += [Column("Low answers", True, 3), Column("High answers", True, 3)]
    for title in ("Rated low", "Rated high"):
        found += [Column(title, True), Column("95% interval", True, 2)]
    return (*found, Column("It is", wraps=True))


def _sided(parts: Sequence[ItemsTold]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            *([Cell(part.part)] if part.part else []),
            Cell(entry.item),
            Cell(f"{entry.low:,}", "quiet"),
            Cell(f"{entry.high:,}", "quiet"),
            *_difference(entry.penalty.turned() if entry.penalty is not None else None),
            *_difference(entry.reward),
            Cell(entry.refusal or KINDS[entry.kind], _TONES.get(entry.kind, "unsure")),
        )
        for part in parts
        if not part.refusal
        for entry in part.items
        if entry.carried is not None or entry.refusal
    )


def _difference(entry: Estimate | None) -> tuple[Cell, Cell]:
    if entry is None:
        return Cell(UNKNOWN, "unsure"), Cell("")
    return Cell(change_of(entry)), Cell(change_limits_of(entry), "quiet")


def _unfelt(entry: Unfelt) -> tuple[Cell, ...]:
    return (
        Cell(entry.item),
        value_cell(entry.scored),
        interval_cell(entry.scored),
        value_cell(entry.rated),
        interval_cell(entry.rated),
        Cell(f"contradict: {entry.outcome}", "bad"),
    )

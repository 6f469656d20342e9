"""Themes, what remarks ask for, and the most frequent terms, as tables."""

from __future__ import annotations

from steelyard.analyses.words.answer import Said, Theme, Words
from steelyard.view.table import Cell, Column, Table
from steelyard.wording import figure_of, limits_of

_THEMES = (
    Column("Theme"),
    Column("Where"),
    Column("Written by", True),
    Column("95%", True, rank=2),
    Column("Compared with", True),
    Column("", rank=2),
    Column("Customers", True, rank=2),
)
_SAID = (Column("Read in remarks"), Column("Share", True), Column("95%", True, rank=2), Column("Before", True))
_FREQUENT = (Column("Term"), Column("Customers", True))
_KINDS = {
    "callback": "Ask for a callback",
    "refund": "Ask for a refund",
    "information": "Ask for information",
    "apology": "Complain formally, or want an apology",
    "escalation": "Ask for escalation",
    "cancel": "Ask to cancel",
    "leaving": "Threaten to leave, or say so",
    "pleased": "Pleased",
    "displeased": "Displeased",
    "angry": "Angry",
    "neutral": "Neutral",
}


def tables(answer: Words) -> tuple[Table, ...]:
    """Themes that stand out, readings of remarks, frequent terms, and quotes where they were asked for."""
    found = []
    if answer.themes:
        found.append(Table("What stands out beyond sampling error", _THEMES, tuple(map(_theme, answer.themes))))
    if answer.said:
        rows = tuple(_said(said) for said in answer.said)
        found.append(Table("What remarks ask for, as read by rules and a classifier", _SAID, rows))
    if answer.frequent:
        rows = tuple((Cell(term), Cell(f"{count:,}")) for term, count in answer.frequent)
        found.append(Table("What most customers write about", _FREQUENT, rows))
    quotes = tuple((Cell(theme.term), Cell(quote)) for theme in answer.themes for quote in theme.quotes)
    if quotes:
        found.append(Table("Remarks, names and numbers masked", (Column("Theme"), Column("Remark")), quotes))
    return tuple(found)


def _theme(theme: Theme) -> tuple[Cell, ...]:
    where = ", ".join(theme.part.values()) or "everywhere"
    against = "the days before" if theme.against == "before" else "others on the same topics"
    return (
        Cell(theme.term),
        Cell(where),
        Cell(f"{figure_of(theme.share)} ({theme.way})"),
        Cell(limits_of(theme.share), "quiet"),
        Cell(figure_of(theme.other)),
        Cell(against, "quiet"),
        Cell(f"{theme.customers:,}"),
    )


def _said(said: Said) -> tuple[Cell, ...]:
    moved = {1: " (up)", -1: " (down)", 0: ""}[said.moved]
    return (
        Cell(_KINDS.get(said.kind, said.kind)),
        Cell(f"{figure_of(said.share)}{moved}"),
        Cell(limits_of(said.share), "quiet"),
        Cell(figure_of(said.other)),
    )


TABLES = tables

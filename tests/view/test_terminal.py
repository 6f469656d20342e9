"""Plain text: fits the width, cuts no figure, colours only where the console has it."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from steelyard.answers import Answer, Caveat
from steelyard.view.table import Cell, Column, Table
from steelyard.view.terminal import fitting, show, show_table, text


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_line_fits_and_every_figure_is_whole(scorecard, verdict, change, width: int) -> None:
    for answer in (scorecard, verdict, change):
        assert max(cell_len(line) for line in text(answer, width).splitlines()) <= width
    shown = text(scorecard, width)
    assert "64.1%" in shown
    assert "63.2–65.0" in shown
    assert "38.60 €" in shown
    assert "…" not in shown


def test_a_narrow_terminal_drops_the_least_columns_first() -> None:
    table = Table("t", (Column("A", True), Column("B", True, 3), Column("C", True, 2)), ((Cell("1" * 8),) * 3,))
    assert fitting(table, 80) == [0, 1, 2]
    assert fitting(table, 20) == [0, 2]
    assert fitting(table, 5) == [0]


def test_the_order_is_sentence_tables_missing_caveats_foot(scorecard) -> None:
    shown = text(scorecard)
    places = [
        shown.index(part)
        for part in (
            "solved the first time",
            "What customers got",
            "could not be computed",
            "Note: 60%",
            "A note.",
            "Data to",
        )
    ]
    assert places == sorted(places)
    assert "30 September 2026, 23:58 Europe/Lisbon" in shown


def test_colour_is_for_terminals_only(scorecard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    file, terminal = io.StringIO(), io.StringIO()
    show(scorecard, Console(file=file, width=100))
    show(scorecard, Console(file=terminal, width=100, force_terminal=True, color_system="truecolor"))
    assert "\x1b[" not in file.getvalue()
    assert "\x1b[" in terminal.getvalue()


def test_a_refusal_is_shown_with_its_reason() -> None:
    shown = text(
        Answer(
            "other",
            "Other",
            ("It cannot be said.",),
            caveats=(Caveat("x", "Over 20% unidentified.", "refusal"),),
        )
    )
    assert "No figure: Over 20% unidentified." in shown


def test_text_from_the_data_is_never_markup() -> None:
    console = Console(file=io.StringIO(), width=80)
    show_table(Table("t", (Column("Topic", wraps=True),), ((Cell("[bold]x[/bold] [/]"),),)), console)
    assert "[bold]x[/bold] [/]" in console.file.getvalue()


@pytest.mark.parametrize("width", [80, 100, 140])
def test_words_stay_whole_and_nothing_is_lost_where_there_is_room(width: int) -> None:
    why = "the data do not say what it cost or how much of their own time customers spent on it"
    way = "map costs.amount or set assumptions.customer_hour_value; map contacts.wait_s or map contacts.answered_at"
    columns = (Column("Measure", wraps=True), Column("Why", wraps=True), Column("What unlocks it", wraps=True))
    row = (Cell("Unit cost of value, over the provider's own"), Cell(why), Cell(way))
    console = Console(file=io.StringIO(), width=width)
    show_table(Table("Missing", columns, (row, row)), console)
    shown = console.file.getvalue()
    assert max(map(cell_len, shown.splitlines())) <= width
    for word in f"{why} {way}".split():
        assert re.search(rf"(^| ){re.escape(word)}( |$)", shown, re.MULTILINE), word

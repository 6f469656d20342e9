"""The tables of a comparison: in the order of names, with what can be said of each."""

from __future__ import annotations

from dataclasses import replace

from charts.comparison import NAMES, comparison
from steelyard.view.answers.compare import tables


def test_units_stand_in_the_order_of_their_names() -> None:
    figures, sure = tables(comparison())
    assert [row[0].text for row in figures.rows] == list(NAMES)
    assert [row[0].text for row in sure.rows] == list(NAMES)
    assert figures.rows[4][3].tone == "bad"
    assert sure.rows[4][2].text == "worse"
    assert sure.rows[0][2].text == "not distinguished"
    assert [column.title for column in sure.columns][3:5] == ["P(worst fifth)", "P(best fifth)"]
    assert sure.rows[4][3].text == ">0.99"


def test_where_less_is_better_the_lowest_fifth_is_the_best() -> None:
    for better, name in (("low", "best"), ("neither", "lowest")):
        columns = tables(replace(comparison(), better=better))[1].columns
        assert columns[3].title == f"P({name} fifth)"


def test_without_units_there_is_no_table() -> None:
    assert tables(replace(comparison(), units=())) == ()


def test_it_fits_a_terminal() -> None:
    text = comparison().to_text(80)
    assert max(map(len, text.splitlines())) <= 80
    assert "not distinguished" in text

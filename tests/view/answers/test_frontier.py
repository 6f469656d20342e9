"""Places in their order with what is beyond sampling error, and their latest periods with who showed it."""

from __future__ import annotations

from dataclasses import replace

from steelyard.view.answers.frontier import tables
from view.frontier_sample import frontier


def test_places_stand_in_their_order_and_only_chance_decides_words() -> None:
    places, _ = tables(frontier())
    assert "not ranked" in places.title
    rows = [[cell.text for cell in row] for row in places.rows]
    assert rows[0][0] == "Braga"
    assert rows[0][3] == rows[0][6] == "within sampling error"
    assert rows[1] == ["Porto", "11.0%", "6.0–16.0", "lags", "−9.0", "−13.0 to −5.0", "further away"]


def test_the_latest_periods_name_those_who_showed_it() -> None:
    _, months = tables(frontier())
    assert [row[1].text for row in months.rows] == ["May 2026", "Jun 2026", "Jul 2026"] * 2
    assert [cell.text for cell in months.rows[-1][4:6]] == ["17%", "Braga in Apr 2026 and Braga in Jun 2026"]
    assert [cell.text for cell in months.rows[0][4:6]] == ["none", "best practice itself"]
    assert months.columns[4].title == "Less paid time"


def test_without_a_comparison_over_time_its_columns_go_and_a_refusal_has_no_table() -> None:
    answer = frontier()
    still = tuple(replace(place, catch_up=None, has_moved=False) for place in answer.places)
    assert len(tables(replace(answer, places=still))[0].columns) == 4
    assert tables(replace(answer, places=())) == ()

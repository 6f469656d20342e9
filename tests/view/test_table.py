"""Cells: rounding to the interval, refusals, bounds, counts."""

from __future__ import annotations

from steelyard.answers import Estimate, Interval, Missing
from steelyard.view.table import (
    count_cell,
    counted_cell,
    estimates_table,
    interval_cell,
    missing_table,
    value_cell,
)


def test_a_figure_shows_the_digits_its_interval_supports() -> None:
    wide = Estimate("f", "share", value=0.6412, interval=Interval(0.42, 0.86))
    narrow = Estimate("f", "share", value=0.6412, interval=Interval(0.632, 0.650))
    assert value_cell(wide).text == "64%"
    assert value_cell(narrow).text == "64.1%"


def test_no_figure_is_a_grey_dash_and_never_zero() -> None:
    cell = value_cell(Estimate("f", "share"))
    assert (cell.text, cell.tone) == ("–", "unsure")
    assert value_cell(None).text == "–"


def test_bounds_stand_in_for_an_interval() -> None:
    assert interval_cell(Estimate("f", "share", bounds=(0.4, 0.7))).text == "could be 40–70"
    assert interval_cell(Estimate("f", "share")).text == ""


def test_counts_and_shares_say_what_they_rest_on() -> None:
    estimate = Estimate("f", "share", value=0.5, n=12_412, n_unit="issues", mature_share=0.948, covered_share=0.004)
    assert count_cell(estimate).text == "12,412"
    assert counted_cell(estimate).text == "issues, 94% mature, under 1% answered"
    assert counted_cell(Estimate("f", "share", mature_share=1.0)).text == ""


def test_any_figures_can_be_tabled() -> None:
    table = estimates_table("t", [Estimate("f", "money", {"site": "Porto"}, 38.6, Interval(37.9, 39.3), n=5)], "EUR")
    assert [cell.text for cell in table.rows[0]] == ["f", "Porto", "38.60 €", "37.90–39.30", "5"]


def test_what_is_missing_says_how_to_unlock_it(scorecard) -> None:
    table = missing_table(scorecard.missing)
    assert [cell.text for cell in table.rows[0]] == ["map contacts.sla_met", "SLA met"]


def test_what_unlocks_most_stands_first_and_names_few() -> None:
    measures = [Missing(name, name.upper(), "why", "map a" if name < "g" else "map b") for name in "gabcdef"]
    shown = [[cell.text for cell in row] for row in missing_table(measures).rows]
    assert shown == [["map a", "A; B; C; and 3 more"], ["map b", "G"]]

"""What may mislead, as tables."""

from __future__ import annotations

from dataclasses import replace

from charts.misreadings import readings, thin_readings
from steelyard.view.answers.readings import tables


def test_signals_of_the_leading_units_and_the_others_in_a_line() -> None:
    signals, elsewhere, silent = tables(readings())
    assert [row[0].text for row in signals.rows if row[0].text] == [
        "Customers' ratings: two sources agree",
        "Handle time, limit 5:00: one source only",
        "Evaluations: too little data",
    ]
    assert [row[4].text for row in signals.rows] == ["yes", "no", "yes", "yes", "–", "–"]
    assert [row[1].text for row in elsewhere.rows] == ["<script>alert"]
    assert [row[1].text for row in silent.rows] == ["83.6", "80.7", "5.6", "", "6.2"]
    assert silent.rows[3][2].text == "9–98"


def test_of_too_few_answers_nothing_is_carried_to_all() -> None:
    answer = readings()
    assert answer.silent is not None
    few = tables(replace(answer, silent=replace(answer.silent, answered_share=0.04)))[-1]
    assert [row[0].text for row in few.rows] == ["Of respondents", "Without assumptions about non-respondents"]


def test_every_row_has_a_cell_for_every_column() -> None:
    for table in tables(readings()):
        assert {len(row) for row in table.rows} == {len(table.columns)}
    assert tables(thin_readings()) == ()

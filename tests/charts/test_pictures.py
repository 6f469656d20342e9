"""Promises every picture keeps, over the whole catalogue of charts."""

from __future__ import annotations

from datetime import date

import pytest

from charts.cadences import cadence, thin_cadence
from charts.comparison import comparison, thin_comparison
from charts.driving import drivers
from charts.efforts import enough, thin_enough
from charts.misreadings import readings, thin_readings
from charts.owing import debts, thin_debts
from charts.reading import colors, drawn, layers, pointed_at, size, words
from charts.sides import perspectives, thin_perspectives
from charts.test_initiative import STUDY
from charts.tradeoffs import thin_tradeoff, thin_worth, tradeoff, worth
from charts.ways import journeys, thin_journeys
from charts.writing import thin_words
from charts.writing import words as written
from report import sample
from steelyard import catalogue, charts
from steelyard.analyses.drivers.answer import Drivers
from steelyard.analyses.frontier.answer import Frontier
from steelyard.analyses.initiative.answer import Evaluation
from steelyard.analyses.volume.question import Month, Volume
from steelyard.answers import Answer
from steelyard.declare import Chart
from steelyard.errors import QuestionError
from steelyard.theme import LIGHT
from view.frontier_sample import frontier
from view.participation_sample import participation, thin_participation


def volume() -> Volume:
    """Three months, the newest held in part and still open for the most."""
    starts = (date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1))
    counts = ((1200, 10), (1350, 40), (600, 90))
    months = tuple(
        Month(begun_on, contacts, still_open, is_whole=begun_on != starts[-1])
        for begun_on, (contacts, still_open) in zip(starts, counts, strict=True)
    )
    return Volume("volume", "Volume and backlog", months=months, until=date(2026, 6, 14))


THIN_FRONTIER = Frontier("frontier", "Distance to best practice")
CHARTS: dict[str, Chart] = catalogue.entries("charts", "CHART")
FULL = {
    answer.question: answer
    for answer in (
        *sample.answers(),
        written(),
        Evaluation("initiative", "Initiative", study=(STUDY,)),
        comparison(),
        frontier(),
        tradeoff(),
        worth(),
        readings(),
        enough(),
        participation(),
        drivers(),
        journeys(),
        debts(),
        volume(),
        cadence(),
        perspectives(),
    )
}
THIN = {
    answer.question: answer
    for answer in (
        *sample.thin_answers(),
        thin_words(),
        Evaluation("initiative", "Initiative"),
        thin_comparison(),
        thin_tradeoff(),
        thin_worth(),
        thin_readings(),
        thin_enough(),
        Drivers("drivers", "What is associated with what customers do"),
        thin_participation(),
        thin_cadence(),
        thin_journeys(),
        thin_debts(),
        thin_perspectives(),
        THIN_FRONTIER,
        Volume("volume", "Volume and backlog"),
    )
}


@pytest.mark.parametrize("name", CHARTS)
def test_file_name_is_id(name: str) -> None:
    assert CHARTS[name].id == name


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize(("width", "is_narrow"), [(1040, False), (620, False), (330, True)])
def test_is_as_wide_as_asked(name: str, width: float, is_narrow: bool) -> None:
    chart = CHARTS[name]
    made = size(drawn(chart.draw(FULL[chart.answers], width, is_narrow)))[0]
    assert 0.85 * width <= made <= width + 12


@pytest.mark.parametrize("name", CHARTS)
def test_marks_lie_at_fields_and_show_them(name: str) -> None:
    shown = CHARTS[name].draw(FULL[CHARTS[name].answers], 620, False)
    placed = [layer for layer in layers(shown) if layer["mark"]["type"] in ("point", "bar", "line", "area")]
    for layer in placed:
        if any(layer["data"]["values"]):
            assert any("field" in layer["encoding"].get(axis, {}) for axis in ("x", "y"))
    assert pointed_at(shown)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("answers", [FULL, THIN], ids=["full", "thin"])
def test_colours_are_tokens(name: str, answers: dict[str, Answer]) -> None:
    chart = CHARTS[name]
    assert colors(drawn(chart.draw(answers[chart.answers], 620, False))) <= set(LIGHT.values())


@pytest.mark.parametrize("name", CHARTS)
def test_draws_and_describes_what_is_thin(name: str) -> None:
    chart = CHARTS[name]
    for is_narrow in (False, True):
        drawn(chart.draw(THIN[chart.answers], 330, is_narrow))
    assert chart.describe(THIN[chart.answers]).endswith(".")


@pytest.mark.parametrize("name", CHARTS)
def test_names_from_the_data_are_text(name: str) -> None:
    chart = CHARTS[name]
    svg = drawn(chart.draw(FULL[chart.answers], 620, False))
    assert words(svg)
    assert "<script" not in svg


def test_chart_picks_by_question() -> None:
    assert charts.of(sample.scorecard()).id == "scorecard"
    assert size(drawn(charts.specification(sample.change(), width=500)))[0] == 500
    assert size(drawn(charts.specification(sample.returns(), is_narrow=True)))[0] == 640


def test_a_notebook_is_given_the_same_picture() -> None:
    made = charts.chart(sample.change(), width=500)
    assert type(made).__module__.startswith("altair")
    assert (
        made.to_dict()["layer"][1]["encoding"]
        == charts.specification(sample.change(), width=500)["layer"][1]["encoding"]
    )


def test_unknown_answer_is_told_what_is_drawn() -> None:
    with pytest.raises(QuestionError, match="Pictures are made of: balance, cadence, change"):
        charts.chart(Answer(question="unheard_of", title="Enough"))

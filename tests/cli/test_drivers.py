"""drivers: what is asked reaches the question, and the answer is printed."""

from __future__ import annotations

import json
from datetime import date

from charts.driving import drivers
from steelyard import cli
from steelyard.analyses.drivers import ANALYSIS
from steelyard.analyses.drivers.predictors import OUTCOMES


def test_the_tables_are_printed(run, answering) -> None:
    answering.answers["drivers"] = drivers()
    code, out, _ = run("drivers")
    assert code == cli.FINE
    assert "Waiting" in out
    assert "excluded as leakage" in out


def test_what_is_asked_reaches_the_question(run, answering) -> None:
    answering.answers["drivers"] = drivers()
    run("drivers", "--outcome", "nps", "--where", "site=Porto", "--from", "2026-01-01")
    asked = answering.asked["drivers"]
    assert (asked["outcome"], asked["where"], asked["from_on"]) == ("nps", {"site": ("Porto",)}, date(2026, 1, 1))


def test_json_is_the_whole_answer(run, answering) -> None:
    answering.answers["drivers"] = drivers()
    told = json.loads(run("drivers", "--json")[1])
    assert [driver["is_key"] for driver in told["drivers"]] == [True, False, False]
    assert told["leaks"][0]["name"] == "score"


def test_the_outcomes_offered_are_those_that_can_be_asked() -> None:
    outcome = next(parameter for parameter in ANALYSIS.takes if parameter.name == "outcome")
    assert tuple(OUTCOMES) == outcome.choices

"""readings: what is asked reaches the question, and the answer is printed."""

from __future__ import annotations

import json
from datetime import date

from charts.misreadings import readings
from steelyard import cli


def test_the_signals_are_printed(run, answering) -> None:
    answering.answers["readings"] = readings()
    code, out, _ = run("readings")
    assert code == cli.FINE
    assert "may mislead" in out
    assert "two sources agree" in out


def test_what_is_asked_reaches_the_question(run, answering) -> None:
    answering.answers["readings"] = readings()
    run("readings", "--by", "team", "--period", "month", "--where", "site=Porto", "--from", "2026-01-01")
    asked = answering.asked["readings"]
    assert (asked["by"], asked["period"], asked["from_on"]) == ("team", "month", date(2026, 1, 1))
    assert asked["where"] == {"site": ("Porto",)}


def test_json_is_the_whole_answer(run, answering) -> None:
    answering.answers["readings"] = readings()
    told = json.loads(run("readings", "--json")[1])
    assert [reading["part"] for reading in told["readings"]] == ["Porto", "<script>alert", "", ""]

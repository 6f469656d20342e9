"""compare: what is asked reaches the question, and the answer is printed."""

from __future__ import annotations

import json
from datetime import date

from charts.comparison import comparison
from steelyard import cli


def test_the_tables_are_printed(run, answering) -> None:
    answering.answers["compare"] = comparison()
    code, out, _ = run("compare")
    assert code == cli.FINE
    assert "Porto Digital" in out
    assert "worse" in out


def test_what_is_asked_reaches_the_question(run, answering) -> None:
    answering.answers["compare"] = comparison()
    run("compare", "--by", "agent", "--metric", "csat_score", "--where", "site=Porto", "--from", "2026-01-01")
    asked = answering.asked["compare"]
    assert (asked["by"], asked["metric"], asked["from_on"]) == ("agent", "csat_score", date(2026, 1, 1))
    assert asked["where"] == {"site": ("Porto",)}


def test_json_is_the_whole_answer(run, answering) -> None:
    answering.answers["compare"] = comparison()
    told = json.loads(run("compare", "--json")[1])
    assert [unit["verdict"] for unit in told["units"]].count("worse") == 1
    assert len(told["funnel"]["counts"]) > 10

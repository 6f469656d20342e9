"""weigh: verdict first, then balance and scorecard; the question reaches the workspace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from steelyard import cli
from steelyard.answers import Missing


def test_the_verdict_comes_first(run, answering) -> None:
    code, out, _ = run("weigh")
    assert code == cli.FINE
    places = [out.index(text) for text in ("Too few issues", "The balance stands at 23.6.", "What customers got")]
    assert places == sorted(places)
    assert out.count("Data to 30 September 2026") == 1


def test_options_become_the_question(run, answering) -> None:
    run(
        "weigh",
        "--period",
        "month",
        "--by",
        "team",
        "--where",
        "site=Porto",
        "--where",
        "site=Faro",
        "--to",
        "2026-06-30",
        "--metric",
        "nps",
    )
    assert answering.asked["scorecard"] == {
        "period": "month",
        "by": "team",
        "where": {"site": ("Porto", "Faro")},
        "from_on": None,
        "to_on": date(2026, 6, 30),
        "against": None,
        "metrics": ("nps",),
    }


def test_json_is_the_whole_answers(run, answering) -> None:
    found = json.loads(run("weigh", "--json")[1])
    assert set(found) == {"verdict", "balance", "scorecard"}
    assert found["scorecard"]["lines"][0]["now"]["value"] == 0.641


def test_a_filter_without_a_value_is_misuse(run, answering) -> None:
    code, _, err = run("weigh", "--where", "Porto")
    assert code == cli.MISUSED
    assert "site=Porto" in err


def test_what_cannot_be_told_stands_below_what_can_and_is_folded(run, answering) -> None:
    nothing = {"estimates": (), "missing": (Missing("sla_met", "SLA met", "?", "map contacts.sla_met"),)}
    answering.answers["verdict"] = replace(answering.answers["verdict"], **nothing)
    answering.answers["balance"] = replace(answering.answers["balance"], **nothing)
    out = run("weigh")[1]
    said = ("What customers got", "Too few issues", "The balance stands at 23.6.", "map contacts.sla_met", "Data to 30")
    places = [out.index(text) for text in said]
    assert places == sorted(places)
    assert out.count("map contacts.sla_met") == 1

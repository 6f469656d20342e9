"""weigh: verdict first, then balance and scorecard; the question reaches the workspace."""

from __future__ import annotations

import json
from datetime import date

from steelyard import cli


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

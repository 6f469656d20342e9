"""enough: what is asked, how it is printed, and what is misuse."""

from __future__ import annotations

import json

import pytest

from charts.efforts import enough
from steelyard import cli


@pytest.fixture(autouse=True)
def known(answering) -> None:
    answering.answers["enough"] = enough()


def test_the_tables_fit_a_terminal(run) -> None:
    code, out, _ = run("enough")
    assert code == cli.FINE
    assert out.startswith("Among similar cases, longer handling showed no gain worth its cost.")
    assert [said for said in ("Optimised when", "Associated with one more unit", "nowhere") if said not in out] == []
    assert max(len(line) for line in out.splitlines()) <= 80


def test_options_reach_the_question(run, answering) -> None:
    run("enough", "--price", "40", "--design", "agents", "--where", "channel=phone")
    asked = answering.asked["enough"]
    assert (asked["price"], asked["design"], asked["where"]) == (40.0, "agents", {"channel": ("phone",)})
    run("enough")
    assert (answering.asked["enough"]["price"], answering.asked["enough"]["design"]) == (None, "")


def test_json_is_the_whole_answer(run) -> None:
    _, out, _ = run("enough", "--json")
    found = json.loads(out)
    assert found["margins"][0]["line"]["knee"]["value"] == 5.0
    assert found["optimised"] == "not_yet"


def test_an_unknown_design_is_misuse(run) -> None:
    code, _, err = run("enough", "--design", "luck")
    assert code == cli.MISUSED
    assert "agents" in err

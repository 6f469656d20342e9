"""frontier: what is asked, how it is printed, and what is misuse."""

from __future__ import annotations

import json

import pytest

from steelyard import cli
from view.frontier_sample import frontier


@pytest.fixture(autouse=True)
def known(answering) -> None:
    answering.answers["frontier"] = frontier()


def test_the_tables_fit_a_terminal(run, answering) -> None:
    code, out, _ = run("frontier")
    assert code == cli.FINE
    assert "Porto lags." in out
    assert "further behind" in out or "lags" in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_options_reach_the_question(run, answering) -> None:
    run("frontier", "--by", "team", "--period", "quarter", "--draws", "2000", "--where", "channel=phone")
    asked = answering.asked["frontier"]
    assert (asked["by"], asked["period"], asked["draws"]) == ("team", "quarter", 2000)
    assert asked["where"] == {"channel": ("phone",)}


def test_json_is_the_whole_answer(run, answering) -> None:
    assert json.loads(run("frontier", "--json")[1])["places"][1]["units"][0]["saved"]["paid_s"] == 0.17


def test_one_draw_is_misuse(run, answering) -> None:
    assert run("frontier", "--draws", "1")[0] == cli.MISUSED

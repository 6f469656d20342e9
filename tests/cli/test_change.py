"""change: periods, parts, and what is misuse."""

from __future__ import annotations

import json
from datetime import date

import pytest

from steelyard import cli


def test_the_factors_are_printed(run, answering) -> None:
    code, out, _ = run("change")
    assert code == cli.FINE
    assert "Onceness: how few contacts it took" in out
    assert "−6.2" in out


def test_what_is_compared_reaches_the_question(run, answering) -> None:
    run("change", "--against", "2025-04-01..2025-06-30", "--by", "site")
    assert answering.asked["change"]["against"] == (date(2025, 4, 1), date(2025, 6, 30))
    assert answering.asked["change"]["by"] == "site"
    run("change", "--compare", "site=Porto, Braga")
    assert answering.asked["change"]["compare"] == ("site", "Porto", "Braga")


def test_json_is_the_whole_answer(run, answering) -> None:
    assert json.loads(run("change", "--json")[1])["terms"][0]["factor"] == "onceness"


@pytest.mark.parametrize(
    "given", [("--against", "2025-04-01"), ("--compare", "site=Porto"), ("--compare", "Porto,Braga")]
)
def test_halves_of_a_comparison_are_misuse(run, answering, given: tuple[str, str]) -> None:
    assert run("change", *given)[0] == cli.MISUSED

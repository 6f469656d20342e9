"""participation: what is asked, and how it is printed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from steelyard import cli
from view.participation_sample import participation


@pytest.fixture(autouse=True)
def known(answering) -> None:
    answering.answers["participation"] = participation()


def test_what_is_found_comes_first_and_fits_a_terminal(run) -> None:
    code, out, _ = run("participation")
    assert code == cli.FINE
    assert " ".join(out.split()).startswith(
        "Work was moved to customers from Apr–Jun 2025 to Apr–Jun 2026: "
        "at the same mix of issues a contact costs the provider"
    )
    assert max(len(line) for line in out.splitlines()) <= 80


def test_options_reach_the_question(run, answering) -> None:
    run("participation", "--period", "month", "--against", "2026-01-01..2026-03-31", "--where", "channel=phone")
    asked = answering.asked["participation"]
    assert asked["period"] == "month"
    assert asked["against"] == (date(2026, 1, 1), date(2026, 3, 31))
    assert asked["where"] == {"channel": ("phone",)}


def test_json_is_the_whole_answer(run) -> None:
    assert json.loads(run("participation", "--json")[1])["shifts"][0]["outcome"] == "moved"

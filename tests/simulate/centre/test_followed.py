"""Customers who are followed up: who reacts, how many, and that nothing else of the world changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from steelyard.errors import QuestionError
from steelyard.simulate import Scenario, export
from steelyard.simulate.centre.clock import DAY_S
from steelyard.simulate.centre.columns import Columns, stack, take
from steelyard.simulate.centre.followed import FollowedUp
from steelyard.simulate.centre.reactions import CHURNED
from steelyard.simulate.centre.run import Centre
from steelyard.simulate.centre.world import build_world

DAYS = 98
UNTIL = date(2026, 1, 6)
"""The last of fourteen weeks from the first of October."""


@pytest.fixture(scope="module")
def short(scenario: Scenario) -> Scenario:
    """Half a year, without anything planted."""
    quiet = replace(scenario, target=None, initiatives=(), breaks=(), gaming=())
    return replace(quiet, begins_on=date(2025, 10, 1), ends_on=date(2026, 3, 31))


def run(scenario: Scenario, followed: FollowedUp | None) -> tuple[Columns, Columns]:
    centre = Centre(build_world(scenario, 12_000, 3), followed)
    contacts = stack([week.contacts for week in centre.weeks()])
    return contacts, centre.outcomes()


@pytest.fixture(scope="module")
def everybody(short: Scenario) -> FollowedUp:
    world = build_world(short, 12_000, 3)
    at = world.first_day * DAY_S + DAYS * DAY_S + DAY_S // 2
    customers = np.arange(len(world.customers["site"]))
    return FollowedUp(customers, np.full(len(customers), at), settles_share=0.6, keeps_share=0.6)


def test_what_was_open_is_settled_and_who_would_leave_stays(short: Scenario, everybody: FollowedUp) -> None:
    (plain, left), (reacted, stayed) = run(short, None), run(short, everybody)
    at, end = int(everybody.at[0]), int(everybody.at[0]) + 90 * DAY_S

    def back(contacts: Columns) -> int:
        """Contacts of issues that were open when everybody was followed up."""
        known = np.unique(take(contacts, contacts["at"] < at)["issue"])
        later = take(contacts, (contacts["at"] > at) & (contacts["kind"] == 0))
        return int(np.isin(later["issue"], known).sum())

    def gone(outcomes: Columns) -> int:
        return int(((outcomes["kind"] == CHURNED) & (outcomes["at"] > at) & (outcomes["at"] <= end)).sum())

    assert back(plain) > 50
    assert back(reacted) / back(plain) == pytest.approx(0.4, abs=0.12)
    assert gone(left) > 50
    assert 0.25 < gone(stayed) / gone(left) < 0.7


def test_nothing_differs_before_anybody_is_followed_up(short: Scenario, everybody: FollowedUp) -> None:
    plain, reacted = run(short, None)[0], run(short, everybody)[0]
    before = int(everybody.at[0]) - DAY_S // 2
    for name in plain.keys() - {"makes_leave"}:
        first, second = (take(rows, rows["at"] < before)[name] for rows in (plain, reacted))
        assert np.array_equal(first, second, equal_nan=first.dtype.kind == "f"), name


def test_who_is_not_followed_up_has_the_same_luck(short: Scenario, everybody: FollowedUp) -> None:
    nobody = replace(everybody, customer=everybody.customer[:0], at=everybody.at[:0])
    plain, reacted = run(short, None)[0], run(short, nobody)[0]
    assert all(np.array_equal(plain[name], reacted[name], equal_nan=plain[name].dtype.kind == "f") for name in plain)


def test_an_earlier_export_holds_what_a_later_one_holds_up_to_there(short: Scenario, tmp_path: Path) -> None:
    for name, until in (("early", UNTIL), ("late", None)):
        export(short, tmp_path / name, contacts=3_000, seed=3, has_effects=False, until=until)
    early, late = ((tmp_path / name / "telephone_calls.csv").read_bytes() for name in ("early", "late"))
    calls = early.splitlines()
    assert len(calls) > 500
    whole = set(late.splitlines())
    new = [line for line in calls if line not in whole]
    assert len(new) < 0.02 * len(calls)
    with pytest.raises(QuestionError, match="as of 2026-01-05"):
        export(short, tmp_path / "odd", contacts=3_000, until=date(2026, 1, 5))

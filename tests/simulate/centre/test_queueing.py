from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from steelyard.simulate import Scenario, find_scenario
from steelyard.simulate.centre.ledger import keep_ledger
from steelyard.simulate.centre.queueing import expect_wait
from steelyard.simulate.centre.run import Centre
from steelyard.simulate.centre.world import build_world
from steelyard.simulate.setting.house import Staffing
from steelyard.simulate.setting.plants import Adoption, Initiative


def erlang_c(seats: int, load: float) -> float:
    """The chance of waiting in M/M/c (Erlang 1917)."""
    offered = seats * load
    top = offered**seats / math.factorial(seats) / (1 - load)
    return top / (sum(offered**k / math.factorial(k) for k in range(seats)) + top)


@pytest.mark.parametrize("seats", [1, 2, 5, 14, 40])
@pytest.mark.parametrize("load", [0.8, 0.9, 0.95])
def test_mean_waits_are_close_to_those_of_erlang(seats: int, load: float) -> None:
    chance, mean_s = expect_wait(np.array([float(seats)]), np.array([load]), 300.0)
    exact_s = erlang_c(seats, load) * 300 / (seats * (1 - load))
    assert float(chance[0] * mean_s[0]) == pytest.approx(exact_s, rel=0.2, abs=2.5)
    if seats == 1:
        assert float(chance[0]) == pytest.approx(load)


def test_a_queue_does_not_grow_without_end() -> None:
    chance, mean_s = expect_wait(np.array([10.0, 0.2]), np.array([1.4, 0.5]), 300.0)
    assert chance[0] < 1
    assert mean_s[0] == pytest.approx(300 / (10 * 0.03))
    assert mean_s[1] == 600


def mean_wait(scenario: Scenario, site: int, since: int = 0) -> float:
    centre = Centre(build_world(scenario, 12_000, 5))
    waits = []
    for week in centre.weeks():
        contacts = week.contacts
        queued = (contacts["channel"] <= 1) & (contacts["kind"] == 0) & (contacts["site"] == site)
        waits.append(contacts["wait_s"][queued & (centre.world.day_of(contacts["at"]) >= since)])
    return float(np.concatenate(waits).mean())


@pytest.fixture(scope="module")
def staffed() -> Scenario:
    return replace(
        find_scenario("steady"), begins_on=date(2025, 10, 1), ends_on=date(2026, 3, 31), staffing=Staffing(seats=20)
    )


def test_fewer_agents_make_longer_waits(staffed: Scenario) -> None:
    fewer = replace(staffed, staffing=Staffing(seats=20, load_share=0.8))
    smaller = replace(staffed, staffing=Staffing(seats=8))
    usual = mean_wait(staffed, 0)
    assert mean_wait(fewer, 0) > 1.5 * usual
    assert mean_wait(smaller, 0) > 1.3 * usual


def test_taking_staff_away_acts_where_and_when_it_happens(staffed: Scenario) -> None:
    cut = Initiative("cut", (Adoption("Porto", date(2026, 1, 1)),), staff_share=-0.2)
    with_cut = replace(staffed, initiatives=(cut,))
    assert mean_wait(with_cut, 0, since=92) > 1.5 * mean_wait(staffed, 0, since=92)
    assert mean_wait(with_cut, 1) == pytest.approx(mean_wait(staffed, 1), rel=0.02)


def test_staff_taken_away_are_not_paid(staffed: Scenario) -> None:
    cut = Initiative("cut", (Adoption("Porto Digital", date(2026, 1, 1)),), staff_share=-0.25)
    hours = []
    for scenario in (staffed, replace(staffed, initiatives=(cut,))):
        centre = Centre(build_world(replace(scenario, staffing=None), 6_000, 5))
        centre.rehearse()
        hours.append(keep_ledger(centre.world, centre.tally).hours)
    assert hours[1][2, 3:] == pytest.approx(0.75 * hours[0][2, 3:], abs=0.1)
    assert hours[1][2, :3] == pytest.approx(hours[0][2, :3])
    assert hours[1][0] == pytest.approx(hours[0][0])

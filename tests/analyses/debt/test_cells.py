"""What is expected of a part, and which fractures are taken for one that broke."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from steelyard.analyses.debt.cells import Cells, Prices, Scope, cells, paid
from steelyard.analyses.debt.finding import SLOW, SURGE, find
from steelyard.analyses.debt.pricing import added

WEEKS, FIRST = 60, date(2025, 1, 6)
FAMILIES = {"invoice": "billing", "dispute": "billing", "late": "delivery", "setup": "technical"}
HARD = {"invoice": 300.0, "dispute": 600.0, "late": 400.0, "setup": 500.0}


def world(
    seed: int,
    surge: float = 0.0,
    slower: float = 0.0,
    returns: float = 0.0,
    at: tuple[int, int] = (40, 60),
    season: bool = True,
    left: float = 0.0,
) -> Cells:
    """A centre of four topics and three families; something happens to late deliveries from a week to another.

    Args:
        surge: share of further issues. slower: share of further work. returns: further returns of an issue.
        left: the share of it that goes on after the last week.
    """
    rng = np.random.default_rng(seed)
    weeks = np.arange(WEEKS)
    struck = np.where((weeks >= at[0]) & (weeks < at[1]), 1.0, np.where(weeks >= at[1], left, 0.0))
    year = 1 + 0.2 * np.sin(weeks / 52 * 2 * np.pi) if season else np.ones(WEEKS)
    shock = np.exp(0.05 * rng.standard_normal(WEEKS))
    rows: dict[str, list] = {
        name: [] for name in ("by", "part", "kind", "week", "issues", "contacts", "work_s", "cost")
    }
    rows |= {name: [] for name in ("technology_cost", "customer_s", "customer_cost", "churned", "mature")}
    rows |= {name: [] for name in ("n_returned", "cost_returned", "value_returned")}
    for topic, family in FAMILIES.items():
        is_struck = topic == "late"
        issues = rng.poisson(80 * year * shock * (1 + surge * struck * is_struck))
        came_back = rng.poisson(issues * (0.2 + returns * struck * is_struck))
        contacts = issues + came_back
        each = HARD[topic] * (1 + slower * struck * is_struck) * np.exp(0.03 * rng.standard_normal(WEEKS))
        work = contacts * each
        for week in range(WEEKS):
            for by, part in (("", ""), ("family", family)):
                told = {
                    "by": by,
                    "part": part,
                    "kind": topic,
                    "week": FIRST + timedelta(weeks=week),
                    "issues": issues[week],
                    "contacts": contacts[week],
                    "work_s": work[week],
                    "cost": work[week] / 100,
                    "technology_cost": 0.0,
                    "customer_s": work[week],
                    "customer_cost": work[week] / 300,
                    "churned": 0.0,
                    "mature": issues[week],
                    "n_returned": came_back[week],
                    "cost_returned": came_back[week] * each[week] / 100,
                    "value_returned": 0.0,
                }
                for name, value in told.items():
                    rows[name].append(value)
    held = {
        name: np.array(values, dtype=object if name in ("by", "part", "kind") else None)
        for name, values in rows.items()
    }
    held["week"] = np.array(rows["week"], dtype="datetime64[D]")
    return cells(held, ("family",), FIRST, FIRST + timedelta(weeks=WEEKS - 1))


def found_in(held: Cells) -> list[tuple[str, str]]:
    return [(one.measure.id, one.scope.part) for one in find(held, ("family",), ("returned",))[0]]


def test_sums_are_kept_whole() -> None:
    held = world(1)
    whole = held.total(Scope(), "issues")
    assert whole.shape == (WEEKS,)
    parts = sum(held.total(Scope("family", part), "issues") for part in held.parts["family"])
    assert parts == pytest.approx(whole)
    rest = held.rest(Scope("family", "billing"), "issues").sum(axis=0)
    assert rest + held.total(Scope("family", "billing"), "issues") == pytest.approx(whole)


def test_a_shock_that_all_share_is_expected() -> None:
    held = world(2)
    scope = Scope("family", "billing")
    expected = held.expected(scope, "n_returned", "issues")
    assert expected.sum() == pytest.approx(held.total(scope, "n_returned").sum(), rel=0.1)
    doubled = {**held.sums, "n_returned": {by: 2 * values for by, values in held.sums["n_returned"].items()}}
    again = Cells(held.weeks, held.parts, held.kinds, held.families, doubled)
    assert again.expected(scope, "n_returned", "issues") == pytest.approx(2 * expected)


def test_nothing_is_seldom_found_where_nothing_is_broken() -> None:
    assert sum(bool(found_in(world(seed))) for seed in range(40)) <= 3


@pytest.mark.parametrize(
    ("broken", "kind"),
    [({"slower": 0.2}, SLOW), ({"returns": 0.12}, "returned"), ({"surge": 0.4, "slower": 0.1}, SURGE)],
)
def test_what_is_broken_is_found_and_placed(broken: dict[str, float], kind: str) -> None:
    places = [found_in(world(seed, **broken)) for seed in range(8)]
    assert all(held and held[0][1] == "delivery" for held in places), places
    assert sum(held[0][0] == kind for held in places) >= (6 if kind != SURGE else 1), places


def test_other_demand_is_seen_and_no_debt() -> None:
    for seed in range(6):
        claimed, seen = find(world(seed, surge=0.5), ("family",), ("returned",))
        assert not [one for one in claimed if one.measure.id == SURGE], seed
        assert seen[0].scope.part == "delivery"


def test_what_it_costs_is_what_was_added() -> None:
    """Twenty weeks of late deliveries that take a fifth more: 80 x 1.2 contacts a week of 400 seconds at a cent."""
    covered = 0
    for seed in range(20):
        held = paid(world(seed, slower=0.2, season=False), Prices(36.0, 0.0))
        weeks = np.arange(WEEKS)
        told = added(held, Prices(36.0, 0.0), Scope("family", "delivery"), False, weeks < 40, weeks >= 40)
        contacts = held.total(Scope("family", "delivery"), "contacts")[40:].sum()
        low, high = told.cost.limits()
        covered += low <= 0.2 * contacts * 400 * 0.01 <= high
    assert covered >= 17

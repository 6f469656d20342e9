"""In the worst case contacts of nobody may have ended any issue: each of them turns one, to the worse or the better."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np
import pytest

from steelyard import metrics
from steelyard.measure.formula import evaluate

World = tuple[bool | None, ...]
"""Whether each issue is solved; None where nobody marked it."""

RATING, COST, WORK = 0.8, 6.0, 1_800.0

TINY = [
    (first, second, *more)
    for first in (True, False, None)
    for second in (True, False, None)
    for more in ((), (True,), (False,))
]


def sums(world: World, unidentified: int) -> dict[str, float]:
    """Every sum of a world in which all issues rate, cost and take the same, and contacts of nobody as much again."""
    issues, resolved, unmarked = len(world), world.count(True), world.count(None)
    marked = issues - unmarked
    bots = ("bot_issues", "bot_solved", "bot_told", "bot_known", "bot_value")
    return dict.fromkeys(bots, 0.0) | {
        "issues": issues, "resolved": resolved, "marked": marked, "unmarked": unmarked, "unidentified": unidentified,
        "solved": resolved, "known": marked, "solved_only": resolved, "value": RATING * resolved,
        "value_marked": RATING * resolved, "cost": COST * issues, "costed": issues, "work": WORK * issues,
        "worked": issues, "customer_cost": COST * issues, "timed": issues, "unidentified_cost": COST * unidentified,
        "contacts": issues, "false_start": 0, "hidden_contacts": 0, "hidden_resolved": 0, "hidden_marked": 0,
        "hidden_solved": 0, "late_resolved": 0, "late_marked": 0, "late_solved": 0, "odds": 1,
        "unidentified_work": WORK * unidentified, "unidentified_customer_cost": COST * unidentified,
    }  # fmt: skip


def values(name: str, world: World, unidentified: int) -> tuple[float, float, float]:
    """The figure, its lowest and its highest in the worst case."""
    metric = metrics.metric(name)
    assert metric.worst is not None
    known = {key: np.array(float(amount)) for key, amount in sums(world, unidentified).items()}
    figure, one, other = (float(evaluate(formula, known)) for formula in (metric.formula, *metric.worst))
    return figure, one, other


def could_be(world: World, unidentified: int) -> Iterator[float]:
    """The share solved of every world there may have been: what is unmarked was solved or not, and each contact of
    nobody ended an issue, was one of its own, made one of two, or belongs elsewhere."""
    if None in world:
        place = world.index(None)
        for is_solved in (True, False):
            yield from could_be((*world[:place], is_solved, *world[place + 1 :]), unidentified)
        return
    yield world.count(True) / len(world)
    if not unidentified:
        return
    for is_solved in (True, False):
        yield from could_be((*world, is_solved), unidentified - 1)
        for place in range(len(world)):
            yield from could_be((*world[:place], is_solved, *world[place + 1 :]), unidentified - 1)
    for first, second in permutations(range(len(world)), 2):
        joined = tuple(one for place, one in enumerate(world) if place not in (first, second))
        yield from could_be((*joined, world[second]), unidentified - 1)


@pytest.mark.parametrize("name", ["resolution_rate", "effectiveness"])
@pytest.mark.parametrize("unidentified", [0, 1, 2, 3])
def test_the_worst_case_is_the_worst_and_the_best_there_may_have_been(name: str, unidentified: int) -> None:
    for world in TINY:
        _, low, high = values(name, world, unidentified)
        every = list(could_be(world, unidentified))
        assert (low, high) == pytest.approx((min(every), max(every))), world


@pytest.mark.parametrize(
    ("world", "unidentified", "low", "high"),
    [((True, False), 0, 0.5, 0.5), ((True, False), 1, 0, 1), ((True, True), 1, 0.5, 1), ((False, False), 1, 0, 0.5)],
)
def test_two_issues(world: World, unidentified: int, low: float, high: float) -> None:
    assert values("resolution_rate", world, unidentified)[1:] == (low, high)


def test_value_takes_the_same_room() -> None:
    """Of 4 issues 3 are solved, and 1 contact is nobody's: 2 or 4 may be, at the rating and cost that are known."""
    world = (True, True, True, False)
    least, most = RATING * 2, RATING * 4
    paid = COST * 4
    assert values("value_per_issue", world, 1)[1:] == pytest.approx((least / 4, most / 4))
    assert values("balance", world, 1)[1:] == pytest.approx((1000 * least / (paid + COST), 1000 * most / paid))
    for name, parts in (("unit_cost_provider", 1), ("unit_cost_customer", 1), ("unit_cost", 2)):
        assert values(name, world, 1)[1:] == pytest.approx((parts * paid / most, parts * (paid + COST) / least))
    assert values("cost_per_resolved_issue", world, 1)[1:] == pytest.approx((paid / 4, (paid + COST) / 2))
    assert values("hours_per_resolved_issue", world, 1)[1:] == pytest.approx((0.5, 0.5 * 5 / 2))


@pytest.mark.parametrize("name", ["balance", "unit_cost", "cost_per_resolved_issue", "hours_per_resolved_issue"])
def test_more_contacts_of_nobody_than_issues_still_leave_limits(name: str) -> None:
    figure, low, high = values(name, (True, False), 5)
    assert 0 < low < figure < high
    assert np.isfinite(high)

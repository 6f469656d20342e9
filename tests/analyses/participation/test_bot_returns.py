"""What a bot's unmarked sessions and returns tell, on cells small enough to add up by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from steelyard.analyses.participation.bot_returns import BotReturns, as_people, bot_returns, has_unmarked, settled
from steelyard.analyses.participation.modes import PRODUCTS
from steelyard.measure import Cells

GROUPS = 16
KEYS = ("family", "segment", "channel", "handled_by", "is_bot_started")


def row(n: float, contacts: float, marked: float) -> list[float]:
    """Sums of n issues, so many marked, all of those solved."""
    values = dict.fromkeys(PRODUCTS, n)
    values |= {"contacts": n * contacts, "marked": marked, "unmarked": n - marked}
    return list((values | {"resolved": marked, "solved_weight": marked}).values())


def cells(bots: float = 1.5, noise: float = 0.01) -> Cells:
    whole = np.array([row(900, 1.2, 900), row(300, bots, 60)])
    labels = (("billing", "home", "phone", "human", 0), ("billing", "home", "bot", "bot", 1))
    rng = np.random.default_rng(2)
    by_group = whole[:, None] / GROUPS * (1 + noise * rng.normal(size=(2, GROUPS, 1)) * np.ones(len(PRODUCTS)))
    by_group[..., list(PRODUCTS).index("contacts")] *= 1 + noise * rng.normal(size=(2, GROUPS))
    return Cells(KEYS, labels, tuple(PRODUCTS), whole, {"customers": by_group})


def test_what_bots_left_unmarked_is_solved_in_part_and_people_stay() -> None:
    found = cells()
    assert has_unmarked(found)
    for share, solved in ((0.0, 60.0), (0.5, 180.0), (1.0, 300.0)):
        one = settled(found, share)
        assert one.total("solved_weight").tolist() == [900.0, solved]
        assert one.total("marked").tolist() == [900.0, 300.0]
        assert not has_unmarked(one)
        assert one.groups["customers"][1, :, one.names.index("resolved")].sum() == pytest.approx(solved, rel=0.02)


def test_silence_taken_as_peoples_is_solved_as_often_as_their_marked_issues() -> None:
    """People solved 675 of 900 marked, three in four; of the bot's 240 unmarked sessions 180 count."""
    found = cells()
    place = found.names.index("resolved")
    whole = found.whole.copy()
    whole[0, place] = 675.0
    one = as_people(replace(found, whole=whole))
    assert one.total("resolved").tolist() == [675.0, 60.0 + 0.75 * 240.0]
    assert not has_unmarked(one)


def test_customers_who_had_to_come_again_are_counted() -> None:
    """1.5 contacts an issue against 1.2 alike: 0.3 more, surely over a tenth; 1.25 is not."""
    back = bot_returns(cells(1.5), None)
    assert back is not None
    assert back.further.value == pytest.approx(0.3, abs=0.01)
    assert back.came_back > 0.99
    assert not back.has_grown
    assert "0.30" in back.said
    assert "more contacts than similar issues" in back.said
    stayed = bot_returns(cells(1.25), None)
    assert stayed is not None
    assert stayed.came_back < 0.01


def test_a_spread_that_is_not_known_is_no_proof() -> None:
    found = bot_returns(cells(1.5), None)
    assert found is not None
    for variance in (float("nan"), 0.0):
        assert np.isnan(BotReturns(0.2, 0.1, found.further, variance, 10.0).came_back)

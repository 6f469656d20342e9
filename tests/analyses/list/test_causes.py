"""Where reasons come from: beyond chance, and of teams at the same topics."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from steelyard.analyses.list.causes import _tail, causes
from steelyard.measure.models.in_need import Need
from steelyard.reasons import reasons

HELD = reasons()


def need(parts: list[tuple[str, str, str, str, int]], base: list[tuple[str, str, str, int]]) -> Need:
    """By, reason, within, part, n; by, within, part, base, the same for every reason."""
    told = dict(zip(("by", "reason", "within", "part", "n"), map(np.array, zip(*parts, strict=True)), strict=True))
    named = [(by, reason, *rest) for reason in {entry[1] for entry in parts} for by, *rest in base]
    of = dict(zip(("by", "reason", "within", "part", "base"), map(np.array, zip(*named, strict=True)), strict=True))
    return Need({}, {}, {}, 0, 0, None, told, of)


BASE = [
    *(("topic", "", topic, 400) for topic in ("hard", "easy")),
    ("team", "hard", "North", 300), ("team", "hard", "South", 100),
    ("team", "easy", "North", 100), ("team", "easy", "South", 300),
]  # fmt: skip


def test_a_team_with_the_harder_topics_is_not_blamed_for_them() -> None:
    """A third of the customers of the hard topic have the reason, at either team; hardly any of the easy one."""
    parts = [
        ("topic", "returned", "", "hard", 132), ("topic", "returned", "", "easy", 8),
        ("team", "returned", "hard", "North", 99), ("team", "returned", "hard", "South", 33),
        ("team", "returned", "easy", "North", 2), ("team", "returned", "easy", "South", 6),
    ]  # fmt: skip
    found = {(cause.by, cause.part): cause for cause in causes(need(parts, BASE), HELD)}
    assert found["topic", "hard"].is_claimed
    assert found["team", "North"].expected == pytest.approx(0.75 * 132 + 0.25 * 8)
    assert not found["team", "North"].is_claimed
    assert not found["team", "South"].is_claimed


def test_a_team_that_does_worse_at_the_same_topics_is_named() -> None:
    parts = [
        ("team", "returned", "hard", "North", 60), ("team", "returned", "hard", "South", 60),
        ("team", "returned", "easy", "North", 2), ("team", "returned", "easy", "South", 6),
    ]  # fmt: skip
    found = [cause for cause in causes(need(parts, BASE), HELD) if cause.is_claimed]
    assert [(cause.part, cause.n) for cause in found] == [("South", 66)]


def test_a_reason_of_one_channel_alone_says_nothing_about_channels() -> None:
    base = [("channel", "hard", "bot", 100), ("channel", "hard", "phone", 300)]
    only = [("channel", "left_by_bot", "hard", "bot", 60)]
    assert causes(need(only, base), HELD) == ()
    assert causes(need([*only, ("channel", "left_by_bot", "hard", "phone", 5)], base), HELD)


def test_what_could_not_hold_elsewhere_is_no_cause() -> None:
    """Every customer whom a bot left had the bots' team, and no other team has bots: that says nothing."""
    parts = [("team", "left_by_bot", "hard", "Bots", 60)]
    assert causes(need(parts, [("team", "hard", "Bots", 100)]), HELD) == ()


def test_a_step_at_which_ways_stop_is_named() -> None:
    base = [("step", "hard", step, 100) for step in ("order part", "wait", "check")]
    parts = [("step", "returned", "hard", "order part", 23), ("step", "returned", "hard", "wait", 6)]
    found = causes(need(parts, base), HELD)
    assert next((cause.by, cause.part, cause.is_claimed) for cause in found) == ("step", "order part", True)


def test_the_tail_of_one_topic_is_the_binomials() -> None:
    assert _tail([(40, 0.3)], 18) == pytest.approx(1 - binom.cdf(17, 40, 0.3))
    assert _tail([(10, 0.3), (30, 0.3)], 18) == pytest.approx(1 - binom.cdf(17, 40, 0.3))
    assert _tail([(4, 0.3)], 5) == 0.0


def test_where_nothing_is_different_at_most_one_in_twenty_worlds_claims() -> None:
    chance, claims = np.random.default_rng(5), 0
    for _ in range(200):
        hard, easy = (chance.multinomial(60, (share, 1 - share)).tolist() for share in (0.75, 0.25))
        drawn = zip(("hard", "easy"), (hard, easy), strict=True)
        parts = [("team", "returned", t, p, n) for t, of in drawn for p, n in zip(("North", "South"), of, strict=True)]
        claims += any(cause.is_claimed for cause in causes(need(parts, BASE), HELD))
    assert claims <= 15

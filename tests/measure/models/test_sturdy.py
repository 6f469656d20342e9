"""Segments that rest on one group: merged with their like, never across bots and people or the parts looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from steelyard.measure import Identity
from steelyard.measure.models.sturdy import ALL, sturdy

GROUPS = 8
SIZES = np.array([40.0, 60, 100, 130, 20, 25, 600])


def identity(rests_on_one: dict[tuple[str, ...], bool], kept: tuple[str, ...] = ()) -> Identity:
    """Segments of (team, family, channel, handled_by), each the same; some rest on one group alone."""
    segments = tuple(rests_on_one)
    whole = np.repeat(SIZES[None], len(segments), axis=0)
    shares = np.full((GROUPS, len(segments), 1), 1 / GROUPS)
    for place, is_one in enumerate(rests_on_one.values()):
        if is_one:
            shares[:, place] = np.eye(GROUPS)[0][:, None]
    without = whole[None] * (1 - shares)
    present = np.ones(GROUPS, dtype=bool)
    keys = ("team", "family", "channel", "handled_by")
    answers = np.full((len(segments), 2), 30.0)
    return Identity(keys, segments, whole, whole, {"agents": (without, without, present)}, answers, (), kept)


def test_nothing_is_merged_where_many_groups_carry_each_segment() -> None:
    found = identity({("A", "x", "phone", "human"): False, ("A", "x", "email", "human"): False})
    assert sturdy(found) is found


def test_a_segment_of_one_agent_joins_the_other_ways_of_its_kind() -> None:
    """By email one agent answers; its parent, all channels of the family, has eight: both become one segment."""
    given = identity(
        {
            ("A", "x", "phone", "human"): False,
            ("A", "x", "email", "human"): True,
            ("A", "y", "phone", "human"): False,
            ("A", "x", "chat", "bot"): False,
        },
        ("team",),
    )
    found = sturdy(replace(given, at_odds=(given, given)))
    assert all(other.segments == found.segments for other in found.at_odds), "what ids hide is read alike"
    assert set(found.segments) == {
        ("A", "x", ALL, "human"),
        ("A", "y", "phone", "human"),
        ("A", "x", "chat", "bot"),
    }
    merged = found.segments.index(("A", "x", ALL, "human"))
    assert found.before[merged] == pytest.approx(2 * SIZES)
    assert found.answers[merged].tolist() == [60, 60]
    before, _, present = found.replicates["agents"]
    assert (before[present] > 0).all()


@pytest.mark.parametrize("held", [4, 5, 7, 8])
def test_hours_and_parts_of_cost_that_rest_on_one_group_make_a_segment_fragile(held: int) -> None:
    """Two issues that a bot began, one of which came to a person: without that customer there are no hours."""
    given = identity({("A", "x", "phone", "human"): False, ("A", "x", "bot", "human"): False})
    whole = np.concatenate([given.before, np.full((2, 4), 150.0)], axis=1)
    without = np.repeat(whole[None] * (1 - 1 / GROUPS), GROUPS, axis=0)
    without[:, 1, held] = whole[1, held]
    without[0, 1, held] = 0.0
    rows = {"agents": (without, without, np.ones(GROUPS, dtype=bool))}
    found = sturdy(replace(given, before=whole, after=whole, replicates=rows))
    assert found.segments == (("A", "x", ALL, "human"),)


def test_a_part_of_one_agent_keeps_its_own_segment_and_no_replicate() -> None:
    """Team B is one agent: it is what is looked at, so it is not merged into A, and cannot be told."""
    found = sturdy(identity({("A", "x", "phone", "human"): False, ("B", "x", "phone", "human"): True}, ("team",)))
    assert {segment[0] for segment in found.segments} == {"A", "B"}
    assert (found.replicates["agents"][0] == 0).any()


def test_where_all_rests_on_one_group_nothing_is_merged() -> None:
    """A single agent: that chance has one group, and cannot be measured whatever is merged."""
    given = identity({("A", "x", "phone", "human"): True, ("A", "y", "email", "human"): True})
    before, after, _ = given.replicates["agents"]
    only = np.eye(GROUPS, dtype=bool)[0]
    alone = Identity(
        given.keys, given.segments, given.before, given.after, {"agents": (before, after, only)}, given.answers
    )
    assert sturdy(alone) is alone


def test_what_is_left_of_one_agent_joins_the_smallest_of_its_like() -> None:
    """The only bot segment of one kind rests on one group; it joins the other kind's."""
    given = identity(
        {("A", "x", "phone", "bot"): True, ("A", "y", "chat", "bot"): False, ("A", "x", "p", "human"): False}
    )
    found = sturdy(given)
    assert len(found.segments) == 2
    assert {segment[-1] for segment in found.segments} == {"bot", "human"}
    assert (found.replicates["agents"][0] > 0).all()


def test_nothing_joins_what_holds_no_issues() -> None:
    """A segment of contacts alone is the smallest of all, and would carry nothing."""
    given = identity(
        {("A", "x", "phone", "bot"): True, ("A", "y", "chat", "bot"): False, ("A", "z", "mail", "bot"): False}
    )
    held = np.array([1.0, 1.0, 0.0])[:, None]
    rows = {chance: (one * held, two * held, some) for chance, (one, two, some) in given.replicates.items()}
    found = sturdy(replace(given, before=given.before * held, after=given.after * held, replicates=rows))
    assert len(found.segments) == 2
    assert (found.replicates["agents"][0][:, 0] > 0).all()

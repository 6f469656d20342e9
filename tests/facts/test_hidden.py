"""What contacts without a customer hide: every set of ids that may have been lost stands for the truth on average."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from tests.facts.conftest import day
from tests.facts.test_chaining import call

EARLY = call("z", 0, customer="zoe", channel="letter")
COPIES = 5
"""Of every set of ids lost, so that a cell has contacts enough for a share of its own."""


def chains(days: tuple[float, ...], solved: tuple[bool, ...]) -> list[dict[str, object]]:
    """One chain of contacts, once for each set of ids that may have been lost: half of all ids are."""
    rows: list[dict[str, object]] = [EARLY]
    for copy in range(COPIES):
        for number, kept in enumerate(product((True, False), repeat=len(days))):
            for place, (at, is_kept, mark) in enumerate(zip(days, kept, solved, strict=True)):
                name, ends = f"k{copy}.{number}.{place}", {"ended_at": day(at, 1), "resolved_at": day(at, 1)}
                customer = f"c{copy}.{number}" if is_kept else None
                rows.append(call(name, at, customer, channel="phone", resolved=mark, **ends))
    return rows


@pytest.mark.parametrize("days", [(10, 12, 14), (10, 15, 20), (10, 15, 16), (10, 40, 41)])
@pytest.mark.parametrize("solved", [(True, False, True), (True, True, False), (False, True, True)])
def test_on_average_nothing_is_hidden(world, days: tuple[float, ...], solved: tuple[bool, ...]) -> None:
    """Of 40 chains half the first contacts keep their id: 20 times the issues the chain is, however they come apart."""
    window = 7
    issues = [row for row in world(chains(days, solved), horizon=day(100)).rows("issues") if row["issue_id"] != "z"]
    gaps = [later - before for before, later in pairwise(days)]
    starts = [0, *(place for place, gap in enumerate(gaps, 1) if gap > window + 1 / 24)]
    ends = [*(place - 1 for place in starts[1:]), len(days) - 1]
    half = COPIES * 2 ** len(days) / 2
    total = {name: sum(float(row[name] or 0) for row in issues) for name in issues[0] if is_number(issues[0][name])}
    assert len(issues) - total["false_start"] == pytest.approx(half * len(starts))
    assert total["is_resolved"] - total["hidden_resolved"] == pytest.approx(half * sum(solved[end] for end in ends))
    assert len(issues) - total["hidden_marked"] == pytest.approx(half * len(starts))
    assert total["expected_issue"] == pytest.approx(half * len(starts))
    assert total["expected_resolved"] == pytest.approx(total["is_resolved"] - total["hidden_resolved"])
    assert total["expected_marked"] == pytest.approx(half * len(starts))
    returned = sum(start != end for start, end in zip(starts, ends, strict=True))
    seen = total["is_returned"] + total["unseen_return"] - total["false_start"] + total["false_unfollowed"]
    assert seen == pytest.approx(half * returned)
    fixed = sum(solved[start] and start == end for start, end in zip(starts, ends, strict=True))
    assert total["is_fixed_first"] - total["false_fixed"] - total["hidden_return"] == pytest.approx(half * fixed)
    assert total["expected_fixed_first"] == pytest.approx(half * fixed)


def is_number(value: object) -> bool:
    return isinstance(value, int | float | bool)


def spread(known: int, lost: int, **values: object) -> list[dict[str, object]]:
    """Contacts of so many customers, and so many of nobody, on one day of January."""
    named = [call(f"n{place}{values}", 20, f"d{place}{values}", **values) for place in range(known)]
    return named + [call(f"u{place}{values}", 20, None, **values) for place in range(lost)]


def test_one_return_and_two_by_hand(world) -> None:
    """20 of 108 calls carry no id: each of the 88 others stands for 20/88."""
    rows = [
        EARLY,
        *spread(80, 20, channel="phone"),
        call("a", 10, "ann", channel="phone"),
        call("b", 12, "ann", channel="phone"),
        call("c", 10, "cyd", channel="phone"),
        call("d", 11, "cyd", channel="phone"),
        call("e", 12, "cyd", channel="phone"),
        call("f", 10, "fay", channel="phone", reopens=1),
        call("g", 10, "gus", channel="phone", issue_id="case"),
        call("h", 11, "gus", channel="phone", issue_id="case"),
    ]
    odds = 20 / 88
    issues = world(rows, horizon=day(100)).by_id("issues")
    columns = ("hidden_return", "false_start", "hidden_contacts")
    assert [issues["a"][name] for name in columns] == pytest.approx([odds, odds, odds])
    assert [issues["c"][name] for name in columns] == pytest.approx([-(odds**2), odds - odds**2, 2 * odds])
    assert [issues["f"][name] for name in columns] == [0, 0, 0]
    assert [issues["case"][name] for name in columns] == [0, 0, 0]


def test_a_thin_cell_takes_the_channels_share_and_a_channel_of_nobody_is_shared_by_all(world) -> None:
    """30 of 150 calls carry no id, and no chat does: its 60 fall on the 121 identified contacts of the month."""
    pairs = [call("a", 10, "ann", channel="phone", topic="rare"), call("b", 12, "ann", channel="phone", topic="rare")]
    rows = [EARLY, *spread(118, 30, channel="phone", topic="usual"), *spread(0, 60, channel="chat"), *pairs]
    issues = world(rows, horizon=day(100)).by_id("issues")
    assert issues["a"]["hidden_return"] == pytest.approx(30 / 120 + 60 / 121)


def test_where_everybody_is_known_nothing_is_hidden(world) -> None:
    issues = world([EARLY, call("a", 10, "ann"), call("b", 12, "ann")], horizon=day(100)).by_id("issues")
    assert (issues["a"]["hidden_return"], issues["a"]["false_start"], issues["a"]["hidden_resolved"]) == (0, 0, 0)

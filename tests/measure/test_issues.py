"""What rests on issues: the identity on two sides, and the return curve."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from steelyard import measure
from steelyard.measure import Side
from steelyard.settings.model import Settings
from steelyard.stats.economics.lmdi import decompose, plan

START, TURN = date(2026, 1, 1), date(2026, 3, 1)
Make = Callable[..., Settings]


def issue(number: int, random: np.random.Generator, **given: Any) -> dict[str, Any]:
    is_bot, is_late = number % 5 == 0, number % 2
    on = START + timedelta(days=int(random.integers(0, 59)) + 59 * is_late)
    is_resolved, is_rated = bool(random.random() < 0.7), bool(random.random() < 0.4)
    contacts, work = int(random.integers(1, 4)), float(random.exponential(600 - 100 * is_late))
    return {
        "issue_id": f"i{number}", "on": on, "customer_id": f"c{number}", "customer_group": number * 11 % 64,
        "row_group": number * 7 % 64, "agent_id": f"a{number % 9}", "team": f"team {number % 3}", "family": "f",
        "segment": f"s{number // 2 % 2}", "channel": "bot" if is_bot else "phone",
        "handled_by": "bot" if is_bot else "human", "is_by_bot": is_bot,
        "is_counted": True, "is_mature": True, "is_first_mature": True, "contacts": contacts,
        "is_resolved": is_resolved,
        "is_resolution_unknown": False, "is_fixed_first": contacts == 1, "value_weight": 1.0,
        "work_s": 0.0 if is_bot else work, "paid_s": 0.0 if is_bot else 900.0, "labour_cost": 0.0 if is_bot else 9.0,
        "cost": 1.0 if is_bot else 10.0, "is_rated": is_rated, "rating": float(random.random()) if is_rated else None,
        "return_day": None, "follow_day": 100, **given,
    }  # fmt: skip


@pytest.fixture
def issues(snapshot: Any) -> list[dict[str, Any]]:
    random = np.random.default_rng(8)
    rows = [issue(number, random) for number in range(4000)]
    snapshot.put("issues", rows)
    return rows


@pytest.mark.parametrize("by", [(), ("team",), ("channel",), ("segment", "team")])
def test_terms_add_up_to_the_change(
    snapshot: Any, settings: Make, issues: list[dict[str, Any]], by: tuple[str, ...]
) -> None:
    found = measure.identity(snapshot, settings(), Side(to_on=TURN - timedelta(days=1)), Side(from_on=TURN), by=by)
    assert found.keys == (*by, "handled_by")
    how = plan(found.before, found.after, found.cells)
    terms = decompose(found.before, found.after, how)
    change = np.log(
        found.after[:, 0].sum() / found.after[:, 6].sum() * found.before[:, 6].sum() / found.before[:, 0].sum()
    )
    assert sum(terms.values()) == pytest.approx(change, abs=1e-12)
    for chance, (before, after, present) in found.replicates.items():
        assert before.shape[0] == after.shape[0] == len(present)
        without = decompose(before, after, how)
        assert all(np.isfinite(values[present]).all() for values in without.values()), chance
    replicates = {chance: decompose(rows[0], rows[1], how)["pace"] for chance, rows in found.replicates.items()}
    assert float(found.spread(terms["pace"], replicates).variance) > 0


def test_quantities_of_each_segment(snapshot: Any, settings: Make, issues: list[dict[str, Any]]) -> None:
    found = measure.identity(snapshot, settings(), Side(to_on=TURN - timedelta(days=1)), Side(from_on=TURN))
    for segment, before in zip(found.segments, found.before, strict=True):
        rows = [row for row in issues if row["on"] < TURN and row["handled_by"] == segment[0]]
        hours = sum(row["work_s"] for row in rows) / 3600
        expected = [
            sum(row["is_resolved"] for row in rows),
            len(rows),
            sum(row["contacts"] for row in rows),
            hours,
        ]
        assert before[1:5] == pytest.approx(expected)
        assert before[6] == pytest.approx(sum(row["cost"] for row in rows))
        mean = np.mean([row["rating"] for row in rows if row["is_rated"] and row["is_resolved"]])
        assert before[0] == pytest.approx(mean * before[1], rel=0.05)


def test_the_unmarked_make_one_factor(snapshot: Any, settings: Make) -> None:
    random = np.random.default_rng(9)
    unmarked = {"is_resolved": None, "is_resolution_unknown": True}
    snapshot.put("issues", [issue(n, random, **(unmarked if n % 3 == 0 else {})) for n in range(3000)])
    found = measure.identity(snapshot, settings(), Side(to_on=TURN - timedelta(days=1)), Side(from_on=TURN))
    assert found.before[:, 1] == pytest.approx(found.before[:, 2])
    assert "counted_otherwise" in {caveat.id for caveat in found.caveats}


def test_return_curve_counts_only_whole_days_followed(snapshot: Any, settings: Make) -> None:
    """100 issues followed for ever, 20 back on day 2; 100 followed for 2 days only: the latter say nothing of day 2."""
    random = np.random.default_rng(10)
    followed = [issue(n, random, return_day=2 if n < 20 else None) for n in range(100)]
    short = [issue(n, random, follow_day=2, return_day=2 if n % 2 else None) for n in range(100, 200)]
    snapshot.put("issues", followed + short)
    found = measure.return_curve(snapshot, settings(issue_max_days=10))
    assert found.days == tuple(range(11))
    assert [entry.value for entry in found.returned] == pytest.approx([0, 0, 0] + [0.2] * 8)
    assert found.at_risk[:4] == (200, 200, 200, 100)
    assert found.returned[2].interval is None
    assert found.returned[3].interval is not None
    assert found.returned[3].interval.low < 0.2 < found.returned[3].interval.high


def test_return_curve_moves_what_missing_ids_hide(snapshot: Any, settings: Make) -> None:
    """Of 100 issues 20 are back on day 2, each standing for a quarter more; 5 only look like issues of their own.

    25 of 95 came back. Unidentified contacts twice as likely to be returns hide 10, half as likely 2.5.
    """
    random = np.random.default_rng(10)
    hidden = dict.fromkeys(("unseen_return", "false_start", "false_unfollowed"), 0.25)
    back = [issue(n, random, return_day=2, **hidden) for n in range(20)]
    snapshot.put("issues", [*back, *(issue(n, random) for n in range(20, 100))])
    found = measure.return_curve(snapshot, settings(issue_max_days=10)).returned[5]
    assert found.value == pytest.approx(25 / 95)
    only = measure.return_curve(snapshot, settings(issue_max_days=10, unidentified_odds=1)).returned[5]
    assert only.value == pytest.approx(25 / 95)
    assert found.interval is not None
    assert only.interval is not None
    assert found.interval.low < only.interval.low < 25 / 95 < only.interval.high < found.interval.high


def test_return_curve_of_nothing(snapshot: Any, settings: Make) -> None:
    found = measure.return_curve(snapshot, settings(issue_max_days=5))
    assert all(entry.interval is None for entry in found.returned)
    assert {entry.value for entry in found.returned[1:]} == {None}


@pytest.mark.parametrize(("share", "is_told"), [(0.5, True), (1.0, False)])
def test_what_is_known_of_some_issues_only_is_told(snapshot: Any, settings: Make, share: float, is_told: bool) -> None:
    random = np.random.default_rng(11)
    rows = [issue(number, random, customer_s=60.0 if number < 400 * share else None) for number in range(400)]
    snapshot.put("issues", rows)
    (found,) = measure.estimates(measure.measure(snapshot, settings(), ["customer_time_per_issue"]))
    assert found.value == pytest.approx(60.0)
    told = [caveat.text for caveat in found.caveats if caveat.id == "partly_known"]
    assert bool(told) is is_told
    assert all("50% of issues" in text for text in told)


def test_a_bound_at_zero_lies_within(snapshot: Any, settings: Make) -> None:
    """Of 600 issues 400 carry no mark and none is known to be solved: it may have given no value at all."""
    random = np.random.default_rng(12)
    rows = [
        issue(n, random, is_resolved=False if n % 3 == 0 else None, is_resolution_unknown=n % 3 > 0) for n in range(600)
    ]
    snapshot.put("issues", rows)
    (found,) = measure.estimates(measure.measure(snapshot, settings(), ["value_per_issue"]))
    assert found.value is not None
    assert found.value > 0.4
    assert found.interval is not None
    assert found.interval.low == 0


@pytest.mark.parametrize("silent", [0.0, 0.1, 0.8])
def test_the_balance_and_its_split_are_one_figure_whatever_bots_leave_unmarked(
    snapshot: Any, settings: Make, silent: float
) -> None:
    """A bot's silence is carried within bots, or left open where over a fifth are silent: measure and split alike."""
    random = np.random.default_rng(13)
    quiet = {"is_resolved": None, "is_resolution_unknown": True}
    rows = [issue(n, random, **(quiet if n % 5 == 0 and random.random() < silent else {})) for n in range(4000)]
    snapshot.put("issues", rows)
    sides = Side(to_on=TURN - timedelta(days=1)), Side(from_on=TURN)
    found = measure.identity(snapshot, settings(), *sides, by=("segment", "family", "channel"))
    for side, quantities in zip(sides, (found.before, found.after), strict=True):
        names = ["balance", "effectiveness", "experience", "value_per_issue"]
        sums = measure.measure(snapshot, settings(), names, from_on=side.from_on, to_on=side.to_on)
        balance, effectiveness, experience, value = (entry.value for entry in measure.estimates(sums))
        v, r, i, m = (quantities[:, place].sum() for place in (0, 1, 2, 6))
        assert effectiveness == pytest.approx(r / i, rel=1e-9)
        assert value == pytest.approx(v / i, rel=0.01), "strata have 10 answers on this side, or on both"
        assert experience == pytest.approx(v / r, rel=0.01)
        assert balance == pytest.approx(1000 * v / m, rel=0.01)
        people = [
            row for row in rows if row["handled_by"] == "human" and (row["on"] < TURN) == (side.to_on is not None)
        ]
        solved = quantities[[segment[-1] == "human" for segment in found.segments], 1].sum()
        assert solved == pytest.approx(sum(bool(row["is_resolved"]) for row in people)), "people's marks are theirs"
    assert found.has_open is (silent > 0.2)
    told = [caveat.text for caveat in found.caveats if caveat.id == "unmarked_way"]
    assert bool(told) is (silent > 0.2)

"""Sums of products for models, against the rows themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from steelyard.measure.models.cross_products import MONTH, Asked, Tail, Term, bands, distribution, moments, profile
from steelyard.settings.model import Settings

FIXED, WAIT = Term("is_fixed_first", "mark"), Term("wait_s", "log")


def issue(place: int, **values: Any) -> dict[str, Any]:
    return {
        "issue_id": f"i{place}",
        "customer_id": f"c{place}",
        "customer_group": place % 64,
        "row_group": place % 64,
        "on": date(2026, 3, 1 + place % 20),
        "family": "a" if place % 2 else "b",
        "is_loyalty_mature": True,
        **values,
    }


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    random = np.random.default_rng(1)
    found = [
        issue(
            place,
            is_churned=bool(random.random() < 0.3),
            is_fixed_first=bool(random.random() < 0.6),
            wait_s=float(random.exponential(60)),
        )
        for place in range(200)
    ]
    return [*found, issue(200, is_churned=True, is_fixed_first=True), issue(201, is_fixed_first=True, wait_s=5.0)]


def asked(**values: Any) -> Asked:
    usual: dict[str, Any] = {"strata": ("family", "channel"), "landmark_days": 0}
    return Asked("issues", "is_churned", ("is_loyalty_mature",), (FIXED, WAIT), **(usual | values))


def test_a_profile_counts_what_is_known(snapshot: Any, settings: Callable[..., Settings], rows: Any) -> None:
    snapshot.put("issues", rows)
    found = profile(snapshot, settings(), asked())
    assert (found.n, found.early, found.strata) == (201, 0, 2)
    assert found.known.tolist() == [201, 200]
    assert found.total == sum(row.get("is_churned") is True for row in rows)
    assert (found.days, found.reach) == (20, 1.0)
    waits = np.log1p([row["wait_s"] for row in rows[:200]])
    assert found.most[1] == pytest.approx(waits.max())
    assert found.tails[0] == Tail(0.0, 1.0)
    assert found.tails[1] == Tail(pytest.approx(np.quantile(waits, 0.1)), pytest.approx(np.quantile(waits, 0.9)))


def test_months_can_be_held_equal(snapshot: Any, settings: Callable[..., Settings]) -> None:
    """Customers leave and issues are fixed in April alone: within a month nothing goes with anything."""
    months = {4: True, 5: False}
    rows = [
        issue(place, wait_s=1.0, on=date(2026, month, 3), is_churned=is_so, is_fixed_first=is_so)
        for month, is_so in months.items()
        for place in range(10 * month, 10 * month + 5)
    ]
    snapshot.put("issues", rows)
    found = moments(snapshot, settings(), asked(strata=(MONTH,)))["customers"].cross.sum(axis=0)
    assert sorted(found[:, 0, 0].tolist()) == [5, 5]
    assert sorted(found[:, 1, -1].tolist()) == [0, 5]
    assert (found[:, 1, -1] - found[:, 0, 1] * found[:, 0, -1] / found[:, 0, 0]).tolist() == [0, 0]


def test_sums_of_products_are_those_of_the_rows(snapshot: Any, settings: Callable[..., Settings], rows: Any) -> None:
    snapshot.put("issues", rows)
    found = moments(snapshot, settings(), asked(), (Tail(0.0, 1.0), Tail(2.0, 4.0)))["customers"]
    kept = rows[:200]
    x = np.array([[1.0, row["is_fixed_first"], np.log1p(row["wait_s"]), row["is_churned"]] for row in kept])
    assert found.cross.shape == (64, 2, 4, 4)
    assert found.cross.sum(axis=(0, 1)) == pytest.approx(x.T @ x)
    first = np.array([place % 64 == 3 for place in range(200)])
    assert found.cross[3].sum(axis=0) == pytest.approx(x[first].T @ x[first])
    assert found.low[..., 1, 0].sum() == (x[:, 2] <= 2).sum()
    assert found.high[..., 1, 1].sum() == x[x[:, 2] >= 4, 3].sum()
    assert found.high[..., 0, 0].sum() == x[:, 1].sum()


def test_every_chance_spreads_the_same_sums(snapshot: Any, settings: Callable[..., Settings], rows: Any) -> None:
    held = [row | {"agent_id": None if place % 5 == 0 else f"A{place % 3}"} for place, row in enumerate(rows[:200])]
    snapshot.put("issues", held)
    tails = (Tail(0.0, 1.0), Tail(2.0, 4.0))
    found = moments(snapshot, settings(), asked(), tails, ("customers", "days", "agents", "rows"))
    alone = moments(snapshot, settings(), asked(), tails)["customers"]
    assert {name: len(one.cross) for name, one in found.items()} == {
        "customers": 64, "days": 64, "agents": 128, "rows": 64,
    }  # fmt: skip
    for one in found.values():
        assert one.cross.sum(axis=(0, 1)) == pytest.approx(alone.cross.sum(axis=(0, 1)))
        assert one.low.sum(axis=(0, 1)) == pytest.approx(alone.low.sum(axis=(0, 1)))
        assert one.high.sum(axis=(0, 1)) == pytest.approx(alone.high.sum(axis=(0, 1)))
    assert found["customers"].cross.sum(axis=1) == pytest.approx(alone.cross.sum(axis=1))
    assert (found["days"].cross[..., 0, 0].sum(axis=1) > 0).sum() == 20
    by_agent = sorted(found["agents"].cross[..., 0, 0].sum(axis=1).tolist())
    whose = [sum(row["agent_id"] == name for row in held) for name in ("A0", "A1", "A2")]
    assert by_agent[-3:] == sorted(whose)
    assert sum(by_agent) == 200, "who is not known stands alone"


def test_without_tails_only_products_are_summed(snapshot: Any, settings: Callable[..., Settings], rows: Any) -> None:
    snapshot.put("issues", rows)
    found = moments(snapshot, settings(), asked())["customers"]
    assert found.cross[..., 0, 0].sum() == 200
    assert found.low.shape == (64, 2, 0, 2)


def test_bands_and_distribution_hold_every_complete_case(
    snapshot: Any, settings: Callable[..., Settings], rows: Any
) -> None:
    snapshot.put("issues", rows)
    cells, n, events = bands(snapshot, settings(), asked(), (Tail(0.0, 1.0), Tail(2.0, 4.0)))
    assert n.sum() == 200
    assert set(map(tuple, cells.tolist())) <= {(one, other) for one in (0.0, 2.0) for other in (0.0, 1.0, 2.0)}
    left = sum(row["is_churned"] for row in rows[:200])
    assert events.sum() == left
    alone = asked()
    cases, total = distribution(snapshot, settings(), Asked(**{**vars(alone), "terms": (WAIT,)}), 0.0, 7.0)
    assert (cases.sum(), total.sum()) == (200, left)


def test_missing_is_never_zero(snapshot: Any, settings: Callable[..., Settings]) -> None:
    snapshot.put("issues", [issue(1, is_churned=False, wait_s=None), issue(2, is_churned=True, wait_s=0.0)])
    found = profile(snapshot, settings(), asked())
    assert found.known.tolist() == [0, 1]


def test_who_left_before_the_landmark_is_left_out(snapshot: Any, settings: Callable[..., Settings], rows: Any) -> None:
    snapshot.put("issues", rows)
    snapshot.engine.connection.execute(
        "INSERT INTO outcomes (customer_id, kind, \"on\") VALUES ('c4', 'churned', DATE '2026-03-08')"
    )
    assert rows[4]["on"] == date(2026, 3, 5)
    found = profile(snapshot, settings(), asked(landmark_days=7))
    assert (found.n, found.early) == (200, 1)
    assert profile(snapshot, settings(), asked(landmark_days=2)).early == 0


def test_numbers_in_a_dimension_are_read_and_words_are_missing(
    snapshot: Any, settings: Callable[..., Settings]
) -> None:
    values = ["3", "-2.5", "high", None]
    snapshot.put("issues", [issue(place, is_churned=True, topic=value) for place, value in enumerate(values)])
    found = profile(snapshot, settings(), Asked(**{**vars(asked()), "terms": (Term("topic", "text"),)}))
    assert (found.known.tolist(), found.least.tolist(), found.most.tolist()) == ([2], [-2.5], [3.0])


def test_an_answer_is_joined_with_its_contact_and_the_age_of_its_issue(
    snapshot: Any, settings: Callable[..., Settings]
) -> None:
    snapshot.put("responses", [
        {"contact_id": "k1", "issue_id": "i1", "is_quality": True, "score_share": 0.75, "on": date(2026, 3, 9)},
        {"is_quality": True, "score_share": 0.25, "on": date(2026, 3, 9)},
    ])  # fmt: skip
    snapshot.put("contacts", [
        {"contact_id": "k1", "issue_id": "i1", "on": date(2026, 3, 8), "is_resolved": True, "customer_group": 5},
    ])  # fmt: skip
    snapshot.put("issues", [{"issue_id": "i1", "on": date(2026, 3, 1)}])
    terms = (Term("is_resolved", "mark"), Term("open_days", "number"))
    found = moments(
        snapshot, settings(), Asked("answers", "score_share", ("is_quality",), terms), (Tail(0.0, 1.0), Tail(0.0, 7.0))
    )["customers"]
    assert found.cross[5, 0, 0].tolist() == [1.0, 1.0, 7.0, 0.75]
    assert found.cross[..., 0, 0].sum() == 1

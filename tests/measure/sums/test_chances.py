"""Sums of which no interval is used need one chance alone."""

from __future__ import annotations

from typing import Any

from steelyard.measure import estimates, measure


def test_figures_do_not_depend_on_what_may_vary(snapshot: Any, settings: Any) -> None:
    rows = [
        {"issue_id": f"{n}", "team": "A", "is_mature": True, "is_counted": True, "contacts": 1 + n % 3}
        for n in range(90)
    ]
    snapshot.put("issues", [{**row, "customer_group": n % 64, "row_group": n % 128} for n, row in enumerate(rows)])
    whole, alone = (
        measure(snapshot, settings(), ["contacts_per_issue"], by=["team"], chances=chances)
        for chances in ((), ("customers",))
    )
    assert set(alone.groups) == {"customers"}
    assert set(alone.groups) < set(whole.groups)
    (one,), (other,) = estimates(whole), estimates(alone)
    assert (one.value, one.n, one.mature_share) == (other.value, other.n, other.mature_share)
    assert one.value is not None

"""What a point goes with, on cells small enough to add up by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from steelyard.analyses.worth import retention_effects
from steelyard.analyses.worth.retention_effects import LEVERS, Lever
from steelyard.measure import Cells

FIXED: Lever = next(lever for lever in LEVERS if lever.column == "is_fixed_first")
RATED: Lever = next(lever for lever in LEVERS if lever.kind == "rating")
PRICES = {"plain": (0.5, 100.0), "dear": (1.0, 1000.0)}
GROUPS = 8


def cells(rows: dict[str | None, dict[str, float]]) -> Cells:
    """One cell a segment, spread evenly over the groups of customers."""
    names = tuple(next(iter(rows.values())))
    whole = np.array([[row[name] for name in names] for row in rows.values()], dtype=float)
    spread = np.repeat(whole[:, None, :] / GROUPS, GROUPS, axis=1)
    return Cells(
        ("segment", "family", "channel"), tuple((s, "f", "c") for s in rows), names, whole, {"customers": spread}
    )


def marked(n1: float, y1: float, n0: float, y0: float, c1: float = 0, c0: float = 0) -> dict[str, float]:
    """Sums in the state, and of all."""
    n, values = n1 + n0, {"n1": n1, "y1": y1, "m1": n1, "c1": c1}
    values |= {"n": n, "y": y1 + y0, "m": n, "c": c1 + c0}
    return {"n": n1 + n0, "contacts": n1 + n0, **{f"is_fixed_first {name}": value for name, value in values.items()}}


def test_a_point_by_hand() -> None:
    found = retention_effects.found(
        FIXED,
        cells({"plain": marked(600, 6, 400, 24, 6_000, 8_000), "dear": marked(800, 8, 200, 22, 8_000, 4_000)}),
        PRICES,
        2.0,
    )
    # 2,000 issues in half a year: 40 a year move, two thirds of them plain (400 of 600 not fixed).
    kept = 40 * (400 * 0.05 * 0.5 + 200 * 0.10 * 1.0) / 600
    assert found.kept.value == pytest.approx(kept)
    assert found.money.value == pytest.approx(40 * (400 * 0.05 * 0.5 * 100 + 200 * 0.10 * 1000) / 600)
    assert found.handling.value == pytest.approx(40 * (400 * (20 - 10) + 200 * (20 - 10)) / 600)
    assert found.overlap_share == 1.0
    assert found.kept.interval is not None
    assert found.kept.interval.low == pytest.approx(kept)


def test_thin_strata_say_nothing_and_lower_the_overlap() -> None:
    held = cells({"plain": marked(600, 6, 400, 24), "dear": marked(800, 8, 10, 10)})
    found = retention_effects.found(FIXED, held, PRICES, 1.0)
    assert found.overlap_share == pytest.approx(400 / 410)
    assert found.kept.value == pytest.approx(1810 / 100 * 0.05 * 0.5)


def test_rating_takes_the_slope_within_segments() -> None:
    moments = {"n": 100.0, "x": 50.0, "y": 10.0, "xx": 30.0, "xy": 4.0}
    held = cells(
        {"plain": {"n": 1000.0, "contacts": 1000.0, **{f"rating {name}": value for name, value in moments.items()}}}
    )
    slope = (4.0 - 50.0 * 10.0 / 100) / (30.0 - 50.0**2 / 100)
    assert retention_effects.found(RATED, held, PRICES, 1.0).kept.value == pytest.approx(-slope * 1000 / 100 * 0.5)


def test_without_departures_or_support_a_measure_is_not_asked() -> None:
    assert not retention_effects.is_known(FIXED, cells({"plain": marked(600, 4, 400, 5)}))
    assert not retention_effects.is_known(FIXED, cells({"plain": marked(600, 40, 10, 10)}))
    assert retention_effects.is_known(FIXED, cells({"plain": marked(600, 6, 400, 5)}))


def test_a_segment_without_a_price_takes_the_usual_one() -> None:
    held = cells({None: marked(600, 6, 400, 24)})
    assert retention_effects.found(FIXED, held, PRICES, 1.0).kept.value == pytest.approx(10 * 0.05 * 0.75)
    assert retention_effects.found(FIXED, held, {}, 1.0).money.value is None


def test_what_agents_share_is_chance() -> None:
    """Ten agents, of whom five leave their customers likelier to go: no more is known than ten agents can tell."""
    held = cells({"plain": marked(600, 30, 400, 40)})
    by_agent = np.repeat(held.whole[:, None, :] / 10, 10, axis=1)
    lost = held.names.index("is_fixed_first y")
    by_agent[0, :, lost] = [9.0] * 5 + [5.0] * 5
    spread = replace(held, groups={**held.groups, "agents": by_agent, "rows": held.groups["customers"]})
    alone, both = (
        retention_effects.found(FIXED, held, PRICES, 1.0).kept,
        retention_effects.found(FIXED, spread, PRICES, 1.0).kept,
    )
    assert alone.interval is not None
    assert both.interval is not None
    assert both.value == alone.value
    assert both.interval.chances == ("customers", "agents")
    # Of 400 issues not fixed the agents' customers leave at 15% and 5%: the error of a mean of ten; t at 7 degrees.
    error = 0.05 * np.sqrt(10 / 9) / np.sqrt(10)
    assert both.interval.high - both.interval.low == pytest.approx(2 * 2.365 * 10 * 0.5 * error, rel=1e-3)
    assert alone.interval.high - alone.interval.low < 1e-9


def test_handling_is_told_of_what_costs_are_known_of() -> None:
    rows = marked(600, 6, 400, 24) | {"is_fixed_first m1": 0.0, "is_fixed_first m0": 0.0}
    assert retention_effects.found(FIXED, cells({"plain": rows}), PRICES, 1.0).handling.value is None

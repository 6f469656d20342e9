from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.stats.designs.groups import adjusted_difference, difference, levelled_difference, slope


def test_card_and_krueger_balanced(shared: Path) -> None:
    expected = case(shared, "initiatives", "card_krueger")["expected"]
    data = table(shared, "initiatives", "card_krueger.csv")
    values: dict[float, dict[float, float]] = defaultdict(dict)
    reached = {}
    for unit, nj, after, fte in zip(data["id"], data["nj"], data["d"], data["fte"], strict=True):
        values[unit][after], reached[unit] = fte, nj == 1
    changes = {unit: held[1] - held[0] for unit, held in values.items() if len(held) == 2}
    changes = {unit: change for unit, change in changes.items() if np.isfinite(change)}
    found = difference([reached[unit] for unit in changes], list(changes.values()))
    assert found.value == pytest.approx(expected["balanced_did"], abs=1e-6)
    assert found.error == pytest.approx(expected["balanced_se"], abs=1e-6)


def test_cuped(shared: Path) -> None:
    expected = case(shared, "initiatives", "cuped_a")["expected"]
    data = table(shared, "initiatives", "cuped_a.csv")
    raw = difference(data["arm"] == 1, data["y"])
    adjusted = adjusted_difference(data["arm"] == 1, data["y"], data["pre"])
    assert slope(data["y"], data["pre"]) == pytest.approx(expected["theta"], abs=1e-8)
    for found, name in ((raw, "raw"), (adjusted, "cuped")):
        assert found.value == pytest.approx(expected[name]["diff"], abs=1e-8)
        assert found.error == pytest.approx(expected[name]["se_welch"], abs=1e-8)


def test_the_call_centre_experiment(shared: Path) -> None:
    """Winners of the lottery worked at home: +29.975 calls a week are printed, on rows; here a worker is a unit."""
    sums: dict[str, dict[bool, list[float]]] = defaultdict(lambda: {True: [], False: []})
    won = {}
    with (shared / "data" / "causal" / "wfh_call_centre_panel.csv").open(newline="") as source:
        rows = list(csv.DictReader(source))
    worker = next(name for name in rows[0] if name in ("personid", "id", "person", "worker"))
    for row in rows:
        if float(row["lottery"] or 0) == 1 and row["calls"]:
            sums[row[worker]][float(row["week"]) >= 49].append(float(row["calls"]))
            won[row[worker]] = float(row["winner"] or 0) == 1
    both = [unit for unit, held in sums.items() if held[True] and held[False]]
    after = [float(np.mean(sums[unit][True])) for unit in both]
    before = [float(np.mean(sums[unit][False])) for unit in both]
    reached = [won[unit] for unit in both]
    raw, adjusted = difference(reached, after), adjusted_difference(reached, after, before)
    low, high = adjusted.limits()
    assert low > 0
    assert low < 38.77 < high
    assert raw.limits()[0] < 29.975 < raw.limits()[1]
    assert adjusted.error < raw.error


def test_one_unit_on_a_side_tells_nothing() -> None:
    assert np.isnan(difference([True, False, False], [1.0, 2.0, 3.0]).variance)


def test_where_nothing_was_done_one_in_twenty_is_found() -> None:
    rng = np.random.default_rng(11)
    false = [difference(np.arange(24) < 10, rng.standard_normal(24)).p < 0.05 for _ in range(2000)]
    assert 0.035 < np.mean(false) < 0.065


def test_those_chosen_for_a_low_level_that_was_luck_gain_nothing_beside_others_of_that_level() -> None:
    """Differences in differences of the lowest third rise by themselves; at the same level they do not."""
    plain, levelled = [], []
    for seed in range(200):
        draw = np.random.default_rng(seed)
        usual = draw.normal(size=30)
        earlier, later = (usual + draw.normal(size=30) for _ in range(2))
        reached = np.argsort(np.argsort(earlier)) < 10
        plain.append(difference(reached, later - earlier).p < 0.05)
        levelled.append(levelled_difference(reached, later, earlier).p < 0.05)
    assert np.mean(plain) > 0.5
    assert np.mean(levelled) < 0.08
    assert np.isnan(levelled_difference([True, True, False, False], [1.0, 2, 3, 4], [1.0, 2, 3, 4]).value)

"""Selective invitation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.stats.reference import case, table

from steelyard.stats.surveys.selection import Selection, discoveries, pooled, selection


def test_agents_who_choose_whom_they_ask(shared: Path) -> None:
    expected = case(shared, "gaming", "survey_cherry_picking_a")["expected"]
    rows = table(shared, "gaming", "cherry_a.csv")

    def count(resolved: int, invited: int) -> np.ndarray:
        chosen = (rows["resolved"] == resolved) & (rows["invited"] == invited)
        return np.bincount(rows["agent"][chosen].astype(int), minlength=31)[1:]

    found = selection(count(1, 1), count(1, 0), count(0, 1), count(0, 0))
    for name, values in (("log_odds_ratio", found.log_odds_ratio), ("se", found.se), ("z", found.z), ("p", found.p)):
        assert values == pytest.approx([agent[name] for agent in expected["agents"]], abs=1e-8)
    assert (np.flatnonzero(discoveries(found.p)) + 1).tolist() == expected["flagged_bh_5pct"]


def test_a_kind_asked_less_is_no_selection() -> None:
    """Chats are asked less and solved less: pooled this looks like selection, within channels it is none."""
    asked, unasked = np.array([[450, 30], [50, 70]]), np.array([[450, 270], [50, 630]])
    naive = selection(asked[0].sum(), unasked[0].sum(), asked[1].sum(), unasked[1].sum())
    within = pooled(selection(asked[0], unasked[0], asked[1], unasked[1]), [True, True])
    assert float(naive.log_odds_ratio) > 1
    assert float(within.log_odds_ratio) == pytest.approx(0, abs=0.05)
    assert np.isnan(pooled(Selection(np.zeros(2), np.ones(2)), [False, False]).log_odds_ratio)


def test_discoveries() -> None:
    assert discoveries([0.001, 0.02, 0.04, 0.9, np.nan]).tolist() == [True, True, False, False, False]
    assert discoveries([0.03, 0.04, 0.045]).all(), "all three stand together"
    assert not discoveries([]).any()
    assert not discoveries([np.nan]).any()

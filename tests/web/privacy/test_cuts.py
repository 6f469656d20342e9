"""The fewest rows that two splits single out, held against every cut there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from steelyard.web.privacy.cuts import fewest


def brute(cells: dict[tuple[str, str], int]) -> int:
    """The least number of rows above zero over all ways to take parts of both splits."""
    first, second = sorted({p for p, _ in cells}), sorted({q for _, q in cells})
    found = []
    for chosen in product((False, True), repeat=len(first) + len(second)):
        held = dict(zip([*(("p", p) for p in first), *(("q", q) for q in second)], chosen, strict=True))
        found.append(sum(rows for (p, q), rows in cells.items() if held["p", p] != held["q", q]))
    return min((rows for rows in found if rows > 0), default=0)


@pytest.mark.parametrize("seed", range(60))
def test_it_is_the_least_of_all_cuts(seed: int) -> None:
    chance = np.random.default_rng(seed)
    rows, columns = chance.integers(1, 5), chance.integers(1, 6)
    is_held = chance.random((rows, columns)) < 0.6
    cells = {
        (f"p{p}", f"q{q}"): int(chance.integers(1, 60)) for p in range(rows) for q in range(columns) if is_held[p, q]
    }
    assert fewest(cells) == brute(cells)


@pytest.mark.parametrize("seed", range(20))
def test_no_weights_single_out_fewer(seed: int) -> None:
    """Any numbers f(p) + g(q), not only taking and leaving parts, speak of at least as many rows."""
    chance = np.random.default_rng(seed)
    cells = {
        (f"p{p}", f"q{q}"): int(chance.integers(1, 60)) for p in range(3) for q in range(3) if chance.random() < 0.8
    }
    least = fewest(cells)
    for _ in range(500):
        f = dict(zip(("p0", "p1", "p2"), chance.integers(-2, 3, 3), strict=True))
        g = dict(zip(("q0", "q1", "q2"), chance.integers(-2, 3, 3), strict=True))
        spoken_of = sum(rows for (p, q), rows in cells.items() if f[p] + g[q] != 0)
        assert spoken_of == 0 or spoken_of >= least


def test_one_split_alone_singles_out_its_smallest_part() -> None:
    assert fewest({("a", ""): 50, ("b", ""): 7, ("c", ""): 90}) == 7


def test_two_splits_of_large_parts_may_differ_by_few_rows() -> None:
    """Chat is what the vip line answers, but for seven contacts: neither is small, the difference is."""
    assert fewest({("chat", "vip"): 500, ("phone", "vip"): 7, ("phone", "other"): 900}) == 7
    assert fewest({("chat", "vip"): 500, ("phone", "other"): 900}) == 500


def test_nothing_singles_out_nothing() -> None:
    assert fewest({}) == 0

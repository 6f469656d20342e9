"""Where a change sits: a part is named only beyond sampling error, and beyond its own size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyses.attribution.test_attribution import identity
from steelyard.analyses.attribution.attribution import attribute
from steelyard.analyses.change.concentration import concentrate, losses, moved_parts
from steelyard.measure import Identity


def test_the_part_that_carries_the_change_is_named_with_its_share_and_size() -> None:
    found = concentrate(attribute(identity(hurt=0.7)), "site")
    assert found.part == "B"
    assert found.share == pytest.approx(1.0)
    assert found.weight == pytest.approx(0.5)
    assert found.effect is not None
    assert (found.effect.value or 0.0) < -0.1


def test_nothing_is_named_where_nothing_moved() -> None:
    assert concentrate(attribute(identity()), "site").part == ""


def test_nothing_is_named_that_chance_explains() -> None:
    assert concentrate(attribute(identity(hurt=0.97, noise=0.5)), "site").part == ""


def test_a_change_that_is_the_same_everywhere_has_no_place() -> None:
    """Both sites solve 30% less: each surely moved, neither otherwise than the whole."""
    found = identity(hurt=0.7)
    scale = np.ones((2, 11))
    scale[0, :2] = 0.7
    before, after, present = found.replicates["customers"]
    alike = replace(
        found, after=found.after * scale, replicates={"customers": (before, after * scale, present)}, kept=("site",)
    )
    assert concentrate(attribute(alike), "site").part == ""
    assert concentrate(attribute(found), "site").part == "B"


def test_the_more_parts_are_looked_at_the_more_it_takes() -> None:
    split = attribute(identity(hurt=0.95, noise=0.02))
    few, many = (set(moved_parts(split, "site", looks)) for looks in (1, 10**9))
    assert few == {"B"}
    assert many == set()


def test_parts_that_moved_and_lost_are_told_the_largest_first() -> None:
    """B solves 30% less; where its cost falls further, its customers lost all the same, and cost made up for it."""
    (loss,) = losses([concentrate(attribute(identity(hurt=0.7)), "site")])
    assert (loss.dimension, loss.part, loss.is_made_up) == ("site", "B", False)
    assert (loss.effect.value or 0.0) < -0.1
    found = identity(hurt=0.7)
    cheaper = np.ones((2, 11))
    cheaper[found.segments.index(next(one for one in found.segments if one[0] == "B")), 4:] = 0.5
    before, after, present = found.replicates["customers"]
    paid = replace(
        found, after=found.after * cheaper, replicates={"customers": (before, after * cheaper, present)}, kept=("site",)
    )
    (loss,) = losses([concentrate(attribute(paid), "site")])
    assert (loss.part, loss.is_made_up) == ("B", True)
    assert losses([concentrate(attribute(identity(hurt=1.4)), "site")]) == ()
    assert losses([concentrate(attribute(identity()), "site")]) == ()


def with_agents(hurt: float, noise: float = 0.005) -> Identity:
    """Two sites of twelve agents each; every agent of B solves less later, all by as much but for a little noise."""
    found = identity(hurt=hurt)
    rng = np.random.default_rng(3)

    def without(side: np.ndarray) -> np.ndarray:
        parts = np.zeros((24, *side.shape))
        for agent in range(24):
            parts[agent, agent // 12] = side[agent // 12] / 12 * (1 + noise * rng.standard_normal(side.shape[1]))
        return side[None] - parts

    rows = dict.fromkeys(("customers", "rows"), found.replicates["customers"])
    agents = (without(found.before), without(found.after), np.ones(24, dtype=bool))
    return replace(found, replicates={**rows, "agents": agents}, kept=("site",))


def test_how_many_agents_a_part_has_is_no_sampling_error_of_how_it_moved() -> None:
    """Each agent of B solves 10% less. Without one of twelve B is a twelfth smaller, and moved as much."""
    split = attribute(with_agents(0.9))
    segments = split.segments_of("site", "B")
    effect = split.effect(("effectiveness",), segments)
    assert effect.interval is not None
    half = (effect.interval.high - effect.interval.low) / 2
    assert half > abs(effect.value or 0.0) / 2, "what it brought to the whole does hang on its size"
    assert set(moved_parts(split, "site", looks=20)) == {"B"}
    assert moved_parts(attribute(with_agents(1.0)), "site", looks=20) == {}

"""Where a change sits: a part is named only beyond chance, and beyond its own size."""

from __future__ import annotations

import pytest

from analyses.test_attribution import identity
from steelyard.analyses.attribution import attribute
from steelyard.analyses.concentration import concentrate


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

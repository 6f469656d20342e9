"""Whether those treated moved beside others of the same level: of too few units it is said, and nothing is claimed."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace

import pytest

from steelyard.analyses.initiative import checks
from steelyard.analyses.initiative.panels import checks as of_panels
from steelyard.stats.designs.groups import levelled_difference


@pytest.mark.parametrize("room", [checks, of_panels])
def test_two_units_treated_are_too_few_to_see_it(room: ModuleType) -> None:
    levelled = levelled_difference(
        [True, True, False, False, False], [5.0, 6.0, 1.0, 2.0, 3.0], [1.0, 2.0, 1.0, 2.0, 3.0]
    )
    (check,) = room._same_level(SimpleNamespace(levelled=levelled, effect=SimpleNamespace(p=0.01, value=4.0)))
    assert check.passed is False
    assert "Too few units" in check.said
    assert "nan" not in check.said

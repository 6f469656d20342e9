"""How a panel's periods are put in order."""

from __future__ import annotations

import pytest

from steelyard.measure.models.periods import places


@pytest.mark.parametrize(
    "texts",
    [
        ("2", "10", "85"),
        ("1970", "1989"),
        ("2024-01-31", "2024-02-01"),
        ("2024-01-31 00:00:00", "2024-02-01"),
        ("2023-12", "2024-01"),
        ("2023-W52", "2024-W1", "2024-W10"),
        ("2023Q4", "2024-Q1"),
        ("2023-12-31", "2024-01"),
    ],
)
def test_in_order(texts: tuple[str, ...]) -> None:
    found = places(reversed(texts))
    assert found is not None
    assert sorted(found, key=lambda text: found[text]) == list(texts)


@pytest.mark.parametrize("texts", [("soon", "later"), ("1", "2024-01"), ("2024-13",), ("31.12.2024",), ("2024-W60",)])
def test_what_has_no_order(texts: tuple[str, ...]) -> None:
    assert places(texts) is None

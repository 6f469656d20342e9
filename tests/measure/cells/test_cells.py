"""Compressed cells, against sums by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from steelyard.errors import QuestionError
from steelyard.measure import Band, Product, cells
from steelyard.settings.model import Settings

ROWS = [
    {"family": "a", "rating": 0.25, "is_churned": True, "customer_group": 1, "row_group": 5, "agent_id": "x"},
    {"family": "a", "rating": 0.50, "is_churned": False, "customer_group": 1, "row_group": 6, "agent_id": "y"},
    {"family": "a", "rating": 0.75, "is_churned": None, "customer_group": 2, "row_group": 7, "agent_id": "x"},
    {"family": "b", "rating": None, "is_churned": True, "customer_group": 63, "row_group": 8},
    {"family": None, "rating": 0.5, "is_churned": True, "customer_group": 0, "row_group": 9, "is_counted": True},
]
PRODUCTS = {
    "n": Product(),
    "both": Product(("rating", "is_churned")),
    "square": Product(("rating", "rating"), known=("is_churned",)),
    "counted": Product(where=("is_counted",)),
    "rest": Product(unless=("is_counted",)),
}


@pytest.fixture
def held(snapshot: Any) -> Any:
    snapshot.put("issues", ROWS)
    return snapshot


def by_label(found: Any) -> dict[Any, list[float]]:
    return {label: row.tolist() for label, row in zip(found.labels, found.whole, strict=True)}


def test_sums_of_products_by_cell(held: Any, settings: Callable[..., Settings]) -> None:
    found = cells(held, settings(), "issues", ["family"], PRODUCTS)
    assert by_label(found) == {
        ("a",): [3.0, 0.25, 0.25**2 + 0.25, 0.0, 3.0],
        ("b",): [1.0, 0.0, 0.0, 0.0, 1.0],
        (None,): [1.0, 0.5, 0.25, 1.0, 0.0],
    }
    assert found.column("family") == [label[0] for label in found.labels]


def test_bands_take_their_upper_edge_in(held: Any, settings: Callable[..., Settings]) -> None:
    found = cells(held, settings(), "issues", [Band("rating", (0.25, 0.5))], {"n": Product()})
    assert by_label(found) == {(0,): [1.0], (1,): [2.0], (2,): [1.0], (None,): [1.0]}
    flags = cells(held, settings(), "issues", [Band("is_churned", (0.5,))], {"n": Product()})
    assert by_label(flags) == {(0,): [1.0], (1,): [3.0], (None,): [1.0]}


def test_groups_of_every_chance_add_up_to_the_whole(held: Any, settings: Callable[..., Settings]) -> None:
    chances = ("customers", "days", "agents", "rows")
    rows = [{**row, "on": f"2026-03-0{place + 1}"} for place, row in enumerate(ROWS)]
    held.put("issues", rows)
    found = cells(held, settings(), "issues", ["family"], PRODUCTS, chances=chances)
    assert found.groups.keys() == set(chances)
    for spread in found.groups.values():
        np.testing.assert_allclose(spread.sum(axis=1), found.whole)
    place = found.labels.index(("a",))
    assert found.groups["customers"][place, [1, 2], 0].tolist() == [2.0, 1.0]
    assert np.count_nonzero(found.groups["agents"][place, :, 0]) == 2


def test_filters_and_a_dimension_the_fact_lacks(held: Any, settings: Callable[..., Settings]) -> None:
    found = cells(held, settings(), "issues", ["hour", "family"], {"n": Product()}, where={"family": ["a"]})
    assert by_label(found) == {(None, "a"): [3.0]}
    assert cells(held, settings(), "issues", [], {"n": Product()}).whole.tolist() == [[5.0]]
    assert cells(held, settings(), "issues", [], {"n": Product()}, chances=()).whole.tolist() == [[5.0]]
    assert cells(held, settings(), "issues", [], {"n": Product()}, where={"family": ["z"]}).whole.size == 0


def test_a_filter_nobody_knows_is_refused(held: Any, settings: Callable[..., Settings]) -> None:
    with pytest.raises(QuestionError, match="no dimension called 'famly'"):
        cells(held, settings(), "issues", [], {"n": Product()}, where={"famly": ["a"]})


def test_a_filter_another_fact_knows_is_refused_too(held: Any, settings: Callable[..., Settings]) -> None:
    with pytest.raises(QuestionError, match="issues cannot be filtered by closure"):
        cells(held, settings(), "issues", [], {"n": Product()}, where={"closure": ["agent"]})

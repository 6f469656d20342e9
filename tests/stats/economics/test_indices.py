from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.stats.reference import case, table

from steelyard.errors import QuestionError
from steelyard.stats.economics.indices import FORMULAS, chained, fixed_base


def six_items(shared: Path) -> tuple[np.ndarray, np.ndarray]:
    data = table(shared, "index_numbers", "six_items.csv")
    return data["price"].reshape(5, 6), data["quantity"].reshape(5, 6)


def test_fixed_base_prices(shared: Path) -> None:
    prices, quantities = six_items(shared)
    _compare(case(shared, "index_numbers", "ppi_six_items_fixed_base")["expected"], fixed_base, prices, quantities)


def test_chained_prices_and_fixed_base_quantities(shared: Path) -> None:
    prices, quantities = six_items(shared)
    expected = case(shared, "index_numbers", "ppi_six_items_chained_quantity")["expected"]
    _compare(expected["chained"], chained, prices, quantities)
    _compare(expected["quantity_fixed"], fixed_base, quantities, prices)
    product = fixed_base(prices, quantities) * fixed_base(quantities, prices)
    assert product == pytest.approx(expected["value_ratio"], abs=1e-8)


def _compare(expected: list[dict], index, *panel: np.ndarray) -> None:  # type: ignore[no-untyped-def]
    for name in FORMULAS:
        assert index(*panel, name) == pytest.approx([row[name] for row in expected], abs=1e-8), name


def test_quantities_of_resolved_contacts(shared: Path) -> None:
    worked = case(shared, "index_numbers", "service_productivity_worked_a")
    periods = [worked["inputs"][name] for name in ("period0", "period1")]
    values = [[row["value"] for row in rows] for rows in periods]
    resolved = [[row["n"] * row["resolved"] for row in rows] for rows in periods]
    for name, expected in worked["expected"]["value_quantity_index"].items():
        assert fixed_base(resolved, values, name)[1] == pytest.approx(expected, abs=1e-9), name


@given(arrays(float, (2, 3, 4), elements=st.floats(0.1, 50)), st.floats(0.2, 5))
def test_when_all_prices_move_alike_every_index_says_so(panel: np.ndarray, factor: float) -> None:
    prices, quantities = panel
    moved = np.array([prices[0], prices[0] * factor, prices[0] * factor**2])
    for name in FORMULAS:
        assert fixed_base(moved, quantities, name) == pytest.approx([1, factor, factor**2])
        assert chained(moved, quantities, name) == pytest.approx([1, factor, factor**2])


def test_an_unknown_formula_is_named() -> None:
    with pytest.raises(QuestionError, match="fischer") as caught:
        fixed_base([[1.0]], [[1.0]], "fischer")
    assert "fisher" in caught.value.next


def test_an_empty_basket_has_no_index() -> None:
    for name in FORMULAS:
        assert np.isnan(fixed_base([[1.0], [2.0]], [[0.0], [0.0]], name)[1]), name

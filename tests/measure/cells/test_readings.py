"""Readings summed side by side: each is read from columns of its own, wherever a product names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from steelyard.measure.cells.cells import Cells, Product
from steelyard.measure.cells.readings import Readings
from steelyard.store.snapshot import Snapshot

ROWS = {"is_one": [1, 1, 0, 1], "is_one__1": [1, 0, 0, 0], "cost": [2, 3, 5, 7]}
"""What one reading takes for one issue, the other does not."""

PRODUCTS = {
    "all": Product(("cost",)),
    "summed": Product(("cost", "is_one")),
    "where": Product(("cost",), where=("is_one",)),
    "unless": Product(("cost",), unless=("is_one",)),
}


def asked(products: Mapping[str, Product]) -> Cells:
    """Each product over the rows, as an engine sums them."""
    rows = {name: np.array(values, dtype=float) for name, values in ROWS.items()}
    totals = []
    for one in products.values():
        kept = np.ones(4)
        for name in (*one.columns, *one.where):
            kept = kept * rows[name]
        for name in one.unless:
            kept = kept * (1 - rows[name])
        totals.append(kept.sum())
    return Cells((), ((),), tuple(products), np.array([totals]))


def test_each_reading_is_read_from_its_own_columns() -> None:
    held = Readings(cast("Snapshot", cast("Any", None)), 2, frozenset({"is_one"}))
    for reading, totals in enumerate(([17, 12, 12, 5], [17, 2, 2, 15])):
        found = held.cells(reading, "all of them", (), PRODUCTS, asked)
        assert found is not None
        assert found.names == tuple(PRODUCTS)
        assert found.whole.tolist() == [totals]


def test_cells_that_differ_themselves_are_not_read_together() -> None:
    held = Readings(cast("Snapshot", cast("Any", None)), 2, frozenset({"is_one"}))
    assert held.cells(0, "all of them", ("is_one",), PRODUCTS, asked) is None

"""Tables inside the simulation: a name for each column and one numpy array for each name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Columns = dict[str, np.ndarray]


def count_rows(columns: Columns) -> int:
    """How many rows a table has; a table without columns has none."""
    return next((len(values) for values in columns.values()), 0)


def take(columns: Columns, rows: np.ndarray) -> Columns:
    """The rows chosen by a mask or by positions, in that order."""
    return {name: values[rows] for name, values in columns.items()}


def stack(parts: Sequence[Columns]) -> Columns:
    """Tables with the same columns, one after the other; tables without rows are passed over."""
    filled = [part for part in parts if count_rows(part)] or list(parts[:1])
    if not filled:
        return {}
    return {name: np.concatenate([part[name] for part in filled]) for name in filled[0]}


def order_by(columns: Columns, *names: str) -> Columns:
    """The rows in ascending order of the named columns, the first one leading."""
    return take(columns, np.lexsort([columns[name] for name in reversed(names)]))

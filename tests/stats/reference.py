"""Reads the published results that these tests reproduce."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np


def case(shared: Path, method: str, name: str) -> dict[str, Any]:
    """One case of a method's expected.json."""
    found = json.loads((shared / "reference" / method / "expected.json").read_text(encoding="utf-8"))["cases"]
    return next(entry for entry in found if entry["id"] == name)


def table(shared: Path, method: str, file: str) -> dict[str, np.ndarray]:
    """A CSV's columns: numbers where every cell is one (an empty cell is nan), else text."""
    return _table(shared / "reference" / method / file)


def frontier_table(shared: Path, name: str) -> dict[str, np.ndarray]:
    """The same for a table of service units among the public data."""
    return _table(shared / "data" / "frontier" / f"{name}.csv")


def tally(times: np.ndarray, is_event: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows to counts: the distinct times in order, the events and the censorings at each."""
    grid, place = np.unique(np.asarray(times, dtype=float), return_inverse=True)
    seen = np.asarray(is_event, dtype=bool)
    return grid, np.bincount(place[seen], minlength=len(grid)), np.bincount(place[~seen], minlength=len(grid))


def _table(path: Path) -> dict[str, np.ndarray]:
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    return {name: _column([row[name] for row in rows]) for name in rows[0]}


def _column(cells: list[str]) -> np.ndarray:
    try:
        return np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        return np.array(cells)

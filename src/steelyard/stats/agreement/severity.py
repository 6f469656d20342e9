"""How strict or lenient judges are, and whether that moves with time: on what several of them scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.stats.agreement.scores import centred, grouped
from steelyard.stats.agreement.standouts import Standouts, standouts
from steelyard.stats.arrays import Flags, Floats, Integers

FEWEST = 8
"""Units that a judge has to share with others before anything is said of them."""


@dataclass(frozen=True)
class Severity:
    """Judges in sorted order: how many points they give more than the others for the same, and how that moves.

    Attributes:
        judges: their labels. units: how many each shares with others.
        level: points above the others. drift: points above them gained with each unit of time; None where time plays
            no role or never varies.
        parts: number of the linked part each judge is in: judges of different parts share nothing, even by others.
    """

    judges: tuple[str, ...]
    units: tuple[int, ...]
    level: Standouts
    drift: Standouts | None
    parts: tuple[int, ...]


def severity(
    unit: ArrayLike, judge: ArrayLike, score: ArrayLike, at: ArrayLike | None = None, *, share: int = 1
) -> Severity | None:
    """Least squares with a level for every unit and one for every judge, and where time is given a slope for each.

    Of judges with 8 shared units or more, in the largest part that shared units link. None where fewer than two are.

    Args:
        unit, judge, score, at: (N,) each; at is a number that grows with time.
        share: how many such families of tests share the five percent.

    Source:
        The two-way form of the many-facet model (Linacre 1989) with scores as they are. Recovery of known severity
        and drift, and what is claimed where there is none, are simulated (docs/evaluations.md).
    """
    units, names, values, when = _read(unit, judge, score, at)
    if not len(values):
        return None
    kept, parts = _linked(units, names)
    if len(np.unique(names[kept])) < 2:
        return None
    known, judges = np.unique(names[kept], return_inverse=True)
    _, codes = np.unique(units[kept], return_inverse=True)
    values, when = values[kept], when[kept]
    columns = len(known)
    design = np.eye(columns)[judges]
    moves = _moves(judges, when, columns)
    if moves.all():
        mean = np.bincount(judges, when) / np.bincount(judges)
        design = np.concatenate([design, design * (when - mean[judges])[:, None]], axis=1)
    full, replicates = _fits(codes, design, values)
    tests = columns * share * (2 if moves.all() else 1)
    level = standouts(full[:columns], replicates[:, :columns], tests)
    drift = standouts(full[columns:], replicates[:, columns:], tests) if moves.all() else None
    count = tuple(int(n) for n in np.bincount(judges))
    return Severity(tuple(str(name) for name in known), count, level, drift, tuple(parts[str(name)] for name in known))


def _read(
    unit: ArrayLike, judge: ArrayLike, score: ArrayLike, at: ArrayLike | None
) -> tuple[Integers, np.ndarray, Floats, Floats]:
    values = np.asarray(score, dtype=float)
    when = np.zeros(len(values)) if at is None else np.asarray(at, dtype=float)
    kept = np.isfinite(values) & np.isfinite(when)
    _, units = np.unique(np.asarray(unit)[kept], return_inverse=True)
    return units.astype(np.int64), np.asarray(judge, dtype=str)[kept], values[kept], when[kept]


def _linked(units: Integers, names: np.ndarray) -> tuple[Flags, dict[str, int]]:
    """Rows of units with two judges or more who are kept, in the largest linked part; the part of every judge."""
    kept = np.ones(len(units), dtype=bool)
    while True:
        pairs = np.unique(np.stack([units[kept], np.unique(names, return_inverse=True)[1][kept]]), axis=1)
        several = np.bincount(pairs[0], minlength=int(units.max()) + 1) > 1
        shared = kept & several[units]
        known, count = np.unique(names[shared], return_counts=True)
        few = set(known[count < FEWEST]) | (set(names[kept]) - set(known))
        again = shared & ~np.isin(names, list(few))
        if (again == kept).all():
            break
        kept = again
        if not kept.any():
            return kept, {}
    parts = _parts(units[kept], names[kept])
    rows = np.array([parts[str(name)] for name in names[kept]])
    largest = int(np.argmax(np.bincount(rows)))
    inside = kept.copy()
    inside[kept] = rows == largest
    return inside, parts


def _parts(units: Integers, names: np.ndarray) -> dict[str, int]:
    """Judge -> number of the part that shared units link."""
    root = {str(name): str(name) for name in np.unique(names)}

    def top(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    first: dict[int, str] = {}
    for unit, name in zip(units.tolist(), names.tolist(), strict=True):
        root[top(name)] = top(first.setdefault(unit, name))
    tops = sorted({top(name) for name in root})
    return {name: tops.index(top(name)) for name in root}


def _moves(judges: Integers, when: Floats, columns: int) -> Flags:
    """Whether each judge's units differ in time."""
    return np.array([np.ptp(when[judges == one]) > 0 for one in range(columns)])


def _fits(unit: Integers, design: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Coefficients of the whole (K,), and without each group of units (G, K); of what units leave free the smallest."""
    x, y = centred(unit, design), centred(unit, values)
    size = np.where((scale := np.sqrt((x**2).mean(axis=0))) > 0, scale, 1.0)
    x = x / size
    group = grouped(int(unit.max()) + 1)[unit]
    count = int(group.max()) + 1
    normal = np.stack([x[group == one].T @ x[group == one] for one in range(count)])
    moved = np.stack([x[group == one].T @ y[group == one] for one in range(count)])
    whole = np.concatenate([normal.sum(axis=0) - normal, normal.sum(axis=0)[None]])
    sums = np.concatenate([moved.sum(axis=0) - moved, moved.sum(axis=0)[None]])
    found = np.stack([np.linalg.lstsq(a, b, rcond=1e-9)[0] for a, b in zip(whole, sums, strict=True)]) / size
    return found[-1], found[:-1]

"""The curve in which an overall rating follows all items of a survey together.

An overall rating that ends at its best box bends every item alike; what bends beyond that curve is an item's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from steelyard.measure.question import Question
from steelyard.measure.sums.answered import answered
from steelyard.stats.arrays import Floats
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

_DEGREE = 3
_FLATTEST = 0.05
"""Share of its slope in the middle below which the curve is taken for no flatter."""

Complete = Callable[[Question, Any, date | None, date | None], tuple[Any, list[Any], Any]]
"""Rows, the items' scores and the overall rating."""


@dataclass(frozen=True)
class Curve:
    """The overall rating as a polynomial of a weighted sum of the items' scores.

    Args:
        weights: one for each item. centre, width: mean and standard deviation of the weighted sum.
        polynomial: of the weighted sum, centred and in widths, the constant first.
    """

    weights: tuple[float, ...]
    centre: float
    width: float
    polynomial: tuple[float, ...]


def fitted(
    snapshot: Snapshot, question: Question, complete: Complete, seen: Any, from_on: date | None, to_on: date | None
) -> Curve | None:
    """The curve of those answers; None where items do not tell, or cannot be told apart."""

    def products(first: date | None, last: date | None) -> Any:
        rows, scores, y = complete(question, seen, first, last)
        return rows.aggregate(**_named(_crossed([*scores, y], rows)))

    held = answered(snapshot, ("item curves", "products", question, seen), products, from_on, to_on)
    line = _line(_square(held))
    if line is None:
        return None
    weights, centre, width = line

    def powers(first: date | None, last: date | None) -> Any:
        rows, scores, y = complete(question, seen, first, last)
        power = _powers(_index(scores, weights, centre, width), 2 * _DEGREE)
        values = [rows.count().cast("float64"), *(one.sum() for one in power[1:])]
        values += [y.sum(), *((y * one).sum() for one in power[1 : _DEGREE + 1])]
        return rows.aggregate(**_named(values))

    found = answered(snapshot, ("item curves", "powers", question, seen, line), powers, from_on, to_on)
    sums = [float(found[f"s{place}"][0]) for place in range(3 * _DEGREE + 2)]
    matrix = np.array([[sums[row + column] for column in range(_DEGREE + 1)] for row in range(_DEGREE + 1)])
    try:
        polynomial = np.linalg.solve(matrix, np.array(sums[2 * _DEGREE + 1 :]))
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(polynomial).all() or polynomial[1] <= 0:
        return None
    return Curve(weights, centre, width, tuple(map(float, polynomial)))


def columns(rows: Any, curve: Curve, places: Sequence[int]) -> dict[str, Any]:
    """Columns cz, ca (of each item) and cy beside the scores z of the items at those places."""
    scores = [rows[f"z_{place}"] for place in places]
    power = _powers(_index(scores, curve.weights, curve.centre, curve.width), _DEGREE)
    steep, level = double(curve.polynomial[1]), double(curve.polynomial[0])
    for degree in range(1, _DEGREE + 1):
        level = level + double(curve.polynomial[degree]) * power[degree]
        if degree > 1:
            steep = steep + double(degree * curve.polynomial[degree]) * power[degree - 1]
    flattest = double(_FLATTEST * curve.polynomial[1])
    steep = (steep > flattest).ifelse(steep, flattest)
    found = {"cy": rows.y - level}
    for place, score in zip(places, scores, strict=True):
        found |= {f"cz_{place}": steep * score, f"ca_{place}": steep * score.abs()}
    return found


def _crossed(columns: Sequence[Any], rows: Any) -> list[Any]:
    """Sums of products of 1 and the columns, the upper triangle row by row."""
    values = [rows.count().cast("float64"), *(one.sum() for one in columns)]
    return values + [(one * other).sum() for at, one in enumerate(columns) for other in columns[at:]]


def _square(held: dict[str, np.ndarray]) -> Floats:
    values = [float(held[f"s{place}"][0] or 0.0) for place in range(len(held))]
    size = round((np.sqrt(8 * len(values) + 1) - 1) / 2)
    cross = np.zeros((size, size))
    one, other = np.triu_indices(size)
    cross[one, other] = cross[other, one] = values
    return cross


def _line(cross: Floats) -> tuple[tuple[float, ...], float, float] | None:
    """Weights of the items, the mean and the standard deviation of their weighted sum."""
    n = cross[0, 0]
    if not np.isfinite(cross).all() or n <= len(cross):
        return None
    try:
        weights = np.linalg.solve(cross[:-1, :-1], cross[:-1, -1])[1:]
    except np.linalg.LinAlgError:
        return None
    mean = cross[0, 1:-1] / n
    width = np.sqrt(max(0.0, float(weights @ (cross[1:-1, 1:-1] / n - np.outer(mean, mean)) @ weights)))
    if not np.isfinite(weights).all() or not width > 1e-9:
        return None
    return tuple(map(float, weights)), float(weights @ mean), float(width)


def _index(scores: Sequence[Any], weights: Sequence[float], centre: float, width: float) -> Any:
    total = double(-centre / width)
    for score, weight in zip(scores, weights, strict=True):
        total = total + score * double(weight / width)
    return total


def _powers(index: Any, most: int) -> list[Any]:
    found = [double(1.0), index]
    for _ in range(2, most + 1):
        found.append(found[-1] * index)
    return found


def double(value: float) -> Any:
    """A number that every engine takes for a double: written plainly, some take it for a decimal of few places."""
    return ibis.literal(repr(float(value))).cast("float64")


def _named(values: Sequence[Any]) -> dict[str, Any]:
    return {f"s{place}": value for place, value in enumerate(values)}

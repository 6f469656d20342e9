"""The level: what every kind of fracture costs a month, everywhere and by part, whether or not it was always there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from steelyard.analyses.debt import levels
from steelyard.analyses.debt.answer import Line
from steelyard.analyses.debt.cells import Scope
from steelyard.analyses.debt.data import Data
from steelyard.answers import Estimate


def lines_of(data: Data, fractures: Sequence[str]) -> list[Line]:
    """Every fracture everywhere, then by part."""
    scopes = [Scope()] + [Scope(by, part) for by in data.dimensions for part in data.held.parts[by]]
    known = [scope for scope in scopes if scope in data.parts.sums]
    return [line for scope in known for line in (_line(data, scope, name) for name in fractures) if line]


LEAST_EVENTS = 20
"""Of a part, below which nothing is shown of it."""


def _line(data: Data, scope: Scope, name: str) -> Line | None:
    parts = data.parts
    events = parts.total(scope, f"n_{name}")
    if scope.by and events < LEAST_EVENTS:
        return None
    has_cost = data.price.hour is not None or parts.total(scope, f"cost_{name}") > 0
    has_time = parts.total(Scope(), "customer_s") > 0
    has_value = has_time and parts.total(Scope(), "customer_cost") > 0
    kinds = tuple(kind for kind, is_known in (("cost", has_cost), ("value", has_value)) if is_known)
    gross = [f"{kind}_{name}" for kind in kinds]
    net = [f"net_{kind}_{name}" for kind in kinds]
    spent = [column for column, is_known in (("cost", has_cost), ("customer_cost", has_value)) if is_known]
    lost = _lost(data, scope, name)
    return Line(
        name,
        data.title(name),
        scope.by,
        scope.part,
        data.customers.get((scope, name), 0) if data.customers else None,
        parts.monthly(scope, [f"n_{name}"], name, "count"),
        parts.monthly(scope, [f"cost_{name}"], "cost", "money") if has_cost else None,
        parts.monthly(scope, [f"seconds_{name}"], "time", "hours", 1 / 3600) if has_time else None,
        parts.monthly(scope, [f"value_{name}"], "time_value", "money") if has_value else None,
        parts.monthly(scope, gross, "interest", "money") if kinds else None,
        parts.monthly(scope, net, "net", "money") if kinds else None,
        parts.ratio(scope, net, spent, "share") if kinds else None,
        lost,
        worth_of(lost, data.kept),
        levels.growth(data.held, scope, name) if scope in in_cells(data) else None,
    )


def in_cells(data: Data) -> set[Scope]:
    return {Scope(by, part) for by, parts in data.held.parts.items() for part in parts}


def _lost(data: Data, scope: Scope, name: str) -> Estimate | None:
    """Customers a month lost beyond similar issues without any fracture."""
    if data.loyal is None or data.parts.total(scope, f"told_{name}") < levels.LEAST_LOYAL:
        return None
    rows = data.parts.sums[scope]
    values = np.stack([rows[f"{kind}_{name}"] for kind in ("left", "expected", "told", "issues")], axis=1)
    factor = data.loyal * data.parts.identified / data.parts.months

    def lost(sums: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((sums[..., 0] - sums[..., 1]) / sums[..., 2] * sums[..., 3] * factor)

    return data.parts.estimate(scope, values, lost, "lost", "number")


def worth_of(lost: Estimate | None, kept: float | None) -> Estimate | None:
    if lost is None or kept is None or lost.value is None:
        return None
    limits = lost.interval
    return replace(
        lost,
        metric="lost_value",
        unit="money",
        value=lost.value * kept,
        interval=replace(limits, low=limits.low * kept, high=limits.high * kept) if limits else None,
    )


def charged(data: Data) -> tuple[str, ...]:
    has_value = data.parts.total(Scope(), "customer_cost") > 0
    return tuple(kind for kind, known in (("cost", data.price.hour is not None), ("value", has_value)) if known)


def gross_of(data: Data, fractures: Sequence[str]) -> Estimate | None:
    names = [f"{kind}_{name}" for kind in charged(data) for name in fractures]
    return data.parts.monthly(Scope(), names, "gross", "money") if names else None


def net_of(data: Data) -> tuple[Estimate | None, Estimate | None]:
    """Everything charged once, a month and as a share of all cost."""
    kinds = charged(data)
    if not kinds:
        return None, None
    names = [f"once_{kind}" for kind in kinds]
    spent = [{"cost": "cost", "value": "customer_cost"}[kind] for kind in kinds]
    return data.parts.monthly(Scope(), names, "net", "money"), data.parts.ratio(Scope(), names, spent, "share")


def service_cost(data: Data) -> float | None:
    kinds = charged(data)
    spent = [{"cost": "cost", "value": "customer_cost"}[kind] for kind in kinds]
    return data.parts.monthly(Scope(), spent, "cost", "money").value if spent else None

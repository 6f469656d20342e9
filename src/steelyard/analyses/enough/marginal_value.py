"""Does the next unit of effort pay: the value associated with it, at a price, against its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from steelyard import measure
from steelyard.analyses.enough.dose_response import Line
from steelyard.answers import Estimate
from steelyard.measure import Product
from steelyard.measure.question import CUSTOMERS
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

CASES = 100
"""Value and cost are told for one unit more on each of so many cases."""

MOST_HIDDEN = 100.0
"""Beyond this it no longer matters how many times."""

State = Literal["pays", "no_longer", "cannot_tell", "unpriced"]

_PRICED_BY = {"value": ("unit_cost", "unit_cost_provider"), "resolution": ("cost_per_resolved_issue",)}


@dataclass(frozen=True)
class Prices:
    """What a unit of each response counts for, and what a unit of each dose costs.

    Args:
        values: response -> money for one whole unit of it; known_as: response -> the measure it is counted at.
        costs: dose -> money for one unit of it, provider's and customer's.
    """

    values: Mapping[str, float]
    known_as: Mapping[str, str]
    costs: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Margin:
    """One dose's next unit, on each of 100 cases, where the service stands.

    Args:
        value: money associated with it; cost: what it takes; gap: value less cost.
        needed: the slope at which the value would be the cost.
        state: pays where the gap is surely above none, no_longer where surely below.
        stop: the smallest dose where the value's lower limit falls below the cost; None where it never does.
        hidden: how many times as much as the known kinds of issue something unknown would have to weigh to hide value
            worth its cost; None unless the state is no_longer.
    """

    line: Line
    value: Estimate | None = None
    cost: float | None = None
    gap: Estimate | None = None
    state: State = "unpriced"
    stop: float | None = None
    hidden: float | None = None
    needed: float | None = None


def prices(
    snapshot: Snapshot,
    settings: Settings,
    where: Mapping[str, Sequence[str]],
    from_on: date,
    to_on: date,
    price: float | None,
) -> Prices:
    """From the data and what is declared; what is not known is left out.

    Args:
        price: money a unit of value, or a resolved issue, is worth; what it costs now unless told.
    """
    asked = [name for names in _PRICED_BY.values() for name in names]
    lacking = {entry.metric for entry in measure.missing(snapshot, asked, settings)}
    known = [name for name in asked if name not in lacking]
    found = {}
    if known:
        sums = measure.measure(
            snapshot, settings, known, where=where, from_on=from_on, to_on=to_on, chances=(CUSTOMERS,)
        )
        found = {entry.metric: entry.value for entry in measure.estimates(sums)}
    values, known_as = {}, {}
    for response, names in _PRICED_BY.items():
        for name in names:
            if response not in values and found.get(name) is not None:
                values[response], known_as[response] = float(found[name] or 0.0), name
        if price is not None:
            values[response], known_as[response] = price, ""
    return Prices(values, known_as, _costs(snapshot, settings, where, from_on, to_on))


def _costs(
    snapshot: Snapshot, settings: Settings, where: Mapping[str, Sequence[str]], from_on: date, to_on: date
) -> dict[str, tuple[float, float]]:
    """Money for a minute of handling and for a reply, by people; the customer's minute where they are on the line."""
    people = ("is_contact", "is_human")
    products = {
        "labour": Product(("labour_cost",), people, known=("work_s",)),
        "work_s": Product(("work_s",), people, known=("labour_cost",)),
        "writing": Product(("labour_cost",), people, known=("replies",)),
        "replies": Product(("replies",), people, known=("labour_cost",)),
        "n": Product((), people, known=("work_s",)),
        "live": Product((), people, known=("work_s", "customer_s")),
    }
    cells = measure.cells(snapshot, settings, "contacts", [], products, where=where, from_on=from_on, to_on=to_on)
    total = {name: float(cells.total(name).sum()) for name in cells.names}
    customer = (settings.assumptions.customer_hour_value or 0.0) / 60
    found = {}
    if total["work_s"] and total["labour"]:
        found["handle_time"] = (total["labour"] / total["work_s"] * 60, customer * total["live"] / total["n"])
    if total["replies"] and total["writing"]:
        found["replies"] = (total["writing"] / total["replies"], 0.0)
    return found


def margin(line: Line, known: Prices) -> Margin:
    """The next unit where the service stands; without a price or a cost only its line."""
    price, cost = known.values.get(line.response), known.costs.get(line.dose.id)
    here = line.here
    if price is None or here.value is None:
        return Margin(line)
    value = _times(here, price * CASES)
    if cost is None:
        return Margin(line, value)
    paid, needed = sum(cost) * CASES, sum(cost) / price
    gap = _less(value, paid)
    found = _state(gap)
    hidden = _hidden(line, needed) if found == "no_longer" else None
    return Margin(line, value, paid, gap, found, _stop(line, needed), hidden, needed)


def at_price(found: Margin, factor: float) -> State:
    """The state if value counted so many times as much."""
    if found.value is None or found.cost is None:
        return "unpriced"
    return _state(_less(_times(found.value, factor), found.cost))


def _state(gap: Estimate) -> State:
    states: dict[int, State] = {1: "pays", -1: "no_longer", 0: "cannot_tell"}
    return states[gap.sign]


def _hidden(line: Line, needed: float) -> float:
    """What is missing to a slope worth its cost, in units of what holding the known kinds equal changed.

    Source:
        Altonji, Elder and Taber (2005), Journal of Political Economy 113, 151-184: hidden differences are taken to
        weigh no more than the known ones.
    """
    limits = line.here.interval
    assert limits is not None
    assert line.slope.value is not None
    moved = max(abs(line.pooled - line.slope.value), 1e-3 * needed)
    return min((needed - limits.high) / moved, MOST_HIDDEN)


def _stop(line: Line, needed: float) -> float | None:
    """Where the value's lower limit first falls below the cost: at the least dose, at the knee, or nowhere seen."""
    sections = [(line.doses[0], line.slope)]
    if line.knee is not None and line.before is not None and line.after is not None and line.knee.value is not None:
        sections = [(line.doses[0], line.before), (line.knee.value, line.after)]
    for start, slope in sections:
        if slope.interval is not None and slope.interval.low < needed:
            return start
    return None


def _times(slope: Estimate, price: float) -> Estimate:
    limits = slope.interval
    return replace(
        slope,
        metric="marginal_value",
        unit="money",
        value=None if slope.value is None else slope.value * price,
        interval=None if limits is None else replace(limits, low=limits.low * price, high=limits.high * price),
    )


def _less(value: Estimate, cost: float) -> Estimate:
    limits = value.interval
    return replace(
        value,
        metric="marginal_gap",
        value=None if value.value is None else value.value - cost,
        interval=None if limits is None else replace(limits, low=limits.low - cost, high=limits.high - cost),
    )

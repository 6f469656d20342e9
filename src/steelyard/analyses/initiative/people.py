"""Whether the people changed: who left those treated, and who came, beside the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np

from steelyard import measure
from steelyard.analyses.initiative.designs import MANY, Layout
from steelyard.analyses.initiative.panel import by_week
from steelyard.answers import Check
from steelyard.declare import Metric
from steelyard.measure.question import CUSTOMERS, ISSUES, dimensions_of
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.groups import difference
from steelyard.stats.designs.ratios import ratio_difference
from steelyard.store import Snapshot

MOST_MOVED = 0.10
"""By how much the shares may part: by more, other people were at work."""


def same_people(
    snapshot: Snapshot, settings: Settings, dimension: str, held: Layout, metric: Metric
) -> tuple[Check, ...]:
    """Of agents, whether those treated left more often; of teams and sites, whether newcomers took over."""
    if dimension == "agent_id":
        return _left(held, metric)
    known = snapshot.manifest.known.get("contacts", {})
    if dimension not in ("team", "site") or not known.get("agent_id"):
        return ()
    if "agent_id" not in dimensions_of("issues", settings.dimensions):
        return ()
    return _newcomers(snapshot, settings, dimension, held)


def _left(held: Layout, metric: Metric) -> tuple[Check, ...]:
    rows = np.eye(len(held.panel.units), dtype=bool)
    counts = np.stack([by_week(held.panel, metric, [row])[1][0] for row in rows])
    there: Flags = np.asarray(counts > 0, dtype=bool)
    before, after = held.sides(0)
    kept = np.asarray(there[:, before].any(axis=1), dtype=bool) & (held.treated | held.control)
    stayed = np.asarray(there[:, after][:, -4:].any(axis=1), dtype=float)[kept]
    flags = held.treated[kept]
    if min(flags.sum(), (~flags).sum()) < MANY:
        return ()
    moved = difference(flags, stayed)
    said = (
        f"Of those treated who were there before {stayed[flags].mean():.0%} are still there in the newest weeks, "
        f"of the others {stayed[~flags].mean():.0%}"
    )
    return (_check(said, moved),)


def _newcomers(snapshot: Snapshot, settings: Settings, dimension: str, held: Layout) -> tuple[Check, ...]:
    panel = held.panel
    sums = measure.measure(
        snapshot, settings, ["contacts_per_issue"], by=[dimension, "agent_id"], period="week",
        from_on=panel.weeks[0], to_on=panel.weeks[-1] + timedelta(days=6), chances=(CUSTOMERS,),
    )  # fmt: skip
    units = {name: place for place, name in enumerate(panel.units)}
    weeks = {f"{day}": place for place, day in enumerate(panel.weeks)}
    counts = sums.groups[CUSTOMERS][ISSUES].sum(axis=1)
    seen: dict[tuple[bool, str], list[float]] = {}
    for part, count in zip(sums.parts, counts, strict=True):
        unit, week = units.get(part[0] or ""), weeks.get(str(part[-1]))
        if unit is None or week is None or part[1] is None or not (held.treated[unit] or held.control[unit]):
            continue
        entry = seen.setdefault((bool(held.treated[unit]), part[1]), [0.0, 0.0])
        entry[0] += float(count) * bool(held.before[unit, week])
        entry[1] += float(count) * bool(held.after[unit, week])
    return _compared(seen)


def _compared(seen: Mapping[tuple[bool, str], list[float]]) -> tuple[Check, ...]:
    flags = np.array([side for side, _ in seen], dtype=bool)
    values = np.array(list(seen.values())).reshape(-1, 2)
    here = values[:, 1] > 0
    if min((flags & here).sum(), (~flags & here).sum()) < 2:
        return ()
    new = np.where(values[here, 0] == 0, values[here, 1], 0.0)
    below = values[here, 1]
    moved = ratio_difference(flags[here], new, below)
    shares = [new[side].sum() / below[side].sum() for side in (flags[here], ~flags[here])]
    said = (
        f"Since it began {shares[0]:.0%} of the issues of those treated are with people who were not there before, "
        f"of the others' {shares[1]:.0%}"
    )
    return (_check(said, moved),)


def _check(said: str, moved: Effect) -> Check:
    is_moved = abs(moved.value) > MOST_MOVED and moved.p < 0.05
    tail = "other people were at work" if is_moved else f"over {MOST_MOVED:.0%} apart would be other people"
    return Check("same_people", f"{said}: {tail}.", not is_moved)

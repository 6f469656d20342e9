"""Whether an initiative did the same for every topic, channel, segment and tenure, with multiplicity controlled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from steelyard import facts, measure
from steelyard.analyses.initiative.answer import PartEffect
from steelyard.analyses.initiative.designs import Layout, at_end
from steelyard.analyses.initiative.measured import told
from steelyard.analyses.initiative.panel import Panel, by_week
from steelyard.answers import Check
from steelyard.declare import Metric
from steelyard.measure.question import CUSTOMERS, dimensions_of
from steelyard.measure.sums import queries
from steelyard.settings.model import Settings
from steelyard.stats.designs.effect import Effect
from steelyard.stats.designs.series import step
from steelyard.stats.distributions import student_sf
from steelyard.stats.surveys.selection import discoveries
from steelyard.store import Snapshot
from steelyard.store.lazily import ibis
from steelyard.theme import counted
from steelyard.wording import change_limits_of, change_of, listed

TENURE = "tenure"
PARTS = {"family": "topic family", "channel": "channel", "segment": "segment", TENURE: "tenure"}
"""What an effect is split by, and how people call it."""

LEAST = 100
"""Of what the measure rests on, on either side before and since: of fewer nothing is said."""

MOST = 12
"""Parts of one dimension that are looked at, those of most issues first."""

NEW = 365
"""Days up to which a customer is new."""

MOST_MOVED = 0.05
"""By how much the share of a topic family may move against the others."""

MOST_OTHERWISE = 0.02
"""By how much the share of a way may move before its parts are other issues than before."""

_WAYS = ("channel",)
_PLACES = ("agent_id", "team", "site")


@dataclass(frozen=True)
class Split:
    """The panel of each part of a dimension."""

    dimension: str
    panels: Mapping[str, Panel]


def splits(snapshot: Snapshot, settings: Settings, dimension: str, held: Layout, metric: Metric) -> list[Split]:
    """The sums by unit, week and part, for every dimension the measure can be split by."""
    found = []
    used = {entry.fact for entry in metric.sums.values() if hasattr(entry, "fact")}
    for part in PARTS:
        if part == dimension or dimension.startswith(f"home_{part}"):
            continue
        read_from = snapshot, settings, part
        if part == TENURE:
            if not snapshot.manifest.known.get("customers", {}).get("since_on"):
                continue
            read_from = _by_tenure(snapshot, settings, held.starts[0])
        if all(read_from[2] in dimensions_of(fact, read_from[1].dimensions) for fact in used):
            found.append(_split(*read_from, dimension, held.panel, metric, part))
    return found


def _split(
    snapshot: Snapshot, settings: Settings, part: str, dimension: str, panel: Panel, metric: Metric, name: str
) -> Split:
    sums = measure.measure(
        snapshot, settings, [metric.id], by=[dimension, part], period="week",
        from_on=panel.weeks[0], to_on=panel.weeks[-1] + timedelta(days=6), chances=(CUSTOMERS,),
    )  # fmt: skip
    units: Mapping[str | None, int] = {name: place for place, name in enumerate(panel.units)}
    weeks = {f"{day}": place for place, day in enumerate(panel.weeks)}
    unit = np.array([units.get(row[0], -1) for row in sums.parts], dtype=np.int64)
    week = np.array([weeks[str(row[-1])] for row in sums.parts], dtype=np.int64)
    values = np.array([row[1] or "" for row in sums.parts])
    panels = {
        str(value): Panel(sums, panel.units, panel.weeks, np.where(values == value, unit, -1), week)
        for value in np.unique(values)
        if value
    }
    return Split(name, panels)


def _by_tenure(snapshot: Snapshot, settings: Settings, begun_on: date) -> tuple[Snapshot, Settings, str]:
    """The version with whether a customer was new when it began as one dimension more."""
    name = f"tenure_{begun_on:%Y%m%d}"
    people = ibis.table({"customer_id": "string", "since_on": "date"}, name="customers")
    is_new = people.since_on > ibis.literal(begun_on - timedelta(days=NEW))
    told_of = people.filter(people.since_on.notnull()).select(
        tenure_of="customer_id", tenure=ibis.ifelse(is_new, "customer for under a year", "customer for longer")
    )
    found, dialect = snapshot, snapshot.engine.dialect
    for fact in facts.names():
        table = facts.fact(fact).table
        names = {column.name for column in facts.fact(fact).columns}
        if table not in snapshot.manifest.tables or "customer_id" not in names:
            continue
        rows: Any = queries.table(fact, settings.dimensions)
        joined = rows.left_join(told_of, rows.customer_id == told_of.tenure_of)
        select = joined.select([rows[column] for column in rows.columns], **{name: told_of.tenure})
        found = found.beside(table, queries.to_sql(select, dialect))
    engine = replace(settings.engine, dimensions=(*settings.engine.dimensions, name))
    return found, replace(settings, engine=engine), name


def effects(held: Layout, metric: Metric, found: Sequence[Split], estimator: str) -> tuple[PartEffect, ...]:
    """The effect in every part, and which of them surely differ from that in the rest of their dimension."""
    rows: list[tuple[str, str, Effect, int]] = []
    for split in found:
        sized = {value: _least(held, panel, metric) for value, panel in split.panels.items()}
        chosen = sorted((value for value in sized if sized[value] >= LEAST), key=lambda value: -sized[value])[:MOST]
        if len(chosen) > 1:
            rows += [
                (split.dimension, value, at_end(replace(held, panel=split.panels[value]), metric, 0), sized[value])
                for value in chosen
            ]
    apart = [_apart(row, rows) for row in rows]
    sure = discoveries(apart) if rows else np.empty(0, dtype=bool)
    return tuple(
        PartEffect(PARTS[dimension], value, told(metric, effect, n, estimator, **{dimension: value}), bool(is_sure))
        for (dimension, value, effect, n), is_sure in zip(rows, sure, strict=True)
    )


def _least(held: Layout, panel: Panel, metric: Metric) -> int:
    """The fewest that any of the four sides rests on."""
    _, counts = by_week(panel, metric, (held.treated, held.control))
    before, after = held.sides(0)
    return int(min(row[flags].sum() for row in counts for flags in (before, after)))


def _apart(row: tuple[str, str, Effect, int], rows: Sequence[tuple[str, str, Effect, int]]) -> float:
    """How likely a part lies as far from the rest of its dimension by chance; nan where that is not known."""
    rest = [one[2] for one in rows if one[0] == row[0] and one is not row and one[2].variance > 0]
    if not rest or not row[2].variance > 0:
        return float("nan")
    weights = np.array([1 / one.variance for one in rest])
    value = float(weights @ np.array([one.value for one in rest]) / weights.sum())
    error = float(np.sqrt(row[2].variance + 1 / weights.sum()))
    return float(2 * student_sf(abs(row[2].value - value) / error, min(row[2].df, min(one.df for one in rest))))


def said(found: Sequence[PartEffect], title: str) -> tuple[str, ...]:
    """For whom it surely was otherwise; or that of so many parts none was."""
    if not found:
        return ()
    other = [one for one in found if one.is_otherwise]
    if not other:
        kinds = listed(list(dict.fromkeys(one.dimension for one in found)))
        return (
            f"For no {kinds.replace(' and ', ' or ')} was the effect surely another than for the rest: "
            f"{counted(len(found), 'parts')} were looked at.",
        )
    parts = [f"{one.part} {change_of(one.effect)} ({change_limits_of(one.effect)})" for one in other]
    return (f"It was not the same for all: {title} {listed(parts)}, of {counted(len(found), 'parts')} looked at.",)


def shares_moved(held: Layout, metric: Metric, split: Split) -> dict[str, Effect]:
    """Part -> by how much its share of the issues of those treated moved against the others; those known alone."""
    arms = (*held.cohorts, held.control)
    counts = {name: by_week(panel, metric, arms)[1] for name, panel in split.panels.items()}
    if not counts:
        return {}
    whole = np.sum(list(counts.values()), axis=0)
    sides = [held.sides(place) for place in range(len(held.cohorts))]
    used, after = (np.stack([side[0] | side[1] for side in sides]), np.stack([side[1] for side in sides]))
    moved = {}
    for name, own in counts.items():
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(whole > 0, own / whole, np.nan)
        moved[name] = step(np.where(used, shares[:-1] - shares[-1], np.nan), after, held.shares)
    return {name: one for name, one in moved.items() if np.isfinite(one.p)}


def unmoved(held: Layout, metric: Metric, found: Sequence[Split]) -> tuple[list[Split], tuple[str, ...]]:
    """The splits by what issues came with; a way to which the initiative itself moved issues is none, and is said."""
    kept, said_of = [], []
    for split in found:
        moved = shares_moved(held, metric, split)
        sure = [one for one in moved.values() if abs(one.value) > MOST_OTHERWISE and one.p < 0.05 / len(moved)]
        if sure and split.dimension in _WAYS:
            what = (
                f"Effects by {PARTS[split.dimension]} are not shown: issues moved from one {split.dimension} to another"
            )
            said_of.append(f"{what}, which is part of what the initiative did.")
        else:
            kept.append(split)
    return kept, tuple(said_of)


def same_mix(held: Layout, dimension: str, metric: Metric, found: Sequence[Split]) -> tuple[Check, ...]:
    """Whether topics went elsewhere when it began: what comes in must stay the same for places that are compared."""
    families = next((split for split in found if split.dimension == "family"), None)
    if families is None or not (dimension in _PLACES or dimension.startswith("home_")):
        return ()
    known = shares_moved(held, metric, families)
    if len(known) < 2:
        return ()
    sure = [name for name, one in known.items() if abs(one.value) > MOST_MOVED and one.p < 0.05 / len(known)]
    named = max(sure or known, key=lambda name: abs(known[name].value))
    text = (
        f"Against the others the share of {named.replace('_', ' ')} among the issues of those treated moved by "
        f"{100 * known[named].value:.1f} points, the most of {counted(len(known), 'topic families')}; over "
        f"{100 * MOST_MOVED:g} points would be other work."
    )
    return (Check("same_mix", text.replace(" -", " \N{MINUS SIGN}"), not sure),)

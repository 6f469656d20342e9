"""What is not recorded of some contacts: whether it moved where the initiative began, and what it could have done.

A cost or a customer's time that is missing is not none. Where contacts without it become more or fewer together with
the treatment (email carries no time, and a bot takes calls), the recorded part alone moves otherwise than the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from steelyard.analyses.initiative.designs import Found, Layout, at_end
from steelyard.analyses.initiative.panel import Panel
from steelyard.answers import Check
from steelyard.declare import Metric
from steelyard.measure.estimates.evaluate import Figure
from steelyard.measure.question import CUSTOMERS, ISSUES
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.metrics import identity
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats, Integers
from steelyard.store import Snapshot
from steelyard.wording import capital

RECORDED = {"customer_cost_per_issue": "customer_cost", "cost_per_issue": "cost"}
"""Measure -> the column of contacts that says what it adds up; its sum over issues is called the same."""

LEAST = 0.01
"""Share of contacts without it below which nothing hangs on them."""

MOST_TIMES = 10
"""A contact of which it is not recorded is counted as none, and as so many times the usual one of which it is."""

_NAMED = {"customer_cost": "customers' own time", "cost": "the company's cost"}


@dataclass(frozen=True)
class Unrecorded:
    """(units, weeks) each: contacts, and those of them of which something is not recorded."""

    whole: Floats
    without: Floats

    def share(self, flags: np.ndarray) -> float:
        """The share without it in some units and weeks; 0 where there are no contacts."""
        whole = float(self.whole[flags].sum())
        return float(self.without[flags].sum()) / whole if whole else 0.0


@dataclass(frozen=True)
class Charged(Panel):
    """The panel with what is not recorded charged at so much a contact, per issue.

    Attributes:
        column: of contacts, and the sum of issues of that name. unrecorded: contacts without it. each: for one of them.
    """

    column: str = ""
    without: Floats = field(default_factory=lambda: np.empty((0, 0)))
    each: float = 0.0

    def _formed(self, metric: Metric, groups: Integers, count: int, is_plain: bool) -> Figure:
        formed = super()._formed(metric, groups, count, is_plain)
        codes = np.where(self.unit >= 0, groups[np.where(self.unit >= 0, self.unit, 0), self.week], -1)
        kept = codes >= 0
        atoms = self.sums.groups[CUSTOMERS]
        cost, issues = (
            np.bincount(codes[kept], atoms[name][kept].sum(axis=1), count)
            for name in (identity.PLAIN[self.column], ISSUES)
        )
        flat = groups.ravel()
        missing = np.bincount(flat[flat >= 0], self.without.ravel()[flat >= 0], count)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(issues > 0, (cost + self.each * missing) / issues, np.nan)
        return replace(formed, values=np.stack([values, *formed.values[1:]]))


def unrecorded(snapshot: Snapshot, settings: Settings, dimension: str, panel: Panel, column: str) -> Unrecorded:
    """How many contacts of each unit and week there are, and how many without a value of a column."""
    made_from = ("unrecorded", dimension, column, settings.dimensions)
    rows = answered(snapshot, made_from, lambda *_: _counts(settings, dimension, column))
    units = {name: place for place, name in enumerate(panel.units)}
    weeks = {str(day): place for place, day in enumerate(panel.weeks)}
    whole, without = (np.zeros((len(units), len(weeks))) for _ in range(2))
    for unit, week, count, missing in zip(rows["unit"], rows["week"], rows["n"], rows["without"], strict=True):
        at = units.get(str(unit)), weeks.get(str(week)[:10])
        if at[0] is not None and at[1] is not None:
            whole[at] += count
            without[at] += missing
    return Unrecorded(whole, without)


def _counts(settings: Settings, dimension: str, column: str) -> Any:
    rows = queries.table("contacts", settings.dimensions)
    rows = rows.filter(rows.is_contact & rows[dimension].notnull())
    week = queries.period_of(rows, "week").cast("string")
    return rows.group_by(unit=rows[dimension], week=week).aggregate(
        n=rows.count().cast("float64"), without=rows[column].isnull().cast("float64").sum()
    )


def bounded(
    snapshot: Snapshot, settings: Settings, dimension: str, held: Layout, results: Mapping[str, Found]
) -> tuple[dict[str, Found], tuple[Check, ...]]:
    """The same results with the ends of those that hang on what is not recorded, and what was seen of it."""
    kept, seen = dict(results), []
    for name, column in RECORDED.items():
        if name not in results:
            continue
        missing = unrecorded(snapshot, settings, dimension, held.panel, column)
        if missing.share(np.ones(missing.whole.shape, dtype=bool)) < LEAST:
            continue
        kept[name] = _ended(held, results[name], column, missing)
        seen.append(_check(held, column, missing, kept[name]))
    return kept, tuple(seen)


def _ended(held: Layout, found: Found, column: str, missing: Unrecorded) -> Found:
    """The effect with contacts without it counted as none and as several usual ones."""
    known = float((missing.whole - missing.without).sum())
    total = float(held.panel.sums.groups[CUSTOMERS][identity.PLAIN[column]].sum())
    usual = total / known if known else 0.0
    ends = []
    for times in (0.0, float(MOST_TIMES)):
        panel = held.panel
        charged = Charged(
            panel.sums, panel.units, panel.weeks, panel.unit, panel.week, {}, column, missing.without, times * usual
        )
        ends.append(at_end(replace(held, panel=charged), found.metric, 0))
    return replace(found, ends=(*found.ends, *ends))


def _check(held: Layout, column: str, missing: Unrecorded, found: Found) -> Check:
    sides = (held.treated, held.control)
    shares = [missing.share(rows[:, None] & when) for rows in sides for when in (held.before, held.after)]
    tail = (
        "how it changed hangs on these, and no claim rests on it"
        if found.is_open
        else "counted as none or as ten times the usual, they do not change what is said"
    )
    said = (
        f"{capital(_NAMED[column])} is not recorded for {shares[0]:.0%} of contacts of those treated before and "
        f"{shares[1]:.0%} since, for {shares[2]:.0%} and {shares[3]:.0%} of the others': {tail}."
    )
    return Check(f"recorded_{column}", said, not found.is_open)

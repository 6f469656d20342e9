"""The effect of a minute, estimated from agents' pace: the agent design, and every check it has to pass."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from steelyard.analyses.evidence.wording import beside
from steelyard.answers import Check, Estimate, Interval
from steelyard.measure import Cells, Product
from steelyard.measure.cells.first_contact import Beginnings
from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.regression.ujive import LEAST_AGENTS, LEAST_STRATA, STRONG_F, Leniency, leniency, pace
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.theme import counted

STRATUM = ("first_team", "channel", "topic")
"""Within these, cases are taken to fall to agents as if by lot."""

KNOWN_BEFORE = ("segment", "priority", "first_weekday")
"""Fixed before an agent takes a case: balance is tested on them."""

Key = TypeVar("Key", bound=Hashable)

SMALL_SLOPE = 0.05
MOST_T = 2.0
LEAST_P = 0.05
_WHERE = ("is_mature", "first_is_contact", "first_is_human")
_DOSE, _RESPONSE = "first_work_s", "is_resolved"
_SUMS = {
    "n": (),
    "x": (_DOSE,),
    "y": (_RESPONSE,),
    "xx": (_DOSE, _DOSE),
    "xy": (_DOSE, _RESPONSE),
    "yy": (_RESPONSE, _RESPONSE),
}


@dataclass(frozen=True)
class Assignment:
    """What the agent design says, and whether it may be read as the effect of a minute.

    Args:
        reduced: change of the share resolved associated with an agent who takes a minute longer on other cases.
        per_minute: the effect of a minute; None unless every check passes.
        checks: balance, strength, dispersion, monotonicity, size.
    """

    reduced: Estimate
    per_minute: Estimate | None
    checks: tuple[Check, ...]


def assign(source: Beginnings) -> Assignment | None:
    """The design over the issues asked; None where no agent is known to have two cases of a kind, or all end alike."""
    products = {
        name: Product(columns, _WHERE, ("first_is_reopened",), (_DOSE, _RESPONSE, "first_agent_id"))
        for name, columns in _SUMS.items()
    }
    cells = source.cells(("first_agent_id", *STRATUM, *KNOWN_BEFORE), products)
    table = _Table(cells)
    held = pace(table.agent, table.stratum, table.sums)
    ends_alike = held.y.sum() in (0, held.n.sum())
    if ends_alike or len(held.n) <= len(np.unique(held.stratum)) + 1:
        return None
    found = leniency(held)
    checks = (_size(found), _balance(table), _strength(found), _dispersion(found), _monotone(table))
    reduced = _estimate("resolution", found.reduced.value, found.reduced.se, held.n.sum(), found.agents)
    passed = all(check.passed for check in checks)
    minute = _estimate("resolution", found.ujive, found.per_unit.se, held.n.sum(), found.agents) if passed else None
    return Assignment(reduced, minute, checks)


class _Table:
    """Sums by agent and stratum, the dose in minutes, and what was known before of each cell's cases."""

    def __init__(self, cells: Cells) -> None:
        usable = np.flatnonzero(cells.total("n") > 0)
        labels = [cells.labels[place] for place in usable]
        keys = [(label[0], label[1:4]) for label in labels]
        self.cell, listed = _codes(keys)
        self.agent, _ = _codes([agent for agent, _ in listed])
        self.stratum, self.strata = _codes([stratum for _, stratum in listed])
        self.known, _ = _codes([label[4:] for label in labels])
        raw = cells.whole[usable].T.copy()
        raw[[1, 4]] /= 60.0
        raw[3] /= 3600.0
        self.raw = raw
        self.sums = self._added(raw)

    def _added(self, raw: Floats) -> Floats:
        return np.stack([np.bincount(self.cell, weights=values, minlength=len(self.agent)) for values in raw])

    def predicted(self) -> Floats:
        """(6, cells), the sums with the severity predicted by what was known before in place of the response."""
        n, x = self.raw[0], self.raw[1]
        where = self.stratum[self.cell]
        mean = (np.bincount(where, weights=x) / np.bincount(where, weights=n))[where]
        severity = np.bincount(self.known, weights=x - n * mean) / np.bincount(self.known, weights=n)
        p = severity[self.known]
        return self._added(np.stack([n, x, n * p, self.raw[3], x * p, n * p * p]))


def _codes(values: Sequence[Key]) -> tuple[Integers, list[Key]]:
    known: dict[Key, int] = {}
    found = [known.setdefault(value, len(known)) for value in values]
    return np.array(found, dtype=np.int64), list(known)


def _size(found: Leniency) -> Check:
    said = (
        f"The design has {counted(found.agents, 'agents')} in {counted(found.strata, 'kinds')} of work; at least "
        f"{LEAST_AGENTS} agents in {LEAST_STRATA} kinds of work are required."
    )
    return Check("size", said, found.agents >= LEAST_AGENTS and found.strata >= LEAST_STRATA)


def _balance(table: _Table) -> Check:
    """Slow agents must not get the harder cases, by what was known before."""
    if table.known.max(initial=0) == 0:
        said = "No attribute known in advance distinguishes the cases, so balance cannot be tested."
        return Check("balance", said, None)
    found = leniency(pace(table.agent, table.stratum, table.predicted()))
    t, slope = found.reduced.t, found.reduced_sds
    said = (
        f"The predicted length of cases changes with the agent's pace by {beside(abs(slope), SMALL_SLOPE, 3)} standard "
        f"deviations (t {beside(abs(t), MOST_T, 1)}); less than {SMALL_SLOPE} and t below {MOST_T:.0f} are required."
    )
    return Check("balance", said, abs(t) < MOST_T and abs(slope) < SMALL_SLOPE)


def _strength(found: Leniency) -> Check:
    way = "" if found.first_stage.value > 0 else ", but in the opposite direction"
    shown = beside(found.first_f, STRONG_F)
    said = f"An agent's pace predicts the time of a case with F {shown}{way}; F above {STRONG_F:g} is required."
    return Check("strength", said, found.first_stage.value > 0 and found.first_f > STRONG_F)


def _dispersion(found: Leniency) -> Check:
    said = (
        f"Agents scatter around the line by {found.dispersion:,.0f}, where sampling error alone would give "
        f"{found.dispersion_df:,} (p {beside(found.dispersion_p, LEAST_P, 2)}); p below {LEAST_P:g} means that they "
        "differ in more than pace."
    )
    return Check("dispersion", said, found.dispersion_p >= LEAST_P)


def _monotone(table: _Table) -> Check:
    """Pace must predict time in the same direction whatever the topic."""
    topics, names = _codes([stratum[2] for stratum in table.strata])
    of_cell = topics[table.stratum]
    against, asked = 0, 0
    for place in range(len(names)):
        chosen = of_cell == place
        held = pace(table.agent[chosen], table.stratum[chosen], table.sums[:, chosen])
        if len(np.unique(held.agent)) >= LEAST_AGENTS:
            asked += 1
            against += leniency(held).first_stage.value <= 0
    if not asked:
        return Check(
            "monotone",
            "No topic has enough agents to test whether pace acts in the same direction in all topics.",
            None,
        )
    said = f"Pace predicts time in the same direction in {asked - against} of {asked} topics; all are required."
    return Check("monotone", said, against == 0)


def _estimate(metric: str, value: float, error: float, n: float, agents: int) -> Estimate:
    half = float(t_quantile(max(agents - 1, 1))) * error
    limits = Interval(value - half, value + half, 0.95, "clustered by agent", ("agents",))
    return Estimate(metric, "share", {}, value, limits, n=round(float(n)), n_unit="cases")

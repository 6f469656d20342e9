"""Which measures an initiative is judged by, and the verdict on what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from steelyard import measure, metrics
from steelyard.analyses.initiative import checks
from steelyard.analyses.initiative.designs import Found
from steelyard.analyses.initiative.panel import ABSOLUTE
from steelyard.analyses.initiative.verdict import ERROR, Evidenced, Verdict, judge
from steelyard.answers import Missing
from steelyard.declare import Metric
from steelyard.measure.question import dimensions_of
from steelyard.settings.model import Settings
from steelyard.settings.undertaken import Initiative
from steelyard.stats.designs.effect import Effect
from steelyard.store import Snapshot

PRIMARY = ("value_per_issue", "effectiveness", "first_contact_resolution", "resolution_rate", "customer_rating")
"""What customers got: the first of them the data can give, unless one is registered."""

GUARDRAILS = ("first_contact_resolution", "customer_rating")
"""Watched unless others are registered."""

COST = "cost_per_issue"

EFFORT = "customer_cost_per_issue"
"""What an issue costs the customer: waiting, talking, coming back, at the declared worth of their time."""

TOLD = ("unit_cost", "contacts_per_issue", "churn_rate")
"""Said beside the others; no verdict rests on them."""

SMALLEST = {"share": 0.02, "score": 2.0, "ln": 0.02}
"""The least change worth having, and a guardrail's margin, unless told."""


@dataclass(frozen=True)
class Chosen:
    """The measures of an initiative, each once, and how much of each would matter.

    Attributes:
        primary: what customers got. cost, effort: what an issue costs the provider, and the customer; None where
            unknown. told: said beside them.
        margins: measure -> the least change worth having, or the most it may get worse.
        candidates: what could be the primary one, the best first; the one registered alone.
    """

    primary: Metric
    cost: Metric | None
    effort: Metric | None
    guardrails: tuple[Metric, ...]
    told: tuple[Metric, ...]
    margins: Mapping[str, float]
    candidates: tuple[Metric, ...] = ()

    @property
    def roles(self) -> dict[str, str]:
        """Measure -> what it is there for, the primary one first."""
        some = [(self.cost, "cost"), (self.effort, "effort")]
        return {
            self.primary.id: "primary",
            **{metric.id: role for metric, role in some if metric},
            **{metric.id: "guardrail" for metric in self.guardrails},
            **{metric.id: "told" for metric in self.told},
        }

    @property
    def every(self) -> tuple[Metric, ...]:
        """All of them, in the order of their roles."""
        return tuple(metrics.metric(name) for name in self.roles)

    def verdict(self, found: Mapping[str, Found], error: float = ERROR) -> tuple[Verdict, str]:
        """The verdict on what was found, and which evidence decided it; what hangs on the unknown tells no cost."""
        spent = {metric.id for metric in (self.cost, self.effort) if metric}
        used = {name: one for name, one in found.items() if name not in spent or not one.is_open}
        return self._judged({name: self._tested(one) for name, one in used.items()}, error)

    def sides(self, found: Mapping[str, Found], error: float = ERROR) -> dict[str, int]:
        """Measure -> 1 where it surely got better, -1 where worse, 0 where neither, by the rule of the verdict."""
        tests = 1 + len(self.guardrails) + (self.cost is not None) + (self.effort is not None)
        return {name: 0 if one.is_open else self._tested(one).side(tests, error) for name, one in found.items()}

    def naive(self, found: Mapping[str, Found]) -> Verdict:
        """What those treated alone, before and after, would have been said to show."""
        alone = {name: Evidenced(_turned(one.metric, one.alone), self.margins[name]) for name, one in found.items()}
        return self._judged(alone)[0]

    def _judged(self, by_name: Mapping[str, Evidenced], error: float = ERROR) -> tuple[Verdict, str]:
        guardrails = [by_name[metric.id] for metric in self.guardrails]
        cost, effort = (by_name.get(metric.id) if metric else None for metric in (self.cost, self.effort))
        return judge(by_name[self.primary.id], cost, guardrails, effort, error)

    def _tested(self, one: Found) -> Evidenced:
        turned, *ends = (_turned(one.metric, effect) for effect in (one.effect, *one.ends))
        return Evidenced(
            turned,
            self.margins[one.metric.id],
            one.placebo,
            not checks.is_drifting(one) and not one.is_heard_otherwise,
            one.elsewhere,
            tuple(ends),
            None if one.is_drawn else _turned(one.metric, one.other),
            (_turned(one.metric, one.levelled),) if one.levelled else (),
        )

    def _is_known(self, one: Found) -> bool:
        return one.open <= self.margins[one.metric.id]

    def settled(self, found: Mapping[str, Found]) -> Chosen:
        """The same with the first primary measure whose change does not hang on what is unknown, where there is one."""
        known = [metric for metric in self.candidates if metric.id in found and self._is_known(found[metric.id])]
        primary = known[0] if known else self.primary
        passed_over = () if primary == self.primary else (self.primary,)
        others = tuple(metric for metric in self.told if metric not in self.candidates)
        return replace(
            self,
            primary=primary,
            guardrails=tuple(metric for metric in self.guardrails if metric != primary),
            told=(*passed_over, *others),
        )


def choose(snapshot: Snapshot, settings: Settings, initiative: Initiative) -> tuple[Chosen | None, tuple[Missing, ...]]:
    """The measures; and what was wanted that the data or the dimension cannot give. None where no primary one is."""
    wanted = (initiative.primary,) if initiative.primary else PRIMARY
    watched = tuple(initiative.guardrails) or GUARDRAILS
    every = tuple(dict.fromkeys((*wanted, COST, EFFORT, *watched, *TOLD)))
    lacking = _lacking(snapshot, settings, initiative, every)
    able = {name: metrics.metric(name) for name in every if name not in lacking}
    primary = next((able[name] for name in wanted if name in able), None)
    named = {*((initiative.primary,) if initiative.primary else ()), COST, *initiative.guardrails}
    missing = tuple(
        entry for metric, entry in lacking.items() if metric in named or (primary is None and metric in wanted)
    )
    if primary is None:
        return None, missing
    guardrails = tuple(able[name] for name in watched if name in able and name != primary.id)
    taken = {primary.id, COST, EFFORT, *watched}
    cost, effort = (able.get(name) if name != primary.id else None for name in (COST, EFFORT))
    told = tuple(able[name] for name in TOLD if name in able and name not in taken)
    candidates = tuple(able[name] for name in wanted if name in able)
    told += tuple(metric for metric in candidates if metric not in (primary, *guardrails, *told))
    chosen = [metric for metric in (primary, cost, effort, *guardrails, *told) if metric]
    margins = {metric.id: _margin(initiative, metric, primary) for metric in chosen}
    return Chosen(primary, cost, effort, guardrails, told, margins, candidates), missing


def unit_of(metric: Metric) -> str:
    """The unit its changes are told in: of amounts ln."""
    return metric.unit if metric.unit in ABSOLUTE else "ln"


def _lacking(
    snapshot: Snapshot, settings: Settings, initiative: Initiative, every: tuple[str, ...]
) -> dict[str, Missing]:
    lacking = {entry.metric: entry for entry in measure.missing(snapshot, every, settings)}
    treats = initiative.arm or initiative.treats
    for name in every if not initiative.lot else ():
        facts = {entry.fact for entry in metrics.metric(name).sums.values() if hasattr(entry, "fact")}
        if any(treats not in dimensions_of(fact, settings.dimensions) for fact in facts):
            title = metrics.metric(name).title
            reason = f"{title} cannot be split by {treats}"
            lacking.setdefault(name, Missing(name, title, reason, "register another measure or another unit"))
    return lacking


def _margin(initiative: Initiative, metric: Metric, primary: Metric) -> float:
    if metric.id in initiative.guardrails:
        return initiative.guardrails[metric.id]
    if metric == primary and initiative.smallest is not None:
        return initiative.smallest
    return SMALLEST[unit_of(metric)]


def _turned(metric: Metric, effect: Effect) -> Effect:
    """An effect as more of what is better."""
    return replace(effect, value=(1 if metric.better == "high" else -1) * effect.value)

"""Which contacts to evaluate, and what can be said of so many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from steelyard.analyses.evaluations.drawing import Draw, draw
from steelyard.analyses.periods.choice import extent
from steelyard.analyses.verdict.question import target_of
from steelyard.errors import QuestionError
from steelyard.measure.models.evaluable import Frame, evaluable
from steelyard.measure.models.evaluated import Evaluated, evaluated, has_evaluations
from steelyard.settings.model import Settings
from steelyard.stats.agreement.intraclass import components, limits
from steelyard.stats.agreement.sizes import for_difference, for_mean, for_reliability
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.store import Snapshot
from steelyard.theme import counted

DEVIATION, ALIKE = 10.0, 0.05
"""Of a score in points, and the correlation of two contacts of one agent, where no evaluations tell them."""

YEAR = 365
WIDEST = 0.3
"""Of the limits of that correlation, for it to be known."""

WEEKS = 13
"""In a quarter: what a plan of a week adds up to."""


@dataclass(frozen=True)
class Need:
    """What is to be said, how many evaluations it takes, and what this plan can say instead.

    Args:
        n: in all, on each side or for each agent, as `said` says; None where no number would do.
    """

    id: str
    said: str
    n: int | None
    of: str
    here: str


@dataclass(frozen=True)
class Planned:
    """A draw with what it is good for.

    Args:
        deviation: of a score, in points. alike: the correlation of two contacts of one agent.
        is_assumed, alike_is_assumed: no evaluations of these data, or too few, say it; the usual value stands for it.
        twice: contacts scored by a second evaluator.
    """

    from_on: date
    to_on: date
    seed: int
    frame: Frame
    drawn: Draw
    needs: tuple[Need, ...]
    deviation: float
    alike: float
    is_assumed: bool
    alike_is_assumed: bool

    @property
    def twice(self) -> int:
        """How many contacts a second evaluator scores."""
        return sum(self.drawn.twice)

    @property
    def said(self) -> str:
        """What was drawn, in a sentence."""
        days = f"{self.from_on.isoformat()} to {self.to_on.isoformat()}"
        by = f", by {self.drawn.by}" if self.drawn.by else ""
        number = counted(len(self.drawn.places), "contacts")
        return (
            f"{number} of {len(self.frame):,} of {days} drawn at random{by}, {self.twice:,} of them to be scored twice."
        )

    @property
    def spread(self) -> str:
        """How scores differ, in a sentence."""
        differ = f"Scores differ by {self.deviation:.1f} points"
        if self.is_assumed:
            return f"{differ}, {self.alike:.0%} of it between agents (usual values: too few evaluations yet)."
        if self.alike_is_assumed:
            few = "too few evaluations of one agent say it"
            return f"{differ}; {self.alike:.0%} of it is taken to be between agents (the usual value: {few})."
        return f"{differ}, {self.alike:.0%} of it between agents."


def plan(
    snapshot: Snapshot,
    settings: Settings,
    *,
    count: int,
    seed: int,
    twice: float = 0.1,
    apart: float = 3.0,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Planned:
    """Contacts for so many scorings, second ones included, of those days; the newest seven unless told.

    Args:
        apart: the difference between two teams that is to be found, in points.

    Raises:
        QuestionError: the days hold no contact that a person answered, or too few scorings are asked for.
    """
    first, last = extent(snapshot, ("fact_contacts",))
    to_on = to_on or last
    from_on = from_on or max(first, to_on - timedelta(days=6))
    if from_on > to_on:
        raise QuestionError("the first day is after the last", next="Give --from and --to in order.")
    if count < 4:
        raise QuestionError("a plan has at least 4 scorings", next="Give more with --count.")
    frame = evaluable(snapshot, settings, where=where, from_on=from_on, to_on=to_on)
    if len(frame) < 2:
        raise QuestionError(f"{from_on} to {to_on} hold no contacts that a person answered", next="Choose other days.")
    singles = max(2, int(count / (1 + twice)))
    drawn = draw(frame, singles, twice, seed)
    rows = _history(snapshot, settings, to_on)
    deviation = (float(100 * rows.quality.std(ddof=1)) or DEVIATION) if rows is not None else DEVIATION
    mean = float(100 * np.average(rows.quality, weights=rows.weight)) if rows is not None else None
    found = _alike(rows) if rows is not None else None
    alike = ALIKE if found is None else found
    needs = _needs(settings, frame, len(drawn.places), deviation, alike, mean, apart)
    return Planned(from_on, to_on, seed, frame, drawn, needs, deviation, alike, rows is None, found is None)


def _history(snapshot: Snapshot, settings: Settings, to_on: date) -> Evaluated | None:
    """Evaluations of the year that tell how scores differ; None where there are too few."""
    if not has_evaluations(snapshot):
        return None
    found = evaluated(snapshot, settings, from_on=to_on - timedelta(days=YEAR), to_on=to_on)
    rows = found.kept(np.isfinite(found.quality))
    return rows if len(rows) >= 30 else None


def _alike(rows: Evaluated) -> float | None:
    """The correlation of two contacts of one agent; None where its limits say next to nothing."""
    rows = rows.kept(rows.agents != "")
    _, agents = np.unique(rows.agents, return_inverse=True)
    if len(np.unique(agents)) < 3:
        return None
    low, high = limits(agents, 100 * rows.quality)
    if not high - low <= WIDEST:
        return None
    held = components(agents, np.zeros(len(agents), dtype=np.int64), 100 * rows.quality)
    return float(np.clip(held.icc1(), 0.001, 0.9))


def _needs(
    settings: Settings, frame: Frame, n: int, deviation: float, alike: float, mean: float | None, apart: float
) -> tuple[Need, ...]:
    agents = max(len(set(frame.agents.tolist()) - {""}), 1)
    teams = max(len(set(frame.teams.tolist()) - {""}), 1)
    held = target_of(settings, "interaction_quality")
    target = held.value if held is not None else 91.0
    raised = 1 + (max(n / agents, 1) - 1) * alike
    reach = float(t_quantile(max(min(n, agents) - 1, 1), 0.9)) * deviation * (raised / n) ** 0.5
    above = mean - target if mean is not None and mean > target else 1.0
    each = 1 + (max(n / teams / max(agents / teams, 1), 1) - 1) * alike
    found = 2.8 * deviation * (2 * each / max(n / teams, 1)) ** 0.5
    per_agent = n / agents
    now = f"{per_agent:.1f} for each agent: reliability {_reliability(per_agent, alike):.2f}"
    if per_agent < 1:
        now = f"fewer than one for each agent ({n} of {agents} agents)"
    quarter = per_agent * WEEKS
    return (
        Need(
            "mean",
            f"the mean is at {target:g}, where it is {above:.1f} points above",
            for_mean(above, deviation, alike=raised),
            "in all",
            f"the lower limit lies {reach:.1f} points under the mean",
        ),
        Need(
            "difference",
            f"two teams differ by {apart:g} points",
            for_difference(apart, deviation, alike=each),
            "for each team",
            f"differences from {found:.1f} points are found",
        ),
        Need(
            "agent",
            "an agent's page at a reliability of 0.7",
            for_reliability(alike),
            "for each agent",
            f"{now}; in a quarter of such weeks {quarter:.1f} each: {_reliability(max(quarter, 1.0), alike):.2f}",
        ),
    )


def _reliability(n: float, alike: float) -> float:
    return n * alike / (1 + (n - 1) * alike)

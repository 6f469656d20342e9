"""Which contacts to evaluate, and what can be said of so many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from steelyard.analyses.evaluations.drawing import Draw, draw
from steelyard.analyses.periods.choice import covered
from steelyard.analyses.verdict.question import target_of
from steelyard.errors import QuestionError
from steelyard.measure.models.evaluable import Frame, evaluable
from steelyard.measure.models.evaluated import Evaluated, evaluated, has_evaluations
from steelyard.settings.model import Settings
from steelyard.stats.agreement.intraclass import components
from steelyard.stats.agreement.sizes import for_difference, for_mean, for_reliability
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.store import Snapshot

DEVIATION, ALIKE = 10.0, 0.05
"""Of a score in points, and the correlation of two contacts of one agent, where no evaluations tell them."""

YEAR = 365
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
        is_assumed: no evaluations of these data say how scores differ; usual values stand for them.
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

    @property
    def twice(self) -> int:
        """How many contacts a second evaluator scores."""
        return sum(self.drawn.twice)


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
    first, last = covered(snapshot, settings)
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
    deviation, alike, mean, is_assumed = _history(snapshot, settings, to_on)
    needs = _needs(settings, frame, len(drawn.places), deviation, alike, mean, apart)
    return Planned(from_on, to_on, seed, frame, drawn, needs, deviation, alike, is_assumed)


def _history(snapshot: Snapshot, settings: Settings, to_on: date) -> tuple[float, float, float | None, bool]:
    """Deviation of a score, correlation within agents, mean, and whether they are assumed."""
    if not has_evaluations(snapshot):
        return DEVIATION, ALIKE, None, True
    found = evaluated(snapshot, settings, from_on=to_on - timedelta(days=YEAR), to_on=to_on)
    rows = found.kept(np.isfinite(found.quality))
    if len(rows) < 30:
        return DEVIATION, ALIKE, None, True
    return (*_spread(rows), float(100 * np.average(rows.quality, weights=rows.weight)), False)


def _spread(rows: Evaluated) -> tuple[float, float]:
    deviation = float(100 * rows.quality.std(ddof=1)) or DEVIATION
    of_agents = rows.kept(rows.agents != "")
    _, agents = np.unique(of_agents.agents, return_inverse=True)
    if len(np.unique(agents)) < 3:
        return deviation, ALIKE
    held = components(agents, np.zeros(len(agents), dtype=np.int64), 100 * of_agents.quality)
    alike = held.icc1()
    return deviation, float(np.clip(alike, 0.001, 0.9)) if np.isfinite(alike) else ALIKE


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
    reliability = per_agent * alike / (1 + (per_agent - 1) * alike)
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
            f"{per_agent:.1f} for each agent: reliability {reliability:.2f}; in a quarter of such weeks "
            f"{_over_weeks(per_agent, alike):.2f}",
        ),
    )


def _over_weeks(per_agent: float, alike: float) -> float:
    n = per_agent * WEEKS
    return n * alike / (1 + (n - 1) * alike)

"""Non-respondents: what all customers would say if non-respondents were like similar respondents, and if not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Estimate, Interval
from steelyard.measure.cells.cells import Cells
from steelyard.measure.cells.survey_invitations import invitations
from steelyard.measure.question import CUSTOMERS, DAYS, ROWS
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.stats.sampling.intervals import Limits, score_limits
from steelyard.stats.sampling.jackknife import Spread, jackknife, replicate
from steelyard.stats.sampling.two_way_variance import OtherChance, combine
from steelyard.stats.surveys.nonresponse import Carried, bounds, carry, tipping_point
from steelyard.store import Snapshot

LEAST_ANSWERS = 30
LEAST_ANSWERED = 0.05
MOST_EFFECT = 3.0
MOST_ANSWERED = 0.95
"""Where more were rated, the data hold rated contacts alone, and nothing of non-respondents."""

ANSWERED, CARRIED, CHANGE = "rating_answered", "rating_carried", "rating_carried_change"
"""What the figures are called; the measure customer_rating holds no outcome of the contact equal."""

CHANCES = (CUSTOMERS, DAYS, ROWS)

_Formula = Callable[[Carried], Floats]


@dataclass(frozen=True)
class Silence:
    """What the ratings say of all contacts, 0 to 100.

    Args:
        naive: the mean of respondents; weighted: of all, non-respondents of a kind taken to be like its respondents,
            its bounds without any assumption about non-respondents.
        change: of the weighted mean since `before`; None without earlier days.
        tipping: points by which non-respondents must differ from similar respondents until the change is gone.
        asked_share, answered_share: of the contacts; of all contacts.
        representativity: R-indicator, 1 where every kind of contact answers alike; effect: Kish's, of the weights.
    """

    naive: Estimate
    weighted: Estimate
    change: Estimate | None
    tipping: float | None
    asked_share: float
    answered_share: float
    representativity: float
    effect: float

    @property
    def is_carried(self) -> bool:
        """Whether enough answered, and evenly enough, to speak of all."""
        return self.answered_share >= LEAST_ANSWERED and self.effect <= MOST_EFFECT

    @property
    def figures(self) -> tuple[Estimate, ...]:
        """What can be said: of those who answered alone where too few did to speak of all."""
        carried = (self.weighted, *((self.change,) if self.change else ())) if self.is_carried else ()
        return (self.naive, *carried)

    @property
    def is_change_claimed(self) -> bool:
        """Whether the change is beyond sampling error."""
        return self.change is not None and bool(self.change.sign)


def silence(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None
) -> Silence | None:
    """None where too few answered, or where those who did not are not in the data."""
    now = _Read(snapshot, settings, days.now, where)
    if now.answers < LEAST_ANSWERS or now.answered_share > MOST_ANSWERED:
        return None
    found = now.carried()
    low, high = bounds(found.naive, found.answered)
    weighted, spread = now.estimate(CARRIED, lambda one: 100 * one.weighted)
    weighted = replace(weighted, bounds=(100 * float(low), 100 * float(high)))
    naive, _ = now.estimate(ANSWERED, lambda one: 100 * one.naive)
    change, tipping = None, None
    before = _Read(snapshot, settings, days.before, where) if days.before else None
    if before is not None and before.answers >= LEAST_ANSWERS:
        change = _difference((weighted, spread), before.estimate(CARRIED, lambda one: 100 * one.weighted))
        tipping = float(tipping_point(change.value or 0.0, found.answered))
    return Silence(
        naive,
        weighted,
        change,
        tipping,
        now.asked_share,
        float(found.answered),
        float(found.representativity),
        float(found.effect),
    )


class _Read:
    """The strata of a span, with the groups of every chance."""

    def __init__(
        self, snapshot: Snapshot, settings: Settings, span: Span, where: Mapping[str, Sequence[str]] | None
    ) -> None:
        self.cells = invitations(
            snapshot, settings, chances=CHANCES, where=where, from_on=span.from_on, to_on=span.to_on
        )
        self.answers = float(self.cells.total("answered").sum())
        contacts = float(self.cells.total("n").sum())
        self.asked_share = float(self.cells.total("asked").sum()) / contacts if contacts else 0.0

    def carried(self) -> Carried:
        return _carry(self.cells.whole, self.cells)

    def estimate(self, metric: str, formula: _Formula) -> tuple[Estimate, Spread]:
        """One figure with both chances."""
        value = float(formula(self.carried()))
        customers, days, rows = (_spread(self.cells, chance, formula) for chance in CHANCES)
        spread = combine(customers, OtherChance(days, rows))
        limits = score_limits(value, spread, least=0, most=100)
        n = round(self.answers)
        known = _interval(limits)
        return Estimate(
            metric, "score", {}, value, known, None, n, "answers", covered_share=self.answered_share
        ), spread

    @property
    def answered_share(self) -> float:
        return float(self.carried().answered)


def _carry(sums: Floats, cells: Cells) -> Carried:
    n, answered, score = (sums[..., cells.names.index(name)] for name in ("n", "answered", "score"))
    return carry(n, answered, score)


def _spread(cells: Cells, chance: str, formula: _Formula) -> Spread:
    groups = cells.groups[chance]
    by_group = groups.transpose(1, 0, 2).reshape(groups.shape[1], -1)
    present = by_group.any(axis=1)
    full, without = replicate(by_group, present)
    shape = (len(cells.labels), len(cells.names))
    stacked = np.concatenate([full[None], without]).reshape(-1, *shape)
    values = formula(_carry(stacked, cells))
    return jackknife(values[0], values[1:], present)


def _difference(now: tuple[Estimate, Spread], before: tuple[Estimate, Spread]) -> Estimate:
    """Two spans share few customers and no days: their variances add up."""
    value = (now[0].value or 0.0) - (before[0].value or 0.0)
    variance = now[1].variance + before[1].variance
    spread = Spread(np.asarray(variance), np.minimum(now[1].df, before[1].df))
    n = min(now[0].n, before[0].n)
    return Estimate(CHANGE, "score", {}, value, _interval(score_limits(value, spread)), n=n, n_unit="answers")


def _interval(limits: Limits) -> Interval | None:
    if not np.isfinite(limits.low):
        return None
    return Interval(float(limits.low), float(limits.high), 0.95, "jackknife, own scale", ("customers", "days"))

"""The joint movement of one part of the service: what it saved and what customers got, from the same groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from steelyard.analyses.attribution.attribution import Attribution
from steelyard.analyses.periods.comparison import LEAST_OF_LEDGER
from steelyard.answers import UNDEFINED, Estimate, Interval
from steelyard.measure import question
from steelyard.measure.estimates.evaluate import reach_of
from steelyard.measure.estimates.spanning import spanning
from steelyard.metrics.factors import CONTACTS, COST, HOURS, ISSUES, VALUE
from steelyard.stats.arrays import Floats
from steelyard.stats.comparison.joint_outcomes import Joint, Sector, correlation, sectors
from steelyard.stats.comparison.joint_test import covariance
from steelyard.stats.distributions import f_sf, student_cdf
from steelyard.stats.sampling.fieller import fieller
from steelyard.stats.sampling.intervals import score_limits
from steelyard.stats.sampling.jackknife import Spread, jackknife
from steelyard.stats.sampling.two_way_variance import OtherChance, combine

Outcome = Literal["true_gain", "saving", "improvement", "investment", "over_service", "false_economy", "decline"]

EFFICIENCY = ("pace", "capacity", "price", "technology", "field", "other", "contact_cost", "handled_cost")
"""The cost of handling: how fast a contact was handled, how much of the paid time was used, what that time and the rest
cost, and what handling issues in other ways (by bots, on other channels) took off the cost of an issue, fewer or more
contacts there included. Cost per contact is another figure: it divides by those contacts."""

CUSTOMERS = ("experience", "effectiveness", "onceness", "handled_value")
"""What customers got: how good it felt, how often it was solved, how few contacts it took, and what handling issues in
other ways gave or took."""

GOOD: frozenset[Outcome] = frozenset({"true_gain", "saving", "improvement", "investment"})
"""Outcomes after which an issue solved to satisfaction costs less."""

SURE = 0.95
"""The probability an outcome needs to be claimed."""

CLAIMS: tuple[tuple[Outcome, tuple[Sector, ...]], ...] = (
    ("true_gain", ("true_gain",)),
    ("saving", ("true_gain", "saving")),
    ("investment", ("investment",)),
    ("improvement", ("investment", "true_gain")),
    ("decline", ("decline",)),
    ("over_service", ("decline", "over_service")),
    ("false_economy", ("false_economy",)),
    ("decline", ("false_economy", "decline")),
    ("false_economy", ("saving", "false_economy")),
)
"""What is claimed, in this order, where the sectors of the plane named beside it hold 95% together.

Two neighbouring sectors are two signs that are sure, the third left open: cost fell and the balance rose (saving);
cost rose and the balance fell (over-service); customers got more and the balance rose (improvement), or less and it
fell (decline). Where cost fell and customers surely lost, the saving must show that it was worth it, at the level that
all parts looked at share (`_is_excused`): false economy otherwise. Where cost rose and customers surely gained, whether
that pays is left open.
"""

LOST: tuple[Sector, ...] = ("saving", "false_economy")
"""Cost fell and customers got less."""


@dataclass(frozen=True)
class Movement:
    """How a part moved between two periods, or from one part to another, at a constant mix of issues.

    Args:
        part: empty for the whole.
        efficiency, customers, balance: changes of ln with interval; balance is their sum, the mix left out.
        joint: the two together.
        p_value: of both standing still; nan where it cannot be known.
        probabilities: of the six sectors of the plane; they add up to 1, nan where they cannot be known.
        outcome: what is claimed; None where nothing is.
        certainty: probability of what is claimed, or of the likeliest sector.
        weight: its share of the issues.
        lost: money it would take to give customers what they lost, at the new balance; negative where they gained.
        saved: money a contact's lower cost saved; net: what the balance's change is worth; all of the later days.
        exchange: value lost for each hour saved by handling faster; without an interval where none exists.
        alpha: level of the joint test that anything moved.
        balance_at_alpha: the balance with limits beyond which it lies with a probability of `alpha` on either side.
    """

    part: str
    efficiency: Estimate
    customers: Estimate
    balance: Estimate
    joint: Joint
    p_value: float
    probabilities: Mapping[Sector, float]
    outcome: Outcome | None
    certainty: float
    weight: float
    lost: Estimate
    saved: Estimate
    net: Estimate
    exchange: Estimate
    alpha: float
    balance_at_alpha: Estimate

    @property
    def is_good(self) -> bool | None:
        """Whether what is claimed is good; None where nothing is claimed."""
        return None if self.outcome is None else self.outcome in GOOD

    @property
    def is_efficiency_claimed(self) -> bool:
        """Whether the cost of handling moved beyond sampling error, and by more than a ledger can be trusted with."""
        return self.has_moved and bool(self.efficiency.sign) and abs(self.efficiency.value or 0.0) >= LEAST_OF_LEDGER

    @property
    def is_customers_claimed(self) -> bool:
        """Whether what customers got moved beyond sampling error."""
        return self.has_moved and bool(self.customers.sign)

    @property
    def is_loss(self) -> bool:
        """Whether something was surely lost: by the outcome, or where none is named, because customers got less."""
        if self.outcome is not None:
            return self.outcome not in GOOD
        return self.is_customers_claimed and (self.customers.value or 0.0) < 0

    @property
    def has_moved(self) -> bool:
        """Whether the joint test says that anything did; not where it cannot be formed."""
        return self.p_value < self.alpha

    def has_lost(self, level: float) -> bool:
        """Whether customers got less at that probability; not where it cannot be known."""
        if not self.joint.is_known:
            return False
        score = -self.joint.customers / float(np.sqrt(self.joint.variances[1]))
        return bool(student_cdf(score, self.joint.df) >= level)


@dataclass(frozen=True)
class Sides:
    """Both movements and the balance of a split, and how far each chance moves them.

    Args:
        values: (3,), efficiency, customers and their sum, in ln units.
        spreads: chance -> over it, (3,).
        reach: contacts to an issue.
        correlation: of the first two.
    """

    values: Floats
    spreads: Mapping[str, Spread]
    reach: float
    correlation: float

    def with_spread(self, chance: str, spread: Spread) -> Sides:
        """The same with another spread over one chance."""
        return replace(self, spreads={**self.spreads, chance: spread})

    @property
    def spread(self) -> Spread:
        """Over every chance; the sum's from the other two and their correlation, so that all three agree."""
        alone = self._alone
        first, second = alone.variance[:2]
        total = first + second + 2 * self.correlation * np.sqrt(first * second)
        df = np.min(alone.df[:2])
        return Spread(np.array([first, second, total]), np.array([*alone.df[:2], df]))

    @property
    def _alone(self) -> Spread:
        """Of each by itself: the largest of several variances is taken, which may be another chance's for the sum."""
        rows = self.spreads.get(question.ROWS)
        others = [
            OtherChance(spread, rows, self.reach)
            for chance, spread in self.spreads.items()
            if rows is not None and chance not in (question.CUSTOMERS, question.ROWS)
        ]
        return combine(self.spreads[question.CUSTOMERS], *others)


def sides_of(split: Attribution) -> Sides:
    """Efficiency, customers and the balance of a split identity; unknown where a replicate loses what it rests on."""
    terms = [tuple(name for name in group if name in split.effects) for group in (EFFICIENCY, CUSTOMERS)]
    terms.append((*terms[0], *terms[1]))
    values = np.array([sum(split.effects[name].sum() for name in group) for group in terms])
    spreads, together = {}, np.zeros((2, 2))
    for chance, by_term in split.replicates.items():
        without = np.array([np.sum([by_term[name].sum(axis=-1) for name in group], axis=0) for group in terms])
        present = np.broadcast_to(split.found.replicates[chance][2], without.shape)
        broken = (~np.isfinite(without) & present).any(axis=-1)
        known = np.where(broken, np.nan, values)
        spread = jackknife(known, without, present, is_ordered=chance in question.ORDERED)
        most = np.inf if chance == question.ROWS else split.found.freedom(chance)
        spreads[chance] = replace(spread, df=np.minimum(spread.df, most))
        if chance != question.ROWS:
            together += covariance(known[:2], without[:2], split.found.replicates[chance][2])
    contacts, issues = (
        sum(side[:, place].sum() for side in (split.found.before, split.found.after)) for place in (CONTACTS, ISSUES)
    )
    reach = float(reach_of(np.asarray(contacts), np.asarray(issues)))
    first, second = map(float, np.diag(together))
    return Sides(values, spreads, reach, correlation(first, second, float(together.sum())))


def move(split: Attribution, part: str = "", weight: float = 1.0, alpha: float = 1 - SURE) -> Movement:
    """The movement of a split identity: see `judge`."""
    return judge(split, sides_of(split), part, weight, alpha)


def judge(split: Attribution, sides: Sides, part: str, weight: float, alpha: float) -> Movement:
    """What the movement of a split is called.

    An outcome is named where both movements together are off zero at `alpha`, and its own signs at 95%; where it is
    open how often bots solved issues, only if it is so whether they solved none or all of what is unmarked.

    Args:
        alpha: level of the joint test; lower where many parts are looked at.
    """
    found = _judge(split, sides, part, weight, alpha)
    ends = [replace(sides, values=sides_of(corner).values) for corner in split.corners]
    judged = [_judge(one, end, part, weight, alpha) for one, end in zip(split.corners, ends, strict=True)]
    return _spanning(found, judged, alpha)


def _judge(split: Attribution, sides: Sides, part: str, weight: float, alpha: float) -> Movement:
    spread = sides.spread
    limits = score_limits(sides.values, spread, level=SURE)
    n = int(split.found.answers.sum(axis=0).min())
    chances = tuple(chance for chance in sides.spreads if chance != question.ROWS)
    efficiency, customers, balance = (
        _estimate(name, sides.values[at], limits.low[at], limits.high[at], n, chances)
        for at, name in enumerate(("efficiency", "customers", "balance"))
    )
    joint = Joint(
        float(sides.values[0]),
        float(sides.values[1]),
        np.asarray(spread.variance[:2]),
        sides.correlation,
        float(spread.df[:2].min()),
    )
    p_value, probable = still(joint), sectors(joint)
    outcome, certainty = _claimed(alpha, probable) if p_value < alpha else (None, max(probable.values()))
    wide = score_limits(sides.values, spread, level=1 - 2 * alpha)
    cost = float(split.found.after[:, COST].sum())
    return Movement(
        part=part,
        efficiency=efficiency,
        customers=customers,
        balance=balance,
        joint=joint,
        p_value=p_value,
        probabilities=probable,
        outcome=outcome,
        certainty=certainty,
        weight=weight,
        lost=_money("lost", cost, customers.turned()),
        saved=_money("saved", cost, efficiency),
        net=_money("net", cost, balance),
        exchange=exchange(split),
        alpha=alpha,
        balance_at_alpha=_estimate("balance", sides.values[2], wide.low[2], wide.high[2], n, chances),
    )


def _spanning(found: Movement, ends: list[Movement], alpha: float) -> Movement:
    """A movement with intervals that take in those at the ends of what is not known, and what holds at each of them."""
    if not ends:
        return found
    kindest = max(ends, key=lambda end: end.joint.customers)
    p_value = float(np.max([end.p_value for end in ends]))
    outcome, certainty = _claimed(alpha, *(end.probabilities for end in (found, *ends)))
    return replace(
        found,
        efficiency=spanning(found.efficiency, [end.efficiency for end in ends]),
        customers=spanning(found.customers, [end.customers for end in ends]),
        balance=spanning(found.balance, [end.balance for end in ends]),
        balance_at_alpha=spanning(found.balance_at_alpha, [end.balance_at_alpha for end in ends]),
        lost=spanning(found.lost, [end.lost for end in ends]),
        saved=spanning(found.saved, [end.saved for end in ends]),
        net=spanning(found.net, [end.net for end in ends]),
        joint=kindest.joint,
        p_value=p_value,
        outcome=outcome if p_value < alpha else None,
        certainty=certainty,
    )


def _estimate(metric: str, value: float, low: float, high: float, n: int, chances: tuple[str, ...]) -> Estimate:
    """A change of ln; no number where there is none, no interval where its sampling error is not known."""
    if not np.isfinite(value):
        return Estimate(metric, "ln", caveats=(UNDEFINED,))
    is_known = np.isfinite([low, high]).all() and low < high
    interval = Interval(float(low), float(high), SURE, "jackknife of the split", chances) if is_known else None
    return Estimate(metric, "ln", value=float(value), interval=interval, n=n, n_unit="rated issues")


def still(joint: Joint) -> float:
    """The p-value of neither movement being any: Hotelling's T2 with the variances' degrees of freedom; nan if unknown.

    Source: T2 / 2 of a bivariate t follows F with 2 and df degrees of freedom (Kotz and Nadarajah 2004).
    """
    if not joint.is_known:
        return float("nan")
    first, second = np.array([joint.efficiency, joint.customers]) / np.sqrt(joint.variances)
    rho = float(np.clip(joint.correlation, -MOST_CORRELATED, MOST_CORRELATED))
    square = (first**2 - 2 * rho * first * second + second**2) / (1 - rho**2)
    return float(f_sf(square / 2, 2, min(joint.df, MOST_DF)))


MOST_CORRELATED = 0.98
"""Two movements nearer to one another than this are taken so: an estimated correlation of 1 would make all sure."""

MOST_DF = 1e6


def _claimed(alpha: float, *probable: Mapping[Sector, float]) -> tuple[Outcome | None, float]:
    """The first claim that holds wherever the truth may lie, and its least probability there."""
    for outcome, names in CLAIMS:
        probability = _least(probable, names)
        if probability >= SURE and (outcome != "saving" or _is_excused(alpha, probable)):
            return outcome, probability
    return None, min(max(entry.values()) for entry in probable)


def _is_excused(alpha: float, probable: Sequence[Mapping[Sector, float]]) -> bool:
    """Whether a saving may be called a gain: customers did not surely lose, or it surely made up for what they lost.

    What customers lost is found by a test at 95%. That the balance rose all the same is what the part is then excused
    by, and with many parts one of them is soon excused by sampling error: so it must hold at the part's own level.
    """
    return _least(probable, LOST) < SURE or _least(probable, ("true_gain", "saving")) >= 1 - alpha


def _least(probable: Sequence[Mapping[Sector, float]], names: Sequence[Sector]) -> float:
    return min(sum(entry[name] for name in names) for entry in probable)


def exchange(split: Attribution) -> Estimate:
    """Value lost for each hour saved by handling faster, by Fieller's limits; no interval where none exists."""
    value, hours = float(split.found.after[:, VALUE].sum()), float(split.found.after[:, HOURS].sum())
    felt = ("experience", "effectiveness")
    effects = [split.effect(terms).value or 0.0 for terms in (felt, ("pace",))]
    spreads = [split.variance(terms) for terms in (felt, ("pace",), (*felt, "pace"))]
    variances, df = [spread[0] for spread in spreads], min(spread[1] for spread in spreads[:2])
    estimate = Estimate("value_per_hour_saved", "number", n=split.effect(felt).n, n_unit="rated issues")
    if not np.isfinite([*effects, *variances, df]).all():
        return estimate
    lost, saved = value * np.expm1(-effects[0]), hours * np.expm1(effects[1])
    slopes = -value * np.exp(-effects[0]), hours * np.exp(effects[1])
    cross = (variances[2] - variances[0] - variances[1]) / 2 * slopes[0] * slopes[1]
    limits = fieller(lost, saved, variances[0] * slopes[0] ** 2, variances[1] * slopes[1] ** 2, cross, df=df)
    if not limits.is_bounded:
        return estimate
    interval = Interval(float(limits.low), float(limits.high), SURE, "Fieller")
    return replace(estimate, value=float(lost / saved), interval=interval)


def _money(metric: str, cost: float, change: Estimate) -> Estimate:
    """What a change of ln is of a cost: cost x (e^change - 1)."""
    limits = change.interval
    return replace(
        change,
        metric=metric,
        unit="money",
        value=None if change.value is None else cost * float(np.expm1(change.value)),
        interval=None
        if limits is None
        else replace(limits, low=cost * float(np.expm1(limits.low)), high=cost * float(np.expm1(limits.high))),
    )

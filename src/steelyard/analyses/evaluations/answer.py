"""What comes back: agreement by criterion, evaluators, what scores go with, and the mean against its target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from steelyard.analyses.evidence.agreement import Agreed
from steelyard.answers import Answer, Estimate

Advice = Literal["keep", "reword", "reweight", "drop", "turned", "cannot_tell"]
OUTCOMES = ("solved", "came_back", "rating")


@dataclass(frozen=True)
class Tie:
    """How an outcome of the same contact moves with a criterion: by so much for a standard deviation of points more.

    Args:
        outcome: "solved", "came_back" or "rating".
        slope: of the share (or of the rating, 0 to 1), within topic family and channel.
        is_claimed: beyond sampling error, all ties tested counted.
    """

    outcome: str
    slope: Estimate
    is_claimed: bool


@dataclass(frozen=True)
class CriterionTrust:
    """One criterion.

    Args:
        weight: its share of the points possible.
        alpha: Krippendorff's, with n the contacts scored twice or more. equal: the share of pairs that are equal.
        agreed: "alike" from 0.8, "tentative" from 0.667, "unlike" below; "cannot_tell" where too few tell.
        is_unlike: surely below 0.667: the whole interval.
        kappa: Fleiss', of pass or fail; None of other criteria.
        ties: with what became of the same contacts. beyond: the tie with an outcome beyond what the total tells.
        advice, why: what to do with it, and the reason in a clause.
    """

    name: str
    dimension: str
    weight: float
    alpha: Estimate
    equal: float | None
    agreed: Agreed
    is_unlike: bool = False
    kappa: float | None = None
    ties: tuple[Tie, ...] = ()
    beyond: Tie | None = None
    advice: Advice = "cannot_tell"
    why: str = ""


@dataclass(frozen=True)
class EvaluatorTrust:
    """One evaluator beside the others, on contacts that several scored.

    Args:
        name: empty unless names are asked for.
        severity: points above (lenient) or below (strict) the others, of 100. drift: points gained against them in 90
            days; None where time does not tell. halo: how much more their errors run together over criteria.
        gold: points above the known scores; None without gold items.
        finding: what is beyond sampling error, all tests counted: "lenient", "strict", "drifts up", "drifts down",
            "halo"; several joined by commas, empty for nothing.
    """

    name: str
    severity: Estimate
    drift: Estimate | None
    halo: Estimate | None
    gold: Estimate | None
    finding: str = ""


@dataclass(frozen=True)
class ModelTrust:
    """A model's scores beside people's of the same contacts.

    Args:
        difference: points of the model less people's, of 100. alpha: agreement of the two.
        agreed: as of a criterion.
    """

    difference: Estimate
    alpha: Estimate
    agreed: Agreed


@dataclass(frozen=True)
class MeanClaim:
    """The programme's mean against its target.

    Args:
        mean: as interaction quality has it. lower: the one-sided lower limit with the chance of other agents.
        probability: how likely the mean of all contacts is at the target.
        state: "held", "not_yet", "cannot_tell"; refusal: why nothing is claimed, empty where it may be.
        unlock: what would lift the refusal.
        needed: evaluations to claim it with the power of 90% if the mean stays; None where it is not above.
    """

    mean: Estimate
    target: float
    lower: float | None
    probability: float | None
    agents: int
    state: Literal["held", "not_yet", "cannot_tell"]
    refusal: str = ""
    unlock: str = ""
    needed: int | None = None
    frame: str = ""


@dataclass(frozen=True)
class Evaluations(Answer):
    """Whether evaluations can be trusted.

    Args:
        rubric: looked at; others: further ones with evaluations in the days.
        total: alpha of the whole score. icc: ICC(2,1) of it. halo: of all evaluators.
        doubles: contacts scored by two evaluators or more, neither knowing the other's.
        evaluators: those with enough shared contacts; named only where asked for.
        tests: how many tests share the five percent of false claims.
        since, until: the days agreement is read from, ISO.
    """

    rubric: str = ""
    others: tuple[str, ...] = ()
    mean: MeanClaim | None = None
    total: Estimate | None = None
    icc: Estimate | None = None
    halo: Estimate | None = None
    agreed: Agreed = "cannot_tell"
    doubles: int = 0
    criteria: tuple[CriterionTrust, ...] = ()
    evaluators: tuple[EvaluatorTrust, ...] = ()
    models: ModelTrust | None = None
    tests: int = 0
    picked: int = 0
    since: str = ""
    until: str = ""

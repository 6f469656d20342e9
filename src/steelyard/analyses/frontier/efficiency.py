"""The units of a service, the amounts they are scored on, and their distances to the best practice among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np

from steelyard.measure.models.inputs_outputs import Amounts, Practice
from steelyard.measure.question import CUSTOMERS, NONE, ROWS
from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.efficiency.bootstrap import Corrected, corrected
from steelyard.stats.efficiency.dea import Returns, Scores, influence, scores
from steelyard.stats.efficiency.null_distribution import alike, luck
from steelyard.stats.efficiency.slacks import Slacks, slacks, slacks_based

LEAST_ISSUES, LEAST_ANSWERS = 200, 30
"""Below so many issues, or rated ones, a unit is left out."""

MOST_OUTPUTS = 3
LEAST_KNOWN = {"paid_s": 0.8, "work_s": 0.8, "other_cost": 0.8, "customer_s": 0.5}
"""Input -> of what share of the issues it has to be known."""

LEAST_COST_SHARE = 0.01
"""Below this share of all cost, cost other than labour is no input of its own."""

RETURNS: Returns = "increasing"
"""A large place can do what smaller ones do, side by side; a small one is not held to what only size makes possible."""

SCORED, LEAST_DRAWS, CHANCE_DRAWS = 10_000, 40, 100
"""Draws: so many that they and the units make about `SCORED` scores, but never too few nor more than is needed."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Chosen:
    """What is compared.

    Attributes:
        units: (U,), which units of the practice.
        inputs: names in `measure.practice.INPUTS`.
        outputs: (F,), the output each family belongs to.
        few_issues, few_answers: how many units are left out for either.
    """

    units: Integers
    inputs: tuple[str, ...]
    outputs: Integers
    few_issues: int
    few_answers: int

    @property
    def least(self) -> int:
        """The least units such a comparison takes."""
        return least_units(len(self.inputs), int(self.outputs.max()) + 1)


@dataclass(frozen=True)
class Distances:
    """How far units are from the frontier, (U,) each unless told.

    Attributes:
        seen: input scores, and peers. corrected: less their flattery, with limits.
        noise: standard deviation of the logarithm of what a unit needs, by chance.
        luck: chance -> (U, m, groups).
        alike: (draws, U), scores of worlds in which all units are alike.
    """

    amounts: Amounts
    seen: Scores
    corrected: Corrected
    noise: Floats
    luck: dict[str, Floats]
    alike: Floats

    @cached_property
    def left(self) -> Slacks:
        """Slacks after the inputs shrank alike."""
        return slacks(self.amounts.inputs, self.amounts.outputs, self.seen, returns=RETURNS)

    @cached_property
    def constant(self) -> Floats:
        """Scores with constant returns."""
        return scores(self.amounts.inputs, self.amounts.outputs, returns="constant").score

    @cached_property
    def variable(self) -> Floats:
        """Scores with variable returns."""
        return scores(self.amounts.inputs, self.amounts.outputs).score

    @cached_property
    def slacks_based(self) -> Floats:
        """Scores by the slacks-based measure."""
        return slacks_based(self.amounts.inputs, self.amounts.outputs, returns=RETURNS).score

    @cached_property
    def influence(self) -> Floats:
        """How much the others' mean score rises without the unit."""
        return influence(self.amounts.inputs, self.amounts.outputs, self.seen, returns=RETURNS)


def affordable(units: int, most: int) -> int:
    """How many draws so many units can have."""
    return max(LEAST_DRAWS, min(most, SCORED // units))


def least_units(inputs: int, outputs: int) -> int:
    """Cooper, Seiford and Tone's rule (2007, section 9.3): below it nearly every unit is its own best practice."""
    return max(inputs * outputs, 3 * (inputs + outputs))


def choose(practice: Practice, has_places: bool) -> Chosen:
    """The units with enough issues and answers, the inputs that are known, and as many outputs as the units carry."""
    inputs = _inputs(practice)
    sums = practice.whole.sums
    named = np.array([not has_places or place != NONE for place, _ in practice.units], dtype=bool)
    is_large = named & (sums["issues"] >= LEAST_ISSUES)
    is_rated = is_large & (sums["rated"] >= LEAST_ANSWERS) & (practice.whole.value > 0)
    known = np.flatnonzero(is_rated)
    one = np.zeros(len(practice.families), dtype=np.int64)
    if inputs and len(known):
        amounts = practice.amounts(known, inputs, one)
        known = known[np.isfinite(amounts.inputs).all(axis=1) & (amounts.inputs > 0).any(axis=1)]
    outputs = one
    for count in range(MOST_OUTPUTS, 1, -1):
        if len(known) >= least_units(len(inputs), count):
            outputs = grouped(practice, count)
            break
    few_issues, few_answers = int((named & ~is_large).sum()), int((is_large & ~is_rated).sum())
    return Chosen(known, inputs, outputs, few_issues, few_answers)


def grouped(practice: Practice, count: int) -> Integers:
    """Families put into so many outputs, those that need about the same handling together.

    The split with the least variance of the logarithm of handling time within outputs, weighted by issues.
    """
    needed = practice.work_s
    known = np.flatnonzero(np.isfinite(needed))
    found = np.zeros(len(needed), dtype=np.int64)
    if len(known) < 2:
        return found
    order = known[np.argsort(needed[known], kind="stable")]
    logs, weight = np.log(needed[order]), practice.whole.families[:, order, 0].sum(axis=0)
    cuts = min(
        combinations(range(1, len(order)), min(count, len(order)) - 1),
        key=lambda places: sum(_within(logs[part], weight[part]) for part in _parts(places, len(order))),
    )
    for output, part in enumerate(_parts(cuts, len(order))):
        found[order[part]] = output
    return found


def distances(practice: Practice, chosen: Chosen, draws: int, progress: Progress | None = None) -> Distances:
    """Score the chosen units; what few readings need is scored when it is asked for."""
    amounts = practice.amounts(chosen.units, chosen.inputs, chosen.outputs)
    x, y = amounts.inputs, amounts.outputs
    seen = scores(x, y, returns=RETURNS)
    lucks = luck(x, y, amounts.deviations, customers=CUSTOMERS, both=ROWS)
    variance = np.sum([(held.mean(axis=1) ** 2).sum(axis=-1) for held in lucks.values()], axis=0)
    return Distances(
        amounts,
        seen,
        corrected(x, y, returns=RETURNS, draws=draws, progress=progress),
        np.sqrt(variance),
        lucks,
        alike(x, y, lucks, returns=RETURNS, draws=affordable(len(x), CHANCE_DRAWS)),
    )


def _inputs(practice: Practice) -> tuple[str, ...]:
    known = {name for name, least in LEAST_KNOWN.items() if practice.known_share(name) >= least}
    hours = next((name for name in ("paid_s", "work_s") if name in known), "")
    found = [hours] if hours else []
    sums = practice.whole.sums
    other = float((sums["cost"] - sums["labour_cost"]).sum())
    if "other_cost" in known and other > LEAST_COST_SHARE * float(sums["cost"].sum()):
        found.append("other_cost")
    return (*found, *(["customer_s"] if found and "customer_s" in known else []))


def _parts(cuts: Sequence[int], length: int) -> list[slice]:
    ends = [0, *cuts, length]
    return [slice(first, last) for first, last in pairwise(ends)]


def _within(values: Floats, weight: Floats) -> float:
    mean = float(weight @ values) / float(weight.sum()) if weight.sum() > 0 else 0.0
    return float(weight @ (values - mean) ** 2)

"""What an initiative did to a panel's units, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from steelyard.analyses.initiative.answer import Evaluation
from steelyard.analyses.initiative.panels.designs import Found
from steelyard.analyses.initiative.panels.layout import Layout
from steelyard.analyses.initiative.wording import then
from steelyard.answers import Check, Estimate, Interval
from steelyard.settings.undertaken import PanelInitiative
from steelyard.stats.designs.effect import Effect
from steelyard.theme import counted, figure
from steelyard.wording import capital, change_limits_of, change_of, listed, lowered

ESTIMATORS = {
    "randomised": ("difference adjusted for earlier values", "plain difference"),
    "two-by-two": ("difference in differences over units", "fixed effects of units and periods"),
    "staggered": ("group-time effects beside units never treated", "beside units not treated yet"),
    "synthetic": ("synthetic difference in differences", "synthetic control"),
    "series": ("step of the gap", "fixed effects of units and periods"),
}

DESIGNS = {
    "randomised": "units drawn by lot, compared with the others",
    "two-by-two": "the change in treated units beside that in the others",
    "staggered": "units that began one after another, each beside those never treated",
    "synthetic": "treated units beside a mix of the others that followed them before",
    "series": "treated units beside the others, period by period",
}

_SAID = {
    "helped": "helped customers",
    "neutral": "was neutral for customers",
    "only cut cost": "only cut cost",
    "hurt": "hurt customers",
}


def told(found: Found, effect: Effect, estimator: str) -> Estimate:
    """An effect as an estimate, in the measure's own unit."""
    low, high = effect.limits()
    interval = Interval(low, high, method=estimator)
    part = {"estimator": estimator}
    return Estimate(found.name, "count", part, effect.value, interval, n=found.n, n_unit="sums")


def sentences(
    answer: Evaluation, initiative: PanelInitiative, why: str, broken: Sequence[Check], held: Layout, currency: str
) -> tuple[str, ...]:
    """The verdict, what it rests on, how it was found, and what before and after would have said."""
    price = (
        () if initiative.cost is None else (f"It cost {figure(initiative.cost, 'money', currency=currency)} itself.",)
    )
    return (_verdict(answer, why, broken), _rests(answer, initiative), _found(answer, initiative, held),
            *_naive(answer), *then(answer), *price)  # fmt: skip


def _verdict(answer: Evaluation, why: str, broken: Sequence[Check]) -> str:
    lead = f"Cannot tell whether {answer.initiative} helped customers"
    primary = answer.measures[0]
    if broken:
        return f"{lead}: {lowered(broken[0].said)}"
    if primary.effect.value is None and None in (primary.treated[0], primary.control[0]):
        whom = "those treated" if primary.treated[0] is None else "the others"
        return f"{lead}: nothing of {primary.title} is recorded of {whom} before it began, so no change can be seen."
    if answer.verdict == "cannot tell":
        tail = {
            "mixed": ", but a guardrail got worse",
            "guardrail open": ", but harm to a guardrail beyond its margin is not ruled out",
            "felt elsewhere": ", and those not treated had it, too, so that no difference is no answer",
        }.get(why, f", where {primary.margin or 0.0:.3g} would matter")
        return f"{lead}: {shift(primary.title, primary.effect)}{tail}."
    chosen = [one for one in answer.measures if one is primary or one.role == "cost" or one.effect.sign]
    return f"{capital(answer.initiative)} {_SAID[answer.verdict]}: {_listed(chosen)}."


def _listed(measures: Sequence[object]) -> str:
    return listed([shift(one.title, one.effect) for one in measures])  # type: ignore[attr-defined]


def shift(title: str, effect: Estimate) -> str:
    """Calls +30.0 (0.6 to 59.4)."""
    if effect.value is None:
        return f"{title} is not known"
    limits = change_limits_of(effect)
    return f"{title} {change_of(effect)}" + (f" ({limits})" if limits else " (how sure, is not known)")


def _rests(answer: Evaluation, initiative: PanelInitiative) -> str:
    """What the verdict rests on is what was registered, and nothing else was looked at."""
    primary = answer.measures[0]
    guards = [one.title for one in answer.measures if one.role == "guardrail"]
    said = f"What customers got is {primary.title}, as registered"
    if guards:
        return f"{said}; {listed(guards)} must not get worse."
    return f"{said}; no guardrail is registered, so nothing says whether anything else got worse."


def _found(answer: Evaluation, initiative: PanelInitiative, held: Layout) -> str:
    treated, control = answer.units
    seen = int(np.isfinite(held.sums.measures[answer.measures[0].metric].means).sum())
    whole = int((held.before | held.after).sum())
    known = "" if seen >= whole else f"; {1 - seen / whole:.0%} of the sums by unit and period are missing"
    return (
        f"Found by {DESIGNS[held.design]}: {treated} treated, {control} not, "
        f"{counted(answer.weeks_before, 'periods')} before and {counted(answer.weeks_after, 'periods')} since{known}; "
        f"meant was: {initiative.gain}."
    )


def _naive(answer: Evaluation) -> tuple[str, ...]:
    primary = answer.measures[0]
    if primary.before_after.value is None:
        return ()
    return (f"Before and after alone would have said: {shift(primary.title, primary.before_after)}.",)


def sensitivity(answer: Evaluation, found: Found) -> tuple[str, ...]:
    """What the second estimator gives for each measure, and further ones for the primary one."""
    second = [
        f"{capital(answer.estimators[1])}: {shift(one.title, one.other)}, "
        f"beside {change_of(one.effect)} by {answer.estimators[0]}."
        for one in answer.measures
        if one.other.value is not None
    ]
    more = [
        f"{capital(name)}: {shift(found.name, told(found, effect, name))}{tail}." if name else f"{capital(tail)}."
        for name, effect, tail in found.more
    ]
    return (*second, *more)


def would_change(answer: Evaluation, held: Layout) -> tuple[str, ...]:
    """What would make the answer surer."""
    asked = []
    if answer.design in ("series", "synthetic"):
        asked.append("Five treated units and five others would let units tell how sure it is.")
    if answer.design != "randomised":
        asked.append("Drawing by lot who is treated would show cause and effect.")
    if answer.design != "randomised" and sizes_apart(held) > MOST_APART:
        asked.append(
            "Its units are of very different size: mapping size (customers, contacts) would compare each by its own."
        )
    if answer.verdict == "cannot tell":
        asked.append("More periods or more units would narrow the intervals.")
    return tuple(asked)


MOST_APART = 3.0
"""The largest unit over the smallest from which units are called of different size."""


def sizes_apart(held: Layout) -> float:
    """How many times the largest unit's amount is that of the smallest, before; 1 where sums are divided by a size."""
    one = next(iter(held.sums.measures.values()))
    known = np.isfinite(one.sizes) & (one.sizes > 0)
    if not known.any() or not (one.sizes[known] == 1).all():
        return 1.0
    means = held.means(one, held.before)
    means = means[np.isfinite(means)]
    return float(means.max() / means.min()) if len(means) and means.min() > 0 else 1.0

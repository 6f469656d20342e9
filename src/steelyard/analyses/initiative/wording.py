"""An initiative's verdict in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steelyard import metrics
from steelyard.analyses.evidence.wording import cannot_tell
from steelyard.analyses.initiative.answer import Evaluation, Measured
from steelyard.analyses.initiative.designs import DRAWN
from steelyard.answers import Check, Estimate, Evidence, Missing, Provenance
from steelyard.settings.undertaken import Initiative
from steelyard.theme import counted, figure
from steelyard.wording import capital, change_limits_of, change_of, figure_of, listed, lowered, with_limits

ESTIMATORS = {
    "customers": ("difference adjusted for earlier values", "plain difference"),
    "randomised": ("difference adjusted for earlier values", "plain difference"),
    "two-by-two": ("difference in differences over units", "step of the weekly gap"),
    "staggered": ("group-time effects over units", "step of the weekly gap"),
    "series": ("step of the weekly gap", "difference in differences of totals"),
}

DESIGNS = {
    "customers": "customers drawn by lot, all that were drawn compared with all others",
    "randomised": "units drawn by lot, compared with the others",
    "two-by-two": "the change in treated units beside that in the others",
    "staggered": "units that began one after another, each beside those never treated",
    "series": "weekly figures of treated units beside those of the others",
}

_SAID = {
    "helped": "helped customers",
    "neutral": "was neutral for customers",
    "only cut cost": "only cut cost",
    "hurt": "hurt customers",
}


def nothing_registered(origin: Provenance) -> Evaluation:
    """The answer where there is nothing to evaluate."""
    lacking = Missing(
        "initiative",
        "What an initiative did",
        "no initiative is registered",
        "register one in steelyard.toml, under [[initiatives]]",
    )
    said = cannot_tell("whether an initiative helped customers", lacking)
    return Evaluation(
        question="initiative", title="Initiative", sentences=(said,), missing=(lacking,), provenance=origin
    )


def refused(answer: Evaluation, initiative: Initiative, why: Missing) -> Evaluation:
    """The answer where no design is possible."""
    lacking = replace(why, metric="initiative", title=f"What {initiative.name} did")
    said = cannot_tell(f"whether {initiative.name} helped customers", lacking)
    others = tuple(entry for entry in answer.missing if entry.reason != why.reason)
    evidence = Evidence(grade="descriptive", would_change=(f"{capital(why.unlock)}.",) if why.unlock else ())
    return replace(answer, sentences=(said,), missing=(lacking, *others), evidence=evidence)


def sentences(
    answer: Evaluation, initiative: Initiative, why: str, broken: Sequence[Check], currency: str
) -> tuple[str, ...]:
    """The verdict, what it rests on, how it was found, and what before and after would have said."""
    price = () if initiative.cost is None else (f"It cost {_money(initiative.cost, currency)} itself.",)
    verdict = _verdict(answer, why, broken)
    return (
        verdict,
        *_reached(answer, initiative),
        *_others(answer),
        _found(answer, initiative),
        _naive(answer),
        *then(answer),
        *price,
    )


def _money(amount: float, currency: str) -> str:
    return figure(amount, "money", currency=currency)


def then(answer: Evaluation) -> tuple[str, ...]:
    """The planned look it rests on, and the verdict after 90 days where it was another."""
    found = []
    if answer.look:
        place, of = answer.look
        stop = place < of and answer.verdict in ("hurt", "only cut cost")
        tail = ": customers are harmed, and the plan says to stop" if stop else ""
        found.append(f"This is look {place} of {of} that were planned, and all of them share one error{tail}.")
    if answer.after_90_days and answer.after_90_days != answer.verdict:
        found.append(f'After 90 days the verdict was "{answer.after_90_days}".')
    return tuple(found)


def _reached(answer: Evaluation, initiative: Initiative) -> tuple[str, ...]:
    """Which share of issues it took."""
    held = answer.reached
    if held is None or held.treated.value is None or held.before.value is None:
        return ()
    (name, values), *_ = initiative.reached.items()
    what = f"{name.replace('_', ' ')} {listed(values)}"
    tail = f", of the others' {figure_of(held.control)}" if held.control.value is not None else ""
    return (
        f"{capital(what)} took {with_limits(held.treated)} of the issues of those treated, {figure_of(held.before)} "
        f"before{tail}.",
    )


def memory(answer: Evaluation, currency: str) -> tuple[str, ...]:
    """What became of all initiatives, and how often before and after would have misled."""
    counts: dict[str, int] = {}
    for one in answer.memory:
        counts[one.verdict] = counts.get(one.verdict, 0) + 1
    told = [f"{counts[verdict]} {said}" for verdict, said in _COUNTED.items() if verdict in counts]
    whole = len(answer.memory)
    known = [one for one in answer.memory if one.naive]
    misled = [one for one in known if one.naive != one.verdict and one.naive != "cannot tell"]
    found = [f"Of {whole} initiatives {listed(told)}."]
    if counts == {"cannot tell": whole}:
        found = [f"None of {whole} initiatives can be told."]
    if known:
        names = listed([f'{one.name} ("{one.naive}")' for one in misled])
        found.append(
            f"Before and after alone would have misled in {len(misled)} of {len(known)}: {names}."
            if misled
            else f"Before and after alone would have misled in none of {len(known)}."
        )
    found += [
        f'After 90 days the verdict on {one.name} was "{one.after_90_days}", now it is "{one.verdict}".'
        for one in answer.memory
        if one.after_90_days and one.after_90_days != one.verdict
    ]
    prices = [one.price for one in answer.memory if one.price is not None]
    if prices:
        own = "itself" if len(prices) == 1 else "themselves"
        found.append(f"{len(prices)} of them cost {_money(sum(prices), currency)} {own}.")
    return tuple(found)


_COUNTED = {
    "helped": "helped customers",
    "neutral": "changed nothing for customers",
    "only cut cost": "only cut cost",
    "hurt": "hurt customers",
    "cannot tell": "cannot be told",
}


def _verdict(answer: Evaluation, why: str, broken: Sequence[Check]) -> str:
    primary = answer.measures[0]
    if broken:
        return f"Cannot tell whether {answer.initiative} helped customers: {lowered(broken[0].said)}"
    if answer.verdict == "cannot tell":
        return f"Cannot tell whether {answer.initiative} helped customers: {_open(answer, why)}."
    led = _harmed(answer) if why.startswith("harmed") else ()
    eased = _of(answer, "effort") if why == "eased" else ()
    told = list(dict.fromkeys(_moved(one) for one in (*(led or (primary,)), *eased, *_of(answer, "cost"))))
    return f"{capital(answer.initiative)} {_SAID[answer.verdict]}: {listed(told)}."


def _of(answer: Evaluation, *roles: str) -> tuple[Measured, ...]:
    return tuple(one for one in answer.measures if one.role in roles)


def _harmed(answer: Evaluation) -> tuple[Measured, ...]:
    """What customers got less of beyond sampling error."""
    return tuple(
        one
        for one in answer.measures
        if one.role not in ("cost", "told") and one.is_sure and metrics.is_better(one.metric, one.effect.value) is False
    )


def _open(answer: Evaluation, why: str) -> str:
    primary = answer.measures[0]
    if why == "mixed":
        return f"{_moved(primary)}, but a guardrail got worse"
    if why == "felt elsewhere":
        return f"{_moved(primary)}, but those not treated share customers or agents and may have felt it, too"
    if why == "guardrail open":
        return f"{_moved(primary)}, but harm to {_guardrails(answer)} beyond the margin cannot be ruled out"
    least = _size(primary, primary.margin or 0.0)
    return f"{_moved(primary)}, where {least} would matter"


def _guardrails(answer: Evaluation) -> str:
    return listed([lowered(one.title) for one in answer.measures if one.role == "guardrail"])


def _others(answer: Evaluation) -> tuple[str, ...]:
    """Everything else in plain words: what surely changed, and what cannot be told from no change."""
    is_cheaper = answer.verdict == "only cut cost"
    said = [
        _plain(one, one.is_sure or (is_cheaper and one.role == "cost")) for one in answer.measures if not one.is_open
    ]
    hanging = [lowered(one.title) for one in answer.measures if one.is_open]
    return (
        *((f"In plain words: {listed([words for words in said if words])}.",) if any(said) else ()),
        *(
            (f"How {listed(hanging)} changed hangs on what is not recorded, and no claim rests on it.",)
            if hanging
            else ()
        ),
    )


_PLAIN = {
    "value_per_issue": ("an issue gave customers {less} value", "value did not surely change"),
    "effectiveness": ("{fewer} issues were solved", "solving did not surely change"),
    "resolution_rate": ("customers solved {fewer} issues", "customers solved neither surely more issues nor fewer"),
    "contacts_per_issue": ("customers came back {less} often", "customers did not surely come back more or less often"),
    "first_contact_resolution": ("{fewer} were helped at once", ""),
    "customer_rating": ("they rated it {lower}", ""),
    "cost_per_issue": ("an issue cost the company {less}", "its cost for the company did not surely change"),
    "customer_cost_per_issue": ("it cost customers {less} of their own", ""),
    "unit_cost": ("what customers got cost {less} in all, theirs and the company's", ""),
}
"""Measure -> what is said of a sure change, and where nothing is sure."""

_WORDS = {"less": ("less", "more"), "fewer": ("fewer", "more"), "lower": ("lower", "higher")}


def _plain(one: Measured, is_sure: bool) -> str:
    sure, unsure = _PLAIN.get(one.metric, ("", ""))
    if not is_sure or one.effect.value is None:
        return unsure
    words = {name: pair[one.effect.value > 0] for name, pair in _WORDS.items()}
    return f"{sure.format(**words)} ({change_of(one.effect)})" if sure else ""


def _found(answer: Evaluation, initiative: Initiative) -> str:
    treated, control = answer.units
    return (
        f"Found by {DESIGNS[answer.design]}: {treated:,} treated, {control:,} not, "
        f"{counted(answer.weeks_before, 'weeks')} before and {counted(answer.weeks_after, 'weeks')} since; "
        f"meant was: {initiative.gain}."
    )


def _naive(answer: Evaluation) -> str:
    primary = answer.measures[0]
    costs = [one for one in answer.measures if one.role == "cost"]
    told = [_shift(one.title, one.before_after) for one in (primary, *costs)]
    return f"Before and after alone would have said: {listed(told)}."


def _moved(one: Measured) -> str:
    return _shift(one.title, one.effect)


def _shift(title: str, effect: Estimate) -> str:
    """Value per issue −9.1% (−14.0 to −4.0)."""
    if effect.value is None:
        return f"{lowered(title)} is not known"
    limits = change_limits_of(effect)
    return f"{lowered(title)} {change_of(effect)}" + (f" ({limits})" if limits else "")


def _size(one: Measured, value: float) -> str:
    if one.effect.unit == "score":
        return f"{value:g} points"
    return f"{100 * value:g}{' points' if one.effect.unit == 'share' else '%'}"


def sensitivity(answer: Evaluation) -> tuple[str, ...]:
    """What the second estimator gives for each measure."""
    return tuple(
        f"{capital(answer.estimators[1])}: {_shift(one.title, one.other)}, "
        f"beside {change_of(one.effect)} by {answer.estimators[0]}."
        for one in answer.measures
        if one.other.value is not None and one.role != "told"
    )


def would_change(answer: Evaluation) -> tuple[str, ...]:
    """What would make the answer surer."""
    found = []
    if answer.design == "series":
        found.append("Five treated units and five others would let units, not weeks, tell how sure it is.")
    if answer.design not in DRAWN:
        found.append("Drawing by lot who is treated would show cause and effect.")
    if answer.verdict == "cannot tell":
        found.append("More weeks or more units would narrow the intervals.")
    return tuple(found)

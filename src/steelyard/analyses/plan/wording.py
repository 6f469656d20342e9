"""A plan in sentences."""

from __future__ import annotations

from dataclasses import replace
from math import expm1

from steelyard.analyses.evidence.wording import cannot_tell
from steelyard.analyses.initiative.checks import short
from steelyard.analyses.initiative.designs import MANY
from steelyard.analyses.plan.answer import Horizon, Plan
from steelyard.answers import Missing
from steelyard.declare import Metric
from steelyard.theme import counted
from steelyard.wording import capital, lowered


def refused(answer: Plan, why: Missing) -> Plan:
    """The answer where nothing can be planned."""
    lacking = replace(why, metric="plan", title="How long an initiative must run")
    return replace(answer, sentences=(cannot_tell("how long an initiative must run", lacking),), missing=(lacking,))


def sentences(answer: Plan, metric: Metric, units: int) -> tuple[str, ...]:
    """How long it takes, what the longest would show, and the lot."""
    return (_lasting(answer, metric, units), *_drawn(answer), *_customers(answer, metric))


def _lasting(answer: Plan, metric: Metric, units: int) -> str:
    name, wanted = lowered(short(metric.title)), size(answer.unit, answer.smallest)
    enough = next((one for one in answer.horizons if one.units is not None and one.units <= answer.smallest), None)
    if enough:
        return (
            f"{enough.weeks} weeks show a change of {wanted} in {name} four times in five, with half of {units} "
            f"{_plural(answer.by)} drawn."
        )
    known = [one for one in answer.horizons if one.units is not None]
    if not known:
        who = capital(counted(units, _plural(answer.by)))
        return (
            f"{who} with figures are too few to be drawn: {MANY} are needed on either side "
            f"for a change of {wanted} in {name} to be told from luck."
        )
    longest = known[-1]
    more = f" {longest.needed} on either side would show {wanted}." if longest.needed else ""
    return (
        f"With half of {units} {_plural(answer.by)} drawn, even {longest.weeks} weeks show only changes of "
        f"{size(answer.unit, longest.units)} or more in {name}, four times in five.{more}"
    )


def _drawn(answer: Plan) -> tuple[str, ...]:
    if not answer.treated:
        return ()
    quoted = ", ".join(f'"{name}"' for name in answer.treated)
    apart = (
        ""
        if answer.apart is None
        else f" before it the two lay {size(answer.unit, abs(answer.apart))} apart on average."
    )
    return (
        f"A fair lot, balanced on the newest weeks, from seed {answer.seed}:{apart}",
        f'Register it with treated = [{quoted}] and assigned = "lot".',
    )


def _customers(answer: Plan, metric: Metric) -> tuple[str, ...]:
    found = next((one for one in answer.horizons if one.customers is not None), None)
    if found is None or found.customers is None:
        return ()
    best = _first_enough(answer) or found
    return (
        f"With half of all customers drawn instead, {best.weeks} weeks show {size(answer.unit, best.customers or 0.0)} "
        f"in {lowered(short(metric.title))}: steelyard plan --by customers.",
    )


def of_customers(answer: Plan, metric: Metric) -> tuple[str, ...]:
    """How long it takes with half of all customers drawn, and the lot a seed gives."""
    name, wanted = lowered(short(metric.title)), size(answer.unit, answer.smallest)
    treated, others = answer.customers or (0, 0)
    enough = _first_enough(answer)
    known = [one for one in answer.horizons if one.customers is not None]
    if not known:
        return (f"Too few customers are known to tell what a lot of them would show of {name}.",)
    if enough:
        lasting = (
            f"{enough.weeks} weeks show a change of {wanted} in {name} four times in five, with half of "
            f"{treated + others:,} customers drawn."
        )
    else:
        longest = known[-1]
        lasting = (
            f"With half of {treated + others:,} customers drawn, even {longest.weeks} weeks show only changes of "
            f"{size(answer.unit, longest.customers)} or more in {name}, four times in five."
        )
    return (
        lasting,
        f"A fair lot from seed {answer.seed}: {treated:,} customers are treated, {others:,} are not, and new ones are "
        f"drawn as they come.{_parted(answer, name)}",
        f"Register it with --treats customers --seed {answer.seed} --share 0.5; steelyard lot then writes who is "
        "drawn.",
    )


def _parted(answer: Plan, name: str) -> str:
    if answer.apart is None or answer.apart_p is None:
        return ""
    return (
        f" In the past the two lay {size(answer.unit, abs(answer.apart))} apart in {name} "
        f"({answer.apart_p:.0%} of fair lots part them as far), and the evaluation takes that off."
    )


def would_change_of_customers(answer: Plan) -> tuple[str, ...]:
    """What would make the plan shorter."""
    if _first_enough(answer):
        return ()
    return ("A measure with less chance in it, or a larger change worth having, needs fewer weeks.",)


def _first_enough(answer: Plan) -> Horizon | None:
    return next(
        (one for one in answer.horizons if one.customers is not None and one.customers <= answer.smallest), None
    )


def would_change(answer: Plan, units: int) -> tuple[str, ...]:
    """What would make a plan shorter."""
    found = []
    if units < 2 * MANY:
        found.append("Smaller units, such as agents instead of teams, or customers could be drawn.")
    if answer.horizons and not any(one.units and one.units <= answer.smallest for one in answer.horizons):
        found.append("A measure with less chance in it, or a larger change worth having, needs fewer weeks.")
    return tuple(found)


def size(unit: str, value: float | None) -> str:
    """A change without its sign: "2.4 points", "3.1%"."""
    if value is None:
        return "an unknown change"
    if unit == "ln":
        return f"{_two_digits(100 * expm1(value))}%"
    return f"{_two_digits(100 * value if unit == 'share' else value)} points"


def _two_digits(value: float) -> str:
    """A number rounded to two digits, written out: 0.043, 4.3, 120."""
    return f"{float(f'{value:.2g}'):,.10g}"


def _plural(by: str) -> str:
    return {"agent_id": "agents"}.get(by, f"{by.replace('_', ' ')}s")

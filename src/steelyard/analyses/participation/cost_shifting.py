"""Did customers' work replace the provider's, or was it only moved to them? Both parts of the unit cost together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from steelyard.analyses.participation.bot_returns import BotReturns
from steelyard.analyses.participation.matched_groups import (
    LEAST,
    LEAST_IN_ALL,
    Formula,
    Sums,
    TwoStates,
    estimate,
    figures,
)
from steelyard.analyses.participation.modes import LEAST_ANSWERS, LEAST_OVERLAP, known_share
from steelyard.answers import Estimate
from steelyard.declare import MOST_MISSING
from steelyard.measure.estimates.spanning import spanning
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.joint_outcomes import Joint, below, correlation, quadrants
from steelyard.stats.distributions import student_cdf
from steelyard.stats.economics.unit_cost import Totals, cost_parts

Outcome = Literal["replaced", "moved", "shared", "cheaper", "dearer"]
Between = Literal["ways", "periods"]

NAMES: dict[Outcome | None, str] = {
    "replaced": "replaced work, customers no worse off",
    "moved": "moved work to customers",
    "shared": "saved more than it moved",
    "cheaper": "cheaper for both",
    "dearer": "dearer for both",
    None: "cannot tell",
}
"""Outcome -> as people say it; of several that are sure the first is claimed."""

TELLING: tuple[Outcome, ...] = ("moved", "replaced", "shared")
"""Outcomes that say where the work went; the others only say what it costs."""

SURE = 0.95
MARGIN = 0.02
"""Customers gained nothing where an issue gives more than this share of its value less."""

LEAST_KNOWN = 0.5
LEAST_RATED = 30


@dataclass(frozen=True)
class Shift:
    """What a state costs more than the other, for each unit of value, at one mix of issues.

    Args:
        title: the issues meant. between: "ways" of one period, or "periods" of one way.
        n: issues in the state; share: of all issues.
        provider, customers, both: money for an issue solved to full satisfaction, more than in the other state.
        value: ln change of the value an issue gives; contact: of the provider's cost per contact, with
            bots'; contacts: of how many a unit of value takes.
        before, after: both parts in either state.
        probabilities: of each outcome. outcome: the one that is claimed; None where none is sure enough.
        stake: money that the change of both parts makes over the issues in the state.
        bot: how issues begun with the bot go on, where that was looked at.
    """

    title: str
    between: Between
    n: int
    share: float
    provider: Estimate
    customers: Estimate
    both: Estimate
    value: Estimate
    contact: Estimate
    contacts: Estimate
    before: tuple[float, float]
    after: tuple[float, float]
    probabilities: Mapping[Outcome, float]
    outcome: Outcome | None
    stake: Estimate
    bot: BotReturns | None = None


@dataclass(frozen=True)
class Untold:
    """Why nothing can be said of a way, and what would lift it."""

    title: str
    reason: str
    unlock: str


def shift(
    two: TwoStates,
    title: str,
    between: Between,
    share: float,
    level: float,
    ends: Sequence[TwoStates] = (),
    bot: BotReturns | None = None,
    as_people: TwoStates | None = None,
) -> Shift | Untold:
    """The change of both parts, and what to call it.

    Args:
        level: probability an outcome needs to be claimed; higher where several are looked at.
        ends: the same with none, and with all, of what bots left unmarked solved: an outcome must hold at both.
        bot: how issues begun with the bot go on, where it has come to begin more of them.
        as_people: the same with what bots left unmarked solved as often as people's issues; `two` where nothing is.

    Between ways, work is moved where the provider's part is lower and the sum higher. Between periods it is also moved
    where a contact became cheaper, customers must come oftener for the same value, and less than half of what a contact
    costs less reached the cost of value: minutes alone do not see it where a contact with a machine is short.
    """
    strata = _supported(two)
    untold = _untold(two, title, strata)
    if untold is not None:
        return untold
    every = [_found(one, strata) for one in (two, *ends)]
    found = every[0]
    n = int(two.total("n")[1][strata].sum())

    def told(name: str, unit: str) -> Estimate:
        entries = [estimate(two, name, unit, *map(float, one[name]), n=n) for one in every]
        return spanning(entries[0], entries[1:])

    probable = _at_every_end([_probabilities(one, between) for one in every])
    if bot is not None and between == "periods":
        probable |= _by_returns(found if as_people is None else _found(as_people, strata), probable, bot)
    provider, customers = told("provider_part", "money"), told("customers_part", "money")
    is_by_returns = {
        "moved": bot is not None and bot.came_back >= SURE,
        "replaced": bot is not None and bot.stayed_away >= SURE and between == "periods",
    }
    sure = [
        name
        for name in NAMES
        if name is not None
        and probable[name] >= level
        and (_is_borne_out(name, between, provider, customers) or is_by_returns.get(name, False))
    ]
    return Shift(
        title=title,
        between=between,
        n=n,
        share=share,
        provider=provider,
        customers=customers,
        both=told("both_parts", "money"),
        value=told("value_per_issue", "ln"),
        contact=told("cost_per_contact", "ln"),
        contacts=told("contacts", "ln"),
        before=(float(found["provider_0"][0]), float(found["customers_0"][0])),
        after=(float(found["provider_1"][0]), float(found["customers_1"][0])),
        probabilities=probable,
        outcome=sure[0] if sure else None,
        stake=told("stake", "money"),
        bot=bot,
    )


def _is_borne_out(name: Outcome, between: Between, provider: Estimate, customers: Estimate) -> bool:
    """Whether both parts' intervals, at every end of what is unmarked, say what a word says of them.

    What returns tell of a bot needs no such interval: it settles what is unmarked (`_by_returns`).

    Replaced, cheaper: both parts fell; dearer: both rose; shared, and moved between ways: the provider's fell and the
    customers' rose. Over time work is also moved where a contact became cheaper and had to be made oftener.
    """
    if name == "moved" and between == "periods":
        return True
    wanted = {"replaced": (-1, -1), "shared": (-1, 1), "moved": (-1, 1), "cheaper": (-1, -1), "dearer": (1, 1)}[name]
    return (provider.sign, customers.sign) == wanted


FIGURES = (
    "provider_part", "customers_part", "both_parts", "value_per_issue", "cost_per_contact", "contacts", "stake",
    "provider_0", "customers_0", "provider_1", "customers_1",
    "provider_part + both_parts", "cost_per_contact + contacts", "not_passed_on",
)  # fmt: skip
"""What is formed of the sums; the last three only to see what moves together."""

Found = Mapping[str, tuple[float, float, float]]
"""Figure -> value, variance, degrees of freedom."""


def _found(two: TwoStates, strata: Flags) -> Found:
    values, spread = figures(two, _formula(two, strata))
    return dict(zip(FIGURES, zip(values, spread.variance, spread.df, strict=True), strict=True))


def _at_every_end(found: Sequence[Mapping[Outcome, float]]) -> dict[Outcome, float]:
    """The least probability of each outcome wherever what is unmarked may lie; nan where it is unknown at one."""
    return {name: float(np.min([one[name] for one in found])) for name in found[0]}


def _by_returns(settled: Found, probable: Mapping[Outcome, float], bot: BotReturns) -> dict[Outcome, float]:
    """What returns tell of a bot that begins more issues than before.

    Moved: a contact became cheaper, and issues begun with the bot take a tenth of a contact more than similar issues
    that people began. Replaced: they do not, so that its silence is taken as people's, and both parts fell so. Each of
    the two must hold for itself (an intersection-union test).
    """
    cheaper = 1 - _above(settled["cost_per_contact"], 0.0)
    fell = quadrants(_joint(settled, "provider_part", "customers_part", "both_parts"))["lose_lose"]
    by_value = 0.0 if bot.came_back >= SURE else probable["replaced"]
    return {
        "moved": float(np.fmax(probable["moved"], np.minimum(cheaper, bot.came_back))),
        "replaced": float(np.fmax(by_value, np.minimum(fell, bot.stayed_away))),
    }


def _formula(two: TwoStates, strata: Flags) -> Formula:
    is_marked = _is_marked(two, strata)
    thin = ~two.holds("solved_rated" if is_marked else "rated", LEAST_ANSWERS)
    count = float(two.total("n")[1][strata].sum())

    def formula(sums: Sums) -> Floats:
        parts = cost_parts(_totals(sums, is_marked), sums("n")[..., 1:, :], strata, thin)
        provider, customers = _risen(parts.provider), _risen(parts.customers)
        both, contact = provider + customers, _risen(np.log(parts.contact))
        levels = [part[..., state] for state in (0, 1) for part in (parts.provider, parts.customers)]
        paid, total = (_risen(np.log(cost)) for cost in (parts.provider, parts.provider + parts.customers))
        sides = [provider, customers, both, _risen(np.log(parts.value)), contact, paid - contact]
        stake = both * parts.value[..., 1] * count
        return np.stack([*sides, stake, *levels, provider + both, paid, total - contact / 2], axis=-1)

    return formula


def _risen(states: Floats) -> Floats:
    return np.asarray(states[..., 1] - states[..., 0])


def _totals(sums: Sums, is_marked: bool) -> Totals:
    solved = "solved_" if is_marked else ""
    names = (f"{solved}weight", "marked" if is_marked else "n", f"{solved}rating", f"{solved}rated")
    return Totals(*(sums(name) for name in (*names, "cost", "costed", "time_cost", "time_costed", "contacts", "n")))


def _is_marked(two: TwoStates, strata: Flags) -> bool:
    """Whether enough issues of either state say if they were solved; else the rating of all issues stands for both."""
    return known_share(two, "marked", strata) >= 1 - MOST_MISSING


def _supported(two: TwoStates) -> Flags:
    return np.asarray(two.holds("n", LEAST) & two.holds("costed", LEAST_ANSWERS) & two.holds("time_costed", 1))


def _untold(two: TwoStates, title: str, strata: Flags) -> Untold | None:
    n = two.total("n")
    if n.sum(axis=1).min(initial=np.inf) < LEAST_IN_ALL:
        return Untold(title, "Too few issues are of this way, or too few are not.", "ask about more days")
    costed, timed = (_share(two, name) for name in ("costed", "time_costed"))
    if costed < LEAST_KNOWN:
        return Untold(
            title, f"The cost of only {costed:.0%} of the issues is known.", "map contacts.cost or the ledger"
        )
    if timed < LEAST_KNOWN:
        reason = f"The customers' own time is known of only {timed:.0%} of the issues on one side."
        return Untold(title, reason, "map contacts.customer_s, or handle_s of that channel")
    overlap = float(n[1][strata].sum() / n[1].sum())
    if overlap < LEAST_OVERLAP:
        reason = f"Only {overlap:.0%} of these issues have others of their kind to be held against."
        return Untold(title, reason, "ask about more days")
    answers = "solved_rated" if _is_marked(two, strata) else "rated"
    rated = int(two.total(answers)[:, strata].sum(axis=1).min())
    if rated < LEAST_RATED:
        return Untold(
            title, f"Only {rated} issues on one side are rated.", f"needs about {LEAST_RATED - rated} more rated"
        )
    return None


def _share(two: TwoStates, count: str) -> float:
    return known_share(two, count, np.ones(len(two.strata), dtype=bool))


def _probabilities(found: Found, between: Between) -> dict[Outcome, float]:
    """At least how likely each outcome is; what more than two figures must do together is bounded from below."""
    saved = quadrants(_joint(found, "provider_part", "both_parts", "provider_part + both_parts"))
    alike = _joint(found, "provider_part", "customers_part", "both_parts")
    rose = 1 - below(alike, np.inf, 0.0)
    moved = saved["efficiency_down_customers_up"]
    if between == "periods":
        oftener = _joint(found, "cost_per_contact", "contacts", "cost_per_contact + contacts")
        oftener_for_less = quadrants(oftener)["efficiency_down_customers_up"]
        moved = float(np.fmax(moved, _at_least(oftener_for_less, _above(found["not_passed_on"], 0.0))))
    return {
        "moved": moved,
        "replaced": _at_least(quadrants(alike)["lose_lose"], _above(found["value_per_issue"], -MARGIN)),
        "shared": _at_least(saved["lose_lose"], rose),
        "cheaper": quadrants(alike)["lose_lose"],
        "dearer": quadrants(alike)["win_win"],
    }


def _at_least(first: float, second: float) -> float:
    """The least probability of two events together (Bonferroni); nan where one is unknown."""
    return float(np.maximum(first + second - 1, 0.0))


def _joint(found: Found, first: str, second: str, together: str) -> Joint:
    """Two figures together, with the smaller degrees of freedom."""
    variances = [found[name][1] for name in (first, second, together)]
    df = float(np.min([found[name][2] for name in (first, second)]))
    return Joint(found[first][0], found[second][0], np.array(variances[:2]), correlation(*variances), df)


def _above(figure: tuple[float, float, float], limit: float) -> float:
    """The probability that a figure lies above a limit; nan where its variance is unknown or zero."""
    value, variance, df = figure
    known = np.isfinite(figure).all() and variance > 0
    return float(student_cdf((value - limit) / np.sqrt(variance), df)) if known else float("nan")

"""A change in sentences a head of support can repeat: its size, how sure, what made it, and where it sits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.analyses.change.concentration import Concentration, Loss
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.answers import Caveat, Estimate
from steelyard.theme import figure, log_points, shift
from steelyard.wording import capital, figure_of, limits_of, listed, lowered, with_limits

Effects = Sequence[tuple[str, Estimate]]

FACTORS = {
    "experience": ("Experience", ": how good it felt"),
    "effectiveness": ("Effectiveness", ": how often it was solved"),
    "onceness": ("Onceness", ": how few contacts it took"),
    "pace": ("Pace", ": how fast a contact was handled"),
    "capacity": ("Capacity", ": paid time used"),
    "price": ("Price", ": what a paid hour cost"),
    "technology": ("Technology", " per contact"),
    "field": ("Field visits", " per contact"),
    "other": ("Other cost", " per contact"),
    "contact_cost": ("Contact cost", ": of contacts without hours"),
    "handled_otherwise": ("Handled otherwise", ": shifts between ways of handling"),
    "mix": ("Mix of issues", ""),
    "who_answered": ("Who answered", ""),
}
"""Factor -> its name, and what explains it."""


def title(factor: str) -> str:
    """The factor's name: "Experience"."""
    return FACTORS[factor][0]


def glossed(factor: str) -> str:
    """The factor's name with what explains it: "Experience: how good it felt"."""
    return "".join(FACTORS[factor])


WORDS = {
    "experience": ("customers rated resolved issues higher", "customers rated resolved issues lower"),
    "effectiveness": ("more issues were solved", "fewer issues were solved"),
    "onceness": ("customers came back less often", "customers had to come back more often"),
    "pace": ("handling got faster", "handling got slower"),
    "capacity": ("more of the paid time was used", "less of the paid time was used"),
    "price": ("a paid hour got cheaper", "a paid hour got more expensive"),
    "technology": ("technology per contact got cheaper", "technology per contact got more expensive"),
    "field": ("field visits per contact got cheaper", "field visits per contact got more expensive"),
    "other": ("other cost per contact fell", "other cost per contact rose"),
    "contact_cost": (
        "a contact without handling hours got cheaper",
        "a contact without handling hours got more expensive",
    ),
    "handled_otherwise": (
        "more issues were handled in ways that yield more value per cost",
        "more issues were handled in ways that yield less value per cost",
    ),
    "mix": ("the issues got easier", "the issues got harder"),
}
"""Factor -> what is said where it raised the balance, and where it lowered it."""

LEAST = 0.005
"""Effects below half a log point are left to the table."""

MOST_LOST = 3
"""Parts that lost named in the headline."""

_PARTS = {"family": "topic family", "handled_by": "handling"}


@dataclass(frozen=True)
class Comparison:
    """What is told about.

    Args:
        name_before, name_after: as people say them.
        before, after: the two balances.
        dimension: whose two parts are compared; empty where two periods are.
        lost: parts that surely lost while the balance rose: they are told in the same sentence.
    """

    name_before: str
    name_after: str
    before: Estimate | None = None
    after: Estimate | None = None
    dimension: str = ""
    lost: tuple[Loss, ...] = ()


def sentences(
    total: Estimate,
    claimed: Effects,
    told: Comparison,
    place: Concentration | None,
    since: tuple[str, str],
    currency: str,
) -> tuple[str, ...]:
    """Headline, what made it, where it sits and since when, and the two balances."""
    found = [_headline(total, told, currency)]
    if claimed:
        reasons = capital(f"{_reasons(claimed, total)}.")
        found.append(_still(reasons) if told.dimension else reasons)
    if place is not None and place.part:
        found.append(_where(place, total, since))
    levels = _between(told)
    if levels:
        found.append(levels)
    return tuple(found)


def alone(claimed: Effects, told: Comparison, reason: str) -> tuple[str, ...]:
    """Where there is no balance: which factors moved."""
    first = f"The change between {told.name_before} and {told.name_after} cannot be added up to a balance"
    moved = (
        f"{capital(_reasons(claimed, None))}."
        if claimed
        else "No factor that can be told changed beyond sampling error."
    )
    return f"{first}: {lowered(reason).rstrip('.')}.", moved


def _headline(total: Estimate, told: Comparison, currency: str) -> str:
    if not is_claimed(total) or total.interval is None:
        limits = f" ({_percent(total)}{_counted(total)})" if total.interval else ""
        verb = "differs" if told.dimension else "changed"
        return f"Whether the balance {verb} between {told.name_before} and {told.name_after} cannot be told{limits}."
    share = total.as_share().sized()
    size, limits = figure_of(share), f"{limits_of(share)}{_counted(total)}"
    word = "more" if (total.value or 0.0) > 0 else "less"
    money = {"EUR": "euro", "USD": "dollar", "GBP": "pound"}.get(currency, currency)
    if told.dimension:
        names = [f"{_PARTS.get(told.dimension, told.dimension)} {name}" for name in (told.name_after, told.name_before)]
        than = f"for every {money} spent than in {names[1]}"
        return f"In {names[0]} customers received {size} {word} {than} ({limits})."
    return f"Customers received {size} {word} for every {money} spent ({limits}){_lost(told.lost)}."


def _lost(lost: Sequence[Loss]) -> str:
    """What parts lost, the largest first: ", but team North 2 lost (−1.2 points)"."""
    if not lost:
        return ""
    names = [f"{name_of(one)} ({_points(one)})" for one in lost]
    more = [f"{len(names) - MOST_LOST} more"] if len(names) > MOST_LOST else []
    return f", but customers lost at {listed([*names[:MOST_LOST], *more])}"


def name_of(loss: Loss) -> str:
    """The part with its dimension: "team North"."""
    return f"{_PARTS.get(loss.dimension, loss.dimension)} {loss.part}"


def units(total: Estimate) -> tuple[Caveat, ...]:
    """What effects are counted in, where their sum and the change in percent are not the same figure."""
    if total.value is None:
        return ()
    percent = shift(total.value, "ln")
    if percent == f"{log_points(total.value)}%":
        return ()
    said = f"effects are in log percent, so that they add up: {log_points(total.value)} together is {percent}"
    return (Caveat("units", said),)


def _points(loss: Loss) -> str:
    cost = ", while a contact there cost less" if loss.is_made_up else ""
    return f"{log_points(loss.effect.value)} points{cost}"


def _counted(effect: Estimate) -> str:
    """What a comparison rests on."""
    return f"; {effect.n:,} {effect.n_unit} on the smaller side" if effect.n else ""


def _reasons(claimed: Effects, total: Estimate | None) -> str:
    """The claimed factors, those that went with the total first: "a (−6.2), b (−4.0); but c (+7.4)"."""
    ordered = sorted(claimed, key=lambda entry: -abs(entry[1].value or 0.0))
    ordered = [entry for entry in ordered if abs(entry[1].value or 0.0) >= LEAST] or ordered[:1]
    is_up = (total.value or 0.0) > 0 if total else True
    along = [_said(name, effect) for name, effect in ordered if ((effect.value or 0.0) > 0) == is_up]
    across = [_said(name, effect) for name, effect in ordered if ((effect.value or 0.0) > 0) != is_up]
    return ", but ".join(listed(group) for group in (along, across) if group)


def _said(factor: str, effect: Estimate) -> str:
    value = effect.value or 0.0
    return f"{WORDS[factor][value < 0]} ({log_points(value)})"


def _between(told: Comparison) -> str:
    before, after = told.before, told.after
    if before is None or after is None or before.value is None or after.value is None:
        return ""
    levels = [with_limits(entry) for entry in (before, after)]
    if told.dimension:
        return f"The balance is {levels[0]} in {told.name_before} and {levels[1]} in {told.name_after}."
    return f"The balance went from {levels[0]} in {told.name_before} to {levels[1]} in {told.name_after}."


def _where(place: Concentration, total: Estimate, since: tuple[str, str]) -> str:
    assert place.effect is not None
    factor, month = since
    name = f"{_PARTS.get(place.dimension, place.dimension)} {place.part}"
    if month:
        name += f", where {WORDS[factor][is_down(place, factor)]} from {month} on"
    weight = figure(place.weight, "share", margin=0.5)
    size = log_points(place.effect.value)
    if not is_claimed(place.effect):
        return f"Most of the movement is in {name}; gains and losses there cancel to {size} points."
    if not is_claimed(total) or place.share <= 0:
        return f"One part moved the balance: {name} ({size} points, with {weight} of the issues)."
    of_total = f"{size} of the {log_points(total.value)} points, with {weight} of the issues"
    return f"{_portion((place.effect.value or 0.0) / (total.value or 1.0))} comes from {name} ({of_total})."


def is_down(place: Concentration, factor: str) -> bool:
    """Whether a factor lowered the balance there."""
    segments = place.split.segments_of(place.dimension, place.part)
    return (place.split.effect((factor,), segments).value or 0.0) < 0


def _portion(share: float) -> str:
    if share > 1.15:
        return "More than all of it"
    if share >= 0.85:
        return "Nearly all of it"
    return "Most of it" if share >= 0.55 else "A good part of it"


def _percent(total: Estimate) -> str:
    assert total.interval is not None
    ends = [100 * math.expm1(end) for end in (total.interval.low, total.interval.high)]
    return f"{ends[0]:+.1f}% to {ends[1]:+.1f}%".replace("-", "−")


def _still(text: str) -> str:
    """Of two parts at the same time nothing "got" faster: it was."""
    return text.replace("issues got", "issues were").replace(" got ", " was ")

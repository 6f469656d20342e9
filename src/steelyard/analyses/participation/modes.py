"""The ways in which customers take part, and what each goes with among similar issues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from steelyard import facts, measure
from steelyard.analyses.participation.matched_groups import (
    LEAST,
    LEAST_IN_ALL,
    Chosen,
    Formula,
    Sums,
    TwoStates,
    Value,
    estimate,
    figures,
    two_states,
)
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Estimate
from steelyard.measure import Band, Cells, Product
from steelyard.measure.question import NONE
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.stratified_difference import Contrast
from steelyard.store import Snapshot

KINDS = ("family", "segment")
"""What every comparison holds equal; ways that are not a channel themselves hold the channel equal too."""

BOT = "is_bot_started"
PERIODS_CHANCES = ("customers", "days", "rows")
"""What varies between periods."""
RETURNS = "first_contact_resolution"
DAY_S = 86_400.0
LEAST_ANSWERS = 10
"""Answers a stratum needs in either state for a mean of its own."""

LEAST_OVERLAP = 0.5
"""Of the issues in a state, so many must have others of their kind outside it."""


@dataclass(frozen=True)
class Way:
    """A way of taking part.

    Args:
        id: of the way; a channel's is "channel:" and its name.
        title: those who took part so, as people say it.
        column, above: the column of the issues that tells, and the edge it lies above.
        is_avoidable: work that better help would have spared the customer.
        spared: what would be spared, as people say it.
        implied: measures that follow from the way itself and say nothing of it.
    """

    id: str
    title: str
    column: str = ""
    above: float = 0.5
    is_avoidable: bool = False
    spared: str = ""
    implied: tuple[str, ...] = ()

    @property
    def is_start(self) -> bool:
        """Where an issue began: with the bot or by which channel."""
        return not self.column or self.column == BOT


BOT_FIRST = Way("bot_first", "begun with the bot", BOT)
WAYS = (
    Way("self_service", "with menus or self-service first", "self_service_s", 0.0),
    Way("slow_answer", "that waited over a day for the customer", "pending_s", DAY_S, True, "long waits for answers"),
    Way("repeated", "with several contacts", "contacts", 1.0, True, "further contacts", (RETURNS,)),
    Way("switched", "with a change of channel", "channels", 1.0, True, "changes of channel", (RETURNS,)),
    Way("handed_on", "that were handed on", "transfers", 0.0, True, "hand-overs"),
)
"""Ways told by a column of their own, beside where the issue began."""


@dataclass(frozen=True)
class Aspect:
    """Something a way goes with: a mean of issues, or of answers.

    Args:
        metric: id of the measure it is; total, count: its sums; scale: from the sums' unit to the measure's.
    """

    metric: str
    unit: str
    total: str
    count: str
    scale: float = 1.0
    n_unit: str = "issues"


ASPECTS = (
    Aspect("resolution_rate", "share", "resolved", "marked"),
    Aspect(RETURNS, "share", "fixed", "followed"),
    Aspect("customer_rating", "score", "rating", "rated", 100.0, "rated issues"),
    Aspect("customer_time_per_issue", "seconds", "time", "timed"),
    Aspect("cost_per_issue", "money", "cost", "costed"),
)
EASE = Aspect("ces_score", "score", "ease", "answers", 100.0, "answers")


@dataclass(frozen=True)
class Effect:
    """How much more of a measure issues of a way have than the others.

    Args:
        metric: id of the measure.
        within: among similar issues; mix: what the kinds of issue themselves make of it.
        pooled: both together.
        overlap_share: issues of the way that have others of their kind outside it.
    """

    metric: str
    within: Estimate
    mix: Estimate
    pooled: float
    overlap_share: float


_MATURE, _SOLVED = ("is_mature",), ("is_mature", "is_resolved")

PRODUCTS: dict[str, Product] = {
    "n": Product(("expected_issue",), where=_MATURE),
    "contacts": Product(("contacts",), where=_MATURE),
    "weight": Product(("value_weight", "expected_issue"), where=_MATURE),
    "solved_weight": Product(("value_weight", "expected_resolved"), where=_MATURE),
    "resolved": Product(("expected_resolved",), where=_MATURE),
    "marked": Product(("expected_marked",), where=_MATURE),
    "unmarked": Product(where=(*_MATURE, "is_resolution_unknown")),
    "fixed": Product(("expected_fixed_first",), where=_MATURE),
    "followed": Product(("expected_issue",), where=_MATURE, known=("is_fixed_first",)),
    "rating": Product(("rating",), where=_MATURE),
    "rated": Product(where=_MATURE, known=("rating",)),
    "solved_rating": Product(("rating",), where=_SOLVED),
    "solved_rated": Product(where=_SOLVED, known=("rating",)),
    "cost": Product(("cost",), where=_MATURE),
    "costed": Product(("expected_issue",), where=_MATURE, known=("cost",)),
    "time": Product(("customer_s",), where=_MATURE),
    "timed": Product(("expected_issue",), where=_MATURE, known=("customer_s",)),
    "time_cost": Product(("customer_cost",), where=_MATURE),
    "time_costed": Product(("expected_issue",), where=_MATURE, known=("customer_cost",)),
}
"""Sums of issues less what contacts without a customer's id hide (`facts.build.hidden`); ratings as they are."""

Where = Mapping[str, Sequence[str]] | None


def read_starts(
    snapshot: Snapshot, settings: Settings, days: Span, where: Where, chances: Sequence[str] = ("customers",)
) -> Cells:
    """Mature issues by kind, channel, who handled them and whether the bot began them."""
    return _read(snapshot, settings, days, where, [*KINDS, "channel", "handled_by", Band(BOT, (0.5,))], chances)


def read_way(
    snapshot: Snapshot,
    settings: Settings,
    days: Span,
    where: Where,
    way: Way,
    chances: Sequence[str] = ("customers",),
) -> Cells:
    """Mature issues by kind, channel and whether they are of a way that a column tells."""
    return _read(snapshot, settings, days, where, [*KINDS, "channel", Band(way.column, (way.above,))], chances)


def read_ease(snapshot: Snapshot, settings: Settings, days: Span, where: Where) -> Cells:
    """Effort answers by kind, channel and who handled the contact."""
    products = {
        "ease": Product(("score_share",), where=("is_ces",)),
        "answers": Product(where=("is_ces",), known=("score_share",)),
    }
    by = [*KINDS, "channel", "handled_by"]
    return measure.cells(
        snapshot, settings, "responses", by, products, where=where, from_on=days.from_on, to_on=days.to_on
    )


def known_ways(snapshot: Snapshot) -> tuple[Way, ...]:
    """The ways the facts can tell."""
    columns = {column.name for column in facts.fact("issues").columns}
    return tuple(way for way in WAYS if way.column in columns and _is_held(snapshot, way.column))


def starts(cells: Cells) -> tuple[Way, ...]:
    """Begun with the bot, and by each channel with enough issues of its own and of others."""
    begun = np.array([label == 1 for label in cells.column(BOT)], dtype=bool)
    found = [BOT_FIRST] if min(cells.total("n")[begun].sum(), cells.total("n")[~begun].sum()) >= LEAST_IN_ALL else []
    count: dict[str, float] = {}
    for name, is_bot, n in zip(cells.column("channel"), begun, cells.total("n"), strict=True):
        if name is not None and not is_bot:
            count[str(name)] = count.get(str(name), 0.0) + float(n)
    total = sum(count.values())
    large = sorted(name for name, n in count.items() if min(n, total - n) >= LEAST_IN_ALL and name != NONE)
    return (*found, *(Way(f"channel:{name}", f"begun by {name}") for name in large))


def split(cells: Cells, way: Way) -> TwoStates:
    """Issues of a way, and similar issues that are not."""
    keys = KINDS if way.is_start else (*KINDS, "channel")
    return two_states([(cells, chooser(way))], keys)


def share_of(cells: Cells, way: Way) -> tuple[float, float | None]:
    """Issues of a way, and their share of all issues; None where there are none at all."""
    chosen = chooser(way)
    is_of = [chosen(dict(zip(cells.keys, label, strict=True))) == 1 for label in cells.labels]
    n = float(cells.total("n")[np.array(is_of, dtype=bool)].sum())
    total = float(cells.total("n").sum())
    return n, n / total if total else None


def chooser(way: Way) -> Chosen:
    """Which cells are of the way; by channel, those begun with the bot are left out."""
    if way.column:
        return lambda label: _flag(label[way.column], way.column == BOT)
    name = way.id.partition(":")[2]
    return lambda label: None if label[BOT] == 1 else int(label["channel"] == name)


def ease_chooser(way: Way) -> Chosen:
    """The same of answers, which know who handled the contact but not who began the issue."""
    if way.column:
        return lambda label: int(label["handled_by"] == "bot")
    name = way.id.partition(":")[2]
    return lambda label: None if label["handled_by"] == "bot" else int(label["channel"] == name)


def effects(two: TwoStates, aspects: Sequence[Aspect] = ASPECTS) -> tuple[Effect, ...]:
    """What being of the way goes with; a measure too thin, or too little of which overlaps, is left out."""
    return tuple(found for aspect in aspects if (found := _effect(two, aspect)) is not None)


def _effect(two: TwoStates, aspect: Aspect) -> Effect | None:
    least = LEAST_ANSWERS if aspect.count in ("rated", "answers") else LEAST
    chosen = two.holds(aspect.count, least)
    count = two.total(aspect.count)
    overlap = float(count[1][chosen].sum() / count[1].sum()) if count[1].sum() else 0.0
    is_thin = count[:, chosen].sum(axis=1).min(initial=np.inf) < LEAST_IN_ALL
    if not chosen.any() or is_thin or overlap < LEAST_OVERLAP or not _is_told(two, aspect, chosen):
        return None
    value, spread = figures(two, _both(aspect, chosen))
    n = int(count[:, chosen].sum(axis=1).min())
    within, mix = (
        estimate(
            two,
            aspect.metric,
            aspect.unit,
            float(value[k]),
            float(spread.variance[k]),
            float(spread.df[k]),
            n=n,
            n_unit=aspect.n_unit,
        )
        for k in (0, 1)
    )
    return Effect(aspect.metric, within, mix, float(value[0] + value[1]), overlap)


def _is_told(two: TwoStates, aspect: Aspect, chosen: Flags) -> bool:
    """A measure known of under half the issues of either state says nothing; solution needs four in five."""
    least = {"marked": 0.8, "timed": 0.5, "costed": 0.5}.get(aspect.count)
    return least is None or known_share(two, aspect.count, chosen) >= least


def known_share(two: TwoStates, count: str, chosen: Flags) -> float:
    """Of how many issues something is known, in the state where it is known less."""
    held, n = (two.total(name)[:, chosen].sum(axis=1) for name in (count, "n"))
    return float((held / np.maximum(n, 1)).min())


def _both(aspect: Aspect, chosen: Flags) -> Formula:
    def formula(sums: Sums) -> Floats:
        n, y = sums(aspect.count)[..., chosen], sums(aspect.total)[..., chosen]
        contrast = Contrast(n[..., 1, :], y[..., 1, :], n[..., 0, :], y[..., 0, :])
        within = contrast.within(contrast.n1, np.ones(int(chosen.sum()), dtype=bool))
        return np.stack([within, contrast.pooled - within], axis=-1) * aspect.scale

    return formula


def _read(
    snapshot: Snapshot,
    settings: Settings,
    days: Span,
    where: Where,
    by: Sequence[str | Band],
    chances: Sequence[str],
) -> Cells:
    return measure.cells(
        snapshot,
        settings,
        "issues",
        by,
        PRODUCTS,
        chances=chances,
        where=where,
        from_on=days.from_on,
        to_on=days.to_on,
    )


def _flag(band: Value, missing_is_not: bool) -> int | None:
    if band is None:
        return 0 if missing_is_not else None
    return int(band)


def _is_held(snapshot: Snapshot, column: str) -> bool:
    """Whether contacts carry what the column is made of; counts of contacts and channels always are."""
    held = snapshot.manifest.known.get("contacts", {})
    return column in ("contacts", "channels") or held.get(column, 0) > 0

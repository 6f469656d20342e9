"""Items of surveys: how they were rated against what was expected, and what they go with, of the whole and of parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.perspectives.expected import Conflict, Field, ItemsTold, ItemTold
from steelyard.analyses.perspectives.widening import FAMILIES, wider
from steelyard.answers import Estimate, Interval
from steelyard.measure.models.survey_items import ItemSums, Seen, has_items, item_sums, seen_items
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.stats.regression import penalty_reward as stats
from steelyard.stats.regression.penalty_reward import Contrasts, Figure
from steelyard.store import Snapshot

LEAST = 30
"""Answers below which nothing is said of an item or a part."""

MOST_PARTS = 40
_LEVEL = 0.95


def told(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    by: str,
    where: Mapping[str, Sequence[str]] | None,
) -> tuple[ItemsTold | None, tuple[ItemsTold, ...]]:
    """The items of the whole, and of parts with enough answers; None where none were asked in these days."""
    if not has_items(snapshot):
        return None, ()
    span = {"where": where, "from_on": days.now.from_on, "to_on": days.now.to_on}
    seen = seen_items(snapshot, settings, **span)  # type: ignore[arg-type]
    if not seen.items:
        return None, ()
    whole = item_sums(snapshot, settings, seen, **span)  # type: ignore[arg-type]
    found = _of_part(whole, 0, seen, 1)
    if not by:
        return found, ()
    parts = item_sums(snapshot, settings, seen, by=by, **span)  # type: ignore[arg-type]
    return found, _parts(parts, seen)


def _parts(sums: ItemSums, seen: Seen) -> tuple[ItemsTold, ...]:
    counts = sums.answers.sum(axis=-1)
    chosen = [
        place
        for place in sorted(range(len(sums.parts)), key=lambda place: (-counts[place], sums.parts[place]))
        if counts[place] >= LEAST and sums.parts[place] != "(none)"
    ][:MOST_PARTS]
    return tuple(_of_part(sums, place, seen, len(chosen)) for place in chosen)


def _of_part(sums: ItemSums, place: int, seen: Seen, parts: int) -> ItemsTold:
    """Intervals allow for how many items and parts are looked at; those of figures alone do not."""
    names = seen.items
    part = sums.parts[place]
    plain = _plain(sums, place, seen, part)
    items = [plain[name] for name in names]
    found = ItemsTold(
        part=part,
        answers=round(float(sums.answers[place].sum())),
        items=tuple(items),
        left_out=tuple(name for name in names if seen.has(name, "rating") and name not in seen.joint),
        other_scales=sum(seen.others.values()) if not part else 0,
        unread=seen.unread,
        refusal=_why_none(sums, place, seen),
    )
    if not found.refusal:
        found = _compared(found, sums, place, seen, parts)
    return _fields(found, sums, place, seen, parts)


def _why_none(sums: ItemSums, place: int, seen: Seen) -> str:
    """Why low and high answers are not looked at."""
    rated = float(sums.rated[place].sum())
    if len(seen.joint) < 2:
        return (
            "fewer than two items were rated on scales with a low end, a middle and a high end"
            if rated
            else ("no answer holds an overall rating on the quality instrument beside its items")
        )
    complete = float(sums.dummies[place, :, 0, 0].sum())
    least = 2 * stats.LEAST_TAIL + stats.LEAST_MIDDLE
    if complete < least:
        return f"{complete:,.0f} answers hold the overall rating and every item, of {least} needed"
    return ""


def _plain(sums: ItemSums, place: int, seen: Seen, part: str) -> dict[str, ItemTold]:
    """Means, gaps and what was met, each with its own interval."""
    kinds = {kind: _estimates(held[place], part, 100.0, "score", is_bounded=True) for kind, held in sums.means.items()}
    gaps = _estimates(sums.gaps[place], part, 100.0, "score")
    beyond, held = sums.beyond[place], sums.means["disconfirmation"][place]
    net = np.stack([held[..., 0], beyond[..., 0] - beyond[..., 1]], axis=-1)
    met = _estimates(net, part, 1.0, "share")
    found = {}
    for at, name in enumerate(seen.items):
        found[name] = ItemTold(
            item=name,
            rating=_named(kinds["rating"][at], f"{name}.rating"),
            stated=_named(kinds["importance"][at], f"{name}.importance"),
            gap=_named(gaps[at], f"{name}.gap"),
            met=_named(met[at], f"{name}.met"),
        )
    return found


def _estimates(sums: Floats, part: str, scale: float, unit: str, *, is_bounded: bool = False) -> list[Estimate | None]:
    """The mean of each item (G, items, 2); None below the least answers."""
    counts = sums[..., 0].sum(axis=0)
    found: list[Estimate | None] = []
    for at in range(sums.shape[1]):
        figure = stats.means(sums[:, at : at + 1]) if counts[at] >= LEAST else None
        found.append(_estimate(figure, 0, scale, unit, counts[at], part, is_bounded=is_bounded) if figure else None)
    return found


def _named(entry: Estimate | None, metric: str) -> Estimate | None:
    return None if entry is None else replace(entry, metric=f"item.{metric}")


def _estimate(
    figure: Figure, at: int, scale: float, unit: str, n: float, part: str, *, is_bounded: bool = False
) -> Estimate | None:
    value = float(figure.value[at])
    if not np.isfinite(value):
        return None
    limits = Interval(scale * float(figure.low[at]), scale * float(figure.high[at]), method="jackknife")
    if is_bounded:
        limits = replace(limits, low=max(0.0, limits.low), high=min(scale, limits.high))
    of = {"part": part} if part else {}
    return Estimate("", unit, of, scale * value, limits, n=round(float(n)), n_unit="answers")


def _compared(found: ItemsTold, sums: ItemSums, place: int, seen: Seen, parts: int) -> ItemsTold:
    """Penalty and reward, and what each item carries, of the joint models."""
    crosses = (sums.dummies[place], sums.slopes[place], sums.bent[place])
    level = 1 - (1 - _LEVEL) / (len(seen.joint) * parts * FAMILIES)
    judged = stats.contrasts(*crosses, level=level)
    shown = stats.contrasts(*crosses, level=_LEVEL)
    carried = stats.shares(sums.slopes[place], level=_LEVEL)
    compared = round(float(sums.dummies[place, :, 0, 0].sum()))
    if judged is None or shown is None:
        why = "items go together so closely, or rest on so few customers, that they cannot be told apart"
        return replace(found, compared=compared, refusal=why)
    items = tuple(_joined(entry, seen, judged, shown, carried, found.part) for entry in found.items)
    return replace(found, compared=compared, items=items, explained=carried[1] if carried else None)


def _joined(
    entry: ItemTold,
    seen: Seen,
    judged: Contrasts,
    shown: Contrasts,
    carried: tuple[Figure, float] | None,
    part: str,
) -> ItemTold:
    if entry.item not in seen.joint:
        return entry
    at = seen.joint.index(entry.item)
    low, middle, high = (round(float(held[at])) for held in (judged.low, judged.middle, judged.high))
    share = _estimate(carried[0], at, 1.0, "share", judged.n, part) if carried else None
    named = _named(share, f"{entry.item}.carried")
    entry = replace(entry, low=low, middle=middle, high=high, carried=named)
    refusal = _too_few({"low": low, "high": high, "middle": middle})
    if refusal:
        return replace(entry, refusal=refusal)
    penalty, reward = (_estimate(held, at, 100.0, "score", judged.n, part) for held in (shown.penalty, shown.reward))
    return replace(
        entry,
        penalty=_named(penalty, f"{entry.item}.penalty"),
        reward=_named(reward, f"{entry.item}.reward"),
        kind=judged.kind(at),
    )


def _too_few(counts: Mapping[str, int]) -> str:
    for name, least in (("low", stats.LEAST_TAIL), ("high", stats.LEAST_TAIL), ("middle", stats.LEAST_MIDDLE)):
        if counts[name] < least:
            return f"{counts[name]} {name} {'answer' if counts[name] == 1 else 'answers'}, of {least} needed"
    return ""


def _fields(found: ItemsTold, sums: ItemSums, place: int, seen: Seen, parts: int) -> ItemsTold:
    """Importance beside rating, and stated beside carried importance, each held against the mean of the items."""
    level = 1 - (1 - _LEVEL) / (max(len(found.items), 1) * parts * FAMILIES)
    rating = _sides(sums.means["rating"][place], seen, found, level)
    stated = _sides(sums.means["importance"][place], seen, found, level)
    carried = _carried(sums, place, seen, found, level)
    importance = stated or carried
    gaps = [wider(entry.gap or entry.met, len(found.items) * parts * FAMILIES) for entry in found.items]
    sided = zip(found.items, gaps, strict=True)
    found = replace(found, items=tuple(replace(entry, side=gap.sign if gap else 0) for entry, gap in sided))
    if not importance:
        return found
    items = tuple(
        replace(
            entry,
            field=_field(importance.get(entry.item, 0), rating.get(entry.item, 0)),
            conflict=_conflict(stated.get(entry.item, 0), carried.get(entry.item, 0)),
        )
        for entry in found.items
    )
    return replace(found, items=items, importance="stated" if stated else "carried")


def _sides(sums: Floats, seen: Seen, found: ItemsTold, level: float) -> dict[str, int]:
    """Item -> 1 above the mean of the items, -1 below, 0 where that cannot be told; of fewer than two, nothing."""
    counts = sums[..., 0].sum(axis=0)
    held = [at for at in range(len(found.items)) if counts[at] >= LEAST]
    figure = stats.centred(sums[:, held], level=level) if len(held) > 1 else None
    return {} if figure is None else {seen.items[at]: int(side) for at, side in zip(held, figure.side, strict=True)}


def _carried(sums: ItemSums, place: int, seen: Seen, found: ItemsTold, level: float) -> dict[str, int]:
    """The same of what each carries, against the share all would carry were they equal."""
    if found.refusal or not found.compared:
        return {}
    held = stats.shares(sums.slopes[place], level=level)
    if held is None:
        return {}
    equal = 1 / len(seen.joint)
    figure = Figure(held[0].value - equal, held[0].low - equal, held[0].high - equal)
    return {name: int(side) for name, side in zip(seen.joint, figure.side, strict=True)}


_FIELDS: Mapping[tuple[int, int], Field] = {
    (1, -1): "look first",
    (1, 1): "keep",
    (-1, -1): "look later",
    (-1, 1): "more than needed",
}


def _field(importance: int, rating: int) -> Field:
    return _FIELDS.get((importance, rating), "cannot tell")


def _conflict(stated: int, carried: int) -> Conflict:
    if stated > 0 > carried:
        return "said, not felt"
    return "felt, not said" if stated < 0 < carried else ""


def figures(found: ItemsTold) -> Iterator[Estimate]:
    """Every figure of it."""
    for entry in found.items:
        told = (entry.rating, entry.stated, entry.carried, entry.gap, entry.met, entry.penalty, entry.reward)
        yield from (one for one in told if one is not None)

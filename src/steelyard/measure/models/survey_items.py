"""Items of surveys as sums by part and group of customers: how each was rated, what was expected, how important it is
said to be, and how it goes with the overall rating of the same answer.

    seen = seen_items(snapshot, settings)           which items, on which scale, how they and the overall were answered
    sums = item_sums(snapshot, settings, seen)      sums by part and group: means, gaps, products of the joint models

An item belongs to the answer whose survey_id it has; where surveys hold no such id, to the answers about its contact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from scipy import special

from steelyard import schema
from steelyard.measure.cells.cells import spread_over
from steelyard.measure.missing import check_refused
from steelyard.measure.models import item_curves as curves
from steelyard.measure.question import GROUPS, NONE, Question, filters_of
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.schema import IBIS_TYPES
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

REFUSED = "survey_items"
"""Under which name an engine that does not add them up alike refuses."""

MOST_ITEMS = 30
"""Items that are read, those rated most."""

MOST_JOINT = 10
"""Items of a joint model, those answered most."""

_STEPS = 10
"""Steps of the longest scale that is read as it is; longer ones are read in so many."""

_OVERALL_STEPS = 20
_COVERED = 0.5
_LOW, _HIGH = 0.25, 0.75
"""The lowest and the highest quarter of a scale: 1 and 2, and 4 and 5 of five."""

_MEANS = ("rating", "importance", "expectation", "disconfirmation")


@dataclass(frozen=True)
class Seen:
    """What was asked and answered.

    Attributes:
        items: their names, those rated most first.
        scales: (item, kind) -> ends and direction of the scale read, as (lowest, highest, better).
        answers: (item, kind) -> answers on it. others: the same on other scales, which are not read.
        joint: the items of the joint models: rated by at least half as many as the one rated most.
        spread: item -> share of the answers with an overall rating on each step of its scale, from the worst.
        unread: how many more items there are.
        overall: (share of the best, share of the answers) of the overall rating, from the worst.
    """

    items: tuple[str, ...]
    scales: Mapping[tuple[str, str], tuple[float, float, str]]
    answers: Mapping[tuple[str, str], int]
    others: Mapping[tuple[str, str], int]
    joint: tuple[str, ...]
    spread: Mapping[str, tuple[float, ...]]
    overall: tuple[tuple[float, float], ...]
    unread: int = 0

    def has(self, item: str, kind: str) -> bool:
        """Whether an item was asked so."""
        return (item, kind) in self.scales


@dataclass(frozen=True)
class ItemSums:
    """Sums by part (P) and group of customers (G), with items in the order of `Seen`.

    Attributes:
        parts: their names; one that is empty for the whole.
        answers: (P, G), answers with any item. rated: (P, G), those of them with an overall rating.
        means: kind -> (P, G, items, 2), answers and their sum, from 0 (worst, least) to 1.
        gaps: (P, G, items, 2), answers with a rating and an expectation on one scale, and the sum of the differences.
        beyond: (P, G, items, 2), answers better and worse than expected.
        dummies, slopes: (P, G, 2K + 2, 2K + 2), products of 1, what stands for a low and a high answer of each joint
            item, and the overall rating, over answers that have them all: marks; distances from the scale's middle.
        bent: the same of normal scores, their distances from the middle, and what is left of the overall rating after
            the curve in which it follows all items together; the first two as steep as that curve is there.
    """

    parts: tuple[str, ...]
    answers: Floats
    rated: Floats
    means: Mapping[str, Floats]
    gaps: Floats
    beyond: Floats
    dummies: Floats
    slopes: Floats
    bent: Floats


def has_items(snapshot: Snapshot) -> bool:
    """Whether any item is mapped."""
    return bool(snapshot.manifest.known.get("survey_items", {}).get("score"))


def seen_items(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Seen:
    """What was asked about contacts of those days."""
    check_refused(snapshot, REFUSED)
    plain = Question((), (), "", filters_of(where), dimensions=settings.dimensions)

    def of_days(first: date | None, last: date | None) -> Any:
        rows = _linked(_dated(plain, first, last))
        keys = ["item", "kind", "scale_min", "scale_max", "better", "level"]
        return rows.group_by(*keys).aggregate(n=_number(rows.count()), rated=_number(rows.y.count()))

    def overall(first: date | None, last: date | None) -> Any:
        rows = _linked(_dated(plain, first, last))
        each = rows.filter(rows.y.notnull()).group_by("u").aggregate(y=rows.y.max())
        return each.group_by(level=_overall_level(each.y)).aggregate(n=_number(each.count()))

    made_from = ("survey items", plain)
    found = answered(snapshot, (*made_from, "seen"), of_days, from_on, to_on)
    whole = answered(snapshot, (*made_from, "overall"), overall, from_on, to_on)
    return _seen(found, whole)


def item_sums(
    snapshot: Snapshot,
    settings: Settings,
    seen: Seen,
    *,
    by: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> ItemSums:
    """The sums of those items."""
    check_refused(snapshot, REFUSED)
    plain = Question((), (by,) if by else (), "", filters_of(where), dimensions=settings.dimensions)
    curve = curves.fitted(snapshot, replace(plain, by=()), _complete, seen, from_on, to_on) if seen.joint else None
    names, values = _sums_of(seen, curve)

    def of_days(first: date | None, last: date | None) -> Any:
        rows = _wide(_linked(_dated(plain, first, last)), seen)
        rows = rows.mutate(**curves.columns(rows, curve, _places(seen))) if curve else rows
        keys = ["k0", "g"] if by else ["g"]
        return rows.group_by(*keys).aggregate(**{name: value(rows) for name, value in zip(names, values, strict=True)})

    told = (seen.items, seen.joint, sorted(seen.scales.items()), sorted(seen.spread.items()), curve)
    found = answered(snapshot, ("survey items", plain, "sums", told), of_days, from_on, to_on)
    labels = [NONE if part is None else str(part) for part in found["k0"].tolist()] if by else [""] * len(found["g"])
    parts = tuple(sorted(set(labels))) or ("",)
    place = np.array([parts.index(label) for label in labels], dtype=np.int64)
    stacked = np.stack([np.nan_to_num(np.asarray(found[name], dtype=float)) for name in names], axis=1)
    dense = spread_over(found["g"], place, stacked, len(parts), GROUPS)
    return _sorted_out(parts, dense, seen)


def _dated(question: Question, first: date | None, last: date | None) -> Question:
    return Question((), question.by, "", question.where, first, last, question.dimensions)


def _linked(question: Question) -> Any:
    """A row for each item of an answer: u (the answer), item, kind, scale, level, share, y, g and k0."""
    used = {"survey_id", "contact_id", "score_share", "is_quality", "customer_group"}
    answers = queries.asked(question, "responses", used)
    rating = ibis.cases((answers.is_quality.fill_null(False), answers.score_share))
    keys = {f"k{place}": answers[f"k{place}"].min() for place in range(len(question.by))}
    by_survey = answers.group_by(of="survey_id").aggregate(y=rating.mean(), g=answers.customer_group.min(), **keys)
    every = queries.table("responses", question.dimensions)
    known = every.select(of="survey_id").distinct()
    rated = every.filter(every.is_quality.fill_null(False) & every.contact_id.notnull())
    ratings = rated.group_by(rated_contact="contact_id").aggregate(y=rated.score_share.mean())
    contacts = queries.asked(question, "contacts", {"contact_id", "customer_group"})
    by_contact = contacts.left_join(ratings, contacts.contact_id == ratings.rated_contact)
    names = ["y", "g", *keys]
    by_contact = by_contact.select(of="contact_id", y="y", g="customer_group", **{name: name for name in keys})
    items = _items()
    own = items.inner_join(by_survey, items.u == by_survey.of)
    loose = items.anti_join(known, items.u == known.of)
    other = loose.inner_join(by_contact, loose.contact_id == by_contact.of)
    told = ["u", "item", "kind", "scale_min", "scale_max", "better", "level", "share", *names]
    return own.select(*told).union(other.select(*told))


def _items() -> Any:
    """Answered items, with the step of their scale and its share from 0 to 1, the good end at 1."""
    columns = {one.name: IBIS_TYPES[one.type] for one in schema.stored_columns("survey_items", ())}
    table = ibis.table(columns, name="survey_items")
    rows = table.filter(table.score.notnull() & (table.scale_max > table.scale_min))
    better = rows.better.fill_null("high")
    above = ibis.ifelse(better == "low", rows.scale_max - rows.score, rows.score - rows.scale_min)
    length = rows.scale_max - rows.scale_min
    steps = ibis.least(length, float(_STEPS))
    level = (above / length * steps + 0.5).floor()
    return rows.select(
        "item", "kind", "scale_min", "scale_max", "contact_id", u="survey_id", better=better,
        level=level.cast("int64"), share=level / steps,
    )  # fmt: skip


def _overall_level(y: Any) -> Any:
    return (y * _OVERALL_STEPS + 0.5).floor().cast("int64")


def _seen(found: Mapping[str, np.ndarray], whole: Mapping[str, np.ndarray]) -> Seen:
    counts: dict[tuple[str, str], dict[tuple[float, float, str], float]] = {}
    levels: dict[tuple[str, tuple[float, float, str]], dict[int, float]] = {}
    names = ("item", "kind", "scale_min", "scale_max", "better", "level", "n", "rated")
    for item, kind, low, high, better, level, n, rated in zip(*(found[name].tolist() for name in names), strict=True):
        scale = (float(low), float(high), str(better))
        held = counts.setdefault((str(item), str(kind)), {})
        held[scale] = held.get(scale, 0.0) + n
        if kind == "rating":
            steps = levels.setdefault((str(item), scale), {})
            steps[int(level)] = steps.get(int(level), 0.0) + rated
    scales = {key: max(held, key=lambda scale: (held[scale], scale)) for key, held in counts.items()}
    answers = {key: round(counts[key][scale]) for key, scale in scales.items()}
    others = {key: round(sum(held.values())) - answers[key] for key, held in counts.items()}
    rated = {item: answers.get((item, "rating"), 0) for item, _ in scales}
    every = tuple(sorted(rated, key=lambda item: (-rated[item], item)))
    items = every[:MOST_ITEMS]
    spread = {}
    for item in items:
        read = scales.get((item, "rating"))
        steps = levels.get((item, read), {}) if read else {}
        total = sum(steps.values())
        if read and total:
            length = round(min(read[1] - read[0], _STEPS))
            spread[item] = tuple(steps.get(level, 0.0) / total for level in range(length + 1))
    most = max((rated[item] for item in spread), default=0)
    joint = tuple(
        item for item in items if item in spread and rated[item] >= _COVERED * most and _is_split(spread[item])
    )
    rows = sorted(zip(map(int, whole["level"].tolist()), map(float, whole["n"].tolist()), strict=True))
    total = sum(n for _, n in rows)
    overall = tuple((level / _OVERALL_STEPS, n / total) for level, n in rows) if total else ()
    return Seen(
        items,
        scales,
        answers,
        others,
        joint[:MOST_JOINT] if len(overall) > 1 else (),
        spread,
        overall,
        len(every) - len(items),
    )


def _is_split(spread: Sequence[float]) -> bool:
    """Whether a scale has a low end, a middle and a high end."""
    return len(spread) > 2


def places(spread: Sequence[float]) -> tuple[list[int], list[int], list[int]]:
    """Steps of a scale that are low, in the middle, high."""
    last = len(spread) - 1
    low = [step for step in range(last + 1) if step / last <= _LOW]
    high = [step for step in range(last + 1) if step / last >= _HIGH]
    return low, [step for step in range(last + 1) if step not in (*low, *high)], high


def normal_scores(shares: Sequence[float]) -> list[float]:
    """What stands for each step were answers normal: the mean of the normal distribution between its quantiles."""
    ends = np.clip(np.concatenate([[0.0], np.cumsum(shares)]), 0.0, 1.0)
    quantiles = special.ndtri(ends)
    density = np.exp(-0.5 * np.square(np.clip(quantiles, -40.0, 40.0))) / np.sqrt(2 * np.pi)
    width = np.diff(ends)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(width > 1e-12, -np.diff(density) / width, np.nan)
    known = np.flatnonzero(np.isfinite(found))
    return [float(value) for value in np.interp(np.arange(len(found)), known, found[known])]


def _wide(rows: Any, seen: Seen) -> Any:
    """A row for each answer: y, its normal score, and a column for each item and kind, on the scale that is read."""
    columns = {}
    for place, item in enumerate(seen.items):
        for kind in _MEANS:
            if not seen.has(item, kind):
                continue
            low, high, better = seen.scales[item, kind]
            is_it = (rows.item == item) & (rows.kind == kind) & (rows.better == better)
            is_it = is_it & (rows.scale_min == low) & (rows.scale_max == high)
            columns[f"{kind}_{place}"] = ibis.cases((is_it, rows.share)).max()
            if kind == "rating" and item in seen.joint:
                columns[f"level_{place}"] = ibis.cases((is_it, rows.level)).max()
    keys = {name: rows[name].min() for name in rows.columns if name in ("k0", "g")}
    wide = rows.group_by("u").aggregate(y=rows.y.max(), **keys, **columns)
    coded: dict[str, Any] = {}
    complete = wide.y.notnull()
    for place, item in enumerate(seen.items):
        if item not in seen.joint:
            continue
        level = wide[f"level_{place}"]
        complete = complete & level.notnull()
        for name, values in _codes(seen.spread[item]).items():
            coded[f"{name}_{place}"] = _coded(level, dict(enumerate(values)))
    return wide.mutate(**coded, is_complete=complete)


def _codes(spread: Sequence[float]) -> dict[str, list[float]]:
    """Name -> what each step of a scale stands for: low and high as marks, distances from the middle, normal scores."""
    low, middle, high = places(spread)
    last = len(spread) - 1
    scores = normal_scores(spread)
    weight = [spread[step] for step in middle]
    centre = float(np.average([scores[step] for step in middle], weights=weight if sum(weight) else None))
    return {
        "dl": [float(step in low) for step in range(last + 1)],
        "dh": [float(step in high) for step in range(last + 1)],
        "sl": [max(0.0, 0.5 - step / last) for step in range(last + 1)],
        "sh": [max(0.0, step / last - 0.5) for step in range(last + 1)],
        "z": [score - centre for score in scores],
    }


def _coded(level: Any, values: Mapping[int, float]) -> Any:
    return ibis.cases(*((level == step, curves.double(value)) for step, value in values.items()))


def _factors(seen: Seen, low: str, high: str, outcome: str) -> list[str]:
    """Columns of a joint model after the 1: low and high of every item, then the overall rating."""
    held = _places(seen)
    return [f"{low}_{place}" for place in held] + [f"{high}_{place}" for place in held] + [outcome]


_MODELS = (("dl", "dh", "y"), ("sl", "sh", "y"), ("cz", "ca", "cy"))


def _places(seen: Seen) -> list[int]:
    return [place for place, item in enumerate(seen.items) if item in seen.joint]


def _complete(question: Question, seen: Seen, first: date | None, last: date | None) -> tuple[Any, list[Any], Any]:
    """Answers that hold everything, with the normal scores of their joint items and the overall rating."""
    rows = _wide(_linked(_dated(question, first, last)), seen)
    rows = rows.filter(rows.is_complete)
    return rows, [rows[f"z_{place}"] for place in _places(seen)], rows.y


def _sums_of(seen: Seen, curve: curves.Curve | None) -> tuple[list[str], list[Any]]:
    """Names and makers of every sum, in a fixed order."""
    values: list[Any] = [lambda t: _number(t.count()), lambda t: _number(t.y.count())]
    for kind in _MEANS:
        for place, item in enumerate(seen.items):
            values += _of(f"{kind}_{place}") if seen.has(item, kind) else [_nought, _nought]
    for place, item in enumerate(seen.items):
        is_paired = seen.has(item, "rating") and seen.scales.get((item, "expectation")) == seen.scales[item, "rating"]
        values += _gap(place) if is_paired else [_nought, _nought]
    for place, item in enumerate(seen.items):
        values += _sides(f"disconfirmation_{place}") if seen.has(item, "disconfirmation") else [_nought, _nought]
    if seen.joint:
        for model in _MODELS if curve else _MODELS[:-1]:
            columns = ["", *_factors(seen, *model)]
            for one, other in zip(*np.triu_indices(len(columns)), strict=True):
                values.append(_product(columns[one], columns[other]))
    return [f"s{place}" for place in range(len(values))], values


def _nought(rows: Any) -> Any:
    return rows.y.count().cast("float64") * 0.0


def _of(name: str) -> list[Any]:
    return [lambda t: _number(t[name].count()), lambda t: t[name].sum()]


def _gap(place: int) -> list[Any]:
    def difference(rows: Any) -> Any:
        return rows[f"rating_{place}"] - rows[f"expectation_{place}"]

    return [lambda t: _number(difference(t).count()), lambda t: difference(t).sum()]


def _sides(name: str) -> list[Any]:
    return [lambda t: (t[name] > 0.5).cast("float64").sum(), lambda t: (t[name] < 0.5).cast("float64").sum()]


def _product(one: str, other: str) -> Any:
    def value(rows: Any) -> Any:
        factors = [rows[name] for name in (one, other) if name]
        if not factors:
            return rows.is_complete.cast("float64").sum()
        product = factors[0] * factors[1] if len(factors) > 1 else factors[0]
        return rows.is_complete.ifelse(product, 0.0).sum()

    return value


def _number(value: Any) -> Any:
    return value.cast("float64")


def _sorted_out(parts: tuple[str, ...], dense: Floats, seen: Seen) -> ItemSums:
    """The sums (P, G, S) under their names."""
    count, size = len(seen.items), 2 * len(seen.joint) + 2
    at = 2

    def take(number: int) -> Floats:
        nonlocal at
        at += number
        return dense[..., at - number : at]

    def pairs() -> Floats:
        return take(2 * count).reshape(*dense.shape[:2], count, 2)

    means = {kind: pairs() for kind in _MEANS}
    gaps, beyond = pairs(), pairs()
    crosses = []
    for _ in _MODELS:
        cross = np.zeros((*dense.shape[:2], size, size))
        if seen.joint and at < dense.shape[-1]:
            one, other = np.triu_indices(size)
            cross[..., one, other] = cross[..., other, one] = take(len(one))
        crosses.append(cross)
    return ItemSums(parts, dense[..., 0], dense[..., 1], means, gaps, beyond, *crosses)

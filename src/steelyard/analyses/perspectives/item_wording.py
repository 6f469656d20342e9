"""What customers' answers to single questions tell, in sentences: what fails them first, then what they expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steelyard.analyses.perspectives.expected import ItemsTold, ItemTold, Unfelt
from steelyard.answers import Caveat, Estimate
from steelyard.wording import capital, figure_of, listed, with_limits

KINDS = {
    "basic": "basic: fails more than it pleases",
    "excitement": "excitement: pleases more than it fails",
    "performance": "performance: fails and pleases",
    "not telling": "cannot tell",
    "": "not looked at",
}
"""What an item is, in a table."""

FIELDS = {
    "look first": "look first: matters more, rated lower",
    "keep": "keep: matters more, rated higher",
    "look later": "look later: matters less, rated lower",
    "more than needed": "more than needed: matters less, rated higher",
    "cannot tell": "cannot tell",
}
"""What importance and rating together say, in a table."""

_MOST = 3
_HALO = (
    "Answers of one customer to several questions colour each other, and are of those who answered: what is associated "
    "with the overall rating need not be what changes it."
)
_COLLAPSED = "Answers to single questions on another scale than the one asked most are left out: {n:,}."


def sentences(items: ItemsTold | None, unfelt: Sequence[Unfelt], targets: tuple[float, float]) -> Iterator[str]:
    """The most telling first; one on why there is none where nothing stands out."""
    if items is None:
        return
    told = [
        *_kinds(items.items),
        *_gaps(items.items),
        *_fields(items),
        *_conflicts(items.items),
        *_unfelt(unfelt, targets),
    ]
    yield from told
    if items.refusal:
        yield f"What low and high ratings of single things are associated with cannot be told: {items.refusal}."
    elif not any(entry.kind not in ("", "not telling") for entry in items.items):
        yield _nothing(items)


def _kinds(items: Sequence[ItemTold]) -> Iterator[str]:
    for kind, told in (("basic", _basic), ("excitement", _excitement)):
        found = [entry for entry in items if entry.kind == kind]
        yield from (told(entry) for entry in sorted(found, key=_size, reverse=True)[:_MOST])
    both = sorted((entry for entry in items if entry.kind == "performance"), key=_size, reverse=True)
    if both:
        also = f"; likewise {_quoted(both[1 : 1 + _MOST])}" if len(both) > 1 else ""
        low = f"A low rating of “{both[0].item}” is associated with {_whole(both[0].penalty, 'lower')}"
        yield f"{low} than a middling one, a high rating with {_one(both[0].reward, 'higher')}{also}."


def _basic(entry: ItemTold) -> str:
    low = f"A low rating of “{entry.item}” is associated with {_whole(entry.penalty, 'lower')} than a middling one"
    return f"{low}, a high rating with {_one(entry.reward, 'higher')}: a basic requirement, noticed where it fails."


def _excitement(entry: ItemTold) -> str:
    high = f"A high rating of “{entry.item}” is associated with {_whole(entry.reward, 'higher')} than a middling one"
    return f"{high}, a low rating with {_one(entry.penalty, 'lower')}: it pleases where it excels."


def _size(entry: ItemTold) -> float:
    return max(abs(_value(entry.penalty)), abs(_value(entry.reward)))


def _whole(entry: Estimate | None, side: str) -> str:
    return f"an overall rating {_points(entry, side)}" if entry is not None else "no figure"


def _one(entry: Estimate | None, side: str) -> str:
    if entry is None or not entry.sign:
        return f"no {side} one beyond sampling error"
    return f"one {_points(entry, side)}"


def _points(entry: Estimate, side: str) -> str:
    other = {"lower": "higher", "higher": "lower"}[side]
    return f"{with_limits(entry.sized())} points {side if entry.sign >= 0 else other}"


def _quoted(entries: Sequence[ItemTold]) -> str:
    return listed([f"“{entry.item}”" for entry in entries])


def _gaps(items: Sequence[ItemTold]) -> Iterator[str]:
    short = [entry for entry in items if entry.side < 0]
    found = sorted(short, key=lambda entry: _value(entry.gap or entry.met))
    if found:
        worst = found[0]
        others = f"; likewise of {_quoted(found[1:4])}" if len(found) > 1 else ""
        yield f"Customers expected more of “{worst.item}” than they got{_short_by(worst)}{others}."
    better = [entry for entry in items if entry.side > 0]
    if better:
        yield f"Customers got more than they expected of {_quoted(better[:_MOST])}."


def _short_by(entry: ItemTold) -> str:
    if entry.gap is not None:
        return f", by {with_limits(entry.gap.sized())} points of 100"
    assert entry.met is not None
    return f": answers of better less those of worse are {with_limits(entry.met)}"


def _fields(items: ItemsTold) -> Iterator[str]:
    first = [entry for entry in items.items if entry.field == "look first"]
    if not first:
        return
    is_one = len(first[:_MOST]) == 1
    it, they, matters, carries = ("it", "it", "matters", "carries") if is_one else ("them", "they", "matter", "carry")
    why = (
        f"customers say that {they} {matters} more than the other things asked about"
        if items.importance == "stated"
        else f"{they} {carries} more than an equal share of what is associated with the overall rating"
    )
    yield f"Look first at {_quoted(first[:_MOST])}: {why}, and customers rate {it} lower."


def _conflicts(items: Sequence[ItemTold]) -> Iterator[str]:
    for entry in items:
        if not entry.conflict or entry.stated is None or entry.carried is None:
            continue
        carried = f"{figure_of(entry.carried)} of what is associated with the overall rating"
        how = "more" if entry.conflict == "said, not felt" else "less"
        said = f"{how} than other things ({figure_of(entry.stated)} of 100)"
        yield f"Customers say that “{entry.item}” matters {said}, but it carries {carried}."


def _unfelt(unfelt: Sequence[Unfelt], targets: tuple[float, float]) -> Iterator[str]:
    for entry in unfelt:
        is_scored = entry.outcome == "scored, not felt"
        why = "you score what customers do not feel" if is_scored else "customers are pleased with what you score low"
        sides = f"your criterion is at {figure_of(entry.scored)}, customers' rating at {figure_of(entry.rated)}"
        yield f"“{capital(entry.item)}”: {sides} (targets {targets[0]:g} and {targets[1]:g}): {why}."


def _nothing(items: ItemsTold) -> str:
    asked = len(items.items)
    return (
        f"Of {asked} {'thing' if asked == 1 else 'things'} asked about, none lowers or lifts the overall rating beyond "
        f"sampling error with {items.compared:,} answers that hold all of them."
    )


def caveats(items: ItemsTold | None) -> tuple[Caveat, ...]:
    """What must be known of answers to single questions."""
    if items is None:
        return ()
    found = [Caveat("items_halo", _HALO)]
    if items.other_scales:
        found.append(Caveat("items_scales", _COLLAPSED.format(n=items.other_scales), "warning"))
    if items.unread:
        many = f"{items.unread:,} more {'thing was' if items.unread == 1 else 'things were'} asked about"
        found.append(Caveat("items_unread", f"{many}, and rated by fewer; they are not shown."))
    if items.left_out and not items.refusal:
        named = listed([f"“{name}”" for name in items.left_out[:_MOST]])
        why = "answered by less than half as many as the others, or on scales without a middle"
        found.append(Caveat("items_left_out", f"Not compared with the others: {named}, {why}."))
    return tuple(found)


def _value(entry: Estimate | None) -> float:
    return entry.value if entry is not None and entry.value is not None else 0.0

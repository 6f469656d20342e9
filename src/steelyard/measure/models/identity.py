"""What a decomposition of the balance needs: value to the parts of cost by segment on two sides, without each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from steelyard.answers import Caveat
from steelyard.declare import MOST_MISSING, StratifiedSum, Sum
from steelyard.measure.estimates.stratified import carry
from steelyard.measure.missing import check_refused
from steelyard.measure.models.carrying import (
    BOT,
    MEANT,
    carry_known,
    pooled,
    pools_of,
    unmarked_bots,
)
from steelyard.measure.models.hidden_returns import corrected, kept, scaled
from steelyard.measure.models.sides import Identity, Side
from steelyard.measure.question import NONE, ask, bare, groups_of
from steelyard.measure.sums.model import Part, Strata, Sums, relabel
from steelyard.measure.sums.read import check_values, read
from steelyard.metrics.identity import CARRIED, CHOICES, PLAIN, STRATA
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.store.snapshot import Snapshot

_MATURE = ("is_mature",)
_KINDS = ("labour", "technology", "field")
_ATOMS = {
    **{
        name: PLAIN[name]
        for name in (
            "issues",
            "resolved",
            "false_start",
            "hidden_contacts",
            "hidden_resolved",
            "hidden_marked",
            "late_resolved",
            "late_marked",
            "marked",
            "unmarked",
            "rated",
            "contacts",
            "work",
            "worked",
            "cost",
            "costed",
        )
    },
    "paid": Sum("issues", column="paid_s", where=_MATURE),
    "paying": Sum("issues", where=_MATURE, known=("paid_s",)),
    **{kind: Sum("issues", column=f"{kind}_cost", where=_MATURE) for kind in _KINDS},
}


def identity(
    snapshot: Snapshot,
    settings: Settings,
    before: Side,
    after: Side,
    *,
    by: tuple[str, ...] = (),
    within: tuple[str, ...] = (),
) -> Identity:
    """The identity's quantities on two sides, by segment.

    Value is carried in strata that include the segment; a stratum needs 10 answers on both sides for a mean of its
    own, else it takes its parent's on both.

    Args:
        by: dimensions that make segments; human and bot are always apart.
        within: those of them whose parts have a share of the unknown of their own; over all others it is one, as in
            the balance itself, so that both give one figure.

    Raises:
        QuestionError: unknown dimensions or values.
    """
    check_refused(snapshot, "balance")
    keys = (*(name for name in dict.fromkeys(by) if name != "handled_by"), "handled_by")
    sides = [_read(snapshot, settings, side, keys) for side in (before, after)]
    segments: dict[Part, int] = {}
    for side in sides:
        relabel(side.sums.parts, segments)
    how = _How(
        any(_share(side.sums, "unmarked", "issues") > MOST_MISSING for side in sides),
        all(side.sums.total(_ATOMS["paid"]).sum() > 0 for side in sides),
        all(side.sums.total(_ATOMS["labour"]).sum() > 0 for side in sides),
        tuple(keys.index(name) for name in within),
    )
    unknown = [_unknown(_totals(side, segments), segments, how) for side in sides]
    carried = CARRIED["value_rated" if how.is_merged else "value_marked"]
    value = _value(sides, segments, carried, "", len(keys))[0]

    def at(odds: float) -> Identity:
        read_so = replace(how, odds=odds)
        wholes = [
            _quantities(_totals(side, segments), value[place], segments, read_so, unknown[place])
            for place, side in enumerate(sides)
        ]
        replicates = {
            chance: _without(sides, segments, carried, value, chance, read_so, unknown, len(keys))
            for chance in sides[0].sums.question.chances
        }
        return Identity(
            keys,
            tuple(tuple(NONE if name is None else name for name in part) for part in segments),
            wholes[0],
            wholes[1],
            replicates,
            np.stack([_totals(side, segments)["rated"] for side in sides], axis=-1),
            _caveats(how, [_totals(side, segments) for side in sides], unknown),
            within,
        )

    most = settings.assumptions.unidentified_odds
    is_hidden = most != 1 and any(side.sums.total(_ATOMS["hidden_contacts"]).any() for side in sides)
    return replace(at(1.0), at_odds=tuple(map(at, (most, 1 / most))) if is_hidden else ())


@dataclass(frozen=True)
class _How:
    """Choices made once on the full sample."""

    is_merged: bool
    has_paid: bool
    has_labour: bool
    within: tuple[int, ...]
    odds: float = 1.0


@dataclass(frozen=True)
class _Read:
    """One side as read: sums by segment, and the strata of all its rows."""

    sums: Sums
    strata: Sums


def _read(snapshot: Snapshot, settings: Settings, side: Side, keys: tuple[str, ...]) -> _Read:
    asked = ask(
        ("balance",),
        by=keys,
        where=side.where,
        from_on=side.from_on,
        to_on=side.to_on,
        dimensions=settings.dimensions,
        has_agents=bool(snapshot.manifest.known.get("contacts", {}).get("agent_id")),
    )
    check_values(snapshot, asked)
    strata = (*(name for name in STRATA if name not in keys), *keys)
    stratified = {name: replace(entry, strata=strata) for name, entry in CARRIED.items()}
    chances = asked.chances
    return _Read(
        read(snapshot, settings, replace(bare(asked, _ATOMS), forced=chances)),
        read(snapshot, settings, replace(bare(asked, stratified), by=(), forced=chances)),
    )


def _totals(side: _Read, segments: Mapping[Part, int]) -> dict[str, Floats]:
    """name -> (K,)."""
    places = [segments[part] for part in side.sums.parts]
    found = {name: np.zeros(len(segments)) for name in _ATOMS}
    for name, atom in _ATOMS.items():
        found[name][places] = side.sums.total(atom)
    return found


def _value(
    sides: list[_Read], segments: dict[Part, int], carried: StratifiedSum, chance: str, width: int
) -> tuple[Floats, Floats]:
    """The value carried by side and segment: (2, K), and without each group (2, K, groups)."""
    pieces = [
        next(rows for entry, rows in side.strata.strata.items() if _alike(entry, carried))[chance] for side in sides
    ]
    known: dict[Part, int] = {}
    codes = [relabel(rows.labels, known)[rows.stratum] for rows in pieces]
    rows = Strata(
        tuple(known),
        np.repeat([0, 1], [len(rows.cell) for rows in pieces]),
        np.concatenate(codes),
        np.concatenate([rows.group for rows in pieces]),
        np.concatenate([rows.values for rows in pieces]),
    )
    names = [*segments, *dict.fromkeys(label[-width:] for label in known if label[-width:] not in segments)]
    place_of = {name: place for place, name in enumerate(names)}
    segment_of = np.array([place_of[label[-width:]] for label in known], dtype=np.int64)
    found = carry(
        rows,
        2,
        carried.least,
        groups=groups_of(chance),
        segments=segment_of,
        pools=np.zeros(2, dtype=np.int64),
    )
    whole, without = np.zeros((2, len(names))), np.zeros((2, len(names), groups_of(chance)))
    whole[:, : found.whole.shape[1]] = found.whole
    without[:, : found.whole.shape[1]] = found.without
    return whole[:, : len(segments)], without[:, : len(segments)]


def _alike(entry: StratifiedSum, carried: StratifiedSum) -> bool:
    return entry.count == carried.count and entry.answers == carried.answers


def _without(
    sides: list[_Read],
    segments: dict[Part, int],
    carried: StratifiedSum,
    value: Floats,
    chance: str,
    how: _How,
    unknown: list[Flags],
    width: int,
) -> tuple[Floats, Floats, Flags]:
    """Both sides' quantities without each group (groups, K, 13), and which groups hold anything."""
    whole, without = _value(sides, segments, carried, chance, width)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(whole[..., None] > 0, without / whole[..., None], 1.0)
    found, held = [], np.zeros(groups_of(chance), dtype=bool)
    for place, side in enumerate(sides):
        totals, kept = _totals(side, segments), {}
        places = [segments[part] for part in side.sums.parts]
        for name, atom in _ATOMS.items():
            by_group = side.sums.groups[chance][atom].T
            kept[name] = np.repeat(totals[name][None], groups_of(chance), axis=0)
            kept[name][:, places] -= by_group
            kept[name][kept[name] < MEANT * totals[name]] = 0.0
            held |= by_group.any(axis=-1)
        found.append(_quantities(kept, (value[place][:, None] * relative[place]).T, segments, how, unknown[place]))
    return found[0], found[1], held


def _quantities(
    sums: Mapping[str, Floats], value: Floats, segments: Mapping[Part, int], how: _How, unknown: Flags
) -> Floats:
    """The quantities (..., K, 13) from sums (..., K): what is not known of all issues carried where it is missing.

    Args:
        unknown: (K,), segments handled in a way of which too few issues are marked: nothing is carried there, V and R
            hold half of what is open.
    """
    issues, ways, whole = sums["issues"], pools_of(segments, (*how.within, -1)), pools_of(segments, how.within)
    begun, ended, took = corrected(sums, how.odds)
    by_people = np.array([part[-1] != BOT for part in segments], dtype=float)

    def carried(part: Floats, known: str, pools: Integers = ways) -> Floats:
        return carry_known(part, sums[known], issues, pools)

    solved = issues if how.is_merged else np.where(unknown, sums["resolved"], carried(sums["resolved"], "marked"))
    worth = value if how.is_merged else np.where(unknown, value, carried(value, "marked"))
    maybe = np.where(unknown, np.maximum(issues - sums["marked"], 0.0), 0.0)
    resolved = pooled(sums["resolved"], whole)
    maybe_worth = maybe * pooled(value, whole) / np.where(resolved > 0, resolved, 1.0)
    own, every = kept(sums, begun, ended, is_merged=how.is_merged)
    worth, solved = (scaled(part, own, every) for part in (worth, solved))
    maybe_worth, maybe = maybe_worth * every, maybe * every
    hours = carried(sums["work"], "worked") / 3600 * by_people
    paid = carried(sums["paid"], "paying") / 3600 * by_people if how.has_paid else hours
    cost = carried(sums["cost"], "costed", whole)
    parts = _cost_parts(cost, {kind: carried(sums[kind], "costed", whole) * by_people for kind in _KINDS}, how)
    amounts = [amount * took for amount in (sums["contacts"], hours, paid, sum(parts), *parts)]
    row = [worth + maybe_worth / 2, solved + maybe / 2, begun, *amounts]
    return np.stack([*row, maybe_worth, maybe], axis=-1)


def _cost_parts(cost: Floats, parts: Mapping[str, Floats], how: _How) -> list[Floats]:
    """Labour, technology, field and other, which add up to the cost; all is labour where that is not told apart."""
    if not how.has_labour:
        return [cost, *(np.zeros_like(cost) for _ in _KINDS)]
    rest = np.maximum(cost - sum(parts.values()), 0.0)
    return [*parts.values(), np.where(rest > MEANT * cost, rest, 0.0)]


def _unknown(sums: Mapping[str, Floats], segments: Mapping[Part, int], how: _How) -> Flags:
    return unmarked_bots(sums, segments, how.within) & (not how.is_merged)


def _share(sums: Sums, part: str, whole: str) -> float:
    return float(sums.total(_ATOMS[part]).sum() / max(sums.total(_ATOMS[whole]).sum(), 1.0))


def _caveats(how: _How, sums: list[dict[str, Floats]], unknown: list[Flags]) -> tuple[Caveat, ...]:
    told = [Caveat("counted_otherwise", CHOICES["value"].because, "warning")] if how.is_merged else []
    if not how.has_paid:
        told.append(Caveat("no_paid_hours", "no paid hours are known: capacity and price cannot be separated"))
    if any(mask.any() for mask in unknown):
        told.append(Caveat("unmarked_way", _unmarked(sums, unknown), "warning"))
    return tuple(told)


def _unmarked(sums: list[dict[str, Floats]], unknown: list[Flags]) -> str:
    sides = []
    for said, side, mask in zip(("before", "after"), sums, unknown, strict=True):
        marked, issues, solved = (side[name][mask].sum() for name in ("marked", "issues", "resolved"))
        if issues:
            share = (solved / issues, (solved + issues - marked) / issues)
            sides.append(
                f"{said}, {issues - marked:,.0f} of {issues:,.0f} issues carry no mark of being solved, so between "
                f"{share[0]:.0%} and {share[1]:.0%} of them were"
            )
    return f"whether bots solved what they handled alone is not known: {'; '.join(sides)}"

"""What a decomposition of the balance needs: value to the parts of cost by segment on two sides, without each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from steelyard.answers import Caveat
from steelyard.declare import StratifiedSum, Sum
from steelyard.measure.figures import reach_of, spread_of
from steelyard.measure.gaps import check_refused
from steelyard.measure.question import NONE, ROWS, ask, groups_of
from steelyard.measure.reading import check_values, read
from steelyard.measure.strata import carry
from steelyard.measure.sums import Part, Strata, Sums, relabel
from steelyard.metrics.identity import CARRIED, CHOICES, PLAIN, STRATA
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.jackknife import Spread, freedom_of_two
from steelyard.store.snapshot import Snapshot

MOST_UNMARKED = 0.20
"""Above this share of issues without a mark, experience and effectiveness are one factor."""

_MATURE = ("is_mature",)
_ATOMS = {
    **{
        name: PLAIN[name]
        for name in (
            "issues",
            "resolved",
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
    **{kind: Sum("issues", column=f"{kind}_cost", where=_MATURE) for kind in ("labour", "technology", "field")},
}

WAYS = frozenset({"channel", "handled_by", "team", "site", "agent_id"})
"""Dimensions that say how an issue was handled; all others say what customers came with: they make the mix."""

_MEANT = 1e-9
"""A remainder under this share of its whole is what rounding left of nothing."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison: the issues begun on some local days in some part of the service."""

    from_on: date | None = None
    to_on: date | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Identity:
    """Both sides of the identity, ready for `stats.decomposition`.

    Attributes:
        keys: what a segment is named by: the dimensions asked, then handled_by.
        segments: K of them, "(none)" for missing values.
        before, after: (K, 11): V, R, I, C, H, P, M and the parts of M: labour, technology, field, other; 7 where
            labour is not told apart. Hours H and P are 0 where bots alone handled, whose cost is all "other"; P equals
            H where no paid hours are known.
        replicates: chance -> before and after (groups, K, 11) without each group, and which groups hold anything.
        answers: (K, 2), rated issues on either side.
        caveats: what was assumed, or merged.
        kept: dimensions whose parts are looked at, so that no segment is merged across them.
    """

    keys: tuple[str, ...]
    segments: tuple[tuple[str, ...], ...]
    before: Floats
    after: Floats
    replicates: Mapping[str, tuple[Floats, Floats, Flags]]
    answers: Floats
    caveats: tuple[Caveat, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def cells(self) -> Integers:
        """(K,), the cell of the mix each segment lies in: segments that differ by `WAYS` alone share one."""
        mix = [place for place, key in enumerate(self.keys) if key not in WAYS]
        return relabel([tuple(segment[place] for place in mix) for segment in self.segments], {})

    def spread(self, full: Floats, terms: Mapping[str, Floats]) -> Spread:
        """The spread over every chance of something computed from both sides.

        Args:
            full: (...), computed from `before` and `after`.
            terms: chance -> (..., groups), the same from that chance's replicates.
        """
        contacts, issues = (sum(side[:, place].sum() for side in (self.before, self.after)) for place in (3, 2))
        replicates = {chance: (terms[chance], rows[2]) for chance, rows in self.replicates.items()}
        reach = reach_of(np.asarray(contacts), np.asarray(issues))
        return spread_of(full, replicates, reach, {name: self.freedom(name) for name in replicates if name != ROWS})

    def freedom(self, chance: str) -> Floats:
        """Degrees of freedom of a difference between the sides, by the issues each group of a chance has on either."""
        without = self.replicates[chance][:2]
        issues = np.array(
            [
                whole[:, 2].sum() - left[:, :, 2].sum(axis=1)
                for whole, left in zip((self.before, self.after), without, strict=True)
            ]
        )
        return freedom_of_two(np.where(issues > 1e-9 * issues.sum(axis=1, keepdims=True), issues, 0.0))


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
        any(_share(side.sums, "unmarked", "issues") > MOST_UNMARKED for side in sides),
        all(side.sums.total(_ATOMS["paid"]).sum() > 0 for side in sides),
        tuple(keys.index(name) for name in within),
    )
    carried = CARRIED["value_rated" if how.is_merged else "value_marked"]
    value = _value(sides, segments, carried, "", len(keys))[0]
    wholes = [_quantities(_totals(side, segments), value[place], segments, how) for place, side in enumerate(sides)]
    width = 11 if all(whole[:, 7].sum() > 0 for whole in wholes) else 7
    replicates = {
        chance: _without(sides, segments, carried, value, chance, how, len(keys))
        for chance in sides[0].sums.question.chances
    }
    return Identity(
        keys,
        tuple(tuple(NONE if name is None else name for name in part) for part in segments),
        wholes[0][:, :width],
        wholes[1][:, :width],
        {chance: (one[..., :width], two[..., :width], held) for chance, (one, two, held) in replicates.items()},
        np.stack([_totals(side, segments)["rated"] for side in sides], axis=-1),
        _caveats(how),
        within,
    )


@dataclass(frozen=True)
class _How:
    """Choices made once on the full sample."""

    is_merged: bool
    has_paid: bool
    within: tuple[int, ...]


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
    plain = replace(asked, metrics=(replace(asked.metrics[0], sums=_ATOMS, is_inferred=False),))
    carried = replace(asked, by=(), metrics=(replace(asked.metrics[0], sums=stratified, is_inferred=False),))
    chances = asked.chances
    return _Read(
        read(snapshot, settings, replace(plain, forced=chances)),
        read(snapshot, settings, replace(carried, forced=chances)),
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
    width: int,
) -> tuple[Floats, Floats, Flags]:
    """Both sides' quantities without each group (groups, K, 11), and which groups hold anything."""
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
            kept[name][kept[name] < _MEANT * totals[name]] = 0.0
            held |= by_group.any(axis=-1)
        found.append(_quantities(kept, (value[place][:, None] * relative[place]).T, segments, how))
    return found[0], found[1], held


def _quantities(sums: Mapping[str, Floats], value: Floats, segments: Mapping[Part, int], how: _How) -> Floats:
    """V, R, I, C, H, P, M, L, T, F, O (..., K, 11) from sums (..., K): the unknown carried where it is missing."""
    issues, ways = sums["issues"], _pools(segments, (*how.within, -1))
    by_people = np.array([part[-1] != "bot" for part in segments], dtype=float)

    def carried(part: Floats, known: str, pools: Integers = ways) -> Floats:
        return _carried(part, sums[known], issues, pools)

    resolved = issues if how.is_merged else carried(sums["resolved"], "marked")
    worth = value if how.is_merged else carried(value, "marked")
    hours = carried(sums["work"], "worked") / 3600 * by_people
    paid = carried(sums["paid"], "paying") / 3600 * by_people if how.has_paid else hours
    whole = _pools(segments, how.within)
    cost = carried(sums["cost"], "costed", whole)
    parts = [carried(sums[kind], "costed", whole) * by_people for kind in ("labour", "technology", "field")]
    rest = np.maximum(cost - sum(parts), 0.0)
    parts.append(np.where(rest > _MEANT * cost, rest, 0.0))
    return np.stack([worth, resolved, issues, sums["contacts"], hours, paid, sum(parts), *parts], axis=-1)


def _carried(part: Floats, known: Floats, issues: Floats, pools: Integers) -> Floats:
    """(..., K): a sum known of some issues only, the others of each segment at the mean of its pool's known."""
    held = _together(known, pools)
    mean = _together(part, pools) / np.where(held > 0, held, 1.0)
    return part + np.maximum(issues - known, 0.0) * mean


def _pools(segments: Mapping[Part, int], keys: tuple[int, ...]) -> Integers:
    """(K,): segments with the same number share these keys: within them the known stands for the unknown."""
    return relabel([tuple(part[place] for place in keys) for part in segments], {})


def _together(sums: Floats, pools: Integers) -> Floats:
    """(..., K): every segment's pool summed up."""
    return np.asarray((sums @ np.eye(int(pools.max(initial=0)) + 1)[pools])[..., pools])


def _share(sums: Sums, part: str, whole: str) -> float:
    return float(sums.total(_ATOMS[part]).sum() / max(sums.total(_ATOMS[whole]).sum(), 1.0))


def _caveats(how: _How) -> tuple[Caveat, ...]:
    told = [Caveat("counted_otherwise", CHOICES["value"].because, "warning")] if how.is_merged else []
    if not how.has_paid:
        told.append(Caveat("no_paid_hours", "no paid hours are known: capacity is not told apart from price"))
    return tuple(told)

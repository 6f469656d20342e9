"""What the engine gives back: sums by part and group, for every chance. Small, dense, and they add up.

Everything statistical happens on these. Two halves of the rows, summed apart with the same quantiles in mind, merge
into the sums of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from steelyard.declare import Quantile, StratifiedSum, Sum
from steelyard.errors import QuestionError
from steelyard.measure.question import CUSTOMERS, Question
from steelyard.measure.sums.spans import Days
from steelyard.settings.model import Assumptions
from steelyard.stats.arrays import Floats, Integers

Part = tuple[str | None, ...]
"""Values of the question's keys, in order; None where a dimension is missing."""

Atom = Sum | Quantile
"""A row-level sum; a quantile stands for the count of rows at or below the value found for it."""


@dataclass(frozen=True)
class Strata:
    """Rows of a stratified sum: count carried, total of the answers, answers.

    Attributes:
        labels: the strata.
        cell, stratum, group: (N,), what each row belongs to; group is 0 where there are none.
        values: (N, 3).
    """

    labels: tuple[Part, ...]
    cell: Integers
    stratum: Integers
    group: Integers
    values: Floats


@dataclass(frozen=True)
class Bins:
    """Rows of a histogram, (N,): the cell, the smallest and greatest value of a bin, and how many it holds.

    Attributes:
        is_open: 1.0 where the values are times watched so far without the event, 0.0 where they are known.
    """

    cell: Integers
    least: Floats
    most: Floats
    count: Floats
    is_open: Floats


@dataclass(frozen=True)
class Sums:
    """The sums a question asked for.

    Attributes:
        parts: the cells, in order; one empty part where nothing was split.
        groups: chance -> row-level sum -> (cells, groups); those of single rows may stand for none (see `halves`).
        strata: stratified sum -> chance ("" for the whole, by every stratum) -> its rows.
        bins: quantile -> its histogram; cuts: quantile -> (cells,), the value the shares were counted at.
        assumptions: the workspace's, for caveats and refusals.
        spans: the days of every part, where the question says them.
    """

    question: Question
    parts: tuple[Part, ...]
    groups: Mapping[str, Mapping[Atom, Floats]]
    strata: Mapping[StratifiedSum, Mapping[str, Strata]] = field(default_factory=dict)
    bins: Mapping[Quantile, Bins] = field(default_factory=dict)
    cuts: Mapping[Quantile, Floats] = field(default_factory=dict)
    assumptions: Assumptions = field(default_factory=Assumptions)
    spans: tuple[Days | None, ...] = ()

    def total(self, atom: Atom) -> Floats:
        """The sum of every part: (cells,)."""
        return self.groups[CUSTOMERS][atom].sum(axis=-1)

    def place(self, part: Mapping[str, str] | Part) -> int:
        """Where a part stands; QuestionError where it does not."""
        wanted = part if isinstance(part, tuple) else tuple(part.get(key) for key in self.question.keys)
        names = [tuple("(none)" if value is None else value for value in known) for known in self.parts]
        asked = tuple("(none)" if value is None else value for value in wanted)
        if asked not in names:
            raise QuestionError(
                f"there is no part {', '.join(asked) or '(whole)'}", next=f"{len(names)} parts were measured"
            )
        return names.index(asked)


def merge(one: Sums, other: Sums) -> Sums:
    """The sums of two disjoint sets of rows together.

    Raises:
        QuestionError: the two answer different questions or follow-ups, or counted shares at different quantiles.
    """
    if (one.question.metrics, one.question.keys) != (other.question.metrics, other.question.keys):
        raise QuestionError("only sums of the same metrics and parts can be merged")
    if one.question.follow_days != other.question.follow_days:
        raise QuestionError("only sums of the same follow-up can be merged")
    parts = in_order({*one.parts, *other.parts})
    places = [_places(sums.parts, parts) for sums in (one, other)]
    cuts = {quantile: _same_cuts(quantile, one, other, places, len(parts)) for quantile in one.cuts}
    groups = {
        chance: {
            atom: _spread(atoms[atom], places[0], len(parts))
            + _spread(other.groups[chance][atom], places[1], len(parts))
            for atom in atoms
        }
        for chance, atoms in one.groups.items()
    }
    strata = {
        carried: {chance: _joined(rows, other.strata[carried][chance], places) for chance, rows in by_chance.items()}
        for carried, by_chance in one.strata.items()
    }
    bins = {
        quantile: Bins(
            np.concatenate([places[0][held.cell], places[1][other.bins[quantile].cell]]),
            np.concatenate([held.least, other.bins[quantile].least]),
            np.concatenate([held.most, other.bins[quantile].most]),
            np.concatenate([held.count, other.bins[quantile].count]),
            np.concatenate([held.is_open, other.bins[quantile].is_open]),
        )
        for quantile, held in one.bins.items()
    }
    question = replace(one.question, from_on=None, to_on=None)
    return Sums(question, parts, groups, strata, bins, cuts, one.assumptions, _spans(one, other, parts))


def _spans(one: Sums, other: Sums, parts: Sequence[Part]) -> tuple[Days | None, ...]:
    first, second = (dict(zip(sums.parts, sums.spans, strict=False)) for sums in (one, other))
    found = [(first.get(part, second.get(part)), second.get(part, first.get(part))) for part in parts]
    return tuple(days if days == again else None for days, again in found)


def take(sums: Sums, places: Sequence[int]) -> Sums:
    """The sums of some of the parts, in the order given."""
    new = np.full(len(sums.parts), -1)
    new[list(places)] = np.arange(len(places))
    if len(set(places)) < len(places):
        raise QuestionError("a part is compared with itself", next="name two different parts")
    return replace(
        sums,
        parts=tuple(sums.parts[place] for place in places),
        groups={
            chance: {atom: values[list(places)] for atom, values in atoms.items()}
            for chance, atoms in sums.groups.items()
        },
        strata={
            carried: {chance: _rows_of(rows, new) for chance, rows in by_chance.items()}
            for carried, by_chance in sums.strata.items()
        },
        bins={quantile: _bins_of(held, new) for quantile, held in sums.bins.items()},
        cuts={quantile: cut[list(places)] for quantile, cut in sums.cuts.items()},
        spans=tuple(sums.spans[place] for place in places) if sums.spans else (),
    )


def pooled(sums: Sums, onto: Mapping[Part, Part]) -> Sums:
    """The sums of several parts added up: each part is counted in the one it stands for; parts not named are left out.

    Shares counted at quantiles are left out: each part has its own.
    """
    kept = take(sums, [place for place, part in enumerate(sums.parts) if part in onto])
    parts = in_order({onto[part] for part in kept.parts})
    places = _places([onto[part] for part in kept.parts], parts)
    groups: dict[str, dict[Atom, Floats]] = {
        chance: {
            atom: _added(values, places, len(parts)) for atom, values in atoms.items() if not isinstance(atom, Quantile)
        }
        for chance, atoms in kept.groups.items()
    }
    strata = {
        carried: {
            chance: Strata(rows.labels, places[rows.cell], rows.stratum, rows.group, rows.values)
            for chance, rows in by_chance.items()
        }
        for carried, by_chance in kept.strata.items()
    }
    return replace(kept, parts=parts, groups=groups, strata=strata, bins={}, cuts={}, spans=())


def in_order(parts: set[Part]) -> tuple[Part, ...]:
    """Parts sorted, missing values last."""
    return tuple(sorted(parts, key=lambda part: [(value is None, value or "") for value in part]))


def relabel(labels: Sequence[Part], known: dict[Part, int]) -> Integers:
    """Codes of labels in a growing register."""
    return np.array([known.setdefault(label, len(known)) for label in labels], dtype=np.int64)


def _places(parts: Sequence[Part], among: Sequence[Part]) -> Integers:
    index = {part: place for place, part in enumerate(among)}
    return np.array([index[part] for part in parts], dtype=np.int64)


def _spread(values: Floats, places: Integers, count: int) -> Floats:
    wide = np.zeros((count, *values.shape[1:]))
    wide[places] = values
    return wide


def _added(values: Floats, places: Integers, count: int) -> Floats:
    found = np.zeros((count, *values.shape[1:]))
    np.add.at(found, places, values)
    return found


def _same_cuts(quantile: Quantile, one: Sums, other: Sums, places: list[Integers], count: int) -> Floats:
    found = np.full((2, count), np.nan)
    for side, sums in enumerate((one, other)):
        found[side, places[side]] = sums.cuts[quantile]
    clash = (~np.isnan(found)).all(axis=0) & (found[0] != found[1])
    if clash.any():
        raise QuestionError(
            f"the two halves counted shares of {quantile.column} at different values",
            next="measure both with the cuts of the whole",
        )
    return np.where(np.isnan(found[0]), found[1], found[0])


def _rows_of(rows: Strata, new: Integers) -> Strata:
    keep = new[rows.cell] >= 0
    return Strata(rows.labels, new[rows.cell[keep]], rows.stratum[keep], rows.group[keep], rows.values[keep])


def _bins_of(held: Bins, new: Integers) -> Bins:
    keep = new[held.cell] >= 0
    return Bins(new[held.cell[keep]], held.least[keep], held.most[keep], held.count[keep], held.is_open[keep])


def _joined(one: Strata, other: Strata, places: list[Integers]) -> Strata:
    known: dict[Part, int] = {}
    codes = [relabel(rows.labels, known) for rows in (one, other)]
    return Strata(
        tuple(known),
        np.concatenate([places[0][one.cell], places[1][other.cell]]),
        np.concatenate([codes[0][one.stratum], codes[1][other.stratum]]),
        np.concatenate([one.group, other.group]),
        np.concatenate([one.values, other.values]),
    )

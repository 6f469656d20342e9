"""Asking the engine: one scan per fact for all chances, folded into dense sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from steelyard import facts
from steelyard.declare import Quantile, StratifiedSum, Sum
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.question import (
    AGENT_GROUPS,
    CUSTOMERS,
    GROUPS,
    HALVES,
    NONE,
    ROWS,
    Question,
    dimensions_of,
    groups_of,
    quantile_base,
)
from steelyard.measure.sums import grouping, half_samples, queries
from steelyard.measure.sums.answered import answered
from steelyard.measure.sums.decoding import decode
from steelyard.measure.sums.histograms import Histogram, histogram
from steelyard.measure.sums.model import Atom, Part, Strata, Sums, in_order, relabel
from steelyard.measure.sums.spans import days_of
from steelyard.settings.model import Settings
from steelyard.stages import each
from steelyard.stats.arrays import Floats, Integers
from steelyard.stats.sampling.quantiles import locate
from steelyard.store.engine import Engine
from steelyard.store.snapshot import Snapshot

MOST_ROWS = 200_000
"""Strata by part and group are coarsened, for the intervals only, until they make no more rows than this."""

Result = Mapping[str, np.ndarray]


def summed(snapshot: Snapshot, settings: Settings, question: Question, cuts: Sums | None = None) -> Sums:
    """The sums of a checked question, asked from the engine."""
    engine, tables = snapshot.engine, frozenset(snapshot.manifest.tables)
    names = {name for name in facts.names() if facts.fact(name).table in tables and _fits(question, name)}
    reader = _Reader(engine, question, frozenset(names))
    histograms = reader.histograms()
    points = _known_points(cuts) if cuts else _points(histograms)
    plain = reader.plain(points)
    found = {part for rows in plain.values() for part in rows.parts}
    found |= {part for held in histograms.values() for part in held.parts}
    parts = in_order(found) if question.keys else ((),)
    carried = reader.stratified(len(parts))
    place = {part: index for index, part in enumerate(parts)}
    groups: dict[str, dict[Atom, Floats]] = {chance: {} for chance in question.chances}
    for (_, chance), rows in plain.items():
        for told, atoms in _by_atom(rows, place, chance).items():
            groups[told] |= atoms
    for chance in question.chances:
        for atom in (atom for atoms in question.atoms.values() for atom in atoms if atom not in groups[chance]):
            groups[chance][atom] = np.zeros((len(parts), groups_of(chance)))
    return Sums(
        question,
        parts,
        groups,
        {entry: _strata(entry, carried, place) for entry in question.stratified},
        {quantile: held.bins(place) for quantile, held in histograms.items()},
        {quantile: _cells(points[quantile], parts) for quantile in histograms},
        settings.assumptions,
        days_of(question, parts),
    )


@dataclass(frozen=True)
class _Rows:
    """A result decoded: parts and strata, and the part, stratum and group of every row."""

    parts: tuple[Part, ...]
    cell: Integers
    labels: tuple[Part, ...]
    stratum: Integers
    group: Integers
    atoms: tuple[Atom, ...]
    result: Result


@dataclass(frozen=True)
class _Reader:
    """Runs the queries of one question on the facts that can answer it."""

    engine: Engine
    question: Question
    facts: frozenset[str]

    def histograms(self) -> dict[Quantile, Histogram]:
        """Quantile -> its values, read once for all quantiles of the same rows."""
        wanted = [quantile for quantile in self.question.quantiles if quantile.fact in self.facts]
        one_of_each = {quantile_base(quantile): quantile for quantile in wanted}
        found = {base: histogram(self.engine, self.question, quantile) for base, quantile in one_of_each.items()}
        return {quantile: found[quantile_base(quantile)] for quantile in wanted}

    def plain(self, points: Mapping[Quantile, Mapping[Part, float]]) -> dict[tuple[str, str], _Rows]:
        """(fact, chance) -> its rows."""
        found = {}
        for fact, atoms in each("sums", self.question.atoms.items()):
            below = tuple(quantile for quantile in points if quantile.fact == fact)
            if fact in self.facts:
                for chance, rows in self._by_chance(fact, atoms, (), below, points).items():
                    found[fact, chance] = rows
        return found

    def stratified(self, cells: int) -> dict[tuple[str, tuple[str, ...], str], _Rows]:
        """(fact, strata, chance) -> its rows; the chance "" stands for the whole by every stratum."""
        needed: dict[tuple[str, tuple[str, ...]], dict[Sum, None]] = {}
        for entry in self.question.stratified:
            for atom in (entry.count, entry.total, entry.answers):
                needed.setdefault((atom.fact, entry.strata), {})[atom] = None
        found = {}
        for (fact, strata), atoms in needed.items():
            if fact not in self.facts:
                continue
            sql = grouping.sums_query(self.question, fact, tuple(atoms), (), strata=strata, dialect=self.engine.dialect)
            whole = found[fact, strata, ""] = self._rows(self.engine.query(sql), tuple(atoms), None)
            depth = _depth(whole, len(strata), cells)
            for chance, rows in self._by_chance(fact, tuple(atoms), strata[depth:]).items():
                found[fact, strata, chance] = rows
        return found

    def _by_chance(
        self,
        fact: str,
        atoms: tuple[Sum, ...],
        strata: tuple[str, ...],
        below: tuple[Quantile, ...] = (),
        points: Mapping[Quantile, Mapping[Part, float]] | None = None,
    ) -> dict[str, _Rows]:
        chances = half_samples.read_for(self.question.chances)
        sql = grouping.sums_query(
            self.question, fact, atoms, chances, strata=strata, below=below, dialect=self.engine.dialect
        )
        if below and points:
            points_below = [points[quantile] for quantile in below]
            sql = grouping.with_cuts(sql, self.question, points_below, dialect=self.engine.dialect)
        result = self.engine.query(sql)
        found = {}
        for place, chance in enumerate(chances):
            group = result[f"g{place}"]
            held = group != np.array(None) if group.dtype == object else ~np.isnan(group.astype(float))
            rows = {name: column[held] for name, column in result.items()}
            found[chance] = self._rows(rows, (*atoms, *below), rows[f"g{place}"])
        return found

    def _rows(self, result: Result, atoms: tuple[Atom, ...], group: np.ndarray | None) -> _Rows:
        length = len(next(iter(result.values())))
        parts, cell = decode([result[name] for name in grouping.part_columns(self.question)], length)
        labels, stratum = decode([result[name] for name in sorted(result) if name.startswith("h")], length)
        codes = np.zeros(length, dtype=np.int64) if group is None else group_codes(group)
        return _Rows(parts, cell, labels, stratum, codes, atoms, result)


def _fits(question: Question, fact: str) -> bool:
    return {*question.by, *question.where} <= set(dimensions_of(fact, question.dimensions))


def check_values(snapshot: Snapshot, question: Question) -> None:
    """QuestionError where a filter names a value that no row has."""
    for name, values in question.where.items():
        known: set[str] = set()
        for fact in question.atoms:
            if facts.fact(fact).table in snapshot.manifest.tables and name in dimensions_of(fact, question.dimensions):
                known |= set(_names(snapshot, question, fact, name))
        for value in values:
            if value not in known and value != NONE:
                raise QuestionError(f"no {name} is called {value!r}", next=did_you_mean(value, known))


def _names(snapshot: Snapshot, question: Question, fact: str, dimension: str) -> np.ndarray:
    """The different values of a dimension."""
    made_from = ("names", fact, dimension, question.dimensions)
    return answered(snapshot, made_from, lambda *_: queries.names_of(question, fact, dimension))["v"]


def _points(histograms: Mapping[Quantile, Histogram]) -> dict[Quantile, dict[Part, float]]:
    return {
        quantile: dict(zip(held.parts, locate(held.values, quantile.q).tolist(), strict=True))
        for quantile, held in histograms.items()
    }


def _known_points(sums: Sums) -> dict[Quantile, dict[Part, float]]:
    return {quantile: dict(zip(sums.parts, cut.tolist(), strict=True)) for quantile, cut in sums.cuts.items()}


def _cells(points: Mapping[Part, float], parts: Sequence[Part]) -> Floats:
    return np.array([points.get(part, np.nan) for part in parts])


def _by_atom(rows: _Rows, place: Mapping[Part, int], chance: str) -> dict[str, dict[Atom, Floats]]:
    """Chance -> its sums: two chances where their halves were read."""
    dense = _dense(rows, place, groups_of(chance))
    if chance != HALVES:
        return {chance: dense}
    split = {atom: half_samples.told(values) for atom, values in dense.items()}
    return {told: {atom: found[told] for atom, found in split.items()} for told in (CUSTOMERS, ROWS)}


def _dense(rows: _Rows, place: Mapping[Part, int], width: int) -> dict[Atom, Floats]:
    slot = _relocate(rows, place) * width + rows.group
    size = len(place) * width
    return {
        atom: np.asarray(np.bincount(slot, _number(rows, index), size), dtype=float).reshape(-1, width)
        for index, atom in enumerate(rows.atoms)
    }


def _strata(
    entry: StratifiedSum, carried: Mapping[tuple[str, tuple[str, ...], str], _Rows], place: Mapping[Part, int]
) -> dict[str, Strata]:
    chances = dict.fromkeys(chance for _, strata, chance in carried if strata == entry.strata)
    found = {chance: _strata_of(entry, chance, carried, place) for chance in chances}
    split = found.pop(HALVES, None)
    return found if split is None else found | half_samples.told_by_stratum(split)


def _strata_of(
    entry: StratifiedSum,
    chance: str,
    carried: Mapping[tuple[str, tuple[str, ...], str], _Rows],
    place: Mapping[Part, int],
) -> Strata:
    known: dict[Part, int] = {}
    pieces = []
    for fact in dict.fromkeys((entry.count.fact, entry.total.fact)):
        rows = carried.get((fact, entry.strata, chance))
        if rows is None:
            continue
        wanted = (entry.count, entry.total, entry.answers)
        values = np.stack([_number_of(rows, atom) for atom in wanted], axis=1)
        held = values.any(axis=1)
        codes = relabel(rows.labels, known)[rows.stratum]
        pieces.append((_relocate(rows, place)[held], codes[held], rows.group[held], values[held]))
    cell, stratum, group, values = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return Strata(tuple(known), cell, stratum, group, values)


def _depth(whole: _Rows, width: int, cells: int) -> int:
    """How many strata dimensions, from the left, the intervals must do without."""
    for depth in range(width):
        if cells * len({label[depth:] for label in whole.labels}) * GROUPS <= MOST_ROWS:
            return depth
    return width


def _relocate(rows: _Rows, place: Mapping[Part, int]) -> Integers:
    return np.array([place[part] for part in rows.parts], dtype=np.int64)[rows.cell]


def _number(rows: _Rows, index: int) -> Floats:
    return np.nan_to_num(np.asarray(rows.result[f"s{index}"], dtype=float))


def _number_of(rows: _Rows, atom: Atom) -> Floats:
    return _number(rows, rows.atoms.index(atom)) if atom in rows.atoms else np.zeros(len(rows.cell))


def group_codes(column: np.ndarray) -> Integers:
    """The group of every row; agents' ids are spread over theirs."""
    if column.dtype != object:
        return column.astype(np.int64)
    listed = column.tolist()
    codes = {label: crc32(str(label).encode()) % AGENT_GROUPS for label in set(listed)}
    return np.fromiter(map(codes.__getitem__, listed), dtype=np.int64, count=len(listed))

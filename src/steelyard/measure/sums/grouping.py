"""The queries behind sums and quantiles: one group-by per fact for all sums and chances at once.

A query is put together from fragments: what a sum adds up, how a row's group is told, when a row is asked of. Each is
compiled from its Ibis expression once and kept as text (`compiled`), since compiling is what a small question costs.

Columns of every result: k0, k1 ... the part (dimensions, then the period's first date), h0, h1 ... strata, g0, g1 ...
the group of each chance, s0, s1 ... the sums in the order asked, all as float64.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from steelyard import facts
from steelyard.declare import Quantile, Sum
from steelyard.measure.question import Question, check_filters, quantile_base
from steelyard.measure.sums import queries
from steelyard.measure.sums.compiled import compiled, dated
from steelyard.store import dialects

CUTS = "steelyard_cuts"
"""The table of quantiles found, a row for each part, that the shares at or below them are counted against."""

_ENDLESS = 1e300
"""In place of a quantile that too many are still open to know."""

_KEPT = 4096
"""Fragments that are kept: each measure has some ten, each span of days asked two."""


def sums_query(
    question: Question,
    fact: str,
    atoms: Sequence[Sum],
    chances: Sequence[str],
    *,
    strata: Sequence[str] = (),
    below: Sequence[Quantile] = (),
    dialect: str,
) -> str:
    """The sums of one fact by part, stratum and group, in one scan for all chances.

    Args:
        chances: what the groups are; each has a column g0, g1 ... of its own, missing in the rows of the others.
        below: quantiles of the fact; after the atoms' sums come the counts of rows at or below each (see `with_cuts`).
    """
    text = _Text(fact, question.dimensions, dialect)
    groups = {f"g{place}": text.of(queries.group_of, question.period, chance) for place, chance in enumerate(chances)}
    named = {f"h{place}": text.name(stratum) for place, stratum in enumerate(strata)} | groups
    used = {name for atom in (*atoms, *map(quantile_base, below)) for name in columns_of(atom)}
    rows = _rows(text, question, {*used, *(quantile.column for quantile in below)}, named)
    if below:
        rows = _with_cuts(text, question, rows)
    sums = [text.of(queries.sum_of, atom) for atom in atoms]
    sums += [text.of(queries.at_most, quantile, f"q{place}") for place, quantile in enumerate(below)]
    keys = [*part_columns(question), *(name for name in named if name not in groups)]
    return _grouped(text, rows, keys, list(groups), {f"s{place}": value for place, value in enumerate(sums)})


def bins_query(question: Question, quantile: Quantile, *, dialect: str) -> str:
    """Values by part and logarithmic bin: columns k0 ..., the least and the most of each bin, s0 their count.

    Column o tells the bins of what is still open (1) from those of what is known (0).
    """
    text = _Text(quantile.fact, question.dimensions, dialect)
    return _counted(text, question, _valued(text, question, quantile, text.of(queries.bin_of, quantile)))


def values_query(question: Question, quantile: Quantile, *, dialect: str) -> str:
    """The same by part and single value, of the parts for which the table of cuts holds a number (see `with_cuts`)."""
    text = _Text(quantile.fact, question.dimensions, dialect)
    rows = _with_cuts(text, question, _valued(text, question, quantile, text.of(queries.value_of, quantile)))
    return _counted(text, question, f"{rows} WHERE {text.name('q0')} IS NOT NULL")


def with_cuts(
    sql: str, question: Question, points: Sequence[Mapping[tuple[str | None, ...], float]], *, dialect: str
) -> str:
    """A query that counts shares at or below quantiles, with the table of those quantiles in front.

    Args:
        points: for each quantile asked the value found in each part.
    """
    width = len(question.keys)
    kinds = ["date" if name == "period" else "text" for name in question.keys]
    names = [*(f"c{place}" for place in range(width)), *(f"q{place}" for place in range(len(points)))]
    parts = dict.fromkeys(part for values in points for part in values) or {(None,) * width: None}
    cuts = [_cut(part, kinds, [values.get(part) for values in points], dialect) for part in parts]
    table = dialects.quoted(CUTS, dialect)
    return f"WITH {table} AS (SELECT * FROM (VALUES {', '.join(cuts)}) AS t({', '.join(names)})) {sql}"


def part_columns(question: Question) -> list[str]:
    """The result's columns that name the part."""
    return [f"k{place}" for place in range(len(question.keys))]


def columns_of(atom: Sum) -> tuple[str, ...]:
    """The columns a sum is made of."""
    return (*((atom.column,) if atom.column else ()), *atom.where, *atom.unless, *atom.known)


@dataclass(frozen=True)
class _Text:
    """The SQL of one fact's columns in one dialect.

    Args:
        dimensions: the workspace's own.
    """

    fact: str
    dimensions: tuple[str, ...]
    dialect: str

    def name(self, name: str) -> str:
        """A name as an identifier."""
        return dialects.quoted(name, self.dialect)

    def names(self, names: Iterable[str]) -> str:
        """Names as a list."""
        return ", ".join(map(self.name, names))

    def aliased(self, values: Mapping[str, str]) -> list[str]:
        """Values under their names."""
        return [f"{value} AS {self.name(name)}" for name, value in values.items()]

    def since(self, make: Callable[..., Any], day: date) -> str:
        """The same of a maker that takes a day."""
        return _dated(self, make, day)

    def of(self, make: Callable[..., Any], *given: Any) -> str:
        """What a maker of `queries` makes of the fact's columns."""
        return _fragment(self, make, *given)


def _rows(text: _Text, question: Question, used: Iterable[str], named: Mapping[str, str], *further: str) -> str:
    """The rows asked, as a relation: the columns used, their part in k0, k1 ... and what else is named.

    Args:
        further: conditions beside the question's own.
    """
    if not question.metrics:
        check_filters(question, text.fact)
    values = text.aliased({**_parts(text, question), **named})
    listed = ", ".join([*map(text.name, sorted(used)), *values]) or "1 AS one"
    conditions = [*_conditions(text, question), *further]
    where = f" WHERE {' AND '.join(f'({condition})' for condition in conditions)}" if conditions else ""
    return f"(SELECT {listed} FROM {text.name(facts.fact(text.fact).table)}{where}) AS r"


def _with_cuts(text: _Text, question: Question, rows: str) -> str:
    """The same beside the quantiles of their part."""
    matches = [f"{text.name(f'k{place}')} IS NOT DISTINCT FROM c{place}" for place in range(len(question.keys))]
    cuts = text.name(CUTS)
    return f"{rows} LEFT JOIN {cuts} ON {' AND '.join(matches)}" if matches else f"{rows} CROSS JOIN {cuts}"


def _grouped(text: _Text, rows: str, keys: Sequence[str], groups: Sequence[str], sums: Mapping[str, str]) -> str:
    """Sums of a relation by the keys and by each of the groups in turn."""
    listed = ", ".join([*map(text.name, (*keys, *groups)), *text.aliased(sums)])
    sets = [text.names((*keys, group)) for group in groups] or [text.names(keys)]
    by = f"GROUPING SETS ({', '.join(f'({one})' for one in sets)})" if len(sets) > 1 else sets[0]
    return f"SELECT {listed} FROM {rows}{f' GROUP BY {by}' if by else ''}"


def _valued(text: _Text, question: Question, quantile: Quantile, bin: str) -> str:
    """The rows a quantile is of, each with its value `v`, whether that is still open `o` and the bin `b` it is in."""
    named = {"v": text.of(queries.value_of, quantile), "o": text.of(queries.is_open, quantile), "b": bin}
    return _rows(text, question, (), named, text.of(queries.is_valued, quantile))


def _counted(text: _Text, question: Question, rows: str) -> str:
    """By part, bin and whether it is still open or known: the least and the most value, and how many."""
    keys = [*part_columns(question), "o"]
    value = text.name("v")
    sums = {"least": f"MIN({value})", "most": f"MAX({value})", "s0": text.of(queries.count_all)}
    listed = ", ".join([*map(text.name, keys), *text.aliased(sums)])
    return f"SELECT {listed} FROM {rows} GROUP BY {text.names((*keys, 'b'))}"


def _parts(text: _Text, question: Question) -> dict[str, str]:
    values = [text.of(queries.dimension_of, name) for name in question.by]
    values += [text.of(queries.period_of, question.period)] if question.period else []
    return dict(zip(part_columns(question), values, strict=True))


def _conditions(text: _Text, question: Question) -> list[str]:
    known = {*(column.name for column in facts.fact(text.fact).columns), *text.dimensions}
    found = [text.since(queries.is_from, question.from_on)] if question.from_on else []
    found += [text.since(queries.is_until, question.to_on)] if question.to_on else []
    chosen = {name: tuple(values) for name, values in question.where.items() if name in known}
    return found + [text.of(queries.is_one_of, name, values) for name, values in chosen.items()]


@lru_cache(_KEPT)
def _fragment(text: _Text, make: Callable[..., Any], *given: Any) -> str:
    """The SQL of what a maker of `queries` makes of the fact's columns."""

    return compiled((make.__name__, text, given), lambda: _written(text, make, *given))


@lru_cache(_KEPT)
def _dated(text: _Text, make: Callable[..., Any], day: date) -> str:
    return dated((make.__name__, text), lambda day, _: _written(text, make, day), day)


def _written(text: _Text, make: Callable[..., Any], *given: Any) -> str:
    return dialects.fragment(make(queries.table(text.fact, text.dimensions), *given), text.dialect)


def _cut(part: Sequence[str | None], kinds: Sequence[str], values: Sequence[float | None], dialect: str) -> str:
    named = [dialects.literal(name, kind, dialect) for name, kind in zip(part, kinds, strict=True)]
    numbers = [dialects.literal(_number(value), "double", dialect) for value in values]
    return f"({', '.join(named + numbers)})"


def _number(value: float | None) -> float | None:
    return None if value is None or value != value else min(value, _ENDLESS)

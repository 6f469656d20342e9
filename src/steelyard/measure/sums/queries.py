"""From a question to SQL: one group-by per fact and chance for all sums at once, compiled from Ibis expressions.

Columns of every result: k0, k1 ... the part (dimensions, then the period's first date), h0, h1 ... strata, g0, g1 ...
the group of each chance, s0, s1 ... the sums in the order asked, all as float64. Ibis has no grouping sets: they are
put into the parsed SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import sqlglot
from sqlglot import exp

from steelyard import facts
from steelyard.declare import Quantile, Sum
from steelyard.measure.question import (
    AGENTS,
    CUSTOMERS,
    DAYS,
    HALVES,
    NONE,
    ROWS,
    Question,
    check_filters,
    quantile_base,
)
from steelyard.schema import IBIS_TYPES
from steelyard.stats.sampling.quantiles import BINS_PER_E, ZERO_BIN
from steelyard.store import dialects

CUTS = "steelyard_cuts"
"""The table of quantiles found, a row for each part, that the shares at or below them are counted against."""

_TRUNCATE = {"day": "D", "week": "W", "month": "M", "quarter": "Q"}
GROUP_COLUMNS = {
    CUSTOMERS: {"customer_group"},
    AGENTS: {"agent_id", "row_group"},
    ROWS: {"row_group"},
    HALVES: {"customer_group", "row_group"},
}
_ENDLESS = 1e300
"""In place of a quantile that too many are still open to know."""

_EPOCH = ibis.date(1970, 1, 5)


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
    used = {name for atom in (*atoms, *map(quantile_base, below)) for name in _columns_of(atom)}
    used |= {quantile.column for quantile in below}
    used |= {*strata, *(name for chance in chances for name in GROUP_COLUMNS.get(chance, ()))}
    rows = asked(question, fact, used)
    if below:
        rows = _with_cuts(rows, question, below)
    groups = {f"g{place}": group_of(rows, question, chance) for place, chance in enumerate(chances)}
    rows = rows.mutate(**groups) if groups else rows
    keys = {name: rows[name] for name in part_columns(question)}
    keys |= {f"h{place}": rows[name] for place, name in enumerate(strata)}
    keys |= {name: rows[name] for name in groups}
    values = [_sum(rows, atom) for atom in atoms]
    values += [
        _count(qualifies(rows, quantile_base(quantile)) & (rows[quantile.column] <= rows[f"q{place}"]))
        for place, quantile in enumerate(below)
    ]
    named = {f"s{place}": value for place, value in enumerate(values)}
    sql = to_sql(rows.group_by(**keys).aggregate(**named) if keys else rows.aggregate(**named), dialect)
    return by_sets(sql, len(keys) - len(groups), len(groups), dialect) if len(groups) > 1 else sql


def by_sets(sql: str, keys: int, groups: int, dialect: str) -> str:
    """Group by each of the last columns in turn, beside the keys, instead of by all of them together."""
    tree = sqlglot.parse_one(sql, dialect=dialect)
    columns = [entry.unalias() for entry in tree.expressions]
    sets = [
        exp.Tuple(expressions=[column.copy() for column in (*columns[:keys], columns[keys + place])])
        for place in range(groups)
    ]
    tree.set("group", exp.Group(grouping_sets=[exp.GroupingSets(expressions=sets)]))
    return tree.sql(dialect=dialect)


def bins_query(question: Question, quantile: Quantile, *, dialect: str) -> str:
    """Values by part and logarithmic bin: columns k0 ..., the least and the most of each bin, s0 their count."""
    rows, column = _counted_rows(question, quantile)
    logs = (column.ln() * BINS_PER_E).floor().cast("int64")
    keys = {name: rows[name] for name in part_columns(question)}
    return to_sql(_counted(rows, keys, (column > 0).ifelse(logs, ZERO_BIN), quantile), dialect)


def values_query(question: Question, quantile: Quantile, *, dialect: str) -> str:
    """The same by part and single value, of the parts for which the table of cuts holds a number (see `with_cuts`)."""
    rows, _ = _counted_rows(question, quantile)
    rows = _with_cuts(rows, question, [quantile])
    rows = rows.filter(rows.q0.notnull())
    column = rows[quantile.watched or quantile.column].cast("float64")
    keys = {name: rows[name] for name in part_columns(question)}
    return to_sql(_counted(rows, keys, column, quantile), dialect)


def _counted_rows(question: Question, quantile: Quantile) -> tuple[Any, Any]:
    """The rows a quantile is of, and its column as a number; the missing are left out."""
    rows = asked(question, quantile.fact, {*_columns_of(quantile_base(quantile)), quantile.column})
    name = quantile.watched or quantile.column
    rows = rows.filter(qualifies(rows, quantile_base(quantile)) & (rows[name].cast("float64") >= 0))
    return rows, rows[name].cast("float64")


def _counted(rows: Any, keys: Mapping[str, Any], bins: Any, quantile: Quantile) -> Any:
    """By part, bin and whether it is still open (1) or known (0): the least and the most, and how many."""
    column = rows[quantile.watched or quantile.column].cast("float64")
    grouped = rows.group_by(**keys, b=bins, o=rows[quantile.column].isnull().cast("int64"))
    return grouped.aggregate(least=column.min(), most=column.max(), s0=rows.count().cast("float64")).drop("b")


def curve_query(question: Question, chance: str, length: int, *, dialect: str) -> str:
    """Counts of issues by group g, day d (below `length`) and event e: 1 returned that day, 0 followed no further.

    An issue followed for n whole days is seen on days 0 to n - 1; one not seen for a whole day is left out, and so is
    one whose first contact is still open: there is no solution to count from. Columns s0, the issues less those that
    only look like ones of their own; s1, what unidentified contacts hide at equal odds: returns like those seen, which
    are then no issues without one.
    """
    used = {"is_counted", "is_fixed_first", "is_first_open", "return_day", "follow_day"}
    used |= {"unseen_return", "false_start", "false_unfollowed"}
    rows = asked(question, "issues", used | GROUP_COLUMNS.get(chance, set()))
    is_solved = rows.is_fixed_first.notnull() & ~rows.is_first_open.fill_null(False)
    rows = rows.filter(rows.is_counted & is_solved & (rows.follow_day > 0))
    last = ibis.least(rows.follow_day, length) - 1
    has_returned = (rows.return_day <= last).fill_null(False)
    one, none = ibis.literal(1.0, "float64"), ibis.literal(0.0, "float64")
    unseen = has_returned.ifelse(rows.unseen_return, none)
    returned = has_returned.ifelse(one + rows.false_unfollowed - rows.false_start, none)
    others = has_returned.ifelse(-rows.false_unfollowed, one - rows.false_start)
    group = group_of(rows, question, chance)
    events = rows.select(g=group, d=has_returned.ifelse(rows.return_day, last), e=1, n=returned, h=unseen)
    ended = rows.select(g=group, d=last, e=0, n=others, h=-unseen)
    both = events.union(ended)
    return to_sql(both.group_by("g", "d", "e").aggregate(s0=both.n.sum(), s1=both.h.sum()), dialect)


def names_query(question: Question, fact: str, dimension: str, *, dialect: str) -> str:
    """The different values of a dimension, column v."""
    rows = _table(fact, question.dimensions)
    return to_sql(rows.select(v=rows[dimension].fill_null(NONE)).distinct(), dialect)


def with_cuts(
    sql: str, question: Question, points: Sequence[Mapping[tuple[str | None, ...], float]], *, dialect: str
) -> str:
    """A query that counts shares at or below quantiles, with the table of those quantiles in front.

    Args:
        points: for each quantile asked the value found in each part.
    """
    width = len(question.keys)
    kinds = [exp.DataType.build("date" if name == "period" else "text") for name in question.keys]
    names = [*(f"c{place}" for place in range(width)), *(f"q{place}" for place in range(len(points)))]
    parts = dict.fromkeys(part for values in points for part in values) or {(None,) * width: None}
    cuts = [_cut(part, kinds, [values.get(part) for values in points]) for part in parts]
    rows = ", ".join(cut.sql(dialect) for cut in cuts)
    table = exp.to_identifier(CUTS, quoted=True).sql(dialect)
    clause = f"{table} AS (SELECT * FROM (VALUES {rows}) AS t({', '.join(names)}))"
    return f"WITH {clause}, {sql[5:]}" if sql[:5].upper() == "WITH " else f"WITH {clause} {sql}"


def to_sql(expression: Any, dialect: str) -> str:
    """An expression as the engine's SQL."""
    return dialects.to_sql(expression, dialect)


def part_columns(question: Question) -> list[str]:
    """The result's columns that name the part."""
    return [f"k{place}" for place in range(len(question.keys))]


def _table(fact: str, dimensions: tuple[str, ...]) -> Any:
    definition = facts.fact(fact)
    schema = {column.name: IBIS_TYPES[column.type] for column in definition.columns}
    return ibis.table(schema | dict.fromkeys(dimensions, "string"), name=definition.table)


def asked(question: Question, fact: str, used: set[str]) -> Any:
    """The rows asked: the columns used, and their part in columns k0, k1 ...

    Raises:
        QuestionError: a filter the fact does not know, unless the question is of metrics: those are checked by their
            own facts, and what is counted beside them keeps what it can.
    """
    rows = _table(fact, question.dimensions)
    if not question.metrics:
        check_filters(question, fact)
    conditions = [rows.on >= ibis.literal(question.from_on)] if question.from_on else []
    conditions += [rows.on <= ibis.literal(question.to_on)] if question.to_on else []
    conditions += [_is_one_of(rows[name], values) for name, values in question.where.items() if name in rows.columns]
    rows = rows.filter(conditions) if conditions else rows
    keys = [rows[name] if name in rows.columns else ibis.null("string") for name in question.by]
    keys += [_period(rows, question.period)] if question.period else []
    parts = {f"k{place}": key for place, key in enumerate(keys)}
    return rows.select([rows[name] for name in rows.columns if name in used | {"on"}], **parts)


def _columns_of(atom: Sum) -> tuple[str, ...]:
    return (*((atom.column,) if atom.column else ()), *atom.where, *atom.unless, *atom.known)


def _is_one_of(column: Any, values: Sequence[str]) -> Any:
    present = [value for value in values if value != NONE]
    chosen = column.isin(present) if present else ibis.literal(False)
    return chosen | column.isnull() if NONE in values else chosen


def _period(rows: Any, period: str) -> Any:
    return rows.on.truncate(_TRUNCATE[period]).cast("date")


def group_of(rows: Any, question: Question, chance: str) -> Any:
    if chance == DAYS:
        start = _period(rows, question.period) if question.period else _EPOCH
        return rows.on.delta(start, unit="day") % 64
    if chance == AGENTS:
        return ibis.coalesce(rows.agent_id, ibis.literal("~") + rows.row_group.cast("string"))
    if chance == HALVES:
        return rows.customer_group * 2 + (rows.row_group >= 64).cast("int64")
    return rows.customer_group if chance == CUSTOMERS else rows.row_group % 64


def _with_cuts(rows: Any, question: Question, below: Sequence[Quantile]) -> Any:
    names = [f"c{place}" for place in range(len(question.keys))]
    kinds = dict.fromkeys(names, "string") | ({names[-1]: "date"} if question.period else {})
    cuts = ibis.table(kinds | {f"q{place}": "float64" for place in range(len(below))}, name=CUTS)
    if not names:
        return rows.cross_join(cuts)
    matches = [rows[f"k{place}"].identical_to(cuts[name]) for place, name in enumerate(names)]
    return rows.left_join(cuts, matches)


def _sum(rows: Any, atom: Sum) -> Any:
    condition = qualifies(rows, atom)
    if not atom.column:
        return _count(condition) if condition is not None else rows.count().cast("float64")
    column = rows[atom.column]
    if column.type().is_boolean():
        return _count(column if condition is None else condition & column)
    number = column.cast("float64")
    return (number if condition is None else condition.ifelse(number, ibis.null("float64"))).sum()


def _count(condition: Any) -> Any:
    return condition.cast("float64").sum()


def qualifies(rows: Any, atom: Sum) -> Any:
    """Whether a row counts; a missing flag is not true. None where every row does."""
    flags = [rows[name] for name in atom.where]
    flags += [~rows[name].fill_null(False) for name in atom.unless]
    flags += [rows[name].notnull() for name in atom.known]
    found = None
    for flag in flags:
        found = flag if found is None else found & flag
    return found


def _cut(part: Sequence[str | None], kinds: Sequence[exp.DataType], values: Sequence[float | None]) -> exp.Tuple:
    named = [exp.cast(_text(name), kind) for name, kind in zip(part, kinds, strict=True)]
    return exp.Tuple(expressions=[*named, *(exp.cast(_number(value), "double") for value in values)])


def _text(value: str | None) -> exp.Expression:
    return exp.null() if value is None else exp.Literal.string(value)


def _number(value: float | None) -> exp.Expression:
    return exp.null() if value is None or value != value else exp.Literal.number(repr(min(value, _ENDLESS)))

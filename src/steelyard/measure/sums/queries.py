"""What a question asks of a fact's rows, as Ibis expressions: which rows, their part, group and sums.

Ibis has no grouping sets: they are put into the parsed SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

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
from steelyard.store.lazily import exp, ibis, sqlglot

_TRUNCATE = {"day": "D", "week": "W", "month": "M", "quarter": "Q"}
GROUP_COLUMNS = {
    CUSTOMERS: {"customer_group"},
    AGENTS: {"agent_id", "row_group"},
    ROWS: {"row_group"},
    HALVES: {"customer_group", "row_group"},
}
EPOCH = date(1970, 1, 5)

READING = "__"
"""Stands in the name of a column of issues before the number of the reading it is of, see `cells.readings`."""


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


def curve_of(question: Question, chance: str, length: int) -> Any:
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
    group = group_of(rows, question.period, chance)
    events = rows.select(g=group, d=has_returned.ifelse(rows.return_day, last), e=1, n=returned, h=unseen)
    ended = rows.select(g=group, d=last, e=0, n=others, h=-unseen)
    both = events.union(ended)
    return both.group_by("g", "d", "e").aggregate(s0=both.n.sum(), s1=both.h.sum())


def names_of(question: Question, fact: str, dimension: str) -> Any:
    """The different values of a dimension, column v."""
    rows = table(fact, question.dimensions)
    return rows.select(v=rows[dimension].fill_null(NONE)).distinct()


def to_sql(expression: Any, dialect: str) -> str:
    """An expression as the engine's SQL."""
    return dialects.to_sql(expression, dialect)


def table(fact: str, dimensions: tuple[str, ...], readings: Sequence[str] = ()) -> Any:
    """A fact as an unbound table, the workspace's dimensions last.

    Args:
        readings: numbers of other readings beside its own columns.
    """
    definition = facts.fact(fact)
    schema = {column.name: IBIS_TYPES[column.type] for column in definition.columns}
    further = dict.fromkeys(dimensions, "string") | dict.fromkeys(readings, "float64")
    return ibis.table(schema | further, name=definition.table)


def asked(question: Question, fact: str, used: set[str]) -> Any:
    """The rows asked: the columns used, and their part in columns k0, k1 ...

    Raises:
        QuestionError: a filter the fact does not know, unless the question is of metrics: those are checked by their
            own facts, and what is counted beside them keeps what it can.
    """
    rows = table(fact, question.dimensions, sorted(name for name in used if READING in name))
    if not question.metrics:
        check_filters(question, fact)
    conditions = [is_from(rows, question.from_on)] if question.from_on else []
    conditions += [is_until(rows, question.to_on)] if question.to_on else []
    conditions += [is_one_of(rows, name, values) for name, values in question.where.items() if name in rows.columns]
    rows = rows.filter(conditions) if conditions else rows
    keys = [dimension_of(rows, name) for name in question.by]
    keys += [period_of(rows, question.period)] if question.period else []
    parts = {f"k{place}": key for place, key in enumerate(keys)}
    return rows.select([rows[name] for name in rows.columns if name in used | {"on"}], **parts)


def first_churn() -> Any:
    """customer_id, churned_on: the first time each customer left, as the facts have it."""
    from steelyard.facts.build import consequences

    return consequences.first_churn(
        ibis.table({"customer_id": "string", "kind": "string", "on": "date"}, name="outcomes")
    )


def is_from(rows: Any, first: date) -> Any:
    """Whether a row is of that local day or a later one."""
    return rows.on >= ibis.literal(first)


def is_until(rows: Any, last: date) -> Any:
    """Whether a row is of that local day or an earlier one."""
    return rows.on <= ibis.literal(last)


def is_one_of(rows: Any, dimension: str, values: Sequence[str]) -> Any:
    """Whether a row has one of the values there, NONE standing for a missing one."""
    column, present = rows[dimension], [value for value in values if value != NONE]
    chosen = column.isin(present) if present else ibis.literal(False)
    return chosen | column.isnull() if NONE in values else chosen


def dimension_of(rows: Any, name: str) -> Any:
    """A dimension; missing where the fact does not know it."""
    return rows[name] if name in rows.columns else ibis.null("string")


def period_of(rows: Any, period: str) -> Any:
    """The first date of a row's period."""
    return rows.on.truncate(_TRUNCATE[period]).cast("date")


def group_of(rows: Any, period: str, chance: str) -> Any:
    """The group of a row among those of a chance; days are counted within the period."""
    if chance == DAYS:
        start = period_of(rows, period) if period else ibis.literal(EPOCH)
        return rows.on.delta(start, unit="day") % 64
    if chance == AGENTS:
        return ibis.coalesce(rows.agent_id, ibis.literal("~") + rows.row_group.cast("string"))
    if chance == HALVES:
        return rows.customer_group * 2 + (rows.row_group >= 64).cast("int64")
    return rows.customer_group if chance == CUSTOMERS else rows.row_group % 64


def sum_of(rows: Any, atom: Sum) -> Any:
    """What a row-level sum adds up."""
    condition = qualifies(rows, atom)
    if not atom.column:
        return _count(condition) if condition is not None else count_all(rows)
    column = rows[atom.column]
    if column.type().is_boolean():
        return _count(column if condition is None else condition & column)
    number = column.cast("float64")
    return (number if condition is None else condition.ifelse(number, ibis.null("float64"))).sum()


def count_all(rows: Any) -> Any:
    """How many rows there are."""
    return rows.count().cast("float64")


def at_most(rows: Any, quantile: Quantile, name: str) -> Any:
    """How many of a quantile's rows lie at or below it; it stands in a column of that name beside the fact's own."""
    beside = ibis.table(rows.schema() | ibis.schema({name: "float64"}), name=rows.get_name())
    return _count(qualifies(beside, quantile_base(quantile)) & (beside[quantile.column] <= beside[name]))


def value_of(rows: Any, quantile: Quantile) -> Any:
    """The number a quantile is of, which for what is still open is the time it has been watched."""
    return rows[quantile.watched or quantile.column].cast("float64")


def is_valued(rows: Any, quantile: Quantile) -> Any:
    """Whether a row is one of those a quantile is of."""
    return qualifies(rows, quantile_base(quantile)) & (value_of(rows, quantile) >= 0)


def is_open(rows: Any, quantile: Quantile) -> Any:
    """1 where the number is still open, 0 where it is known."""
    return rows[quantile.column].isnull().cast("int64")


def bin_of(rows: Any, quantile: Quantile) -> Any:
    """The logarithmic bin of the number."""
    value = value_of(rows, quantile)
    return (value > 0).ifelse((value.ln() * BINS_PER_E).floor().cast("int64"), ZERO_BIN)


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

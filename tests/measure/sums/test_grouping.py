"""Queries put together from fragments ask what they are meant to, in every dialect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from steelyard.declare import Sum
from steelyard.measure.question import AGENTS, CUSTOMERS, DAYS, HALVES, Question, ask
from steelyard.measure.sums import grouping
from steelyard.store import dialects, texts

ROWS = [
    {"on": date(2026, 1, 31), "team": "a", "work_s": 10.0, "customer_group": 1},
    {"on": date(2026, 2, 1), "work_s": 30.0, "customer_group": 2},
    {"on": date(2026, 2, 2), "customer_group": 2},
    {"on": date(2026, 2, 2), "team": "b", "work_s": 50.0, "customer_group": 1},
]
MARKS = {"is_contact": True, "is_human": True, "row_group": 3}
WORK = Sum("contacts", "work_s", where=("is_contact",), unless=("is_outbound",))
COUNT = Sum("contacts", where=("is_contact",), known=("work_s",))


def asked(**options: Any) -> Question:
    return ask(("handle_time_median",), **options)


@pytest.fixture
def facts(snapshot: Any) -> Any:
    snapshot.put("contacts", [MARKS | row for row in ROWS])
    return snapshot


def rows_of(facts: Any, sql: str, *names: str) -> list[tuple[Any, ...]]:
    found = facts.engine.query(sql)
    plain = [[None if value != value else value for value in found[name].tolist()] for name in names]
    return sorted(zip(*plain, strict=True), key=repr)


def test_sums_by_part_and_by_each_chance_in_turn(facts: Any) -> None:
    question = asked(by=("team",), period="month")
    sql = grouping.sums_query(question, "contacts", (WORK, COUNT), (CUSTOMERS, DAYS), dialect="duckdb")
    february, january = datetime(2026, 2, 1), datetime(2026, 1, 1)
    assert rows_of(facts, sql, "k0", "k1", "g0", "g1", "s0", "s1") == [
        ("a", january, 1, None, 10.0, 1.0),
        ("a", january, None, 30, 10.0, 1.0),
        ("b", february, 1, None, 50.0, 1.0),
        ("b", february, None, 1, 50.0, 1.0),
        (None, february, 2, None, 30.0, 1.0),
        (None, february, None, 0, 30.0, 1.0),
        (None, february, None, 1, None, 0.0),
    ]


@pytest.mark.parametrize(
    ("options", "total"),
    [
        ({}, 90.0),
        ({"from_on": date(2026, 2, 1)}, 80.0),
        ({"to_on": date(2026, 2, 1)}, 40.0),
        ({"where": {"team": ("a", "(none)")}}, 40.0),
        ({"where": {"team": ("b",)}, "from_on": date(2026, 2, 2)}, 50.0),
    ],
)
def test_only_rows_asked_of_are_summed(facts: Any, options: dict[str, Any], total: float) -> None:
    sql = grouping.sums_query(asked(**options), "contacts", (WORK,), (), dialect="duckdb")
    assert rows_of(facts, sql, "s0") == [(total,)]


def test_values_at_or_below_the_quantile_of_their_part_are_counted(facts: Any) -> None:
    question = asked(by=("team",))
    sql = grouping.sums_query(question, "contacts", (), (), below=question.quantiles, dialect="duckdb")
    cut = grouping.with_cuts(sql, question, [{("a",): 9.0, (None,): 30.0}], dialect="duckdb")
    assert rows_of(facts, cut, "k0", "s0") == [("a", 0.0), ("b", None), (None, 1.0)]


def test_values_are_read_in_bins_and_one_by_one(facts: Any) -> None:
    question = asked(by=("team",))
    (quantile,) = question.quantiles
    names = ("k0", "o", "least", "most", "s0")
    every = [("a", 0, 10.0, 10.0, 1.0), ("b", 0, 50.0, 50.0, 1.0), (None, 0, 30.0, 30.0, 1.0)]
    assert rows_of(facts, grouping.bins_query(question, quantile, dialect="duckdb"), *names) == every
    sql = grouping.values_query(question, quantile, dialect="duckdb")
    assert rows_of(facts, grouping.with_cuts(sql, question, [{("b",): 1.0}], dialect="duckdb"), *names) == every[1:2]


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_every_dialect_reads_its_query(dialect: str) -> None:
    question = asked(by=("team",), period="week", where={"team": ("x'y", "(none)")})
    chances = (HALVES, DAYS, AGENTS)
    sql = grouping.sums_query(
        question, "contacts", (WORK, COUNT), chances, strata=("topic",), below=question.quantiles, dialect=dialect
    )
    tree = sqlglot.parse_one(sql, dialect=dialect)
    names = [entry.alias_or_name for entry in tree.expressions]
    assert names == ["k0", "k1", "h0", "g0", "g1", "g2", "s0", "s1", "s2"]
    assert len(list(tree.find_all(exp.GroupingSets))) == 1
    assert "x''y" in sql or "x\\'y" in sql


def test_a_fragment_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    compiled: Callable[..., str] = dialects.fragment
    monkeypatch.setattr(dialects, "fragment", lambda value, dialect: calls.append(dialect) or compiled(value, dialect))
    grouping._fragment.cache_clear()
    grouping._dated.cache_clear()
    monkeypatch.setattr(texts, "_process", texts._Process())
    for last in (1, 2):
        question = asked(by=("team",), to_on=date(2026, 1, last))
        grouping.sums_query(question, "contacts", (WORK, COUNT), (CUSTOMERS,), dialect="duckdb")
    assert len(calls) == 4 + 1, "the two sums, the group, the part; and the last day, whichever"

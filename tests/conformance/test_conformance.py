"""Every engine gives the embedded engine's numbers; one that does not is caught, and told where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests import postgres

from steelyard import conformance, metrics
from steelyard.conformance import Conformance, Difference, Gap
from steelyard.conformance.gaps import GAPS
from steelyard.conformance.world import world
from steelyard.store import engine as engines
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.engine.spark import SparkEngine

Rewrite = Callable[[str], str]


class Broken(DuckEngine):
    """The embedded engine with one habit of another."""

    def __init__(self, rewrite: Rewrite, setting: str = "") -> None:
        super().__init__(memory="1GB", threads=1)
        self.rewrite = rewrite
        if setting:
            super().execute(setting)

    def _run(self, sql: str):
        return super()._run(self.rewrite(sql))

    def view(self, name: str, sql: str) -> None:
        super().view(name, self.rewrite(sql))


Checked = Callable[..., Conformance]


@pytest.fixture(scope="module")
def checked() -> Iterator[Checked]:
    """Compares a broken engine with the embedded one, whose facts are built once."""
    reference = DuckEngine(memory="1GB", threads=1)

    def check(rewrite: Rewrite, setting: str = "") -> Conformance:
        engine = Broken(rewrite, setting)
        try:
            return conformance.judge("broken", *conformance.compare(expected, engine))
        finally:
            engine.close()

    with world(reference) as expected:
        yield check
    reference.close()


def subjects(found: Conformance) -> set[str]:
    return {entry.subject for entry in found.differences}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgres.server() as found:
        yield found


def test_postgresql_passes(address: str) -> None:
    engine = engines.open("postgresql", address)
    found = conformance.check(engine, "postgresql")
    left = engine.query("SELECT count(*) AS n FROM pg_class WHERE relname IN ('contacts', 'fact_issues')")
    engine.close()
    assert found.has_passed, found.to_text()
    assert found.differences == ()
    assert found.refused == {}
    assert left["n"].tolist() == [0]
    assert min(found.compared.values()) > 1_000


def test_spark_passes(spark_connect: str) -> None:
    """Through Spark Connect: a session in the same process gives its answers to the end-to-end tests."""
    engine = engines.open("spark", spark_connect)
    assert isinstance(engine, SparkEngine)
    assert "connect" in type(engine.session).__module__
    found = conformance.check(engine, "spark")
    engine.close()
    assert found.has_passed, found.to_text()
    assert found.refused == {}


def test_a_last_row_whose_next_is_an_instant_is_caught(checked: Checked) -> None:
    found = checked(lambda sql: re.sub(r"LEAD\(([^()]*opened_s[^()]*)\)", r"LEAD(\1, 1, 0)", sql))
    assert not found.has_passed
    assert subjects(found) & {"build", "issues.is_fixed_first"}
    assert {"first_contact_resolution", "bot_containment", "follow_ups"} <= set(found.refused)
    assert all(entry.expected != entry.found for entry in found.differences)


def test_decimals_cut_short_are_caught(checked: Checked) -> None:
    found = checked(lambda sql: re.sub(r'("amount"|"hours") AS DOUBLE\)', r"\1 AS DECIMAL(12, 1))", sql))
    assert {"contacts.labour_cost", "cost_per_contact", "identity"} <= subjects(found)
    assert "handle_time" not in found.refused


def test_periods_cut_by_another_zone_are_caught(checked: Checked) -> None:
    shift = r"DATE_TRUNC('\1', \2 - INTERVAL 5 HOUR)"
    found = checked(lambda sql: re.sub(r"DATE_TRUNC\('(\w+)', ([^()]*)\)", shift, sql))
    assert {*metrics.names(), "practice"} <= set(found.refused)


def test_seconds_that_round_are_caught(checked: Checked) -> None:
    pattern = r"DATE_DIFF\('SECOND', (MAKE_TIMESTAMP\([^()]*\)|[^(),]*), ([^()]*)\)"
    rounded = r"CAST(ROUND(EPOCH(\2) - EPOCH(\1)) AS BIGINT)"
    found = checked(lambda sql: re.sub(pattern, rounded, sql))
    assert "contacts.resolution_s" in subjects(found)
    assert "resolution_time" in found.refused


def test_texts_ordered_by_language_are_caught(checked: Checked) -> None:
    found = checked(lambda sql: sql, "SET default_collation = 'nocase'")
    assert not found.has_passed
    assert any("contact" in entry.place for entry in found.differences)


def test_only_the_measures_an_engine_cannot_compute_are_refused(checked: Checked) -> None:
    def refuse(sql: str) -> str:
        return sql.replace("LN(", "no_such_function(")

    found = checked(refuse)
    quantiles = {name for name in metrics.names() if metrics.metric(name).quantile}
    assert set(found.refused) == {*quantiles, "beginnings", "moments"}
    assert "no_such_function" in found.differences[0].found


def test_an_engine_that_cannot_build_the_facts_gives_nothing(checked: Checked) -> None:
    found = checked(lambda sql: sql.replace("ROW_NUMBER()", "no_such_function()"))
    assert subjects(found) == {"build"}
    assert set(found.refused) > {*metrics.names(), "cells", "check"}


DIFFERENCE = Difference("balance", "whole", "1.0", "2.0", metrics=("balance",))
GAP = Gap("odd", "balance", "It rounds.")


def judged(found: list[Difference], gaps: list[Gap]) -> Conformance:
    return conformance.judge("odd", {"measures": 10}, found, gaps)


def test_a_declared_gap_passes_but_its_measures_stay_refused() -> None:
    found = judged([DIFFERENCE], [GAP, replace(GAP, engine="other")])
    assert found.has_passed
    assert found.refused == {"balance": "balance"}
    assert "It rounds." in found.to_text()


def test_a_gap_that_is_closed_fails_until_its_declaration_goes() -> None:
    found = judged([], [GAP])
    assert not found.has_passed
    assert "Remove its declaration" in found.to_text()


def test_what_differs_is_shown_with_both_values_and_what_it_means() -> None:
    text = judged([DIFFERENCE], []).to_text()
    assert "Not passed: odd differs in balance." in text
    assert "1.0" in text
    assert "2.0" in text
    assert f"1 of {len(metrics.names())} measures are refused" in text


def test_what_is_refused_beside_measures_is_said_apart() -> None:
    wrong = [Difference("cells", "contacts, n", "1.0", "2.0", 3, ("cells",))]
    text = conformance.judge("odd", {"measures": 10, "readings": 20}, wrong).to_text()
    assert re.search(r"sums of measures +10 +0\n", text)
    assert re.search(r"what is read beside them +20 +3\n", text)
    assert "Questions that read cells are refused." in text
    assert "measures are refused" not in text


def test_every_declared_gap_names_an_engine_that_ships() -> None:
    assert {gap.engine for gap in GAPS} <= set(engines.kinds())

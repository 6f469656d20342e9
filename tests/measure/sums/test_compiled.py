"""Texts are found again by what they are made of, whatever the days asked, and by nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from steelyard.measure.sums import compiled, grouping
from steelyard.measure.sums.queries import is_from, is_until
from steelyard.store import dialects, texts

DAYS = date(2026, 4, 1), date(2026, 6, 30)


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a process begins: nothing is known."""
    monkeypatch.setattr(texts, "_process", texts._Process())


def test_days_are_put_into_what_was_compiled_once() -> None:
    times = []

    def compile(from_on: date | None, to_on: date | None) -> str:
        times.append(from_on)
        return f"{from_on and compiled._written(from_on)} {to_on and compiled._written(to_on)}"

    assert compiled.dated(("a",), compile, *DAYS) == "MAKE_DATE(2026, 4, 1) MAKE_DATE(2026, 6, 30)"
    assert compiled.dated(("a",), compile, DAYS[0], DAYS[0]) == "MAKE_DATE(2026, 4, 1) MAKE_DATE(2026, 4, 1)"
    assert len(times) == 1
    assert compiled.dated(("a",), compile, DAYS[0]) == "MAKE_DATE(2026, 4, 1) None"
    assert compiled.dated(("a",), compile, None) == "None None"


def test_days_written_otherwise_are_compiled_as_they_are() -> None:
    assert compiled.dated(("a",), lambda day, _: f"'{day}'", DAYS[0]) == "'2026-04-01'"


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "databricks"])
def test_days_read_in_every_dialect_as_the_compiler_writes_them(dialect: str) -> None:
    text = grouping._Text("contacts", (), dialect)
    for make, day in zip((is_from, is_until), DAYS, strict=True):
        rows = grouping.queries.table("contacts", ())
        assert text.since(make, day) == dialects.fragment(make(rows, day), dialect)


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "databricks"])
def test_names_and_values_are_written_as_the_compiler_writes_them(
    dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("team", 'a"b', "a`b", "ünï code")
    values = [("it's \\ so", "text"), (None, "text"), ("2026-04-01", "date"), (-0.1, "double"), (1e300, "double")]
    found = [dialects.quoted.__wrapped__(name, dialect) for name in names]
    found += [dialects.literal(value, kind, dialect) for value, kind in values]
    monkeypatch.setattr(dialects, "EMBEDDED", "")
    expected = [dialects.quoted.__wrapped__(name, dialect) for name in names]
    assert found == expected + [dialects.literal(value, kind, dialect) for value, kind in values]


def test_edited_code_finds_none_of_the_texts_before(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled.compiled(("a",), lambda: "1") == compiled.compiled(("a",), lambda: "2") == "1"
    assert compiled.compiled(("b",), lambda: "2") == "2"
    monkeypatch.setattr(compiled, "written_in", lambda: "edited")
    assert compiled.compiled(("a",), lambda: "2") == "2"

"""Texts become typed values, or missing: never a guess."""

from __future__ import annotations

import duckdb
import pytest

from steelyard.formats.raw import literal
from steelyard.intake.mapping import values


def one(sql: str) -> object:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection.execute(f"SELECT {sql}").fetchone()[0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("12", 12.0, 12.0),
        ("-1.5", -1.5, None),
        ("1,234.5", 1234.5, None),
        ("1.234,56", None, 1234.56),
        ("1234,5", None, 1234.5),
        ("1,234", 1234.0, 1.234),
        ("1.234", 1.234, 1234.0),
        ("1 234", 1234.0, 1234.0),
        ("1'234.50", 1234.5, None),
        ("€ 12.50", 12.5, None),
        ("85%", 85.0, 85.0),
        ("1e3", 1000.0, 1000.0),
        (".5", 0.5, None),
        ("12,34,56", None, None),
        ("nan", None, None),
        ("inf", None, None),
        ("12 min", None, None),
        ("12 34", None, None),
        ("1,23,456.50", 123456.5, None),
        ("EUR 4.50", 4.5, None),
        ("4,50 €", None, 4.5),
        ("Rs. 450", 450.0, 450.0),
        ("45 kr.", 45.0, 45.0),
        ("(12.50)", -12.5, None),
        ("12.50-", -12.5, None),
        ("−5", -5.0, -5.0),
        ("+", None, None),
        ("1e999", None, None),
        ("٣", None, None),
    ],
)
def test_numbers(text: str, point: float | None, comma: float | None) -> None:
    assert one(values.number(literal(text), is_comma=False)) == point
    assert one(values.number(literal(text), is_comma=True)) == comma


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("1.234,56", "comma"),
        ("4,50 €", "comma"),
        ("0,125", "comma"),
        ("1250,375", "comma"),
        ("12 345,678", "comma"),
        ("1.234.567", "comma"),
        ("1,234.56", "point"),
        (".5", "point"),
        ("0.125", "point"),
        ("1'250.375", "point"),
        ("1,234,567", "point"),
        ("1.250", "both"),
        ("-1,250", "both"),
        ("1250", ""),
        ("1 250", ""),
        ("12.30.40", ""),
    ],
)
def test_what_says_how_decimals_are_written(text: str, signs: str) -> None:
    found = {
        "comma": one(values.comma_evidence(literal(text))),
        "point": one(values.point_evidence(literal(text))),
        "both": one(values.no_evidence(literal(text))),
    }
    assert [name for name, is_told in found.items() if is_told] == ([signs] if signs else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Y", True),
        ("true", True),
        ("1", True),
        ("Ja", True),
        ("N", False),
        ("0.0", False),
        ("não", False),
        ("Nej", False),
        ("tak", True),
        ("✓", True),
        ("maybe", None),
    ],
)
def test_booleans(text: str, expected: bool | None) -> None:
    assert one(values.boolean(literal(text))) is expected


def test_groups_are_the_first_byte_of_the_md5_modulo_64() -> None:
    assert one(values.group("'abc'")) == 0x90 % 64
    assert one(values.group("'é'")) == 0x66 % 64

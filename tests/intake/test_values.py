"""Texts become typed values, or missing: never a guess."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from steelyard.connectors.raw import literal
from steelyard.intake import values


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
        ("+", None, None),
        ("1e999", None, None),
        ("٣", None, None),
    ],
)
def test_numbers(text: str, point: float | None, comma: float | None) -> None:
    assert one(values.number(literal(text), is_comma=False)) == point
    assert one(values.number(literal(text), is_comma=True)) == comma


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("90", "", 90.0),
        ("90", "min", 5400.0),
        ("1500", "ms", 1.5),
        ("2", "d", 172800.0),
        ("01:02:03", "", 3723.0),
        ("02:23", "", None),
        ("02:23", "hh:mm:ss", 143.0),
        ("1:02:03.5", "hh:mm:ss", 3723.5),
        ("1 day 02:00:00", "hh:mm:ss", 93600.0),
        ("2 days, 0:00:01", "hh:mm:ss", 172801.0),
        ("-0:00:05", "hh:mm:ss", -5.0),
        ("100:00:00", "hh:mm:ss", 360000.0),
        ("1:75:00", "hh:mm:ss", None),
        ("90", "hh:mm:ss", None),
        ("soon", "s", None),
    ],
)
def test_durations(text: str, unit: str, expected: float | None) -> None:
    assert one(values.seconds(literal(text), unit, is_comma=False)) == expected


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
        ("maybe", None),
    ],
)
def test_booleans(text: str, expected: bool | None) -> None:
    assert one(values.boolean(literal(text))) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2010-01-13 08:40:25+02:00", datetime(2010, 1, 13, 6, 40, 25)),
        ("2010-01-13T08:40:25Z", datetime(2010, 1, 13, 8, 40, 25)),
        ("2010-01-13 08:40:25 UTC", datetime(2010, 1, 13, 8, 40, 25)),
        ("2010-01-13T08:40:25.250-0500", datetime(2010, 1, 13, 13, 40, 25, 250000)),
        ("2010-01-13T08:40Z", datetime(2010, 1, 13, 8, 40)),
        ("2010-01-13 08:40 +02:00", datetime(2010, 1, 13, 6, 40)),
        ("2010-01-13 08:40:25 +0200", datetime(2010, 1, 13, 6, 40, 25)),
        ("2010-01-13 08:40:25", None),
        ("2010-01-13", None),
    ],
)
def test_texts_with_their_own_offset(text: str, expected: datetime | None) -> None:
    assert one(values.with_offset(literal(text), ())) == expected


def test_wall_clocks_become_utc_by_the_calendar_of_the_zone() -> None:
    summer, winter = "TIMESTAMP '2026-07-01 12:00:00'", "TIMESTAMP '2026-01-01 12:00:00'"
    assert one(values.utc(summer, "Europe/Paris")) == datetime(2026, 7, 1, 10)
    assert one(values.utc(winter, "Europe/Paris")) == datetime(2026, 1, 1, 11)
    assert one(values.local(values.utc(summer, "Asia/Kolkata"), "Asia/Kolkata")) == datetime(2026, 7, 1, 12)


def test_epochs() -> None:
    assert one(values.epoch("'1767225600'", "epoch_s")) == datetime(2026, 1, 1)
    assert one(values.epoch("'1767225600500'", "epoch_ms")) == datetime(2026, 1, 1, 0, 0, 0, 500000)
    assert one(values.epoch("'1767225600500'", "epoch_s")) is None


def test_groups_are_the_first_byte_of_the_md5_modulo_64() -> None:
    assert one(values.group("'abc'")) == 0x90 % 64
    assert one(values.group("'é'")) == 0x66 % 64

"""Durations as people and systems write them."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.formats.raw import literal
from steelyard.intake.mapping import durations

ENGINE = duckdb.connect()


def read(text: str, unit: str, *, is_comma: bool = False) -> object:
    return ENGINE.execute(f"SELECT {durations.seconds(literal(text), unit, is_comma=is_comma)}").fetchone()[0]  # type: ignore[index]


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
        ("02:23", "hh:mm", 8580.0),
        ("1:02:03.5", "hh:mm:ss", 3723.5),
        ("00:04:59.700", "hh:mm:ss", 299.7),
        ("1 day 02:00:00", "hh:mm:ss", 93600.0),
        ("2 days, 0:00:01", "hh:mm:ss", 172801.0),
        ("1.02:03:04", "hh:mm:ss", 93784.0),
        ("-0:00:05", "hh:mm:ss", -5.0),
        ("100:00:00", "hh:mm:ss", 360000.0),
        ("1:75:00", "hh:mm:ss", None),
        ("90", "hh:mm:ss", None),
        ("01:02:03", "min", None),
        ("soon", "s", None),
        ("soon", "words", None),
        ("90", "words", None),
        ("0", "words", 0.0),
        ("01:02:03", "words", 3723.0),
    ],
)
def test_durations_in_a_unit(text: str, unit: str, expected: float | None) -> None:
    assert read(text, unit) == expected


@pytest.mark.parametrize("unit", ["", "min", "hh:mm:ss", "words"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1h 5m", 3900),
        ("1 h 5 min", 3900),
        ("1h05", 3900),
        ("1:05 h", 3900),
        ("5:30 min", 330),
        ("2d 3h", 183600),
        ("45m", 2700),
        ("-5m", -300),
        ("12,5 min", 750),
        ("1.5 hours", 5400),
        ("1 hour and 5 minutes", 3900),
        ("1 Std. 5 Min.", 3900),
        ("2 heures 5 minutes", 7500),
        ("1 hora y 5 minutos", 3900),
        ("3 godz. 5 min", 11100),
        ("1 tim 5 min", 3900),
        ("1 uur en 5 minuten", 3900),
        ("1 week, 2 days", 777600),
        ("5' 30\"", 330),
        ("200 ms", 0.2),
        ("PT5M", 300),
        ("PT1H5M30.5S", 3930.5),
        ("P1DT2H", 93600),
        ("P0Y0M0DT1H5M0S", 3900),
        ("P", None),
        ("5 m 1 h", None),
        ("m", None),
    ],
)
def test_texts_that_say_their_units(text: str, expected: float | None, unit: str) -> None:
    assert read(text, unit) == expected


def test_days_of_work_have_eight_hours() -> None:
    assert (read("1w 1d 1h", "words_8h"), read("1w 1d 1h", "words")) == ((40 + 8 + 1) * 3600, (168 + 24 + 1) * 3600)


@pytest.mark.parametrize(("is_comma", "expected"), [(True, 1250.0), (False, 1.25)])
def test_a_number_before_a_unit_is_read_as_the_column_writes_numbers(is_comma: bool, expected: float) -> None:
    assert read("1.250 s", "words", is_comma=is_comma) == expected


@settings(max_examples=80, deadline=None)
@given(hours=st.integers(0, 400), minutes=st.integers(0, 59), seconds=st.integers(0, 59))
def test_every_way_to_write_a_duration_reads_alike(hours: int, minutes: int, seconds: int) -> None:
    expected = timedelta(hours=hours, minutes=minutes, seconds=seconds).total_seconds()
    ways = [f"{hours}:{minutes:02d}:{seconds:02d}", f"PT{hours}H{minutes}M{seconds}S", f"{hours}h{minutes}m{seconds}s"]
    assert [read(way, "words") for way in ways] == [expected] * 3


@pytest.mark.parametrize("unit", ["", "s", "min", "hh:mm:ss", "hh:mm", "words"])
@pytest.mark.parametrize("text", ["90", "1.5", "02:23", "1:02:03", "1.02:03:04", "-3", "?", "0"])
def test_what_says_no_units_is_read_the_same_without_looking_for_them(text: str, unit: str) -> None:
    sql = durations.seconds(literal(text), unit, is_comma=False, is_spoken=False)
    found = ENGINE.execute(f"SELECT {durations.may_say_units(literal(text))}, {sql}").fetchone()
    assert found == (False, read(text, unit))

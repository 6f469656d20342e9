"""Instants as people and systems write them: read as meant, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.formats.raw import literal
from steelyard.intake.mapping import instants

NINE = datetime(2026, 1, 5, 9)


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def one(engine: duckdb.DuckDBPyConnection, sql: str) -> object:
    return engine.execute(f"SELECT {sql}").fetchone()[0]  # type: ignore[index]


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
        ("2010-01-13 08:40+02", datetime(2010, 1, 13, 6, 40)),
        ("2010-01-13 25:40:25Z", None),
        ("2010-01-13x08:40:25Z", None),
        ("2010-01-13 08:40:25", None),
        ("2010-01-13", None),
    ],
)
def test_iso_texts_with_their_own_offset(
    engine: duckdb.DuckDBPyConnection, text: str, expected: datetime | None
) -> None:
    assert one(engine, instants.with_offset(literal(text), ())) == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("05 Jan 2026 09:00 AM", "%d %b %Y %I:%M %p"),
        ("05/Jan/26 9:00 AM", "%d/%b/%y %I:%M %p"),
        ("Jan 5, 2026 9:00\u202fAM", "%b %d, %Y %I:%M %p"),
        ("1/5/2026, 9:00 a. m.", "%m/%d/%Y, %I:%M %p"),
        ("1/5/2026 9:00AM", "%m/%d/%Y %I:%M%p"),
        ("January 5th, 2026 09:00", "%B %d, %Y %H:%M"),
        ("Mon, 05 Jan 2026 09:00:00", "%a, %d %b %Y %H:%M:%S"),
        ("05.Jan.2026 09:00", "%d.%b.%Y %H:%M"),
        ("5. Januar 2026 09:00", "%d. %B %Y %H:%M"),
        ("Mo, 5. Jänner 2026 09:00 Uhr", "%a, %d. %b %Y %H:%M Uhr"),
        ("lun. 5 janv. 2026 à 09h00", "%a %d %b %Y à %Hh%M"),
        ("5 de enero de 2026 09:00", "%d de %b de %Y %H:%M"),
        ("5 gennaio 2026 09:00", "%d %b %Y %H:%M"),
        ("5 de janeiro de 2026 09:00", "%d de %B de %Y %H:%M"),
        ("5 JANUARI 2026 09:00", "%d %b %Y %H:%M"),
        ("5 stycznia 2026 09:00", "%d %B %Y %H:%M"),
        ("5. jan. 2026 kl. 09:00", "%d. %b %Y kl. %H:%M"),
        ("5. led 2026 09:00", "%d. %b %Y %H:%M"),
    ],
)
def test_months_and_halves_of_the_day_in_words(engine: duckdb.DuckDBPyConnection, text: str, form: str) -> None:
    assert one(engine, instants.without_offset(literal(text), (form,))) == NINE
    assert one(engine, instants.with_offset(literal(text), (form,))) is None
    assert one(engine, instants.is_date_only(literal(text), (form,))) is False


@pytest.mark.parametrize(
    ("text", "hour"),
    [("12:00 AM", 0), ("00:30 AM", 0), ("12:30 PM", 12), ("13:00 PM", 13), ("13:00 AM", None), ("00:30 PM", None)],
)
def test_twelve_hours(engine: duckdb.DuckDBPyConnection, text: str, hour: int | None) -> None:
    found = one(engine, instants.without_offset(literal(f"1/5/2026 {text}"), ("%m/%d/%Y %I:%M %p",)))
    assert (found.hour if isinstance(found, datetime) else None) == hour


@pytest.mark.parametrize(("weekday", "month"), [("mar.", 3), ("mar.", 1), ("mer.", 5), ("dim.", 12)])
def test_a_weekday_is_no_month(engine: duckdb.DuckDBPyConnection, weekday: str, month: int) -> None:
    french = {1: "janv.", 3: "mars", 5: "mai", 12: "déc."}[month]
    found = one(engine, instants.without_offset(literal(f"{weekday} 6 {french} 2026"), ("%a %d %b %Y",)))
    assert found == datetime(2026, month, 6)


@pytest.mark.parametrize(
    ("text", "form", "hour"),
    [
        ("2026-01-05 09:00:00 PDT", "%Y-%m-%d %H:%M:%S %Z", 16),
        ("2026-01-05 09:00:00 PST", "%Y-%m-%d %H:%M:%S %Z", 17),
        ("05/01/2026 09:00 CET", "%d/%m/%Y %H:%M %Z", 8),
        ("05/01/2026 09:00 CEST", "%d/%m/%Y %H:%M %Z", 7),
        ("05/01/2026 09:00 BST", "%d/%m/%Y %H:%M %Z", 8),
        ("5 Jan 2026 9:00 AM EST", "%d %b %Y %I:%M %p %Z", 14),
        ("2026-01-05 09:00:00-05", "%Y-%m-%d %H:%M:%S%z", 14),
        ("2026-01-05 09:00:00 UTC+2", "%Y-%m-%d %H:%M:%S %Z", 7),
        ("2026-01-05T09:00:00Z", "%Y-%m-%dT%H:%M:%SZ", 9),
        ("2026-01-05T09:00:00.5Z", "%Y-%m-%dT%H:%M:%S.%fZ", 9),
        ("2026-01-05 09:00 UTC", "%Y-%m-%d %H:%M UTC", 9),
        ("2026-01-05T09:00:00+01:00", "%Y-%m-%dT%H:%M:%S+01:00", 8),
        ("05/01/2026 09:00 MEZ", "%d/%m/%Y %H:%M MEZ", 8),
        ("Mon Jan 05 2026 09:00:00 GMT+0100 (Central European Standard Time)", "%a %b %d %Y %H:%M:%S %Z", 8),
        ("Mon Jan 05 09:00:00 CET 2026", "%a %b %d %H:%M:%S %Z %Y", 8),
        ("05.01.2026 09:00 (UTC+01:00)", "%d.%m.%Y %H:%M %Z", 8),
        ("20260105T090000Z", "%Y%m%dT%H%M%S%Z", 9),
        ("2026-01-05 09:00:00 +0000 UTC", "%Y-%m-%d %H:%M:%S %Z", 9),
    ],
)
def test_zones_in_the_text_and_in_the_format(
    engine: duckdb.DuckDBPyConnection, text: str, form: str, hour: int
) -> None:
    found = one(engine, instants.with_offset(literal(text), (form,)))
    assert isinstance(found, datetime)
    assert found.replace(microsecond=0) == datetime(2026, 1, 5, hour)
    assert one(engine, instants.without_offset(literal(text), (form,))) is None


def test_a_name_of_several_zones_is_a_wall_clock_and_an_unknown_one_is_nothing(
    engine: duckdb.DuckDBPyConnection,
) -> None:
    form = ("%Y-%m-%d %H:%M:%S %Z",)
    for text, wall in (("2026-01-05 09:00:00 IST", NINE), ("2026-01-05 09:00:00 XYZ", None)):
        assert one(engine, instants.with_offset(literal(text), form)) is None
        assert one(engine, instants.without_offset(literal(text), form)) == wall


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("5 foo 2026", "%d %b %Y"),
        ("before 5 Jan 2026", "%a %d %b %Y"),
        ("31 Feb 2026", "%d %b %Y"),
        ("2026-01-05 09:00", "%Y-%m-%d %H:%M %Z"),
        ("2026-01-05 09:00 CET", "%Y-%m-%d %H:%M"),
    ],
)
def test_what_does_not_fit_is_missing(engine: duckdb.DuckDBPyConnection, text: str, form: str) -> None:
    for read in (instants.with_offset, instants.without_offset):
        assert one(engine, read(literal(text), (form,))) is None


def test_wall_clocks_become_utc_by_the_calendar_of_the_zone(engine: duckdb.DuckDBPyConnection) -> None:
    summer, winter = "TIMESTAMP '2026-07-01 12:00:00'", "TIMESTAMP '2026-01-01 12:00:00'"
    assert one(engine, instants.utc(summer, "Europe/Paris")) == datetime(2026, 7, 1, 10)
    assert one(engine, instants.utc(winter, "Europe/Paris")) == datetime(2026, 1, 1, 11)
    there = instants.local(instants.utc(summer, "Asia/Kolkata"), "Asia/Kolkata")
    assert one(engine, there) == datetime(2026, 7, 1, 12)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1767603600", "epoch_s", NINE),
        ("1767603600.25", "epoch_s", NINE + timedelta(milliseconds=250)),
        ("1767603600500", "epoch_ms", NINE + timedelta(milliseconds=500)),
        ("1767603600500.25", "epoch_ms", NINE + timedelta(microseconds=500_250)),
        ("1767603600000250", "epoch_us", NINE + timedelta(microseconds=250)),
        ("1767603600500", "epoch_s", None),
        ("soon", "epoch_s", None),
    ],
)
def test_epochs(engine: duckdb.DuckDBPyConnection, text: str, unit: str, expected: datetime | None) -> None:
    assert one(engine, instants.epoch(literal(text), unit)) == expected


@settings(max_examples=60, deadline=None)
@given(
    moment=st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1)).map(lambda found: found.replace(microsecond=0)),
    minutes=st.integers(-14 * 4, 14 * 4).map(lambda quarter: 15 * quarter),
    form=st.sampled_from(
        ["%a, %d %b %Y %H:%M:%S %z", "%d/%B/%y %I:%M:%S %p %z", "%Y-%m-%dT%H:%M:%S%z", "%a %b %d %H:%M:%S %z %Y"]
    ),
)
def test_what_python_writes_is_read_back(moment: datetime, minutes: int, form: str) -> None:
    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'")
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    found = one(engine, instants.with_offset(literal(zoned.strftime(form)), (form,)))
    assert found == zoned.astimezone(UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("46027,39583", datetime(2026, 1, 5, 9, 30)),
        ("46027.395833", datetime(2026, 1, 5, 9, 30)),
        ("46027", datetime(2026, 1, 5)),
        ("0", None),
        ("soon", None),
    ],
)
def test_days_of_a_worksheet(engine: duckdb.DuckDBPyConnection, text: str, expected: datetime | None) -> None:
    assert one(engine, instants.excel_days(literal(text))) == expected

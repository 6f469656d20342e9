"""Which format a text is in, and which formats fit a column."""

from __future__ import annotations

import duckdb
import pytest

from steelyard.intake.mapping.formats import fitting, shape


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-01-05", "%Y-%m-%d"),
        ("2026-01-05T09:00:00.123456Z", "%Y-%m-%dT%H:%M:%S.%f%z"),
        ("2026/01/05 09:00", "%Y/%m/%d %H:%M"),
        ("2026. 01. 05.", "%Y. %m. %d."),
        ("05 Jan 2026 09:00 AM", "%d %b %Y %I:%M %p"),
        ("05/Jan/26 9:00 AM", "%d/%b/%y %I:%M %p"),
        ("Jan 5, 2026 9:00 AM", "%b %d, %Y %I:%M %p"),
        ("January 5th, 2026", "%b %d, %Y"),
        ("2026-Jan-05", "%Y-%b-%d"),
        ("Mon, 05 Jan 2026 09:00:00", "%a, %d %b %Y %H:%M:%S"),
        ("Montag, 5. Januar 2026 um 09:00 Uhr", "%a, %d. %b %Y um %H:%M Uhr"),
        ("mar. 6 mars 2026 à 09h00", "%a %d %b %Y à %Hh%M"),
        ("5 de enero de 2026", "%d de %b de %Y"),
        ("05-01-2026 kl. 09:00", "%?-%?-%Y kl. %H:%M"),
        ("1/5/2026, 9:00\u202fAM", "%?/%?/%Y, %I:%M %p"),
        ("05.01.2026 09.30", "%?.%?.%Y %H.%M"),
        ("5. 1. 2026 9:00", "%?. %?. %Y %H:%M"),
        ("09:00 05/01/2026", "%H:%M %?/%?/%Y"),
        ("2026-01-05 09:00:00 PDT", "%Y-%m-%d %H:%M:%S %Z"),
        ("2026-01-05 09:00 UTC+2", "%Y-%m-%d %H:%M %Z"),
        ("Mon Jan 05 2026 09:00:00 GMT+0100 (Central European Standard Time)", "%a %b %d %Y %H:%M:%S %Z"),
        ("Mon Jan 05 09:00:00 CET 2026", "%a %b %d %H:%M:%S %Z %Y"),
        ("20260105T090000Z", "%Y%m%dT%H%M%S%z"),
    ],
)
def test_texts_tell_their_format(text: str, form: str) -> None:
    found = shape(text)
    assert found is not None
    assert found.format == form


@pytest.mark.parametrize(
    "text",
    ["", "9:00 AM", "12:34", "1.250", "192.168.1.1", "May 5", "12/2026", "1/5", "4 - 5", "40/01/2026", "Agent 5 2026",
     "Ticket 12/05/2026", "+49 30 1234567", "20260105", "5 / 5", "{0}", "10 - very likely"],
)  # fmt: skip
def test_what_is_no_day_has_none(text: str) -> None:
    assert shape(text) is None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("13/01/2026", "05/01/2026"), ("%d/%m/%Y",)),
        (("01/13/2026", "01/05/2026"), ("%m/%d/%Y",)),
        (("05/01/2026",), ("%d/%m/%Y", "%m/%d/%Y")),
        (("5. Mai 2026", "6. Juni 2026"), ("%d. %b %Y",)),
        (("5. Mai 2026", "soon"), ()),
        (("soon",), ()),
    ],
)
def test_a_format_fits_where_it_reads_every_text(texts: tuple[str, ...], expected: tuple[str, ...]) -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t AS SELECT unnest($1) AS v", [list(texts)])
    assert fitting(connection, "t", "v") == expected

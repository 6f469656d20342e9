"""What steelyard.toml, the environment and flags say, and how errors name the line and propose."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError

WHOLE = """\
[workspace]
name = "Acme support"
currency = "EUR"
time_zone = "Europe/Lisbon"
[assumptions]
return_window_days = 5
minutes_per_contact = { email = 9 }
quality_instrument = "ces"
[topic_families]
billing = ["invoice", "refund"]
[targets.first_contact_resolution]
value = 0.70
source = "our board, 2026"
[sources.tickets]
files = "exports/tickets-*.csv"
covers_until = 2026-09-30
load = "full"
delimiter = "tab"
[sources.tickets.contacts]
key = ["Ticket ID"]
version = "Updated"
filter = "status <> 'spam'"
dimensions = { supervisor = "Supervisor" }
[sources.tickets.contacts.columns]
contact_id = { column = "Ticket ID", prefix = "tel-" }
opened_at = { columns = ["date", "time"], format = "%y%m%d %H:%M:%S", zone = "Asia/Jerusalem", missing = ["0:00:00"] }
handle_s = { column = "Talk", unit = "hh:mm:ss", missing_when = "outcome = 'HANG'" }
resolved = { column = "Resolved", values = { Y = true, N = false } }
channel = { constant = "phone" }
team = { sql = "upper(grp)" }
[[sources.tickets.surveys]]
[sources.tickets.surveys.columns]
survey_id = "Ticket ID"
instrument = { constant = "csat" }
score = "CSAT"
scale_min = 1
scale_max = 5
better = { constant = "high" }
"""
SMALL = """\
[sources.t]
files = "t.csv"
[sources.t.contacts.columns]
contact_id = "id"
opened_at = "at"
"""


def read(folder: Path, text: str, **given: object) -> settings.model.Settings:  # type: ignore[name-defined]
    (folder / "steelyard.toml").write_text(text, encoding="utf-8")
    return settings.read(folder, **given)  # type: ignore[arg-type]


def test_everything_a_file_can_say(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    (source,) = found.sources
    contacts, surveys = source.tables
    assert (found.name, found.time_zone, found.data) == ("Acme support", "Europe/Lisbon", tmp_path)
    assert found.assumptions.return_window_days == 5
    assert found.assumptions.minutes_per_contact == {"email": 9.0}
    assert found.topic_families == {"billing": ("invoice", "refund")}
    assert found.targets["first_contact_resolution"].value == 0.7
    assert (source.covers_until, source.load, source.reading["tickets"].delimiter) == (date(2026, 9, 30), "full", "\t")
    assert (contacts.key, contacts.version, contacts.filter) == (("Ticket ID",), "Updated", "status <> 'spam'")
    assert found.dimensions == ("supervisor",)
    opened = contacts.columns["opened_at"]
    assert (opened.columns, opened.formats, opened.zone) == (("date", "time"), ("%y%m%d %H:%M:%S",), "Asia/Jerusalem")
    assert opened.line == 26
    assert contacts.columns["resolved"].values == {"Y": True, "N": False}
    assert surveys.columns["scale_max"].constant == 5


def test_flag_beats_environment_beats_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[assumptions]\nreturn_window_days = 5\n" + SMALL
    assert read(tmp_path, text).assumptions.return_window_days == 5
    monkeypatch.setenv("STEELYARD_RETURN_WINDOW_DAYS", "6")
    assert read(tmp_path, text).assumptions.return_window_days == 6
    assert read(tmp_path, text, flags={"return_window_days": "8"}).assumptions.return_window_days == 8


def test_a_misspelt_variable_is_refused_and_a_foreign_one_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEELYARD_SHARED", "/somewhere")
    read(tmp_path, SMALL)
    monkeypatch.setenv("STEELYARD_RETURN_WINDOW_DAY", "6")
    with pytest.raises(SettingsError, match=r"STEELYARD_RETURN_WINDOW_DAY.*\n.*return_window_days"):
        read(tmp_path, SMALL)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("[workspce]\n", 1, "Did you mean workspace?"),
        ("[workspace]\ntime_zone = 'Europe/Lisboa'\n", 2, "there is no time zone"),
        ("[workspace]\ntime_zone = 'Lisbon'\n", 2, "Did you mean Europe/Lisbon?"),
        ("[workspace]\ncurrency = 'euro'\n", 2, "three letters"),
        ("[assumptions]\n\nreturn_window = 7\n", 3, "Did you mean return_window_days?"),
        ("[assumptions]\nreturn_window_days = '7'\n", 2, "must be a number, not a text"),
        ("[assumptions]\nreturn_window_days = 0\n", 2, "must be between"),
        ("[assumptions]\nissue_max_contacts = 2.5\n", 2, "whole number"),
        ("[assumptions]\ncredit = 'frist'\n", 2, "Did you mean first?"),
        ("[topic_families]\na = ['x']\nb = ['x']\n", 3, "in two families"),
        ("[targets]\nfirst_contact_resolution = { value = 70, source = 'us' }\n", 2, "Write 0.7"),
        ("[targets.first_contact_resolutoin]\nvalue = 1\n", 1, "first_contact_resolution"),
        ("[targets.first_contact_resolution]\nvalue = 0.7\n", 1, "has no source"),
        ("[sources.t]\n", 1, "names no files"),
        ("[sources.t]\nfiles = 't.csv'\n", 1, "fills no table"),
        ("[sources.t]\nfiles = 't.csv'\n[sources.t.contcts]\n", 3, "Did you mean contacts"),
        ("[sources.t]\nfiles = 't.csv'\n[sources.t.contacts]\n", 3, "contacts needs contact_id and opened_at"),
        ("[sources.t]\nfiles = { a = 'a.csv' }\n[sources.t.contacts]\n", 2, "no view"),
        ("[sources.'t t']\nfiles = 't.csv'\n", 1, "cannot name a source"),
        (SMALL + "openedat = 'x'\n", 6, "opened_at"),
        (SMALL + "handle_s = { column = 'x', unit = 'mins' }\n", 6, "min"),
        (SMALL + "ended_at = { column = 'x', format = 'dd/mm/yyyy' }\n", 6, "is no date format"),
        (SMALL + "ended_at = { column = 'x', format = '%d/%q' }\n", 6, "is no date format"),
        (SMALL + "ended_at = { column = 'x', zone = 'Mars' }\n", 6, "there is no time zone"),
        (SMALL + "ended_at = { column = 'x', lost_time = 'midnight' }\n", 6, "must be a time of day"),
        (SMALL + "team = { column = 'x', unit = 's' }\n", 6, "takes no unit"),
        (SMALL + "team = { colum = 'x' }\n", 6, "Did you mean column"),
        (SMALL + "team = { prefix = 'x' }\n", 6, "neither a column nor a constant"),
        (SMALL + "team = { column = 'x', sql = 'y' }\n", 6, "has both column and sql"),
        (SMALL + "direction = { constant = 'in' }\n", 6, "inbound"),
        (SMALL + "resolved = { column = 'x', values = { Y = 'true' } }\n", 6, "must be true or false"),
        (SMALL.replace("[sources.t.c", "delimiter = ';;'\n[sources.t.c"), 3, "one character"),
        (SMALL.replace("[sources.t.c", "encoding = 'utf9'\n[sources.t.c"), 3, "utf-8"),
        (SMALL.replace("[sources.t.c", "covers_until = 'soon'\n[sources.t.c"), 3, "must be a date"),
        (SMALL.replace("[sources.t.c", "format = 'xls'\n[sources.t.c"), 3, "cannot be 'xls'"),
    ],
)
def test_errors_name_the_line_and_propose(tmp_path: Path, text: str, line: int, expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    assert caught.value.where == f"steelyard.toml, line {line}"
    assert expected in str(caught.value)


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe\x00", b'x = "\n"'])
def test_what_is_no_toml_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "steelyard.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"steelyard\.toml"):
        settings.read(tmp_path)


def test_without_a_file_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="steelyard init"):
        settings.read(tmp_path)


def test_reading_options_may_differ_by_file(tmp_path: Path) -> None:
    text = """\
[sources.t]
files = { a = "a.csv", b = ["b.csv", "c.csv"] }
view = "SELECT * FROM a JOIN b USING (id)"
quote = "none"
reading.b = { encoding = "latin-1", skip = 2 }
[sources.t.contacts.columns]
contact_id = "id"
opened_at = "at"
"""
    (source,) = read(tmp_path, text).sources
    assert source.files["b"] == ("b.csv", "c.csv")
    assert (source.reading["a"].quote, source.reading["a"].skip) == ("none", 0)
    assert (source.reading["b"].quote, source.reading["b"].encoding, source.reading["b"].skip) == ("none", "latin-1", 2)

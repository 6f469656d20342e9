"""What holds between tables: the zone their days are counted in, and when a local day ends."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest
from tests.intake.conftest import NewWorkspace, contacts

from steelyard import catalogue, schema
from steelyard.errors import SettingsError
from steelyard.intake.fact_building import Built
from steelyard.intake.incremental.references import end_of
from steelyard.store import manifest

LISBON = '[workspace]\ntime_zone = "Europe/Lisbon"'
TOKYO = '[workspace]\ntime_zone = "Asia/Tokyo"'


def test_a_changed_zone_moves_the_days_of_every_row_read_again(workspace: NewWorkspace) -> None:
    space = workspace(contacts(head=LISBON), {"t.csv": "id,at\n1,2026-01-05T20:00:00Z\n"})
    space.load()
    space.write(contacts(head=TOKYO)).load()
    assert space.values('SELECT "on" FROM contacts') == [date(2026, 1, 6)]


def test_a_changed_zone_is_refused_where_old_rows_would_keep_their_days(workspace: NewWorkspace) -> None:
    space = workspace(contacts(head=LISBON), {"t.csv": "id,at\n1,2026-01-05T20:00:00Z\n"})
    space.load()
    space.write(contacts(head=TOKYO), {"t.csv": "id,at\n2,2026-01-06T20:00:00Z\n"})
    with pytest.raises(SettingsError, match="1 rows of contacts come from files not read now"):
        space.load()


@pytest.mark.usefixtures("facts")
def test_a_new_dimension_reaches_the_facts_though_its_source_was_not_read(workspace: NewWorkspace) -> None:
    second = contacts().replace("sources.t", "sources.u").replace("t.csv", "u.csv")
    files = {"t.csv": "id,at\n1,2026-01-05\n", "u.csv": "id,at,shift\n2,2026-01-05,late\n"}
    space = workspace(contacts() + second, files)
    space.load()
    widened = second.replace(
        "[sources.u.contacts.columns]", 'dimensions = { shift = "shift" }\n[sources.u.contacts.columns]'
    )
    space.write(contacts() + widened)
    space.load(only=["t"])
    assert space.values("SELECT shift FROM fact_contacts") == [None, None]
    space.load()
    assert space.values("SELECT shift FROM fact_contacts ORDER BY contact_id") == [None, "late"]


@pytest.mark.usefixtures("facts")
def test_a_store_of_an_older_steelyard_gains_what_tables_and_facts_gained(
    workspace: NewWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = contacts('customer_id = "id"')
    toml += """
[sources.s]
files = "s.csv"
[sources.s.surveys.columns]
survey_id = "id"
contact_id = "id"
instrument = { constant = "csat" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
"""
    files = {"t.csv": "id,at\n1,2026-01-05T07:30:00Z\n", "s.csv": "id,score,tone\n1,4,0.5\n"}
    space = workspace(toml, files)
    surveys = schema.table("surveys")
    with monkeypatch.context() as older:
        columns = tuple(column for column in surveys.columns if column.name != "sentiment")
        older.setitem(catalogue.entries("schema", "TABLE"), "surveys", replace(surveys, columns=columns))
        older.setattr(manifest, "FORMAT", manifest.FORMAT - 1)
        older.setattr(sys.modules["steelyard.intake.load"], "build_facts", lambda *_: Built())
        space.load()
    report = space.load()
    assert (report.passed, report.whole) == ({"t": 1, "s": 1}, "another Steelyard built them before")
    assert space.rows("SELECT weekday, hour FROM fact_issues") == [{"weekday": "1", "hour": "07"}]
    assert np.isnan(space.values("SELECT sentiment FROM fact_responses")).all()  # type: ignore[call-overload]
    space.write(toml + 'sentiment = "tone"\n').load()
    assert space.values("SELECT sentiment FROM fact_responses") == [0.5]


def test_days_end_by_the_calendar_of_the_zone() -> None:
    assert end_of(date(2026, 3, 29), "Europe/Lisbon") == datetime(2026, 3, 29, 23)
    assert end_of(date(2026, 12, 31), "UTC") == datetime(2027, 1, 1)

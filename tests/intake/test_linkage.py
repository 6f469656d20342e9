"""What holds between tables: the zone their days are counted in, and when a local day ends."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.intake.conftest import NewWorkspace, contacts

from steelyard.errors import SettingsError
from steelyard.intake.linkage import end_of

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


def test_days_end_by_the_calendar_of_the_zone() -> None:
    assert end_of(date(2026, 3, 29), "Europe/Lisbon") == datetime(2026, 3, 29, 23)
    assert end_of(date(2026, 12, 31), "UTC") == datetime(2027, 1, 1)

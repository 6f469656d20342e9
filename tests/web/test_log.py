"""The log on a page: written to the same steelyard.toml, refused in place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests import workspaces
from tests.web.conftest import served

from steelyard import settings

MAPPING = """# Ours.
[sources.calls]
files = "calls.csv"
[sources.calls.contacts.columns]
contact_id = "Call"
opened_at = "Begin"
"""
GIVEN = {"name": "Listening", "kind": "workshop", "on": "2026-03-02", "purpose": "fewer <second> calls"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspaces.loaded(tmp_path, MAPPING, {"calls.csv": "Call,Begin\nC1,2026-07-01 10:00:00\n"})
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Any:
    with TestClient(served(folder)) as found:
        yield found


def test_an_event_is_written_and_comments_stay(client: TestClient, folder: Path) -> None:
    shown = client.post("/log", data={**GIVEN, "treats": "teams", "treated": "North, South", "new_baseline": "yes"})
    assert shown.status_code == 200
    assert "Saved." in shown.text
    assert "fewer &lt;second&gt; calls" in shown.text
    [event] = settings.read(folder).events
    assert (event.on, event.treated, event.is_new_baseline) == (date(2026, 3, 2), ("North", "South"), True)
    assert (folder / "steelyard.toml").read_text().startswith("# Ours.")
    client.post("/log", data={**GIVEN, "name": "Again", "on": "2026-02-02"})
    assert [one.name for one in settings.read(folder).events] == ["Again", "Listening"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"on": "soon"}, "the first day is no date"),
        ({"treats": "teams"}, "only half of who took part"),
        ({"kind": "party"}, "cannot be"),
        ({"name": ""}, "an event has no name"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_saved(
    client: TestClient, folder: Path, change: dict[str, str], said: str
) -> None:
    before = (folder / "steelyard.toml").read_text()
    shown = client.post("/log", data={**GIVEN, **change})
    assert shown.status_code == 422
    assert said in shown.text.replace("&#39;", "'").lower()
    assert 'value="fewer &lt;second&gt; calls"' in shown.text
    assert (folder / "steelyard.toml").read_text() == before

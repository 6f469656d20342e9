"""An initiative registered on a page: written to the same steelyard.toml, refused in place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests import workspaces
from tests.web.conftest import served

from steelyard import settings
from steelyard.settings.undertaken import Lot

MAPPING = """# Ours.
[sources.calls]
files = "calls.csv"
[sources.calls.contacts.columns]
contact_id = "Call"
opened_at = "Begin"
"""
GIVEN = {"name": "script", "gain": "fewer <second> calls", "treats": "teams", "treated": "North", "from": "2026-03-02"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspaces.loaded(tmp_path, MAPPING, {"calls.csv": "Call,Begin\nC1,2026-07-01 10:00:00\n"})
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Any:
    with TestClient(served(folder)) as found:
        yield found


def test_it_is_written_and_comments_stay(client: TestClient, folder: Path) -> None:
    more = {"until": "2026-06-30", "controls": "South, West", "assigned": "lot", "smallest": "0.03", "cost": "1200"}
    chosen = {"primary": "resolution_rate", "guardrails": "customer_rating=2", "looks": "2026-04-15, 2026-06-15"}
    shown = client.post("/initiatives/new", data={**GIVEN, **more, **chosen})
    assert shown.status_code == 200
    assert "Saved." in shown.text
    assert "fewer &lt;second&gt; calls" in shown.text
    [one] = settings.read(folder).initiatives
    assert (one.treats, one.starts, one.until) == ("team", {"North": date(2026, 3, 2)}, date(2026, 6, 30))
    assert (one.controls, one.is_randomised, one.smallest, one.cost) == (("South", "West"), True, 0.03, 1200.0)
    assert (one.primary, one.guardrails, len(one.looks)) == ("resolution_rate", {"customer_rating": 2.0}, 2)
    assert (folder / "steelyard.toml").read_text().startswith("# Ours.")
    staggered = {"name": "bot", "gain": "speed", "treats": "sites", "starts": "Porto=2026-01-01, Braga=2026-04-01"}
    client.post("/initiatives/new", data=staggered)
    assert settings.read(folder).initiatives[1].starts["Braga"] == date(2026, 4, 1)
    panel = {"name": "home", "gain": "more", "treats": "units", "from": "49", "primary": "calls", "assigned": "lot"}
    client.post("/initiatives/new", data=panel)
    assert settings.read(folder).panel_initiatives[0].begins == "49"
    customers = {"name": "call", "gain": "no wait", "treats": "customers", "from": "2026-03-02", "seed": "7"}
    shown = client.post("/initiatives/new", data=customers)
    assert "50% of customers, drawn from seed 7" in shown.text
    assert settings.read(folder).initiatives[2].lot == Lot(7, 0.5, "plain")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"from": "soon"}, "the first day is no date"),
        ({"from": ""}, "does not say who was treated since when"),
        ({"primary": "no_such"}, "there is no measure"),
        ({"guardrails": "customer_rating"}, "names no margin"),
        ({"starts": "Porto"}, "names no unit and its day"),
        ({"smallest": "much"}, "is no number"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_saved(
    client: TestClient, folder: Path, change: dict[str, str], said: str
) -> None:
    before = (folder / "steelyard.toml").read_text()
    shown = client.post("/initiatives/new", data={**GIVEN, **change})
    assert shown.status_code == 422
    assert said in shown.text.replace("&#39;", "'").lower()
    assert 'value="fewer &lt;second&gt; calls"' in shown.text
    assert (folder / "steelyard.toml").read_text() == before


def test_an_address_fills_the_form(client: TestClient) -> None:
    """What a plan proposes is one click from being registered."""
    shown = client.get("/initiatives/new?treats=teams&treated=North,South&assigned=lot")
    assert 'value="North,South"' in shown.text

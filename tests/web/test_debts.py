"""The register of debts as pages: proposals judged, what is written never lost, files out and in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests import workspaces
from tests.reasons.test_reasons import FILES, MAPPING
from tests.web.conftest import served

from steelyard import settings
from steelyard.desk import Desk, ProposedDebt
from steelyard.web import app
from steelyard.web.access.opening import access
from steelyard.web.access.viewer import Viewer

SURGE = ProposedDebt(
    "surge@channel=phone",
    "surge",
    "channel",
    "phone",
    "Issues that were not there before: channel phone",
    date(2026, 2, 2),
    date(2026, 2, 15),
    "1,000 € a month more",
    660.0,
    1180.0,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspaces.loaded(tmp_path, MAPPING, FILES)
    desk = Desk.open(settings.read(tmp_path))
    desk.debts.take_over(10_000, [SURGE], {})
    desk.close()
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(served(folder, access=access(folder, is_near=True)), base_url="http://localhost") as found:
        yield found


def head_of(client: TestClient) -> dict[str, str]:
    page = client.get("/debts/1").text
    return {"X-CSRF-Token": page.partition('name="csrf" value="')[2].partition('"')[0], "accept": "application/json"}


def test_from_a_proposal_to_a_repair(client: TestClient) -> None:
    shown = client.get("/debts").text
    assert "Proposed: is this a debt?" in shown
    assert "1,000 € a month more" in shown
    head = head_of(client)
    found = client.post("/debts/1/accept", data={"version": 1}, headers=head).json()
    assert found["state"] == "accepted"
    given = {"version": found["version"], "low": "2000", "high": "5000", "removable": "60"}
    found = client.post("/debts/1/estimate", data=given, headers=head).json()
    assert (found["principal"], found["removable"]) == ([2000.0, 5000.0], 0.6)
    found = client.post("/debts/1/own", data={"version": found["version"], "owner": "Web"}, headers=head).json()
    found = client.post("/debts/1/repair", data={"version": found["version"], "on": "2026-06-01"}, headers=head).json()
    assert (found["state"], found["owner"], found["repaid_on"]) == ("being repaid", "Web", "2026-06-01")
    page = client.get("/debts/1").text
    assert "2,000 € to 5,000 €" in page
    assert "60% assumed" in page
    assert "Cannot tell what it costs" in page
    assert client.get("/debts.json").json()["debts"][0]["state"] == "being repaid"


def test_one_that_nobody_proposed_is_noted(client: TestClient) -> None:
    head = head_of(client)
    given = {"fracture": "returned", "by": "channel", "part": "chat", "title": "Came back: channel chat"}
    found = client.post("/debts", data=given, headers=head).json()
    assert (found["state"], found["title"], found["part"]) == ("noted", "Came back: channel chat", "chat")
    again = client.post("/debts", data=given, headers=head)
    assert again.status_code == 422
    assert f"number {found['id']}" in again.text
    unknown = client.post("/debts", data={"fracture": "retruned"}, headers=head)
    assert unknown.status_code == 422
    assert "Did you mean" in unknown.text


def test_two_people_at_once(client: TestClient) -> None:
    head = head_of(client)
    client.post("/debts/1/note", data={"version": 1, "text": "asked them"}, headers=head)
    late = client.post("/debts/1/note", data={"version": 1, "text": "my own words"}, headers={**head, "accept": ""})
    assert late.status_code == 409
    assert "my own words" in late.text
    assert client.post("/debts/1/accept", data={"version": 1}, headers=head).status_code == 409


def test_the_register_goes_out_and_comes_back(client: TestClient) -> None:
    head = head_of(client)
    rows = list(csv.DictReader(io.StringIO(client.get("/debts.csv").text)))
    assert rows[0]["fracture"] == "surge"
    target = io.StringIO()
    writer = csv.DictWriter(target, rows[0].keys())
    writer.writeheader()
    writer.writerow({**rows[0], "owner": "Web", "principal_low": "10", "principal_high": "20", "note": "from a file"})
    blank = dict.fromkeys(rows[0], "")
    writer.writerow({**blank, "fracture": "returned", "by": "channel", "part": "chat", "since": "2026-01-05"})
    writer.writerow({**rows[0], "owner": "Late"})
    writer.writerow({**blank, "fracture": "returned", "since": "soon"})
    told = client.post("/debts/file", files={"file": ("debts.csv", target.getvalue())}, headers=head)
    assert told.status_code == 207
    assert told.json()["taken"] == 2
    assert [one["line"] for one in told.json()["refused"]] == [4, 5]
    found = {one["key"]: one for one in client.get("/debts.json").json()["debts"]}
    assert found["surge@channel=phone"]["owner"] == "Web"
    assert found["surge@channel=phone"]["principal"] == [10.0, 20.0]
    assert found["returned@channel=chat"]["state"] == "noted"


@pytest.mark.parametrize("role", ["viewer", "lead", "agent"])
def test_it_is_for_analysts_and_administrators(folder: Path, role: Any) -> None:
    def opened(made: FastAPI) -> None:
        access(folder, is_near=True)(made)
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("lea", role=role, teams=("phone",))

    with TestClient(served(folder, access=opened), base_url="http://localhost") as client:
        for path in ("/debts", "/debts.json", "/debts.csv", "/debts/1", "/debts/1.json"):
            assert client.get(path).status_code == 403, path


def test_what_is_no_debt_is_said(client: TestClient) -> None:
    head = head_of(client)
    assert client.get("/debts/99").status_code >= 400
    assert client.get("/debts/x").status_code >= 400
    wrong = client.post("/debts/1/estimate", data={"version": 1, "low": "9", "high": "2"}, headers=head)
    assert wrong.status_code >= 400
    assert "range of money" in wrong.text

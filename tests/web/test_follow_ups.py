"""Today's list as pages: worked by people, by roles and teams, with what is written never lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests import workspaces
from tests.reasons.test_reasons import FILES, MAPPING
from tests.web.conftest import served

from steelyard.analyses.list.answer import Cause
from steelyard.settings.model import Settings
from steelyard.web import app
from steelyard.web.access.opening import access
from steelyard.web.access.viewer import Viewer
from steelyard.web.pages.follow_up_causes import source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mapping = MAPPING.replace('handled_by = "by"', 'handled_by = "by"\nteam = "channel"')
    workspaces.loaded(tmp_path, mapping, FILES)
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(served(folder, access=access(folder, is_near=True)), base_url="http://localhost") as found:
        yield found


def as_viewer(folder: Path, **who: Any) -> FastAPI:
    def opened(made: FastAPI) -> None:
        access(folder, is_near=True)(made)
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("lea", **who)

    return served(folder, access=opened)


def follow_ups(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/list.json").json()["follow_ups"]
    return found


def csrf(client: TestClient) -> dict[str, str]:
    page = client.get("/list").text
    return {"X-CSRF-Token": page.partition('name="csrf" value="')[2].partition('"')[0]}


def test_from_the_list_to_done(client: TestClient) -> None:
    shown = client.get("/list").text
    assert "to follow up" in shown
    first = follow_ups(client)[0]
    page = client.get(f"/list/{first['id']}").text
    assert "Why" in page
    assert "/customer/" in page
    head = csrf(client)
    taken = client.post(f"/list/{first['id']}/take", data={"version": 1}, headers=head, follow_redirects=True)
    assert taken.status_code == 200
    assert "It is taken" in taken.text
    done = {"version": 2, "outcome": "helped", "text": "called"}
    assert client.post(f"/list/{first['id']}/done", data=done, headers=head).status_code == 200
    found = next(entry for entry in follow_ups(client) if entry["id"] == first["id"])
    assert (found["state"], found["outcome"]) == ("done", "helped")
    assert client.get("/list", params={"state": "done"}).text.count("/list/") >= 1


def test_where_follow_ups_come_from_is_told(client: TestClient) -> None:
    follow_ups(client)
    page = client.get("/follow-up-causes").text
    assert "No reason is commoner in one topic" in page
    assert "What was listed" in page
    assert "/follow-up-causes" in client.get("/list").text


@pytest.mark.parametrize(
    ("by", "part", "scope"),
    [
        ("topic", "password_reset", ("family", "account")),
        ("topic", "other", ("family", "other")),
        ("channel", "chat", ("channel", "chat")),
        ("step", "Wait for parts", ("", "")),
    ],
)
def test_a_cause_knows_the_debt_it_is_or_would_be(by: str, part: str, scope: tuple[str, str]) -> None:
    held = Settings(Path(), Path(), topic_families={"account": ("password_reset", "change_details")})
    cause = Cause("left_by_bot", "A bot that ended without solving", by, part, 20, 40, 9.5, 0.001, True)
    found = source(cause, [], held)
    assert (found.debt, found.fracture, found.by, found.part) == (0, "bot_dead_end", *scope)
    assert found.title == f"A bot that ended without solving: {by} {part}"
    unbroken = source(replace(cause, reason="complained"), [], held)
    assert (unbroken.fracture, unbroken.debt) == ("", 0)


def test_the_next_is_a_key_away(client: TestClient) -> None:
    numbers = [entry["id"] for entry in follow_ups(client)]
    page = client.get(f"/list/{numbers[0]}").text
    assert f'<a href="/list/{numbers[1]}" accesskey="x">' in page
    assert f'<a href="/list/{numbers[0]}" accesskey="x">' in client.get(f"/list/{numbers[-1]}").text
    assert all(f'id="{part}"' in page for part in ("take", "done", "note"))
    assert "By keyboard" in page
    assert "By keyboard" in client.get("/list").text


def test_a_conflict_keeps_what_was_written(client: TestClient) -> None:
    number = follow_ups(client)[0]["id"]
    head = csrf(client)
    client.post(f"/list/{number}/note", data={"version": 1, "text": "first"}, headers=head)
    second = client.post(f"/list/{number}/note", data={"version": 1, "text": "mine, unsaved"}, headers=head)
    assert second.status_code == 409
    assert "mine, unsaved" in second.text
    assert "changed in between" in second.text
    told = client.post(
        f"/list/{number}/note", data={"version": 1, "text": "x"}, headers={**head, "accept": "application/json"}
    )
    assert told.status_code == 409
    assert told.json()["error"]["next"]


def test_outcomes_come_back_as_a_file(client: TestClient) -> None:
    rows = client.get("/list.csv").text.splitlines()
    assert rows[0].startswith("follow_up,version,customer_id")
    number = rows[1].partition(",")[0]
    content = f"follow_up,version,outcome,note\n{number},1,helped,by phone\n{number},1,helped,twice\n99999,1,helped,\n"
    told = client.post("/list/outcomes", files={"file": ("o.csv", content)}, headers=csrf(client)).json()
    assert told["taken"] == 1
    assert [entry["line"] for entry in told["refused"]] == [3, 4]
    wrong = client.post("/list/outcomes", files={"file": ("o.csv", "a,b\n1,2\n")}, headers=csrf(client))
    assert wrong.status_code == 422


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_it_is_not_for_all(folder: Path, role: str) -> None:
    with TestClient(as_viewer(folder, role=role), base_url="http://localhost") as client:
        for path in ("/list", "/list.json", "/list.csv", "/list/1", "/ask/list", "/ask/list.json", "/ask/list.csv"):
            assert client.get(path).status_code == 403, path


def test_a_lead_sees_their_teams(folder: Path) -> None:
    with TestClient(as_viewer(folder, role="lead", teams=("bot",)), base_url="http://localhost") as client:
        found = follow_ups(client)
        assert [entry["customer_id"] for entry in found] == ["bot_left"]
        assert client.get("/ask/list.json").status_code == 403
        assert client.get("/ask/list.json", params={"team": "bot"}).status_code in (200, 202)


def test_without_a_hold_out_the_effect_is_refused(client: TestClient, folder: Path) -> None:
    shown = client.get("/follow-up-effect")
    assert shown.status_code == 200
    assert "cannot be told" in shown.text
    assert "[followup.holdout]" in shown.text
    with TestClient(as_viewer(folder, role="lead"), base_url="http://localhost") as other:
        assert other.get("/follow-up-effect").status_code == 403


def test_with_one_it_is_told(folder: Path) -> None:
    with (folder / "steelyard.toml").open("a") as file:
        file.write("[followup.holdout]\ncallback = 0.5\napology = 0.5\nescalation = 0.5\ninformation = 0.5\n")
    with TestClient(served(folder, access=access(folder, is_near=True)), base_url="http://localhost") as client:
        shown, told = follow_ups(client), client.get("/follow-up-effect").text
        assert 0 < len(shown) < 8
        assert "By intention to treat" in told
        assert "cannot tell" in told
        assert "withheld" not in client.get("/list").text

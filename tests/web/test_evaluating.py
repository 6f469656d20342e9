"""Evaluations as pages: drawn, scored blind, calibrated; by roles and teams, with what is chosen never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.analyses.evaluations.world import World, centre
from tests.desk.conftest import PASSWORD
from tests.web.conftest import served

from steelyard import rubrics
from steelyard.desk import Desk
from steelyard.settings import read
from steelyard.web import app
from steelyard.web.access.opening import access
from steelyard.web.access.viewer import Viewer

CHAT = rubrics.shipped()["chat"]
FULL = {entry.id: str(entry.most) for entry in CHAT.criteria}
PLAN = {"count": "22", "rubric": "chat", "first": "2026-04-01", "last": "2026-04-14"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return centre(tmp_path_factory.mktemp("centre"), World(contacts=300, doubles=0)).settings.folder


@pytest.fixture(autouse=True)
def _fresh(folder: Path) -> Iterator[None]:
    yield
    for file in folder.glob("desk.sqlite*"):
        file.unlink()


def as_viewer(folder: Path, name: str, **who: Any) -> FastAPI:
    def opened(made: FastAPI) -> None:
        access(folder, is_near=True)(made)
        made.dependency_overrides[app.viewer_of] = lambda: Viewer(name, **who)

    return served(folder, access=opened)


def opened(folder: Path, name: str = "ann", **who: Any) -> TestClient:
    return TestClient(as_viewer(folder, name, **{"role": "analyst", **who}), base_url="http://localhost")


def csrf(client: TestClient) -> dict[str, str]:
    page = client.get("/evaluate").text
    return {"X-CSRF-Token": page.partition('name="csrf" value="')[2].partition('"')[0]}


def drawn(client: TestClient, **more: str) -> list[dict[str, Any]]:
    told = client.post("/evaluate/plan", data={**PLAN, **more}, headers={**csrf(client), "accept": "application/json"})
    assert told.status_code == 200, told.text
    return client.get("/evaluate.json").json()["tasks"]


def test_drawn_scored_and_out_as_a_source(folder: Path) -> None:
    with opened(folder) as client:
        assert "Nothing to score" in client.get("/evaluate").text
        tasks = drawn(client)
        assert len(tasks) == 20
        assert {task["purpose"] for task in tasks} == {"evaluation"}
        assert all(task["chance"] is None and task["stratum"] is None for task in tasks)
        page = client.get(f"/evaluate/{tasks[0]['id']}")
        assert CHAT.criteria[0].anchors[0] in page.text.replace("&#39;", "'")
        assert "Handled" in page.text or "Begun" in page.text
        agent = next(word for word in ("a0", "a1", "a2"))
        assert f">{agent}<" not in page.text
        head = csrf(client)
        found = client.post(f"/evaluate/{tasks[0]['id']}/done", data={"version": "1", **FULL}, headers=head)
        assert found.status_code == 200
        assert "Score" in found.text
        assert "100 of 100" in client.get(f"/evaluate/{tasks[0]['id']}").text
        again = client.post("/evaluate/plan", data=PLAN, headers=head)
        assert again.status_code == 422
        assert "drawn by this rubric already" in again.text
        scores = client.get("/evaluate-scores.csv").text.splitlines()
        assert len(scores) >= 1 + len(CHAT.criteria)
        assert "ann" in scores[1]


def test_drafts_are_kept_and_a_conflict_keeps_what_was_chosen(folder: Path) -> None:
    with opened(folder) as client:
        number = drawn(client)[0]["id"]
        head = {**csrf(client), "accept": "application/json"}
        draft = client.post(f"/evaluate/{number}/draft", data={"version": "1", "tone": "1"}, headers=head)
        assert draft.json()["version"] == 2
        assert 'name="tone" value="1" data-key="1" checked' in client.get(f"/evaluate/{number}").text
        stale = client.post(f"/evaluate/{number}/done", data={"version": "1", **FULL}, headers=csrf(client))
        assert stale.status_code == 409
        assert "changed in between" in stale.text
        assert 'name="tone" value="2" data-key="2" checked' in stale.text
        part = client.post(f"/evaluate/{number}/done", data={"version": "2", "tone": "2"}, headers=head)
        assert part.status_code == 409
        assert "not scored yet" in part.json()["error"]["what"]


def test_who_scores_does_not_see_what_another_gave(folder: Path) -> None:
    with opened(folder) as client:
        tasks = drawn(client, twice="1", evaluators="ann, bea")
        own = tasks[0]
        client.post(f"/evaluate/{own['id']}/done", data={"version": "1", **FULL}, headers=csrf(client))
    with opened(folder, "bea") as client:
        theirs = client.get("/evaluate.json").json()
        assert own["id"] not in {task["id"] for task in theirs["tasks"]}
        assert own["contact_id"] in {task["contact_id"] for task in theirs["tasks"]}
        for path in (f"/evaluate/{own['id']}", f"/evaluate/{own['id']}.json"):
            assert client.get(path).status_code == 422
        forced = client.post(f"/evaluate/{own['id']}/draft", data={"version": "2", "tone": "0"}, headers=csrf(client))
        assert forced.status_code == 422


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_it_is_not_for_all(folder: Path, role: str) -> None:
    with opened(folder, role=role) as client:
        paths = ("/evaluate", "/evaluate.json", "/evaluate/1", "/evaluate-sheet.csv", "/evaluate-scores.csv")
        for path in (*paths, "/calibrations/1", "/calibrations/1.json"):
            assert client.get(path).status_code == 403, path
        for path in ("/evaluate/1/done", "/evaluate/plan", "/evaluate/pick", "/calibrations", "/calibrations/1/agree"):
            assert client.post(path, data={}).status_code == 403, path


def test_a_lead_scores_their_teams_and_plans_nothing(folder: Path) -> None:
    with opened(folder) as client:
        tasks = drawn(client)
    with opened(folder, "lea", role="lead", teams=("North",)) as client:
        assert {task["team"] for task in client.get("/evaluate.json").json()["tasks"]} == {"North"}
        south = next(task for task in tasks if task["team"] == "South")
        assert client.get(f"/evaluate/{south['id']}").status_code == 422
        head = csrf(client)
        assert client.post("/evaluate/plan", data=PLAN, headers=head).status_code == 403
        assert client.get("/evaluate-scores.csv").status_code == 403
        picked = {"contact": south["contact_id"], "purpose": "coaching", "rubric": "chat"}
        assert client.post("/evaluate/pick", data=picked, headers=head).status_code == 422


def test_evaluators_are_named_to_analysts_alone(folder: Path) -> None:
    with opened(folder, "lea", role="lead", teams=("North",)) as client:
        asked = {"where": "team=North", "evaluators": "named"}
        assert client.get("/ask/evaluations.json", params=asked).status_code == 403


def test_a_calibration_from_blind_scores_to_gold(folder: Path) -> None:
    with opened(folder) as client:
        head = {**csrf(client), "accept": "application/json"}
        told = {"title": "March", "rubric": "chat", "contacts": "c1, c2", "evaluators": "ann, bea"}
        number = client.post("/calibrations", data=told, headers=head).json()["calibration"]
        assert "Nobody" in client.get(f"/calibrations/{number}").text
        for task in client.get("/evaluate.json").json()["tasks"]:
            client.post(f"/evaluate/{task['id']}/done", data={"version": "1", **FULL}, headers=head)
        unknown = {**told, "contacts": "nowhere"}
        assert client.post("/calibrations", data=unknown, headers=head).status_code == 422
    with opened(folder, "bea") as client:
        head = {**csrf(client), "accept": "application/json"}
        for task in client.get("/evaluate.json").json()["tasks"]:
            client.post(f"/evaluate/{task['id']}/done", data={"version": "1", **FULL, "tone": "0"}, headers=head)
        page = client.get(f"/calibrations/{number}").text
        assert "Where scores differ" in page
        form = {"version": "1", "gold:0": "yes", "said": "A joke is no curtness."}
        lacking = client.post(f"/calibrations/{number}/agree", data=form, headers=csrf(client))
        assert lacking.status_code == 409
        assert "points are agreed for" in lacking.text
        assert "A joke is no curtness." in lacking.text
        agreed = {f"0:{name}": points for name, points in {**FULL, "tone": "1"}.items()}
        closed = client.post(f"/calibrations/{number}/agree", data={**form, **agreed}, headers=head)
        assert closed.json() == {"closed": number}
        assert "A joke is no curtness." in client.get(f"/calibrations/{number}").text


def test_sheets_out_and_in(folder: Path) -> None:
    with opened(folder) as client:
        drawn(client)
        rows = [
            line.split(",") for line in client.get("/evaluate-sheet.csv", params={"rubric": "chat"}).text.splitlines()
        ]
        heads = rows[0]
        filled = ["", *([FULL[name] for name in heads[7:]] for _ in range(1))][1]
        content = "\n".join(
            [",".join(heads), ",".join([*rows[1][:7], *filled]), ",".join([*rows[2][:7], "9", *filled[1:]])]
        )
        files = {"file": ("s.csv", content)}
        told = client.post("/evaluate/enter", files=files, headers={**csrf(client), "accept": "application/json"})
        assert told.status_code == 207
        assert told.json()["taken"] == 1
        page = client.post("/evaluate/enter", files=files, headers=csrf(client)).text
        assert "0 rows were taken, 1 had been before, 1 was not" in page
        assert f">{rows[2][2]}<" in page
        assert "Give 0 or 1 or 2." in page
        no_sheet = client.post("/evaluate/enter", files={"file": ("s.csv", "a,b")}, headers=csrf(client))
        assert (no_sheet.status_code, "has no column evaluation" in no_sheet.text) == (422, True)
        assert client.get("/evaluate-sheet.xlsx", params={"rubric": "chat"}).content[:2] == b"PK"
        assert client.get("/evaluate-sheet.pdf", params={"rubric": "chat"}).status_code == 422


def test_what_so_many_can_say_is_looked_at_before_it_is_drawn(folder: Path) -> None:
    with opened(folder) as client:
        page = client.post("/evaluate/plan", data={**PLAN, "look": "yes", "twice": "0.2"}, headers=csrf(client))
        assert page.status_code == 200
        assert "drawn at random, by" in page.text
        assert "two teams differ by 3 points" in page.text
        assert 'name="count" min="4" max="100000" required value="22"' in page.text
        assert '<option value="0.2" selected>' in page.text
        assert client.get("/evaluate.json").json()["tasks"] == []


def test_a_name_nobody_has_draws_nothing_and_what_was_entered_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEELYARD_SECRET", "of the tests, and of nobody else in the world")
    desk = Desk.open(read(folder))
    desk.users.add("ann", "administrator", by="ann", password=PASSWORD)
    desk.users.add("beatrice", "analyst", by="ann")
    desk.close()
    with TestClient(served(folder, access=access(folder, is_near=True)), base_url="http://localhost") as client:
        token = client.get("/sign-in").text.partition('name="csrf" value="')[2].partition('"')[0]
        client.post("/sign-in", data={"csrf": token, "name": "ann", "password": PASSWORD})
        head = csrf(client)
        refused = client.post("/evaluate/plan", data={**PLAN, "evaluators": "ann, beatrise"}, headers=head)
        assert refused.status_code == 422
        assert "Did you mean beatrice?" in refused.text
        assert 'value="ann, beatrise"' in refused.text
        told = {"title": "March", "rubric": "chat", "contacts": "c1", "evaluators": "ann, beatrise"}
        session = client.post("/calibrations", data=told, headers=head)
        assert (session.status_code, "Did you mean beatrice?" in session.text) == (422, True)
        assert client.post("/evaluate/plan", data={**PLAN, "gold": "2"}, headers=head).status_code == 422
        assert client.get("/evaluate.json").json()["tasks"] == []
        tasks = drawn(client, evaluators="Ann, Beatrice")
        assert {task["evaluator"] for task in tasks} == {"ann"}


def test_a_draft_is_cleared(folder: Path) -> None:
    with opened(folder) as client:
        number = drawn(client)[0]["id"]
        client.post(f"/evaluate/{number}/draft", data={"version": "1", "tone": "1"}, headers=csrf(client))
        cleared = client.post(
            f"/evaluate/{number}/draft", data={"version": "2", "tone": "1", "clear": "yes"}, headers=csrf(client)
        )
        assert cleared.status_code == 200
        assert "checked" not in cleared.text


def test_pairs_that_differ_in_whether_it_applies_are_not_equal(folder: Path) -> None:
    may = next(entry for entry in CHAT.criteria if entry.may_not_apply)
    with opened(folder) as client:
        head = {**csrf(client), "accept": "application/json"}
        told = {"title": "March", "rubric": "chat", "contacts": "c1", "evaluators": "ann, bea"}
        number = client.post("/calibrations", data=told, headers=head).json()["calibration"]
    for who, points in (("ann", FULL), ("bea", {**FULL, may.id: "n/a"})):
        with opened(folder, who) as client:
            task = client.get("/evaluate.json").json()["tasks"][0]
            client.post(f"/evaluate/{task['id']}/done", data={"version": "1", **points}, headers=csrf(client))
    with opened(folder) as client:
        page = client.get(f"/calibrations/{number}").text
    row = page.partition(may.title.replace("'", "&#39;"))[2]
    assert 'data-head="Equal pairs">0%<' in row[:200]

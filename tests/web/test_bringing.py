"""From an empty folder to a first verdict without a terminal: files sent, questions answered, loaded; and refusals."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.web.conftest import served

from steelyard import background
from steelyard.web import app
from steelyard.web.access.viewer import Viewer

CALLS = "Call ID,Start time,Queue,Agent,Wait,Outcome,Customer no.\n" + "".join(
    f"C{n},2026-03-{n % 28 + 1:02d} 09:00:00,Sales {n % 3},A{n % 5},{n % 60},"
    f"{'ANSWERED' if n % 4 else 'ABANDONED'},{5000 + n % 50}\n"
    for n in range(200)
)
BROKEN = CALLS + "=C900,yesterday,Sales,A1,3,ANSWERED,5001\n"
EFFORT = "Response ID,Call ID,CES\n" + "".join(f"R{n},C{n},{n % 7 + 1}\n" for n in range(90))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A workspace that is not there yet; no load of it is left behind."""
    place = tmp_path / "support"
    yield place
    background.stop(place)
    ended(place)


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(served(folder)) as found:
        yield found


def ended(folder: Path) -> str:
    for _ in range(1200):
        found = background.state(folder)
        if found is None or not found.is_running:
            return found.state if found else ""
        time.sleep(0.1)
    raise AssertionError("the load does not end")


def send(client: TestClient, files: dict[str, str], **data: str) -> Any:
    """The page a browser shows after sending files."""
    sent = [("files", (name, text.encode(), "text/csv")) for name, text in files.items()]
    return client.post("/data/upload", files=sent, data=data)


def form(client: TestClient, shown: Any) -> dict[str, str]:
    """What a browser would send of the mapping's form, nothing changed."""
    told = client.get(f"{shown.url.path}.json").json()
    fields = [field for source in told["sources"] for table in source["tables"] for field in table["filled"]]
    return {**{f"of:{field['name']}": field["column"] for field in fields}, "name": told["name"]}


def test_an_empty_folder_begins_with_the_demo_or_ones_own_files(client: TestClient) -> None:
    for path in ("/", "/start"):
        text = client.get(path).text
        assert 'href="/data/upload"' in text
        assert 'action="/start/demo"' in text
    assert client.get("/balance.json").status_code == 409
    assert "Nothing has been loaded yet" in client.get("/data").text


def test_files_are_sent_answered_loaded_and_weighed(client: TestClient, folder: Path) -> None:
    shown = send(client, {"calls.csv": CALLS, "survey.csv": EFFORT})
    assert shown.status_code == 200
    assert "200 of 200 rows would be loaded" in shown.text
    assert "2026-03-01 09:00:00" in shown.text
    told = client.get(f"{shown.url.path}.json").json()
    assert [entry["question"]["id"] for entry in told["asks"]] == ["time_zone", "survey.surveys.better"]
    answers = {"ask:time_zone": "Europe/Lisbon", "ask:survey.surveys.better": "high", "name": "Our support"}
    checked = client.post(shown.url.path, data={**form(client, shown), **answers, "do": "check"})
    assert "290 of 290 rows would be loaded" in checked.text
    assert not (folder / "steelyard.toml").exists()
    loading = client.post(shown.url.path, data={**form(client, shown), **answers, "do": "load"})
    assert loading.url.path == "/data/loading"
    assert ended(folder) == "done"
    assert "Loaded." in client.get("/data/loading").text
    assert 'time_zone = "Europe/Lisbon"' in (folder / "steelyard.toml").read_text("utf-8")
    data = client.get("/data.json").json()
    assert data["version"] == 1
    assert data["rejected"] == 0
    assert {row[0]["text"]: row[3]["text"] for row in data["accounts"]["rows"]} == {"calls": "200", "survey": "90"}
    text = client.get("/data").text
    assert "Our support" in text
    assert "What the data can answer" in text


def test_a_chosen_column_is_read_instead(client: TestClient) -> None:
    shown = send(client, {"calls.csv": CALLS})
    changed = {**form(client, shown), "of:calls.contacts.team": "Agent", "do": "check"}
    client.post(shown.url.path, data=changed)
    (source,) = client.get(f"{shown.url.path}.json").json()["sources"]
    field = next(field for field in source["tables"][0]["filled"] if field["title"] == "team")
    assert field["column"] == "Agent"
    assert field["values"][0]["read"] == "A0"


def test_an_answer_that_cannot_be_is_said_and_the_others_stay(client: TestClient) -> None:
    shown = send(client, {"calls.csv": CALLS, "survey.csv": EFFORT})
    said = {"ask:time_zone": "Lisbon", "ask:survey.surveys.better": "low", "do": "load"}
    text = client.post(shown.url.path, data={**form(client, shown), **said}).text
    assert "there is no time zone" in text.lower()
    assert "Did you mean Europe/Lisbon?" in text
    told = client.get(f"{shown.url.path}.json").json()
    assert {entry["question"]["id"]: entry["given"] for entry in told["asks"]}["survey.surveys.better"] == "low"


def test_discarded_files_are_gone(client: TestClient, folder: Path) -> None:
    shown = send(client, {"calls.csv": CALLS})
    gone = client.post(shown.url.path, data={"do": "discard"})
    assert gone.url.path == "/data/upload"
    assert list((folder / ".drafts").iterdir()) == []
    assert client.get(shown.url.path).status_code == 422


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"calls.exe": "x"}, "kind that is not read"),
        ({"empty.csv": ""}, "it is empty"),
        ({f"{n}.csv": "a,b\n1,2\n" for n in range(21)}, "21 files"),
    ],
)
def test_what_is_refused_is_said_in_place(client: TestClient, folder: Path, files: dict[str, str], said: str) -> None:
    shown = send(client, files)
    assert shown.status_code == 422
    assert said.lower() in shown.text.lower()
    assert 'type="file"' in shown.text
    assert not list((folder / ".drafts").glob("*"))


def test_nothing_recognised_is_said(client: TestClient) -> None:
    shown = send(client, {"odd.csv": "colour,size\nred,2\nblue,3\n"})
    assert "Nothing was recognised" in shown.text
    assert 'value="load"' not in shown.text


def test_a_file_in_which_nothing_was_recognised_is_mapped_by_hand(client: TestClient, folder: Path) -> None:
    odd = "nr,wann,wer\n" + "".join(f"A{n},2026-03-{n % 28 + 1:02d} 09:00,K{n}\n" for n in range(60))
    shown = send(client, {"odd.csv": odd})
    assert 'name="use:uploads/odd.csv"' in shown.text
    began = client.post(shown.url.path, data={"use:uploads/odd.csv": "contacts", "do": "check"})
    assert "no column is named for contact id and opened at" in began.text
    said = {"use:uploads/odd.csv": "contacts", "of:odd.contacts.contact_id": "nr", "of:odd.contacts.opened_at": "wann"}
    other = client.post(shown.url.path, data={**said, "use:uploads/odd.csv": "agents", "do": "check"})
    assert "no column is named for agent id" in other.text
    checked = client.post(shown.url.path, data={**said, "do": "check"})
    assert "60 of 60 rows would be loaded" in checked.text
    client.post(shown.url.path, data={**said, "do": "load"})
    assert ended(folder) == "done"


@pytest.mark.parametrize("id", ["0" * 16, "..%2F..%2Fetc", "%2e%2e"])
def test_no_path_comes_from_a_request(client: TestClient, id: str) -> None:
    assert client.get(f"/data/upload/{id}").status_code in (404, 422)


def test_rejected_rows_are_listed_downloaded_and_corrected(client: TestClient, folder: Path) -> None:
    shown = send(client, {"=calls.csv": BROKEN})
    assert "1 rejected" in shown.text
    client.post(shown.url.path, data={**form(client, shown), "do": "load"})
    assert ended(folder) == "done"
    page = client.get("/data/quarantine").text
    assert "1 row was rejected" in page
    assert "yesterday" not in page
    rows = list(csv.reader(io.StringIO(client.get("/data/quarantine.csv").text)))
    assert rows[0][3:] == ["file", "row_number", "column_name", "reason"]
    assert rows[1][3:6] == ["uploads/calls.csv", "201", "opened_at"]
    replaces = re.search(r"replaces=([^\"]+)", page)
    assert replaces is not None
    form_ = client.get("/data/upload", params={"source": "calls", "replaces": "uploads/calls.csv"}).text
    assert "in the place of" in client.get("/data/quarantine").text
    assert 'name="replaces" value="uploads/calls.csv"' in form_
    fixed = {"calls.csv": BROKEN.replace("yesterday", "2026-03-09 10:00:00")}
    again = send(client, fixed, source="calls", replaces="uploads/calls.csv")
    assert "201 of 201 rows would be loaded" in again.text
    client.post(again.url.path, data={"do": "load"})
    assert ended(folder) == "done"
    assert "No row was rejected" in client.get("/data/quarantine").text


def test_files_of_a_source_that_is_there_are_offered_to_it(client: TestClient, folder: Path) -> None:
    shown = send(client, {"calls.csv": CALLS})
    client.post(shown.url.path, data={"do": "load"})
    assert ended(folder) == "done"
    more = send(client, {"april.csv": CALLS.replace("\nC", "\nD")})
    assert "Add them to calls" in more.text
    joined = client.post(more.url.path, data={"do": "join"})
    assert "Add files to calls" in joined.text
    assert "400 of 400 rows would be loaded" in joined.text


def test_a_load_that_fails_says_why_and_what_stood_stands(client: TestClient, folder: Path) -> None:
    folder.mkdir()
    (folder / "steelyard.toml").write_text(
        '[sources.a]\nfiles = "gone.csv"\n[sources.a.agents.columns]\nagent_id = "A"\n', "utf-8"
    )
    assert "Load now" in client.get("/start").text
    client.post("/data/load")
    assert ended(folder) == "failed"
    text = client.get("/data/loading").text
    assert "The load failed. Nothing changed." in text
    assert "no file matches" in text.lower()
    assert "The last load failed" in client.get("/data").text


def test_the_demo_is_one_click(client: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[dict[str, Any]] = []
    monkeypatch.setattr(background, "start", lambda place, data, **how: begun.append({"place": place, **how}))
    assert client.post("/start/demo").url.path == "/data/loading"
    assert begun == [{"place": folder, "demo": True}]
    (folder / "steelyard.toml").write_text("", "utf-8")
    assert client.post("/start/demo").status_code == 409


@pytest.mark.parametrize("role", ["viewer", "lead", "agent"])
def test_others_may_not_change_data(folder: Path, role: Any) -> None:
    def as_role(made: FastAPI) -> None:
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("ann", role)

    with TestClient(served(folder, access=as_role)) as client:
        for path in ("/data/upload", f"/data/upload/{'0' * 16}", "/data/load", "/data/load/stop", "/start/demo"):
            assert client.post(path).status_code == 403, path
        for path in ("/data/upload", "/data/quarantine", "/data/quarantine.csv", "/data/quarantine.json"):
            assert client.get(path).status_code == 403, path
        assert 'action="/start/demo"' not in client.get("/start").text
    assert not folder.exists()

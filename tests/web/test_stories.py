"""Issues and customers as pages: told to those who may see them, and no person's id in any address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests import workspaces
from tests.story.test_reading import FILES, MAPPING
from tests.web.conftest import served

from steelyard.web import app
from steelyard.web.access.viewer import Viewer
from steelyard.web.telling import later


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("stories")
    workspaces.loaded(place, MAPPING, FILES)
    return place


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(served(folder)) as found:
        yield found


def test_from_a_list_to_an_issue_to_its_customer(client: TestClient) -> None:
    listed = client.get("/issues", params={"sign": "returned"}).text
    assert 'href="/issue/C1"' in listed
    assert 'href="/issue/C5"' not in listed
    shown = client.get("/issue/C1").text
    assert "given up before an answer" in shown
    assert "2 days later" in shown
    assert "CSAT answer 2 (1 to 5, 5 is best) on 4 Jul 2026, 10:00" in shown
    found = re.search(r'href="(/customer/[0-9a-f]{32})"', shown)
    assert found is not None
    assert "ann" not in found.group(1)
    told = client.get(found.group(1)).text
    assert 'href="/issue/C4"' in told
    assert 'hx-get="/issue/C1"' in told, "an issue unfolds to its contacts"
    assert re.search("Left", told)
    days = re.findall(r'<time datetime="(\d{4}-\d{2}-\d{2})', told)
    assert days == sorted(days, reverse=True)
    assert len(days) > 2


def test_page_and_twin_say_the_same(client: TestClient) -> None:
    told = client.get("/issue/C1.json").json()
    assert told["sentence"] in client.get("/issue/C1").text.replace("&#39;", "'")
    assert [step["contact_id"] for step in told["steps"]] == ["C1", "C2", "C3"]


@pytest.mark.parametrize("path", ["/issue/none", "/issue/%27%20OR%20true", "/customer/none", "/issues?where=odd"])
def test_what_is_not_there_is_said(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 422


def test_a_list_is_of_the_days_and_parts_it_is_asked_for(client: TestClient) -> None:
    every = client.get("/issues.json").json()
    assert len(every["lines"]) > 2
    ids = {line["id"] for line in every["lines"]}
    told = client.get(
        "/issues.json", params={"where": ["topic=delivery", "topic=billing"], "from": "2026-07-02"}
    ).json()
    assert {line["id"] for line in told["lines"]} < ids
    assert [tuple(part) for part in told["where"]] == [("topic", "delivery"), ("topic", "billing")]
    assert client.get("/issues.json", params={"from": "2026-07-02"}).json() != every
    assert client.get("/issues.json", params={"to": "2020-01-01"}).json()["lines"] == []
    shown = client.get("/issues", params={"from": "2026-07-01", "to": "2026-07-31", "where": "topic=delivery"}).text
    assert "1 Jul 2026 to 31 Jul 2026" in shown
    assert '<input type="hidden" name="from" value="2026-07-01">' in shown
    assert 'href="/issues?where=topic%3Ddelivery">All days</a>' in shown
    assert client.get("/issues", params={"from": "soon"}).status_code == 422


def as_viewer(folder: Path, **who: Any) -> FastAPI:
    def access(made: FastAPI) -> None:
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("lea", **who)

    return served(folder, access=access)


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_single_issues_are_not_for_all(folder: Path, role: str) -> None:
    with TestClient(as_viewer(folder, role=role)) as client:
        for path in ("/issues", "/issue/C1", "/issue/C1.json", "/issues.json", "/customer/x", "/customer/x.json"):
            assert client.get(path).status_code == 403, path


def test_a_lead_sees_issues_of_their_teams(folder: Path) -> None:
    with TestClient(as_viewer(folder, role="lead", teams=("South",))) as client:
        listed = client.get("/issues").text
        assert 'href="/issue/C4"' in listed
        assert 'href="/issue/C1"' not in listed
        assert client.get("/issue/C4").status_code == 200
        assert client.get("/issue/C1").status_code == 422
        assert client.get("/issue/C1.json").status_code == 422


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(20, "within the same minute"), (60, "1 minute later"), (7_200, "2 hours later"), (90_000, "1 day later")],
)
def test_how_long_after(seconds: float, words: str) -> None:
    assert later(seconds) == words

"""Pages that are lists are files too, of what they show and for whom they show it."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from steelyard.web.access.viewer import Viewer
from steelyard.web.app import viewer_of
from steelyard.web.handing import TYPES
from steelyard.web.rendering import pages

LISTS = [page for page in pages() if page.rows is not None]


def test_the_newer_pages_are_among_them() -> None:
    assert {"issues", "follow_ups", "debts", "log", "evaluate", "data", "quarantine", "audit"} <= {
        page.id for page in LISTS
    }


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("page", ["/issues", "/data", "/log", "/data/quarantine"])
def test_a_list_is_a_file(client: TestClient, page: str, kind: str) -> None:
    found = client.get(f"{page}.{kind}")
    assert found.status_code == 200
    assert found.headers["content-type"] == TYPES[kind]
    assert f".{kind}" in found.headers["content-disposition"]


def test_a_file_holds_the_rows_its_page_shows(client: TestClient) -> None:
    page = client.get("/issues?sign=returned")
    rows = list(csv.DictReader(io.StringIO(client.get("/issues.csv?sign=returned").text)))
    assert rows
    assert all(f"/issue/{row['issue']}" in page.text for row in rows)
    assert 'href="/issues.xlsx?sign=returned" download' in page.text


def test_an_empty_list_offers_no_file(client: TestClient) -> None:
    assert "/log.csv" not in client.get("/log").text


def test_a_file_is_for_whom_its_page_is(client: TestClient) -> None:
    app: FastAPI = client.app  # type: ignore[assignment]
    app.dependency_overrides[viewer_of] = lambda: Viewer("vera", "viewer")
    try:
        for page in LISTS:
            for kind in TYPES:
                allowed = 200 if "viewer" in page.roles else 403
                assert client.get(f"{page.path}.{kind}").status_code == allowed, (page.id, kind)
    finally:
        app.dependency_overrides.clear()

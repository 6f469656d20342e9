"""A fault of the program is said in words, with every header, and tells nothing of the inside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from steelyard.web.access.headers import HEADERS
from steelyard.web.access.opening import access
from steelyard.web.app import create

SECRET = "postgresql://anna:pass@db"


@pytest.fixture
def broken(tmp_path: Path) -> TestClient:
    """An application whose last route breaks."""
    app = create(tmp_path, access=access(tmp_path, is_near=True))

    def breaks() -> Any:
        raise ValueError(SECRET)

    app.add_api_route("/breaks", breaks)
    app.add_api_route("/breaks.json", breaks)
    app.router.routes.insert(0, app.router.routes.pop())
    app.router.routes.insert(0, app.router.routes.pop())
    return TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1), raise_server_exceptions=False)


def test_it_is_a_page_with_what_to_do(broken: TestClient) -> None:
    page = broken.get("/breaks")
    assert page.status_code == 500
    assert '<div id="answer" class="state">' in page.text
    assert "This page failed (ValueError)" in page.text
    assert SECRET not in page.text
    assert {name: page.headers[name] for name in HEADERS} == HEADERS
    assert page.headers["Cache-Control"] == "no-store"


def test_its_twin_says_it_as_any_error(broken: TestClient) -> None:
    twin = broken.get("/breaks.json")
    assert twin.status_code == 500
    assert set(twin.json()["error"]) == {"what", "where", "next"}
    assert SECRET not in twin.text


def test_where_nobody_is_known_yet_no_page_is_shown(broken: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise OSError(SECRET)

    monkeypatch.setattr("steelyard.web.access.door.Door.enter", fails)
    answer = broken.get("/breaks")
    assert answer.status_code == 500
    assert answer.json()["error"]["what"] == "this page failed (OSError)"

"""Pages and twins follow from their declarations; errors are said in words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from steelyard.errors import VersionError
from steelyard.web import app
from steelyard.web.access.rules import for_anybody
from steelyard.web.access.viewer import LOCAL, Viewer
from steelyard.web.rendering import pages
from web.conftest import served


def test_every_page_in_the_navigation_opens_and_has_its_twin(client: TestClient) -> None:
    for page in (page for page in pages() if page.place and LOCAL.may_see(page)):
        shown, told = client.get(page.path), client.get(app.twin_of(page.path))
        assert shown.status_code == 200, page.id
        assert f'href="{page.path}" aria-current="page"' in shown.text
        assert told.status_code == 200, page.id
        assert told.headers["content-type"] == "application/json"


def test_a_table_of_many_rows_among_others_is_folded() -> None:
    """So that a page with a long table can be read on a phone; it says how long it is."""
    from steelyard.view.table import Cell, Column, Table
    from steelyard.web.rendering import environment

    macros = environment().get_template("macros.html").module
    tables = [Table("Parts", (Column("Where"),), ((Cell("Porto"),),) * rows) for rows in (12, 13)]
    short, long = (str(macros.folded(table)) for table in tables)  # type: ignore[attr-defined]
    assert "<details" not in short
    assert "<caption>Parts</caption>" in short
    assert "<summary>Parts (13 rows)</summary>" in long
    assert long.count("Porto") == 13


@pytest.mark.parametrize(
    ("path", "above"),
    [("/ask/change", "/ask"), ("/measure/balance", "/scorecard"), ("/data/quarantine", "/data"), ("/log", "/log")],
)
def test_the_navigation_says_where_a_page_belongs(client: TestClient, path: str, above: str) -> None:
    found = client.get(path).text.partition('<nav aria-label="Main">')[2].partition("</nav>")[0]
    assert found.count('aria-current="page"') == 1
    assert f'href="{above}" aria-current="page"' in found


def test_nothing_comes_from_outside(client: TestClient) -> None:
    text = client.get("/").text
    assert "http://" not in text
    assert "https://" not in text
    for asset in ("steelyard.css", "vega.js", "htmx.min.js", "steelyard.js"):
        assert client.get(f"/static/{asset}").status_code == 200


def test_a_page_is_for_its_roles(centre: Path) -> None:
    def as_agent(made: FastAPI) -> None:
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("ann", "agent", agent_id="a1")

    with TestClient(served(centre, access=as_agent)) as client:
        assert client.get("/").status_code == 403
        assert client.get("/balance.json").status_code == 403
        assert "Not for your role" in client.get("/").text
        assert 'href="/" aria-current' not in client.get("/").text


def test_who_is_local_may_see_every_page_but_an_agents_own() -> None:
    assert [page.id for page in pages() if not LOCAL.may_see(page)] == ["own"]
    assert not replace(LOCAL, role="agent").may_see(next(page for page in pages() if page.id == "balance"))


def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text('[workspace]\nname = "New"\n', "utf-8")
    with TestClient(served(tmp_path)) as client:
        shown, told = client.get("/"), client.get("/balance.json")
    assert shown.status_code == told.status_code == 409
    assert "Nothing has been loaded yet" in shown.text
    assert told.json()["error"]["next"]


@pytest.mark.parametrize(("path", "twin"), [("/", "/balance.json"), ("/data/loads", "/data/loads.json")])
def test_where_twins_lie(path: str, twin: str) -> None:
    assert app.twin_of(path) == twin


def test_a_page_of_older_data_says_so(client: TestClient) -> None:
    assert 'hx-get="/stale?version=1"' in client.get("/ask").text
    assert client.get("/stale?version=1").status_code == 204
    assert "Newer data were loaded" in client.get("/stale?version=0").text


def test_what_is_not_there_is_said_as_everything_else(client: TestClient) -> None:
    shown, told = client.get("/no/such/page"), client.get("/no/such/page.json")
    assert shown.status_code == told.status_code == 404
    assert "Not found" in shown.text
    assert '<nav aria-label="Main">' in shown.text
    assert told.json()["error"]["what"] == "there is nothing at this address"
    assert client.post("/ask/change.json").status_code == 405


def test_what_a_form_does_not_take_is_said_without_repeating_it(client: TestClient) -> None:
    answer = client.get("/chart/change.json", params={"width": "<script>"})
    assert answer.status_code == 422
    assert answer.json()["error"]["what"].startswith("width: ")
    assert "script" not in answer.text


def test_data_of_another_steelyard_are_no_fault_of_the_server(centre: Path) -> None:
    made = served(centre)

    def old() -> None:
        raise VersionError("version 1 was built by an older Steelyard", next="type: steelyard load")

    made.add_api_route("/old", for_anybody(old))
    with TestClient(made) as client:
        answer = client.get("/old")
    assert answer.status_code == 409
    assert "Load the data anew" in answer.text
    assert "steelyard load" in answer.text


def test_what_is_written_by_hand_for_browsers_stays_small() -> None:
    """At most 300 lines of JavaScript in all, and none of it in a page."""
    folder = Path(app.__file__).parent
    written = [path for path in folder.rglob("*.js") if path.name != "htmx.min.js"]
    assert written
    assert sum(len(path.read_text("utf-8").splitlines()) for path in written) <= 300
    for path in folder.rglob("*.html"):
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=", path.read_text("utf-8")), path.name

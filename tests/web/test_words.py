"""Who may read what customers wrote: themes and counts are for all, quotes for analysts and leads of the team."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.analyses.words.test_question import centre as centre_of

from steelyard.declare import Role
from steelyard.web import app
from steelyard.web.access.viewer import Viewer
from web.conftest import served

DAYS = {"from": "2026-02-01", "to": "2026-02-28", "against": "2026-01-01..2026-01-31", "quotes": "2", "by": "team"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("words")
    centre_of(found, planted=0.3)
    return found


def answer(folder: Path, role: Role, teams: tuple[str, ...] = (), **more: str) -> dict:
    def as_role(made: FastAPI) -> None:
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("eve", role, teams=teams)

    with TestClient(served(folder, access=as_role)) as client:
        found = client.get("/ask/words.json", params={**DAYS, **more})
        assert found.status_code == 200, found.text
        page = client.get("/ask/words", params={**DAYS, **more})
        assert page.status_code == 200
        return {**found.json(), "page": page.text}


def test_a_viewer_sees_themes_and_counts_and_no_quotes(folder: Path) -> None:
    told = answer(folder, "viewer")
    assert told["themes"]
    assert not [theme for theme in told["themes"] if theme["quotes"]]
    assert "keeps looping, call" not in told["page"]


def test_an_analyst_sees_quotes_masked(folder: Path) -> None:
    told = answer(folder, "analyst")
    quotes = [quote for theme in told["themes"] for quote in theme["quotes"]]
    assert quotes
    assert not [quote for quote in quotes if "07700" in quote or "Featherstone" in quote]


def test_a_lead_sees_quotes_of_own_teams_alone(folder: Path) -> None:
    assert not [theme for theme in answer(folder, "lead", ("South",))["themes"] if theme["quotes"]]
    own = answer(folder, "lead", ("South",), where="team=South")
    assert [theme for theme in own["themes"] if theme["quotes"]]

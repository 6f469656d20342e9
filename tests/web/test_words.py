"""Who may read what customers wrote: analysts, and leads of their teams. Whoever wrote a word is a group of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
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


def asked(folder: Path, role: Role, teams: tuple[str, ...] = (), **more: str) -> tuple[Response, Response]:
    """(the answer, its page)."""

    def as_role(made: FastAPI) -> None:
        made.dependency_overrides[app.viewer_of] = lambda: Viewer("eve", role, teams=teams)

    with TestClient(served(folder, access=as_role)) as client:
        given = {**DAYS, **more}
        return client.get("/ask/words.json", params=given), client.get("/ask/words", params=given)


def answer(folder: Path, role: Role, teams: tuple[str, ...] = (), **more: str) -> dict:
    found, page = asked(folder, role, teams, **more)
    assert (found.status_code, page.status_code) == (200, 200), found.text
    return {**found.json(), "page": page.text}


@pytest.mark.parametrize(("role", "teams"), [("viewer", ()), ("lead", ("South",))])
def test_who_sees_large_groups_alone_reads_nothing(folder: Path, role: Role, teams: tuple[str, ...]) -> None:
    for found in asked(folder, role, teams):
        assert found.status_code == 422
        assert "looping" not in found.text
        assert "groups of its own choosing" in found.text


def test_an_analyst_sees_quotes_masked(folder: Path) -> None:
    told = answer(folder, "analyst")
    quotes = [quote for theme in told["themes"] for quote in theme["quotes"]]
    assert quotes
    assert not [quote for quote in quotes if "07700" in quote or "Featherstone" in quote]


def test_a_lead_sees_quotes_of_own_teams_alone(folder: Path) -> None:
    own = answer(folder, "lead", ("South",), where="team=South")
    assert [theme for theme in own["themes"] if theme["quotes"]]

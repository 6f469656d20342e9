"""Every route declares who may ask for it, and nobody else gets anything from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from steelyard.declare import Page
from steelyard.desk import ROLES
from steelyard.web.access.guard import is_open
from steelyard.web.access.rules import ANYBODY, roles_of
from steelyard.web.rendering import pages
from web.access.conftest import ADDRESS

BESIDE = {"/openapi.json", "/static"}
"""What is the same for whoever has signed in, and declares nothing: how the API is called, and fixed files."""

REFUSED = "not for your role"


def routes(app: Any) -> Iterator[Any]:
    """Every route, those of included routers among them."""
    for route in app.routes:
        if hasattr(route, "original_router"):
            yield from routes(route.original_router)
        else:
            yield route


def asked(app: FastAPI) -> list[tuple[str, str, tuple[str, ...]]]:
    """Method, path and roles of every route, with something in the place of named pieces."""
    found = []
    for route in routes(app):
        if route.path not in BESIDE:
            path = re.sub(r"{number[^}]*}", "1", route.path)
            path = re.sub(r"{[^}]*}", "scorecard", path)
            found += [(method, path, roles_of(route.endpoint)) for method in sorted(route.methods)]
    return found


def test_every_route_declares_its_roles(app: FastAPI) -> None:
    for route in routes(app):
        if isinstance(route, Mount):
            assert route.path in BESIDE
        elif route.path not in BESIDE:
            roles = roles_of(route.endpoint)
            assert roles, f"{route.path} declares no roles: for_roles(...) or for_anybody"
            assert set(roles) <= {*ROLES, ANYBODY}, route.path


def test_a_route_that_changes_something_is_never_for_anybody(app: FastAPI) -> None:
    changing = {path for method, path, roles in asked(app) if ANYBODY in roles and method not in ("GET", "HEAD")}
    assert changing == {"/sign-in"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_its_routes_declare_and_nothing_else(
    app: FastAPI, browser: Callable[[], TestClient], key_of: Callable[[str], dict[str, str]], role: str
) -> None:
    client, header = browser(), key_of(role)
    for method, path, roles in asked(app):
        answer = client.request(method, path, headers=header)
        is_refused = answer.status_code == 403 and REFUSED in answer.text
        assert is_refused is (ANYBODY not in roles and role not in roles), (method, path, answer.status_code)


def test_who_has_not_signed_in_gets_nothing(app: FastAPI, browser: Callable[[], TestClient]) -> None:
    client = browser()
    for method, path, roles in [*asked(app), ("GET", "/openapi.json", ()), ("GET", "/no/such/page", ())]:
        answer = client.request(method, path)
        if ANYBODY in roles:
            assert is_open(path)
            assert answer.status_code in (200, 403, 422), path
        else:
            assert not is_open(path)
            assert answer.status_code in (303, 401), (method, path)
            assert answer.status_code == 401 or answer.headers["location"].startswith("/sign-in")
            assert "Acme" not in answer.text


def test_pages_of_people_and_of_the_audit_are_for_administrators() -> None:
    known: dict[str, Page] = {page.id: page for page in pages()}
    assert known["people"].roles == known["audit"].roles == ("administrator",)


def test_an_agent_sees_no_page_of_the_staff(signed_in: Callable[[str], TestClient]) -> None:
    client = signed_in("agent")
    for page in pages():
        if "agent" not in page.roles and "{" not in page.path:
            assert client.get(page.path).status_code == 403, page.id
    shown = client.get("/account").text
    assert 'href="/settings/people"' not in shown
    assert 'href="/ask"' not in shown


def test_a_route_that_declares_nothing_is_for_administrators(
    app: FastAPI, browser: Callable[[], TestClient], key_of: Callable[[str], dict[str, str]]
) -> None:
    app.add_api_route("/forgotten", lambda: {"found": 1})
    assert browser().get("/forgotten", headers=key_of("analyst")).status_code == 403
    assert browser().get("/forgotten", headers=key_of("administrator")).json() == {"found": 1}


def test_names_of_servers_are_those_of_the_settings(browser: Callable[[], TestClient]) -> None:
    assert browser().get("/health").json() == {"status": "ok"}
    for host in ("elsewhere.org", "support.example.org.elsewhere.org", "", "10.0.0.1", "[::2]"):
        answer = browser().get("/sign-in", headers={"Host": host})
        assert answer.status_code == 400, host
        assert ADDRESS not in answer.text

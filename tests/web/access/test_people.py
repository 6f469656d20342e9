"""Administrators change people and keys on a page; two who do it at once are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from markupsafe import escape
from tests.desk.conftest import PASSWORD

from web.access.conftest import send, token_of

SignedIn = Callable[[str], TestClient]
PEOPLE = "/settings/people"


def test_a_person_from_beginning_to_end(app: FastAPI, signed_in: SignedIn) -> None:
    client = signed_in("administrator")
    given = {"name": "anna", "role": "lead", "teams": "Porto, Lyon", "password": PASSWORD}
    assert send(client, f"{PEOPLE}/add", given).status_code == 303
    anna = app.state.door.desk.users.get("anna")
    assert (anna.role, anna.teams) == ("lead", ("Porto", "Lyon"))
    assert "Porto, Lyon" in client.get(PEOPLE).text
    given = {"name": "anna", "version": str(anna.version), "role": "analyst", "active": "yes"}
    assert send(client, f"{PEOPLE}/change", given).status_code == 303
    answer = send(client, f"{PEOPLE}/change", {**given, "role": "viewer"})
    assert answer.status_code == 409
    assert "in between" in answer.text
    assert app.state.door.desk.users.get("anna").role == "analyst"
    assert send(client, f"{PEOPLE}/password", {"name": "anna", "password": "short"}).status_code == 422
    found = client.get(f"{PEOPLE}.json").json()
    assert "anna" in [user["name"] for user in found["users"]]
    assert "argon2" not in client.get(f"{PEOPLE}.json").text
    assert [entry.who for entry in app.state.door.desk.audit.latest(2, what="user.")] == ["administrator"] * 2


def test_what_was_done_is_read_by_kind_and_person(signed_in: SignedIn) -> None:
    client = signed_in("administrator")
    shown = client.get("/settings/audit.json?what=user.&who=test").json()
    assert {entry["what"] for entry in shown["entries"]} == {"user.added"}
    assert client.get("/settings/audit?begin=no").status_code == 422
    assert client.get("/settings/audit?begin=100").status_code == 200


def test_a_key_of_anybody_is_ended(app: FastAPI, signed_in: SignedIn, key_of: Callable[[str], dict[str, str]]) -> None:
    header = key_of("analyst")
    client = signed_in("administrator")
    (held,) = client.get(f"{PEOPLE}.json").json()["keys"]
    send(client, f"{PEOPLE}/keys/end", {"number": str(held["id"])})
    assert client.get("/account.json", headers=header).status_code == 401


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}"])
def test_what_people_enter_is_shown_as_text(signed_in: SignedIn, name: str) -> None:
    client = signed_in("administrator")
    send(client, f"{PEOPLE}/add", {"name": name, "role": "viewer"})
    send(client, "/views", {"name": name, "address": "/ask"})
    for page in (PEOPLE, "/account", "/settings/audit"):
        shown = client.get(page).text
        assert escape(name).lower() in shown.lower()
        assert "<script>alert" not in shown
        assert "<img" not in shown


def test_views_are_kept_and_shared(signed_in: SignedIn) -> None:
    anna, ben = signed_in("viewer"), signed_in("analyst")
    json = {"Accept": "application/json"}
    kept = anna.post("/views", data={"name": "Mine", "address": "/ask", "csrf": token_of(anna)}, headers=json).json()
    assert ben.get("/views.json").json() == []
    assert send(ben, f"/views/{kept['id']}/delete", {}).status_code == 422
    send(anna, f"/views/{kept['id']}/share", {"shared": "yes"})
    assert [view["name"] for view in ben.get("/views.json").json()] == ["Mine"]
    assert send(anna, "/views", {"name": "Bad", "address": "//elsewhere"}).status_code == 422
    send(anna, f"/views/{kept['id']}/delete", {})
    assert ben.get("/views.json").json() == []

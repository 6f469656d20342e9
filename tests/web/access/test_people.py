"""Administrators change people and keys on a page; two who do it at once are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from markupsafe import escape
from tests.desk.conftest import PASSWORD

from steelyard.desk import FIRST_ENDS
from web.access.conftest import send, token_of

SignedIn = Callable[[str], TestClient]
PEOPLE = "/settings/people"


def test_a_person_from_beginning_to_end(app: FastAPI, signed_in: SignedIn) -> None:
    client = signed_in("administrator")
    given = {"name": "anna", "role": "lead", "teams": "Porto, Lyon", "way": "provider"}
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
    assert send(client, f"{PEOPLE}/password", {"name": "nobody"}).status_code == 422
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


def first_password(shown: str) -> str:
    return shown.partition("<code>")[2].partition("</code>")[0]


def test_a_first_password_is_random_shown_once_and_only_to_choose_another(
    app: FastAPI, signed_in: SignedIn, browser: Callable[[], TestClient]
) -> None:
    admin = signed_in("administrator")
    made = [
        first_password(send(admin, f"{PEOPLE}/add", {"name": name, "role": "analyst", "way": "first"}).text)
        for name in ("anna", "ben")
    ]
    assert len(set(made)) == 2
    assert all(len(password) == 23 for password in made)
    assert made[0] not in admin.get(PEOPLE).text + admin.get("/settings/audit").text
    client = browser()
    answer = send(client, "/sign-in", {"name": "anna", "password": made[0], "next": "/ask"}, page="/sign-in")
    assert answer.headers["location"] == "/account"
    assert "Choose a password of your own" in client.get("/account").text
    for page in ("/", "/ask", "/data.json", "/settings"):
        assert client.get(page).status_code == 403, page
    assert send(client, "/account/keys/add", {"name": "x"}).status_code == 403
    again = {"password": made[0], "new": made[0]}
    assert send(client, "/account/password", again).status_code == 422
    assert send(client, "/account/password", {**again, "new": PASSWORD}).status_code == 303
    assert send(client, "/sign-in", {"name": "anna", "password": PASSWORD}, page="/sign-in").status_code == 303
    assert client.get("/ask").status_code == 200
    assert not app.state.door.desk.users.get("anna").must_change


def test_a_first_password_ends(app: FastAPI, signed_in: SignedIn) -> None:
    made = first_password(
        send(signed_in("administrator"), f"{PEOPLE}/add", {"name": "anna", "role": "viewer", "way": "first"}).text
    )
    users = app.state.door.desk.users
    assert users.signing_in("anna", made) is not None
    users._now = lambda: datetime.now(UTC).replace(tzinfo=None) + FIRST_ENDS
    assert users.signing_in("anna", made) is None

"""Signing in and out: sessions, cookies, limits, and nothing told to who guesses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.desk.conftest import PASSWORD

from steelyard.desk import tokens
from steelyard.desk.tables import SessionRow
from steelyard.web.access import attempts
from steelyard.web.access.attempts import Attempts
from web.access.conftest import send, token_of

Browser = Callable[[], TestClient]
SignedIn = Callable[[str], TestClient]


def test_a_right_password_opens_a_session_with_a_cookie_of_its_own(app: FastAPI, browser: Browser) -> None:
    client = browser()
    answer = send(client, "/sign-in", {"name": "Viewer", "password": PASSWORD, "next": "/ask"}, page="/sign-in")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ask")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-steelyard="))
    for part in ("; HttpOnly", "; Path=/", "; SameSite=lax", "; Secure"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie
    assert client.get("/account").status_code == 200
    assert "viewer" in client.get("/account").text


def test_every_refusal_is_told_in_the_same_words(app: FastAPI, browser: Browser) -> None:
    app.state.door.desk.users.change("lead", by="test", is_active=False)
    told = set()
    for name, password in [("viewer", "wrong"), ("nobody", "wrong"), ("lead", PASSWORD), ("", ""), ("viewer", "")]:
        client = browser()
        answer = send(client, "/sign-in", {"name": name, "password": password}, page="/sign-in")
        assert answer.status_code == 401
        assert not client.cookies.get("__Host-steelyard")
        told.add(answer.text.replace(token_of(client, "/sign-in"), ""))
    assert len(told) == 1


def test_attempts_are_limited_by_name_known_or_not(app: FastAPI, browser: Browser) -> None:
    for name in ("viewer", "nobody"):
        client = browser()
        for _ in range(attempts.BY_NAME):
            assert send(client, "/sign-in", {"name": name, "password": "wrong"}, page="/sign-in").status_code == 401
        for password in ("wrong", PASSWORD):
            answer = send(client, "/sign-in", {"name": name, "password": password}, page="/sign-in")
            assert answer.status_code == 429
    assert send(browser(), "/sign-in", {"name": "analyst", "password": PASSWORD}, page="/sign-in").status_code == 303


def test_attempts_are_limited_by_address_whatever_the_name(app: FastAPI, browser: Browser) -> None:
    client = browser()
    for number in range(attempts.BY_ADDRESS):
        app.state.door.attempts.failed(f"name{number}", "testclient")
    assert send(client, "/sign-in", {"name": "viewer", "password": PASSWORD}, page="/sign-in").status_code == 429


def test_a_limit_ends_with_its_window() -> None:
    now = [0.0]
    counted = Attempts(lambda: now[0])
    for _ in range(attempts.BY_NAME):
        assert counted.wait_s("anna", "here") == 0
        counted.failed("anna", "here")
    assert counted.wait_s("anna", "elsewhere") == attempts.WINDOW_S
    now[0] = attempts.WINDOW_S - 1
    assert counted.wait_s("anna", "elsewhere") == 1
    now[0] = attempts.WINDOW_S + 1
    assert counted.wait_s("anna", "elsewhere") == 0
    counted.failed("anna", "here")
    counted.succeeded("anna")
    assert counted.wait_s("anna", "") == 0


def test_what_is_counted_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_KEPT", 100)
    counted = Attempts()
    for number in range(1_000):
        counted.failed(f"name{number}", f"address{number}")
    assert len(counted._failed) == 100


def test_an_open_page_keeps_no_session_and_fills_no_log(app: FastAPI, signed_in: SignedIn) -> None:
    client = signed_in("viewer")
    digest = tokens.digest(client.cookies["__Host-steelyard"])
    earlier = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=20)
    with app.state.door.desk._database.writing() as session:
        session.query(SessionRow).filter_by(digest=digest).one().seen_at = earlier
    assert client.get("/stale?version=0").status_code in (200, 204)
    with app.state.door.desk._database.reading() as session:
        assert session.query(SessionRow).filter_by(digest=digest).one().seen_at == earlier
    app.state.door.seen.write()
    assert [entry.of for entry in app.state.door.desk.audit.latest(what="page.")] == []


def test_signed_out_is_signed_out_in_the_desk(app: FastAPI, signed_in: SignedIn) -> None:
    client = signed_in("viewer")
    held = client.cookies["__Host-steelyard"]
    answer = send(client, "/sign-out", {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    client.cookies.set("__Host-steelyard", held, domain="support.example.org")
    assert client.get("/account").status_code == 303


def test_a_session_has_a_new_token_each_time_and_takes_none_that_is_brought(
    browser: Browser, signed_in: SignedIn
) -> None:
    client = browser()
    client.cookies.set("__Host-steelyard", "brought", domain="support.example.org")
    send(client, "/sign-in", {"name": "viewer", "password": PASSWORD}, page="/sign-in")
    found = client.cookies["__Host-steelyard"]
    assert found != "brought"
    assert signed_in("viewer").cookies["__Host-steelyard"] != found


def test_a_session_ends_unused_and_in_any_case(app: FastAPI, signed_in: SignedIn) -> None:
    for column, ago in (("seen_at", timedelta(minutes=31)), ("ends_at", timedelta())):
        client = signed_in("viewer")
        digest = tokens.digest(client.cookies["__Host-steelyard"])
        assert client.get("/account").status_code == 200
        with app.state.door.desk._database.writing() as session:
            row = session.query(SessionRow).filter_by(digest=digest).one()
            setattr(row, column, datetime.now(UTC).replace(tzinfo=None) - ago)
        assert client.get("/account").status_code == 303


@pytest.mark.parametrize(
    "next", ["//elsewhere", "https://elsewhere/", "/\\elsewhere", "\\elsewhere", "javascript:1", "/a\n"]
)
def test_nobody_is_sent_elsewhere(browser: Browser, next: str) -> None:
    client = browser()
    answer = send(client, "/sign-in", {"name": "viewer", "password": PASSWORD, "next": next}, page="/sign-in")
    assert answer.headers["location"] == "/"
    assert client.get("/sign-in", params={"next": next}).headers["location"] == "/"


def test_who_was_going_somewhere_gets_there(browser: Browser) -> None:
    answer = browser().get("/ask/scorecard?by=team&period=month")
    assert answer.headers["location"] == "/sign-in?next=%2Fask%2Fscorecard%3Fby%3Dteam%26period%3Dmonth"


def test_what_was_done_is_in_the_audit_log_without_secrets(app: FastAPI, browser: Browser, signed_in: SignedIn) -> None:
    send(browser(), "/sign-in", {"name": "viewer", "password": "a wrong one"}, page="/sign-in")
    send(browser(), "/sign-in", {"name": "my password typed here", "password": "x"}, page="/sign-in")
    client = signed_in("viewer")
    client.get("/account")
    client.get("/settings/people")
    app.state.door.seen.write()
    found = app.state.door.desk.audit.latest(5)
    assert [(entry.who, entry.what, entry.of) for entry in reversed(found)] == [
        ("viewer", "sign-in.refused", "viewer"),
        ("unknown", "sign-in.refused", ""),
        ("viewer", "signed.in", "viewer"),
        ("viewer", "page.seen", "/account"),
        ("viewer", "page.refused", "/settings/people"),
    ]
    for secret in ("a wrong one", "typed here", PASSWORD, client.cookies["__Host-steelyard"]):
        assert secret not in repr(found)


def test_an_own_password_is_changed_by_who_knows_it(app: FastAPI, signed_in: SignedIn) -> None:
    client, other = signed_in("viewer"), signed_in("viewer")
    new = "granite heron brisk kettle"
    assert send(client, "/account/password", {"password": "wrong", "new": new}).status_code == 403
    assert send(client, "/account/password", {"password": PASSWORD, "new": "short"}).status_code == 422
    assert send(client, "/account/password", {"password": PASSWORD, "new": new}).status_code == 303
    assert client.get("/account").status_code == other.get("/account").status_code == 303
    assert app.state.door.desk.users.signing_in("viewer", new) is not None


def test_keys_ask_as_their_person_until_they_are_ended(signed_in: SignedIn, browser: Browser) -> None:
    client = signed_in("analyst")
    page = send(client, "/account/keys/add", {"name": "nightly", "days": "9", "password": PASSWORD}).text
    secret = page.partition("<code>")[2].partition("</code>")[0]
    header = {"Authorization": f"Bearer {secret}"}
    answer = browser().get("/account.json", headers=header)
    assert answer.json()["name"] == "analyst"
    assert "set-cookie" not in answer.headers
    assert secret not in client.get("/account").text
    number = client.get("/account.json").json()["keys"][0]["id"]
    send(client, "/account/keys/end", {"number": str(number)})
    answer = browser().get("/account.json", headers=header)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_key_needs_the_password_again(signed_in: SignedIn) -> None:
    """A browser left open makes no key that outlives its session; guessing there is limited as when signing in."""
    client = signed_in("analyst")
    for given in ({}, {"password": "wrong"}):
        assert send(client, "/account/keys/add", {"name": "nightly", **given}).status_code == 403
    assert client.get("/account.json").json()["keys"] == []
    for _ in range(attempts.BY_NAME):
        send(client, "/account/keys/add", {"name": "nightly", "password": "wrong"})
    assert send(client, "/account/keys/add", {"name": "nightly", "password": PASSWORD}).status_code == 403


def test_people_see_what_was_done_to_their_account(app: FastAPI, signed_in: SignedIn) -> None:
    client = signed_in("viewer")
    users = app.state.door.desk.users
    users.change("viewer", by="administrator", version=users.get("viewer").version, role="lead", is_active=True)
    users.change("analyst", by="administrator", version=users.get("analyst").version, role="viewer", is_active=True)
    done = signed_in("viewer").get("/account.json").json()["done"]
    assert [(one["what"], one["who"]) for one in done[:2]] == [
        ("signed.in", "viewer"),
        ("user.changed", "administrator"),
    ]
    assert {one["of"] for one in done} == {"viewer"}
    assert client.get("/account").status_code == 303
    assert "What was done to your account" in signed_in("viewer").get("/account").text


def test_guessing_keys_is_limited_too(app: FastAPI, browser: Browser, key_of: Callable[[str], dict[str, str]]) -> None:
    header = key_of("viewer")
    for _ in range(attempts.BY_ADDRESS):
        assert browser().get("/account.json", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert browser().get("/account.json", headers=header).status_code == 401


def test_a_key_changes_nothing_about_its_person(browser: Browser, key_of: Callable[[str], dict[str, str]]) -> None:
    header = key_of("viewer")
    for path, given in (
        ("/account/password", {"password": PASSWORD, "new": "granite heron brisk kettle"}),
        ("/account/keys/add", {"name": "more"}),
    ):
        assert browser().post(path, data=given, headers=header).status_code == 403


def test_an_agent_begins_on_a_page_of_their_own(browser: Callable[[], TestClient]) -> None:
    for role, home in (("agent", "/own"), ("viewer", "/")):
        answer = send(browser(), "/sign-in", {"name": role, "password": PASSWORD}, page="/sign-in")
        assert answer.headers["location"] == home


def test_people_see_their_sessions_and_end_single_ones(
    app: FastAPI, signed_in: Callable[[str], TestClient], browser: Callable[[], TestClient]
) -> None:
    first, second, other = signed_in("viewer"), signed_in("viewer"), signed_in("lead")
    page = first.get("/account").text
    assert page.count("This browser") == page.count("Another browser") == 1
    theirs = app.state.door.desk.sessions.of("lead", app.state.door.ends)
    refused = send(first, "/account/sessions/end", {"number": str(theirs[0].id)})
    assert refused.status_code == 422
    assert other.get("/account").status_code == 200
    (ended,) = (held for held in app.state.door.desk.sessions.of("viewer", app.state.door.ends)[:1])
    assert send(first, "/account/sessions/end", {"number": str(ended.id)}).status_code == 303
    assert second.get("/account").status_code == 303
    assert first.get("/account").status_code == 200
    assert "Another browser" not in first.get("/account").text
    assert any(entry.what == "session.ended" for entry in app.state.door.desk.audit.latest(10))

"""A second factor: set up by who knows its code, asked for from then on, and needed where a role needs one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.desk.conftest import PASSWORD

from steelyard.desk import one_time
from web.access.conftest import ADDRESS, opened, send


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands, however slow the machine is."""
    monkeypatch.setattr(one_time, "now_step", lambda: 60_000_000)


Browser = Callable[[], TestClient]
SignedIn = Callable[[str], TestClient]
FACTOR = "/account/factor"


def seed_of(app: FastAPI, name: str) -> bytes:
    return one_time.seed(app.state.door.secret, name, app.state.door.desk.factors.salt(name))


def set_up(app: FastAPI, client: TestClient, name: str) -> str:
    """Sets one up as a person does; the code that was used."""
    salt = re.search(r'name="salt" value="([0-9a-f]{32})"', client.get(FACTOR).text)
    assert salt
    seed = one_time.seed(app.state.door.secret, name, salt[1])
    code = one_time.code(seed, one_time.now_step() - 1)
    answer = send(client, FACTOR, {"password": PASSWORD, "salt": salt[1], "code": code})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    return code


def sign_in(client: TestClient, name: str, code: str = "") -> int:
    given = {"name": name, "password": PASSWORD, "code": code}
    return send(client, "/sign-in", given, page="/sign-in").status_code


def test_once_set_up_nobody_comes_in_without_a_code_that_is_new(
    app: FastAPI, browser: Browser, signed_in: SignedIn
) -> None:
    client = signed_in("analyst")
    used = set_up(app, client, "analyst")
    assert client.get("/account").status_code == 303, "signed out everywhere"
    now = one_time.now_step()
    assert [sign_in(browser(), "analyst", code) for code in ("", "000000", used)] == [401, 401, 401]
    code = one_time.code(seed_of(app, "analyst"), now)
    assert sign_in(browser(), "analyst", code) == 303
    assert sign_in(browser(), "analyst", code) == 401, "each code once"
    assert sign_in(browser(), "viewer") == 303, "others as before"


def test_the_page_shows_the_key_of_its_own_salt(app: FastAPI, signed_in: SignedIn) -> None:
    client = signed_in("viewer")
    page = client.get(FACTOR)
    salt = re.search(r'name="salt" value="([0-9a-f]{32})"', page.text)
    assert salt
    written = one_time.written(one_time.seed(app.state.door.secret, "viewer", salt[1]))
    assert " ".join(re.findall("....", written)) in page.text
    assert f"secret={written}" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_it_is_set_up_by_who_knows_password_and_code_alone(app: FastAPI, signed_in: SignedIn) -> None:
    client = signed_in("viewer")
    salt = "ab" * 16
    right = one_time.code(one_time.seed(app.state.door.secret, "viewer", salt), one_time.now_step())
    wrong = ({"password": "no"}, {"code": "000000"}, {"salt": "zz"})
    for change in wrong:
        given = {"password": PASSWORD, "salt": salt, "code": right, **change}
        assert send(client, FACTOR, given).status_code in (403, 422), change
    assert not app.state.door.desk.users.get("viewer").has_factor


def test_it_is_taken_away_with_a_code_or_by_an_administrator(
    app: FastAPI, browser: Browser, signed_in: SignedIn
) -> None:
    client = signed_in("viewer")
    set_up(app, client, "viewer")
    client = browser()
    assert sign_in(client, "viewer", one_time.code(seed_of(app, "viewer"), one_time.now_step())) == 303
    assert send(client, f"{FACTOR}/remove", {"password": PASSWORD, "code": "000000"}).status_code == 403
    assert send(signed_in("analyst"), "/settings/people/factor", {"name": "viewer"}).status_code == 403
    assert app.state.door.desk.users.get("viewer").has_factor
    assert send(signed_in("administrator"), "/settings/people/factor", {"name": "viewer"}).status_code == 303
    assert sign_in(browser(), "viewer") == 303


def test_a_role_that_needs_one_sees_nothing_before(folder: Path, browser: Browser) -> None:
    file = folder / "steelyard.toml"
    file.write_text(file.read_text() + 'second_factor = ["administrator"]\n')
    app = opened(folder)
    client = TestClient(app, base_url=ADDRESS, follow_redirects=False)
    answer = send(client, "/sign-in", {"name": "administrator", "password": PASSWORD, "next": "/data"}, page="/sign-in")
    assert answer.headers["location"] == "/account"
    assert client.get("/settings/people").status_code == 403
    assert send(client, "/settings/people/add", {"name": "x", "role": "viewer"}).status_code == 403
    assert "your role needs one" in client.get("/account").text
    set_up(app, client, "administrator")
    assert sign_in(client, "administrator", one_time.code(seed_of(app, "administrator"), one_time.now_step())) == 303
    assert client.get("/settings/people").status_code == 200
    app.state.door.close()


def test_without_a_secret_that_lasts_none_is_set_up(
    app: FastAPI, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("viewer")
    monkeypatch.setattr(app.state.door, "has_secret", False)
    assert client.get(FACTOR).status_code == 422

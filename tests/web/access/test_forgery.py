"""A change is taken from a page of this application only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from web.access.conftest import ADDRESS, send, token_of

VIEW = {"name": "mine", "address": "/ask"}


def test_a_form_with_its_token_and_a_script_with_its_header_change(signed_in: Callable[[str], TestClient]) -> None:
    client = signed_in("viewer")
    assert send(client, "/views", VIEW).status_code == 303
    header = {"X-CSRF-Token": token_of(client), "Accept": "application/json"}
    assert client.post("/views", data=VIEW, headers=header).json()["name"] == "mine"


def test_every_page_carries_the_header_for_its_scripts(signed_in: Callable[[str], TestClient]) -> None:
    client = signed_in("viewer")
    assert f'"X-CSRF-Token": "{token_of(client)}"' in client.get("/account").text


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_without_the_right_token_nothing_changes(
    app: FastAPI, signed_in: Callable[[str], TestClient], token: str
) -> None:
    client = signed_in("viewer")
    assert client.post("/views", data={**VIEW, "csrf": token}).status_code == 403
    assert client.post("/views", json={**VIEW, "csrf": token_of(client)}).status_code == 403
    assert app.state.door.desk.views.of("viewer") == []


def test_a_token_is_of_one_session(signed_in: Callable[[str], TestClient]) -> None:
    one, other = signed_in("viewer"), signed_in("viewer")
    assert token_of(one) != token_of(other)
    assert one.post("/views", data={**VIEW, "csrf": token_of(other)}).status_code == 403


def test_signing_in_and_out_need_one_too(
    browser: Callable[[], TestClient], signed_in: Callable[[str], TestClient]
) -> None:
    assert browser().post("/sign-in", data={"name": "viewer", "password": "x"}).status_code == 403
    client = signed_in("viewer")
    assert client.post("/sign-out").status_code == 403
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.org"},
        {"Origin": "null"},
        {"Origin": "https://support.example.org.elsewhere.org"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_browser_that_says_another_site_asked_is_refused(
    signed_in: Callable[[str], TestClient], headers: dict[str, str]
) -> None:
    client = signed_in("viewer")
    given = {**VIEW, "csrf": token_of(client)}
    assert client.post("/views", data=given, headers=headers).status_code == 403
    assert (
        client.post("/views", data=given, headers={"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}).status_code
        == 303
    )


def test_no_other_site_may_read_an_answer(signed_in: Callable[[str], TestClient]) -> None:
    answer = signed_in("viewer").get("/account.json", headers={"Origin": "https://elsewhere.org"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"

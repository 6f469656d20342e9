"""Administrators erase a customer on their page, by typing the id; the audit log knows it by a keyed hash."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests import workspaces
from tests.intake.personal.reading import holding
from tests.story.test_reading import FILES, MAPPING
from tests.web.access.conftest import ADDRESS, put

import steelyard
from web.access.conftest import send

SignedIn = Callable[[str], TestClient]


@pytest.fixture
def folder(tmp_path: Path, _quick: None) -> Path:
    place = put(tmp_path / "acme")
    for name, text in FILES.items():
        (place / name).write_text(text, "utf-8")
    (place / "steelyard.toml").write_text(f'{MAPPING}\n[serve]\naddress = "{ADDRESS}"\n', "utf-8")
    workspaces.loaded_at(place)
    return place


def page_of(client: TestClient) -> tuple[str, str]:
    """The address of the customer of issue C1, and the id its page shows."""
    found = re.search(r'href="(/customer/[0-9a-f]{32})"', client.get("/issue/C1").text)
    assert found is not None
    told = client.get(f"{found.group(1)}.json").json()
    return found.group(1), told["customer_id"]


def test_an_administrator_erases_by_typing_the_id(app: FastAPI, folder: Path, signed_in: SignedIn) -> None:
    client = signed_in("administrator")
    address, who = page_of(client)
    assert "Erase for good" in client.get(address).text
    refused = send(client, f"{address}/erase", {"typed": "somebody"})
    assert refused.status_code == 422
    assert "nothing was erased" in refused.text
    assert steelyard.open(folder).sql(f"SELECT count(*) FROM contacts WHERE customer_id = '{who}'").rows != ((0,),)
    done = send(client, f"{address}/erase", {"typed": who})
    assert done.status_code == 200
    assert "The customer is erased" in done.text
    assert client.get(address).status_code == 422
    assert "erased-" in client.get(page_of(client)[0]).text
    noted = app.state.door.desk.audit.latest(2, what="customer.")
    assert [(entry.what, entry.of) for entry in noted] == [("customer.erased", address), ("customer.erase", address)]
    assert {entry.who for entry in noted} == {"administrator"}
    app.state.door.seen.write()
    told = [f"{entry.of} {entry.detail}" for entry in app.state.door.desk.audit.latest(1000)]
    assert not [text for text in told if re.search(rf"\b{re.escape(who)}\b", text)]
    assert holding(folder / "store", [f"'{who}'"]) == []


@pytest.mark.parametrize("role", ["viewer", "lead", "analyst", "agent"])
def test_nobody_else_may(folder: Path, signed_in: SignedIn, role: str) -> None:
    address, who = page_of(signed_in("administrator"))
    client = signed_in(role)
    assert send(client, f"{address}/erase", {"typed": who}).status_code == 403
    if role == "analyst":
        assert "Erase for good" not in client.get(address).text


def test_while_a_load_runs_it_is_refused_in_words(folder: Path, signed_in: SignedIn) -> None:
    client = signed_in("administrator")
    address, who = page_of(client)
    with steelyard.open(folder).store.writer():
        answer = send(client, f"{address}/erase", {"typed": who})
    assert answer.status_code == 409
    assert "Another load is running" in answer.text

"""An application with accounts of every role, as people reach it from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the serve extra is not installed")

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.desk.conftest import PASSWORD

from steelyard import settings
from steelyard.desk import ROLES, Desk, passwords
from steelyard.web.access.opening import access
from steelyard.web.app import create

ADDRESS = "https://support.example.org"
SECRET = "of the tests, and of nobody else in the world"
TOML = f"""
[workspace]
name = "Acme"

[serve]
address = "{ADDRESS}"
"""


def put(folder: Path) -> Path:
    """A workspace with an account of each role, called like it."""
    folder.mkdir(exist_ok=True)
    (folder / "steelyard.toml").write_text(TOML)
    desk = Desk.open(settings.read(folder))
    for role in ROLES:
        desk.users.add(role, role, by="test", password=PASSWORD, teams=["Porto"], agent_id="A1")
    desk.close()
    return folder


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    monkeypatch.setenv("STEELYARD_SECRET", SECRET)


@pytest.fixture
def folder(tmp_path: Path, _quick: None) -> Path:
    return put(tmp_path / "acme")


def opened(folder: Path, *, is_near: bool = False) -> FastAPI:
    return create(folder, access=access(folder, is_near=is_near), start=lambda: ThreadPoolExecutor(1), patience_s=300.0)


@pytest.fixture
def app(folder: Path) -> Iterator[FastAPI]:
    made = opened(folder)
    yield made
    made.state.door.close()


@pytest.fixture
def browser(app: FastAPI) -> Callable[[], TestClient]:
    """Browsers, each with cookies of its own."""
    return lambda: TestClient(app, base_url=ADDRESS, follow_redirects=False)


@pytest.fixture
def signed_in(browser: Callable[[], TestClient]) -> Callable[[str], TestClient]:
    """A browser in which the account of that role is signed in."""

    def sign_in(role: str) -> TestClient:
        client = browser()
        assert send(client, "/sign-in", {"name": role, "password": PASSWORD}, page="/sign-in").status_code == 303
        return client

    return sign_in


def token_of(client: TestClient, page: str = "/account") -> str:
    """What the page would send back."""
    text = client.get(page).text
    return text.partition('name="csrf" value="')[2].partition('"')[0]


def send(client: TestClient, path: str, given: dict[str, str], page: str = "/account"):  # type: ignore[no-untyped-def]
    """Submit a form as its page does."""
    return client.post(path, data={"csrf": token_of(client, page), **given})


@pytest.fixture
def key_of(folder: Path) -> Callable[[str], dict[str, str]]:
    """The header of a key of the account of that role."""

    def made(role: str) -> dict[str, str]:
        desk = Desk.open(settings.read(folder))
        ends_at = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
        secret = desk.keys.add(role, "test", ends_at, by="test")
        desk.close()
        return {"Authorization": f"Bearer {secret}"}

    return made

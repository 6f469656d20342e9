"""Others are served only with accounts, a secret and an address; the person at this machine needs none of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from steelyard import settings
from steelyard.desk import Desk
from steelyard.errors import SettingsError, SteelyardError
from steelyard.web.access import secret
from steelyard.web.access.opening import access
from web.access.conftest import TOML, opened, send

HERE = "http://127.0.0.1:8460"


def test_others_are_served_with_all_three_and_with_nothing_less(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    access(folder, is_near=False)
    monkeypatch.delenv("STEELYARD_SECRET")
    with pytest.raises(SteelyardError, match="no secret") as caught:
        access(folder, is_near=False)
    assert "secret.key" in str(caught.value)
    (folder / "steelyard.toml").write_text("")
    with pytest.raises(SteelyardError, match="by which address"):
        access(folder, is_near=False)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "steelyard.toml").write_text(TOML)
    for is_near in (True, False):
        with pytest.raises(SteelyardError, match="no accounts"):
            access(tmp_path / "empty", is_near=is_near)
    with pytest.raises(SettingsError):
        access(tmp_path / "nowhere", is_near=False)


def test_a_secret_is_long_and_its_file_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEELYARD_SECRET", raising=False)
    assert secret.read(tmp_path) is None
    (tmp_path / "secret.key").write_text("s" * 40 + "\n")
    (tmp_path / "secret.key").chmod(0o640)
    with pytest.raises(SettingsError, match="others may read"):
        secret.read(tmp_path)
    (tmp_path / "secret.key").chmod(0o600)
    assert secret.read(tmp_path) == b"s" * 40
    monkeypatch.setenv("STEELYARD_SECRET", "short")
    with pytest.raises(SettingsError, match="fewer than 32") as caught:
        secret.read(tmp_path)
    assert "short" not in caught.value.what


def near(folder: Path) -> TestClient:
    return TestClient(opened(folder, is_near=True), base_url=HERE, follow_redirects=False)


def test_the_person_at_this_machine_needs_no_account(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text("")
    client = near(tmp_path)
    assert client.get("/account").status_code == 200
    assert client.get("/settings/people").status_code == 200
    assert near(tmp_path / "not there yet").get("/ask").status_code < 300


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_who_comes_through_a_proxy_is_not_that_person(tmp_path: Path, name: str) -> None:
    (tmp_path / "steelyard.toml").write_text("")
    answer = near(tmp_path).get("/account", headers={name: "10.0.0.7"})
    assert answer.status_code == 403
    assert "no accounts" in answer.text


def test_a_page_elsewhere_cannot_ask_by_another_name(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text("")
    assert near(tmp_path).get("/account", headers={"Host": "rebound.elsewhere.org:8460"}).status_code == 400
    for host in ("localhost:8460", "127.0.0.1", "[::1]:8460"):
        assert near(tmp_path).get("/account", headers={"Host": host}).status_code == 200


@pytest.mark.usefixtures("_quick")
def test_the_first_account_closes_the_door_at_once(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text("")
    client = near(tmp_path)
    given = {"name": "anna", "role": "administrator", "way": "first"}
    answer = send(client, "/settings/people/add", given, page="/settings/people")
    assert answer.status_code == 200
    assert "A first password for" in answer.text
    assert client.get("/settings/people").status_code == 303
    assert near(tmp_path).get("/account").status_code == 303
    (tmp_path / "steelyard.toml").write_text("this is not TOML")
    assert client.get("/account").status_code == 303
    assert near(tmp_path).get("/account").status_code == 303


def test_settings_that_break_open_nothing(folder: Path) -> None:
    client = TestClient(opened(folder), base_url="https://support.example.org", follow_redirects=False)
    assert client.get("/account").status_code == 303
    (folder / "steelyard.toml").write_text("this is not TOML")
    assert client.get("/account", headers={"Host": "127.0.0.1"}).status_code == 303
    assert client.get("/account").status_code == 400


def test_an_account_that_is_disabled_or_changed_is_out_at_once(
    folder: Path, signed_in: Callable[[str], TestClient]
) -> None:
    client, other = signed_in("viewer"), signed_in("lead")
    desk = Desk.open(settings.read(folder))
    desk.users.change("viewer", by="test", is_active=False)
    desk.users.change("lead", by="test", role="viewer")
    assert client.get("/account").status_code == other.get("/account").status_code == 303

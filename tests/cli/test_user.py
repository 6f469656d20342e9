"""steelyard user and steelyard key: accounts from the command line, with no secret as an argument."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.desk.conftest import PASSWORD

from steelyard import settings
from steelyard.cli import steelyard
from steelyard.desk import ROLES, Desk
from steelyard.errors import DeskError, SteelyardError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "steelyard.toml").write_text("")
    return tmp_path


def run(folder: Path, *args: str, given: str = "") -> Result:
    done = CliRunner().invoke(steelyard, [*args, "-w", str(folder)], input=given)
    if isinstance(done.exception, SteelyardError):
        raise done.exception
    return done


def desk_of(folder: Path) -> Desk:
    return Desk.open(settings.read(folder))


def test_the_roles_are_those_of_the_desk() -> None:
    from steelyard.cli import user

    assert user.ROLES == ROLES


def test_an_account_from_its_beginning_to_its_end(folder: Path) -> None:
    assert run(folder, "user", "add", "Anna", "--role", "administrator", given=PASSWORD + "\n").output == (
        "Added anna, administrator.\n"
    )
    run(folder, "user", "add", "ben", "--role", "lead", "--team", "Porto", given=PASSWORD + "\n")
    assert "ben: analyst, may sign in." in run(folder, "user", "role", "ben", "analyst").output
    run(folder, "user", "password", "ben", given="granite heron brisk kettle\n")
    found = desk_of(folder).users.signing_in("ben", "granite heron brisk kettle")
    assert found is not None
    assert (found.role, found.teams) == ("analyst", ("Porto",))
    assert "may not sign in" in run(folder, "user", "disable", "ben").output
    assert "may sign in" in run(folder, "user", "enable", "ben").output
    listed = run(folder, "user", "list").output
    for word in ("anna", "administrator", "ben", "analyst", "Porto"):
        assert word in listed
    held = json.loads(run(folder, "user", "--json").output)
    assert [entry["name"] for entry in held] == ["anna", "ben"]
    assert "password" not in held[0]
    assert all(entry.who.endswith("at the command line") for entry in desk_of(folder).audit.latest())


def test_a_password_is_no_argument(folder: Path) -> None:
    done = run(folder, "user", "add", "anna", "--role", "viewer", "--password", PASSWORD)
    assert done.exit_code == 2
    assert run(folder, "user", "add", "anna", "--role", "viewer", given="").exit_code == 2
    assert desk_of(folder).users.all() == ()


def test_who_signs_in_through_a_provider_has_none(folder: Path) -> None:
    run(folder, "user", "add", "cy", "--role", "agent", "--agent", "A17", "--no-password")
    found = desk_of(folder).users.get("cy")
    assert (found.has_password, found.agent_id) == (False, "A17")


def test_what_would_be_guessed_is_refused_without_being_quoted(folder: Path) -> None:
    with pytest.raises(DeskError) as caught:
        run(folder, "user", "add", "anna", "--role", "viewer", given="password1234\n")
    assert "password1234" not in str(caught.value)


def test_nobody_yet_says_what_to_type(folder: Path) -> None:
    assert "steelyard user add NAME --role administrator" in run(folder, "user").output


def test_a_key_is_printed_once_and_can_be_ended(folder: Path) -> None:
    run(folder, "user", "add", "anna", "--role", "analyst", given=PASSWORD + "\n")
    secret = run(folder, "key", "add", "anna", "nightly", "--role", "viewer", "--days", "30").stdout.strip()
    found = desk_of(folder).keys.find(secret)
    assert found is not None
    assert (found.name, found.role) == ("anna", "viewer")
    listed = run(folder, "key", "list").output + run(folder, "key", "--json").output
    assert "nightly" in listed
    assert secret not in listed
    run(folder, "key", "end", "1")
    assert desk_of(folder).keys.find(secret) is None
    assert "(ended)" in run(folder, "key").output

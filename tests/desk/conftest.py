"""A desk in each kind of database, empty for each test, with a clock that the test moves."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from tests import postgres

from steelyard.desk import Desk, passwords

PASSWORD = "marble otter quiet lantern"


class Clock:
    """The time, as the test sets it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **given: float) -> None:
        self.at += timedelta(**given)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of a server whose databases come and go."""
    with postgres.server() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an empty desk may be made."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.sqlite'}"
        return
    with fresh(request.getfixturevalue("postgresql")) as found:
        yield found


@contextmanager
def fresh(server: str) -> Iterator[str]:
    """Address of a new database of a server, which is gone with the block."""
    name = f"desk_{secrets.token_hex(4)}"
    url = sa.make_url(server).set(drivername="postgresql+pg8000")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed with a thousandth of the work, where the work is not what is tested."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def desk(address: str, clock: Clock, quick_hashes: None) -> Iterator[Desk]:
    opened = Desk(address, clock)
    yield opened
    opened.close()

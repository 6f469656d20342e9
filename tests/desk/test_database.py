"""The desk's database: migrations, transactions, what is refused, and what is never told."""

from __future__ import annotations

import stat
import threading
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from steelyard import settings
from steelyard.desk import Desk
from steelyard.desk.database import Database
from steelyard.desk.tables import AuditRow, Base
from steelyard.errors import DeskError, SettingsError


def test_migrations_make_the_tables_that_are_declared(address: str) -> None:
    database = Database(address)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def test_a_desk_that_is_up_to_date_is_left_as_it_is(address: str, desk: Desk) -> None:
    desk.users.add("anna", "viewer", by="test")
    again = Desk(address)
    assert [user.name for user in again.users.all()] == ["anna"]
    again.close()


def test_many_may_open_a_new_desk_at_once(address: str) -> None:
    failed: list[BaseException] = []

    def open_it() -> None:
        try:
            Desk(address).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_desk_of_a_newer_steelyard_is_refused(address: str) -> None:
    database = Database(address)
    with database.engine.execution_options(is_writing=True).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'of_tomorrow'"))
    database.close()
    with pytest.raises(DeskError, match="newer Steelyard"):
        Database(address)


def test_nothing_is_kept_of_a_transaction_that_fails(address: str) -> None:
    database = Database(address)

    def fail() -> None:
        with database.writing() as session:
            session.add(AuditRow(at=datetime(2026, 3, 2), who="anna", what="page.seen"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as session:
        assert session.scalars(sa.select(AuditRow)).all() == []
    database.close()


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'desk.sqlite'}").close()
    for path in tmp_path.glob("desk.sqlite*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_password_in_the_address_is_never_told() -> None:
    with pytest.raises(DeskError) as caught:
        Database("postgresql://steelyard:hunter2hunter2@127.0.0.1:1/desk")
    assert "hunter2" not in str(caught.value)
    assert "127.0.0.1:1" in str(caught.value)


@pytest.mark.parametrize("address", ["mysql://host/desk", "no address", "/var/lib/desk"])
def test_what_is_no_address_is_refused_with_one_that_is(address: str) -> None:
    with pytest.raises(SettingsError, match="desk") as caught:
        Database(address)
    assert "postgresql://" in str(caught.value)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="cannot be made"):
        Database(f"sqlite:///{tmp_path / 'nowhere' / 'desk.sqlite'}")


def test_where_it_lies_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "steelyard.toml").write_text('[desk]\naddress = "postgresql://here/desk"\n')
    assert settings.read(tmp_path).desk.address == "postgresql://here/desk"
    assert "here" not in repr(settings.read(tmp_path).desk)
    monkeypatch.setenv("STEELYARD_DESK_ADDRESS", "postgresql://there/desk")
    assert settings.read(tmp_path).desk.address == "postgresql://there/desk"
    monkeypatch.setenv("STEELYARD_SECRET", "of the application, not a setting")
    settings.read(tmp_path)


def test_without_a_setting_it_is_a_file_of_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text("")
    Desk.open(settings.read(tmp_path)).close()
    assert (tmp_path / "desk.sqlite").exists()

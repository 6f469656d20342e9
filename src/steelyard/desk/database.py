"""The desk's database: SQLite in the workspace, or PostgreSQL; transactions, and the migrations a desk lacks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from steelyard.desk import migrations
from steelyard.desk.tables import Base
from steelyard.errors import DeskError, MissingExtraError, SettingsError, StaleError

FILE = "desk.sqlite"
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+pg8000", "postgresql+pg8000": "postgresql+pg8000"}
BUSY_S = 20
"""How long one who writes waits for another who does."""

_LOCK = 7_377_363_579
"""Of PostgreSQL, while migrations run: any number that nobody else takes."""


class Database:
    """A desk's tables, migrated; nothing is kept of them in memory.

    Args:
        address: as SQLAlchemy has it; the file of SQLite is made where it is absent.

    Raises:
        SettingsError: no such kind of database.
        DeskError: it does not answer, refuses, or belongs to a newer Steelyard.
    """

    def __init__(self, address: str) -> None:
        self.url = _url(address)
        self.name = self.url.render_as_string(hide_password=True)
        self.engine = _engine(self.url)
        with self._failing():
            self._migrate()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent sight of the tables."""
        with self._failing(), Session(self.engine, expire_on_commit=False) as session:
            if not self.is_sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction: all of it or nothing.

        Raises:
            StaleError: a row was changed by somebody else in between.
        """
        engine = self.engine.execution_options(is_writing=True)
        with self._failing(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def settle(self) -> None:
        """Let nothing remain on the disk of what was overwritten: of a file, what was written beside it first."""
        if self.is_sqlite:
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        """A file, or else PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    def _migrate(self) -> None:
        """Take the steps that are lacking; one process at a time, each step whole or not at all."""
        script = ScriptDirectory(_HERE, version_locations=[_HERE])
        head = script.get_current_head()
        with self.engine.connect() as connection:
            if MigrationContext.configure(connection).get_current_revision() == head:
                return
        with self.engine.execution_options(is_writing=True).begin() as connection:
            if not self.is_sqlite:
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            held = MigrationContext.configure(connection).get_current_revision()
            if held is not None and held not in {step.revision for step in script.walk_revisions()}:
                raise DeskError("the desk was written by a newer Steelyard", where=self.name, next="upgrade Steelyard")
            _upgrade(script, connection)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """What the database refuses, in words; never with the values of a row."""
        try:
            yield
        except StaleDataError:
            raise StaleError("somebody else changed this in between", next="Reload it and change it again.") from None
        except IntegrityError:
            raise DeskError("there is one of that name already", next="Choose another name.") from None
        except DBAPIError as error:
            cause = type(error.orig or error).__name__
            hint = "Check desk.address, the place's permissions and that the database runs."
            raise DeskError(f"the desk cannot be read or written ({cause})", where=self.name, next=hint) from error


_HERE = str(Path(migrations.__file__).parent)


def _upgrade(script: ScriptDirectory, connection: sa.Connection) -> None:
    def steps(revision: Any, context: Any) -> Any:
        return script._upgrade_revs("head", revision)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=False)
        environment.run_migrations()


def _url(address: str) -> sa.URL:
    """The address with the driver that is used."""
    try:
        url = sa.make_url(address)
    except ArgumentError:
        raise SettingsError("desk.address is no address", next=_HINT) from None
    if url.drivername not in DRIVERS:
        raise SettingsError(f"the desk cannot lie in {url.drivername}", where="desk.address", next=_HINT)
    return url.set(drivername=DRIVERS[url.drivername])


_HINT = 'Write "postgresql://name@host:5432/database", or leave it out for a file in the workspace.'


def _engine(url: sa.URL) -> sa.Engine:
    try:
        if url.get_backend_name() == "sqlite":
            return _sqlite(url)
        return sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        hint = "pip install 'steelyard[postgresql]'"
        raise MissingExtraError("a desk in PostgreSQL needs pg8000", next=hint) from None


def _sqlite(url: sa.URL) -> sa.Engine:
    """SQLite with real transactions: who means to write says so first, so that nobody waits in vain."""
    _make_private(Path(url.database or ""))
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_S, "check_same_thread": False}, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _make_private(path: Path) -> None:
    """The file, empty, for its owner alone; one that is there is left as it is."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        hint = "Check the folder and its permissions."
        raise DeskError(f"the desk cannot be made: {error.strerror}", where=str(path), next=hint) from None


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    is_writing = connection.get_execution_options().get("is_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


Now = Callable[[], datetime]
"""The time, naive UTC."""

"""An engine that can reach nothing but one scratch folder: everything users write in SQL runs in it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from steelyard.errors import MappingError, StoreError, did_you_mean
from steelyard.formats.raw import is_full, literal, located
from steelyard.intake.mapping import macros
from steelyard.refusals import named, why
from steelyard.settings.model import Limits

MEMORY = "1500MB"
_LOOK_S = 0.2

BYTES_A_THREAD = 16_000_000
"""Of source files. Every thread compiles a mapping's patterns for itself, which takes longer than reading little."""


def threads(size: int) -> int:
    """How many threads so many bytes of files keep busy: on little, a second one costs more than it does."""
    return min(1 + size // BYTES_A_THREAD, os.cpu_count() or 1)


@contextmanager
def reader(scratch: Path, most: int | None = None) -> Iterator[Any]:
    """An open connection for the connectors, which run no SQL of the user's.

    Args:
        most: threads; one a processor unless told.
    """
    connection = _connect(scratch, most)
    try:
        with _interruptible():
            yield connection
    finally:
        connection.close()


@contextmanager
def sandbox(scratch: Path, written: str, most: int | None = None) -> Iterator[Any]:
    """A connection that is confined from the start, see `confine`.

    Args:
        most: threads; one a processor unless told.
    """
    with reader(scratch, most) as connection:
        confine(connection, scratch, written)
        yield connection


def confine(connection: Any, scratch: Path, written: str) -> None:
    """Let a connection read and write below the scratch folder only from here on, its settings locked.

    Args:
        written: all that will run in it and was written by the user; functions it does not name are not defined.
    """
    if macros.SECONDS in written.lower():
        macros.define(connection)
    connection.execute(f"SET allowed_directories = [{literal(scratch)}, {located(scratch)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


@contextmanager
def _interruptible() -> Iterator[None]:
    """What the engine makes of an interrupt is an interrupt again."""
    try:
        yield
    except RuntimeError as error:
        if "interrupt" in str(error).lower():
            raise KeyboardInterrupt from None
        raise


def _connect(scratch: Path, most: int | None) -> Any:
    settings: dict[str, Any] = {
        "memory_limit": MEMORY,
        "temp_directory": str(scratch / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",
        "python_enable_replacements": "false",
        **({"threads": str(most)} if most else {}),
    }
    connection = duckdb.connect(config=settings)
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return connection


@contextmanager
def bounded(connection: Any, scratch: Path, limits: Limits, where: str, what: str = "view") -> Iterator[None]:
    """MappingError where what runs inside takes longer, or writes more below the scratch folder, than is allowed."""
    begun, before, over, is_done = time.monotonic(), _bytes(scratch), [], threading.Event()

    def watch() -> None:
        while not is_done.wait(_LOOK_S):
            if time.monotonic() - begun > limits.view_seconds:
                over.append(f"it runs for longer than limits.view_seconds allows ({limits.view_seconds:g} s)")
            elif _bytes(scratch) - before > limits.view_gb * 1e9:
                over.append(f"it writes more than limits.view_gb allows ({limits.view_gb:g} GB)")
            if over:
                connection.interrupt()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    except (duckdb.Error, RuntimeError):
        if over:
            hint = "Does a join multiply rows? Else raise the limit in steelyard.toml."
            raise MappingError(f"the {what} was stopped: {over[0]}", where=where, next=hint) from None
        raise
    finally:
        is_done.set()
        watcher.join()


def _bytes(folder: Path) -> int:
    """How much lies below a folder."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size
    return total


@contextmanager
def explained(where: str, what: str, sql: str = "", columns: Iterable[str] = ()) -> Iterator[None]:
    """The engine's refusals in our words; an interrupt stays one.

    Args:
        sql: what a person wrote, of which names may be quoted. columns: what its inputs have, to propose from.
    """
    try:
        yield
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:
        hint = did_you_mean(named(error, sql), columns)
        raise MappingError(
            f"{what}: {why(error, sql)}", where=where, next=hint if hint.startswith("Did") else ""
        ) from None
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.PermissionException:
        raise MappingError(f"{what}: it reaches outside its inputs", where=where) from None
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException) as error:
        kind = type(error).__name__.removesuffix("Exception")
        hint = "Use try_cast or try_strptime where some texts do not fit."
        raise MappingError(f"{what}: it fails on a value ({kind})", where=where, next=hint) from None
    except duckdb.OutOfMemoryException:
        hint = "Does a join multiply rows? Else free memory, or disk space to spill to."
        raise MappingError(f"{what}: it needs more memory than there is", where=where, next=hint) from None
    except duckdb.Error as error:
        if is_full(error):
            hint = "Free some space and load again; the version before still answers."
            raise StoreError("the disk is full", where=where, next=hint) from None
        raise MappingError(f"{what} ({type(error).__name__})", where=where) from None

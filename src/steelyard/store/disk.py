"""Files that survive: synced, created once, and failures said in words."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from steelyard.errors import EngineError, StoreError

ADVICE = {
    errno.ENOSPC: "free space on that disk and load again; the version before still answers",
    errno.EDQUOT: "free space on that disk and load again; the version before still answers",
    errno.EFBIG: "raise the limit on file sizes and load again; the version before still answers",
    errno.EACCES: "check who owns the folder and its permissions",
    errno.EPERM: "check who owns the folder and its permissions",
    errno.EROFS: "choose a folder that can be written to",
    errno.ENOTDIR: "choose a folder, not a file",
    errno.EEXIST: "choose a folder, not a file",
}


@contextmanager
def failing(what: str, *, where: str = "") -> Iterator[None]:
    """Turn the operating system's refusals into a StoreError; a missing file stays FileNotFoundError."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        cause = os.strerror(error.errno) if error.errno else type(error).__name__
        next = ADVICE.get(error.errno or 0, "check the disk and try again")
        raise StoreError(f"{what}: {cause}", where=where, next=next) from error


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """As `failing`, for statements of the engine that write files."""
    what = "the store cannot be written"
    try:
        with failing(what, where=str(where)):
            yield
    except FileNotFoundError as error:
        raise StoreError(f"{what}: a folder vanished", where=str(where), next="load again") from error
    except EngineError as error:
        if type(error.__cause__).__name__ != "IOException":
            raise
        raise StoreError(f"{what}: {error.what}", where=str(where), next=_advice(error.what)) from error


def sync(path: Path) -> None:
    """Force a file or, where the system allows it, a folder to disk."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def create_exclusively(path: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all; StoreError where one of that name exists."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    with writing(path):
        try:
            draft.write_bytes(data)
            sync(draft)
            _link(draft, path, data)
            sync(path.parent)
        finally:
            with suppress(OSError):
                draft.unlink()


def _link(draft: Path, path: Path, data: bytes) -> None:
    """Give the draft its name without replacing; where links are unknown, create and write (readers check sums)."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise StoreError("that version exists already", where=str(path), next="load again") from None
    except OSError:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _advice(cause: str) -> str:
    codes = [code for code in ADVICE if os.strerror(code) in cause]
    return ADVICE[codes[0]] if codes else "check the disk and load again; the version before still answers"

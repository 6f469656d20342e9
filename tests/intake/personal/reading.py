"""Whatever lies below a folder, as bytes: packed files unpacked, Parquet files by value."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

from steelyard.formats.raw import literal


def contents(path: Path) -> bytes:
    """What stands in a file, in any of its layers."""
    found = path.read_bytes()
    if path.suffix == ".gz":
        found += gzip.decompress(found)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            found += b"".join(archive.read(name) for name in archive.namelist())
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            rows = connection.execute(f"SELECT * FROM read_parquet({literal(path)})").fetchall()
        found += repr(rows).encode()
    return found


def holding(folder: Path, words: Iterable[str], but: Iterable[str] = ()) -> list[str]:
    """Files below a folder that hold one of some words, in whatever case.

    Args:
        but: names of files not looked at.
    """
    given = [word.lower().encode() for word in words]
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in set(but)]
    return [str(path.relative_to(folder)) for path in paths if any(word in contents(path).lower() for word in given)]

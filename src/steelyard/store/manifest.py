"""A version of the store: one immutable, numbered, checksummed file that names every data file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from steelyard.errors import EmptyStoreError, VersionError
from steelyard.store import disk

FORMAT = 10
"""Raised when facts are built otherwise than before: a version of a lower one is built anew before it is read."""

NAME = re.compile(r"manifest-(\d{6,})\.json")


@dataclass(frozen=True)
class File:
    """One Parquet file of a table.

    Args:
        path: relative to the store's folder, with forward slashes.
        partition: month ("2026-03"), "undated", or "all" for tables that are small or without a time.
        width: how many leading columns of the table it holds; columns added later are missing in its rows.
        digest: SHA-256 of its bytes; empty in versions written before there were any.
    """

    path: str
    rows: int
    partition: str
    width: int
    size_bytes: int
    digest: str = ""


@dataclass(frozen=True)
class View:
    """How a table is read that lies in the store in another form, under the name `resting_name` gives.

    Args:
        columns: column -> type as readers see them, in order.
        sql: dialect -> SELECT, with the follow-up as placeholders where it depends on one (see `following`).
        least_s: seconds before the horizon at which a row must have begun to count, where no follow-up is given.
    """

    columns: Mapping[str, str]
    sql: Mapping[str, str]
    least_s: int = 0


def resting_name(table: str) -> str:
    """What the stored form of a table that is read through a view is called."""
    return f"{table}_at_rest"


@dataclass(frozen=True)
class Load:
    """What became of one source's rows in one load.

    read = accepted + duplicate + folded + filtered + quarantined
    """

    source: str
    table: str
    read: int
    accepted: int
    duplicate: int
    folded: int
    filtered: int
    quarantined: int
    loaded_at: datetime


@dataclass(frozen=True)
class Manifest:
    """One version: what lies where, and how it came to be.

    Args:
        created_at, horizon: naive UTC.
        settings: fingerprint of the settings that shaped the facts.
        tables: table -> its files.
        columns: table -> column -> type as stored, in order; columns are only ever added at the end.
        views: tables that are read in another form than they are stored in, row by row.
        loads: accounting of every load so far, oldest first.
        known: canonical table -> column -> how many values are not missing.
        notes: anything else worth keeping, as plain JSON.
    """

    version: int
    format: int
    created_at: datetime
    horizon: datetime | None = None
    settings: str = ""
    tables: Mapping[str, tuple[File, ...]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    loads: tuple[Load, ...] = ()
    known: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: Mapping[str, object] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)

    @property
    def shown(self) -> Mapping[str, Mapping[str, str]]:
        """Table -> column -> type as readers see them."""
        return {**self.columns, **{name: view.columns for name, view in self.views.items()}}

    @property
    def files(self) -> tuple[File, ...]:
        """Every data file it names."""
        return tuple(file for files in self.tables.values() for file in files)

    @property
    def paths(self) -> frozenset[str]:
        """Where those lie."""
        return frozenset(file.path for file in self.files)


def path_of(folder: Path, version: int) -> Path:
    """Where the manifest of a version lies."""
    return folder / f"manifest-{version:06d}.json"


def numbers(folder: Path) -> list[int]:
    """The versions that have a manifest file, valid or not, ascending."""
    with disk.failing(f"cannot list the store {folder}"):
        matches = [NAME.fullmatch(path.name) for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(int(match.group(1)) for match in matches if match)


def latest(folder: Path) -> Manifest:
    """The highest valid version; truncated or altered manifests are passed over.

    Raises:
        EmptyStoreError: there is none.
        VersionError: it was written by a newer Steelyard.
    """
    found = valid(folder)
    if not found:
        if numbers(folder):
            hint = "restore the store from a backup, or load everything again: steelyard load"
            raise EmptyStoreError("every version's manifest is damaged", where=str(folder), next=hint)
        raise EmptyStoreError("nothing has been loaded yet", where=str(folder), next="type: steelyard load")
    return found[0]


def valid(folder: Path, most: int = 1) -> list[Manifest]:
    """The highest valid versions, newest first, at most so many."""
    found: list[Manifest] = []
    for version in reversed(numbers(folder)):
        manifest = read(path_of(folder, version))
        if manifest and manifest.version == version:
            found.append(manifest)
        if len(found) == most:
            break
    return found


def read(path: Path) -> Manifest | None:
    """The manifest in a file; None where it is truncated or altered. VersionError where it is newer."""
    try:
        with disk.failing(f"cannot read {path.name}", where=str(path)):
            content = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("format"), int):
        return None
    if content["format"] > FORMAT:
        raise VersionError("the store was written by a newer Steelyard", where=str(path), next="upgrade Steelyard")
    checksum = content.pop("checksum", None)
    return _decode(content) if checksum == _checksum(content) else None


def publish(folder: Path, manifest: Manifest) -> None:
    """Make a version visible: all of it at once, and never in place of another."""
    content = _encode(manifest)
    data = json.dumps({**content, "checksum": _checksum(content)}, ensure_ascii=False, indent=1).encode()
    disk.create_exclusively(path_of(folder, manifest.version), data)


def _checksum(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _encode(manifest: Manifest) -> dict[str, Any]:
    content = asdict(manifest)
    content["created_at"] = manifest.created_at.isoformat()
    content["horizon"] = manifest.horizon.isoformat() if manifest.horizon else None
    content["loads"] = [{**asdict(load), "loaded_at": load.loaded_at.isoformat()} for load in manifest.loads]
    plain: dict[str, Any] = json.loads(json.dumps(content))
    return plain


def _decode(content: dict[str, Any]) -> Manifest:
    horizon = content["horizon"]
    return Manifest(
        **{
            **content,
            "created_at": datetime.fromisoformat(content["created_at"]),
            "horizon": datetime.fromisoformat(horizon) if horizon else None,
            "views": {name: View(**view) for name, view in content.get("views", {}).items()},
            "tables": {name: tuple(File(**file) for file in files) for name, files in content["tables"].items()},
            "loads": tuple(
                Load(**{**load, "loaded_at": datetime.fromisoformat(load["loaded_at"])}) for load in content["loads"]
            ),
        }
    )

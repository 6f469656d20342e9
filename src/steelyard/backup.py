"""Workspace and desk as one file, and back.

    backup.json        what follows, each with its size and SHA-256; before it its own
    desk.json          what people entered, the same from SQLite and PostgreSQL
    workspace/...      steelyard.toml, the sources' files that lie in the workspace, the newest version of the store,
                       the list of customers who were erased and its key

What a version names never changes, and is held by links while it is written: a load that runs meanwhile is not in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, Any

from steelyard import settings
from steelyard.desk import FILE as DESK
from steelyard.desk import Content, Desk
from steelyard.errors import EmptyStoreError, StoreError
from steelyard.settings.model import Settings
from steelyard.settings.parse import FILE as SETTINGS
from steelyard.store import Store, disk, layout
from steelyard.store import manifest as manifests

FORMAT = 1
INDEX, ENTERED, WORKSPACE = "backup.json", "desk.json", "workspace/"
STORE = "store"
ERASED = ("erased.json", "erased.key")
"""The list of customers who were erased and its key: without both nobody could tell whose rows must not be loaded."""

BESIDE = ("engines.json",)
"""Files of the store that no version names and that questions read."""

TRIES = 5
CHUNK = 1 << 20
MOST_INDEX = 256 << 20
"""Bytes of the index and of what people entered, at most: both are held in memory."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds.

    Args:
        version: of the store; 0 where nothing had been loaded.
        rows: table of the desk -> how many; empty where there was no desk.
        erased: customers who were erased again as it was restored. holding: source files that may hold them still.
    """

    path: Path
    created_at: datetime
    version: int
    files: int
    size_bytes: int
    rows: Mapping[str, int]
    erased: int = 0
    holding: tuple[str, ...] = ()


def write(folder: Path, path: Path) -> Backup:
    """Write the workspace and its desk to a new file, which appears whole or not at all, for its owner alone.

    Raises:
        StoreError: there is such a file already, a file of the store is damaged, or the disk refuses.
    """
    found, place = settings.read(folder), Path(path).absolute()
    if place.exists():
        raise StoreError("there is such a file already", where=str(path), next="Name another one.")
    entered = _entered(found)
    part = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
    with disk.failing("the backup cannot be written", where=str(path)), _held(folder / STORE) as held:
        try:
            index = _write(part, {**_own(found), **held.files}, entered, held)
            _name(part, place)
        finally:
            part.unlink(missing_ok=True)
    return _told(place, index)


def restore(
    path: Path,
    folder: Path,
    change: Callable[[Settings], Settings] = lambda found: found,
    since: Path | None = None,
) -> Backup:
    """Put a backup into a folder that is empty or not there, and its desk where its settings say.

    Args:
        change: the settings that say where the desk lies, changed.
        since: a workspace; who was erased from it is erased from what is restored, before it is there.

    Raises:
        SettingsError: that workspace has no list of erased customers, or one of another key.
        StoreError: the folder holds something, or the backup is damaged, not one, or of a newer Steelyard.
        DeskError: the desk the settings name holds something already. Nothing is changed then.
    """
    place = Path(folder).absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise StoreError("the folder is not empty", where=str(folder), next="Restore into a new one: -w FOLDER")
    part = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
    try:
        with disk.failing("the backup cannot be restored", where=str(path)):
            part.mkdir(parents=True, mode=0o700)
            index, entered = _read(Path(path), part)
            erased, holding = _erased(part, since)
            desk = change(settings.read(part))
            _enter(desk, entered)
            if since is not None and entered:
                _rename(desk)
            with suppress(FileNotFoundError):
                place.rmdir()
            part.replace(place)
    except FileNotFoundError:
        raise StoreError("there is no such file", where=str(path)) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return replace(_told(Path(path), index), erased=erased, holding=holding)


def _erased(folder: Path, since: Path | None) -> tuple[int, tuple[str, ...]]:
    """Erase from a workspace who was erased from another since: how many, and source files that hold them still."""
    if since is None:
        return 0, ()
    from steelyard.intake.erasure import erase

    found = erase.again(settings.read(folder), Store(folder / STORE), settings.read(since))
    return (found.people, (*found.holding, *found.unread)) if found else (0, ())


def _rename(found: Settings) -> None:
    """Let follow-ups of a restored desk name nobody who was erased."""
    from steelyard.intake.personal import follow_ups, stopped

    follow_ups.rename(found, stopped.read(found.folder, None))


def _told(path: Path, index: Mapping[str, Any]) -> Backup:
    sizes = [entry["size"] for name, entry in index["files"].items() if name.startswith(WORKSPACE)]
    created_at = datetime.fromisoformat(index["created_at"])
    return Backup(path, created_at, index["version"], len(sizes), sum(sizes), index["rows"])


def _entered(found: Settings) -> Content:
    """What the desk holds; nothing where there is none yet."""
    if not found.desk.address and not (found.folder / DESK).exists():
        return {}
    desk = Desk.open(found)
    try:
        return desk.dump()
    finally:
        desk.close()


def _enter(found: Settings, entered: Content) -> None:
    if entered:
        desk = Desk.open(found)
        try:
            desk.fill(entered)
        finally:
            desk.close()


def _own(found: Settings) -> dict[str, Path]:
    """Name in the backup -> steelyard.toml, and the sources' files that lie in the workspace."""
    root = found.folder.resolve()
    named = [glob for source in found.sources for globs in source.files.values() for glob in globs]
    paths = [path for glob in named for path in sorted(found.data.glob(glob)) if not Path(glob).is_absolute()]
    inside = [path for path in paths if path.is_file() and path.resolve().is_relative_to(root)]
    kept = [path for path in inside if not path.name.endswith((".part", ".steelyard"))]
    lists = [found.folder / name for name in ERASED if (found.folder / name).exists()]
    return {
        f"{WORKSPACE}{path.resolve().relative_to(root).as_posix()}": path
        for path in (found.folder / SETTINGS, *kept, *lists)
    }


@dataclass(frozen=True)
class Held:
    """A version under names of its own, which nobody removes meanwhile.

    Args:
        files: name in the backup -> file. digests: name in the backup -> the SHA-256 it was written with.
    """

    version: int = 0
    files: Mapping[str, Path] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def _held(store: Path) -> Iterator[Held]:
    """The newest version, held until the block is left."""
    scratch = store / layout.SCRATCH / f"backup-{secrets.token_hex(4)}"
    try:
        yield _hold_newest(store, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _hold_newest(store: Path, scratch: Path) -> Held:
    """Link what the newest version names; again where a load removed it in between."""
    for _ in range(TRIES):
        try:
            found = manifests.latest(store)
        except EmptyStoreError:
            if manifests.numbers(store):
                raise
            return Held()
        paths = [*found.paths, manifests.path_of(store, found.version).name]
        paths += [name for name in BESIDE if (store / name).exists()]
        try:
            files = {_stored(path): _link(store / path, scratch / path) for path in paths}
            return Held(found.version, files, {_stored(file.path): file.digest for file in found.files})
        except FileNotFoundError:
            shutil.rmtree(scratch, ignore_errors=True)
    raise StoreError("files of the newest version are missing", where=str(store), next="type: steelyard check --verify")


def _stored(path: str) -> str:
    return f"{WORKSPACE}{STORE}/{path}"


def _link(path: Path, held: Path) -> Path:
    """The file under a second name; a copy where the disk knows no such thing."""
    held.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, held)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, held)
    return held


def _write(part: Path, files: Mapping[str, Path], entered: Content, held: Held) -> dict[str, Any]:
    """The file; its index, which stands first."""
    text = json.dumps(entered, ensure_ascii=False).encode()
    index: dict[str, Any] = {
        "format": FORMAT,
        "steelyard": version("steelyard"),
        "created_at": datetime.now(UTC).replace(tzinfo=None).isoformat(),
        "version": held.version,
        "rows": {table: len(rows) for table, rows in entered.items()},
        "files": {
            ENTERED: {"size": len(text), "sha256": _sha(text)},
            **{name: {"size": path.stat().st_size, "sha256": disk.digest(path)} for name, path in files.items()},
        },
    }
    _check(index["files"], held.digests)
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        _add(tar, INDEX, io.BytesIO(_signed(index)))
        _add(tar, ENTERED, io.BytesIO(text))
        for name, path in files.items():
            with path.open("rb") as source:
                told = _add(tar, name, source)
            if told != index["files"][name]["sha256"]:
                raise StoreError("it changed while it was read", where=str(path), next="Write the backup again.")
    disk.sync(part)
    return index


def _check(files: Mapping[str, Any], digests: Mapping[str, str]) -> None:
    """StoreError where a file of the store is not what was written: a backup of it would be worth nothing."""
    for name, digest in digests.items():
        if digest and files[name]["sha256"] != digest:
            hint = "type: steelyard load --again, or restore an earlier backup"
            raise StoreError("a file of the store is damaged", where=name.removeprefix(WORKSPACE), next=hint)


class _Hashed(io.BufferedIOBase):
    """A file that is read and hashed at once."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int | None = -1) -> bytes:
        found = self.source.read(-1 if size is None else size)
        self.digest.update(found)
        return found


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes]) -> str:
    """Add a file; the SHA-256 of what was added."""
    entry, hashed = tarfile.TarInfo(name), _Hashed(source)
    entry.size, entry.mode = source.seek(0, os.SEEK_END), 0o600
    source.seek(0)
    tar.addfile(entry, hashed)
    return hashed.digest.hexdigest()


def _name(part: Path, place: Path) -> None:
    """Give the file its name, never in the place of another."""
    try:
        os.link(part, place)
    except FileExistsError:
        raise StoreError("there is such a file already", where=str(place), next="Name another one.") from None
    except OSError:
        part.rename(place)
    disk.sync(place.parent)


def _read(path: Path, folder: Path) -> tuple[dict[str, Any], Content]:
    """Unpack into a folder, holding every file against the index; the index, and what people entered."""
    try:
        with tarfile.open(path, "r:") as tar:
            index = _index(tar, path)
            entered = json.loads(_bytes(tar, tar.next(), ENTERED, index["files"][ENTERED]))
            left = {name: entry for name, entry in index["files"].items() if name != ENTERED}
            while (member := tar.next()) is not None:
                _unpack(tar, member, left.pop(member.name), folder)
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError):
        raise _damaged(path) from None
    if left:
        raise _damaged(path)
    return index, entered


def _signed(index: Mapping[str, Any]) -> bytes:
    """The index with the SHA-256 of it in the line before."""
    text = json.dumps(index, ensure_ascii=False).encode()
    return f"{_sha(text)}\n".encode() + text


def _index(tar: tarfile.TarFile, path: Path) -> dict[str, Any]:
    member = tar.next()
    digest, _, text = _bytes(tar, member, INDEX, {"size": member.size if member else 0}).partition(b"\n")
    if digest != _sha(text).encode():
        raise ValueError(INDEX)
    index: dict[str, Any] = json.loads(text)
    if index["format"] > FORMAT:
        raise StoreError("the backup is of a newer Steelyard", where=str(path), next="upgrade Steelyard")
    return index


def _bytes(tar: tarfile.TarFile, member: tarfile.TarInfo | None, name: str, entry: Mapping[str, Any]) -> bytes:
    """A small file of the backup, held in memory."""
    if member is None or member.name != name or not member.isreg() or member.size > MOST_INDEX:
        raise ValueError(name)
    source = tar.extractfile(member)
    found = source.read() if source else b""
    if len(found) != entry["size"] or entry.get("sha256", _sha(found)) != _sha(found):
        raise ValueError(name)
    return found


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, entry: Mapping[str, Any], folder: Path) -> None:
    """A file of the workspace; ValueError where it is another than the index says, or would lie elsewhere."""
    pure = PurePosixPath(member.name.removeprefix(WORKSPACE))
    is_within = member.name.startswith(WORKSPACE) and not pure.is_absolute() and ".." not in pure.parts
    if not is_within or not member.isreg() or "\\" in member.name or ":" in pure.parts[0]:
        raise ValueError(member.name)
    target = folder.joinpath(*pure.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    source, digest, size = tar.extractfile(member), hashlib.sha256(), 0
    assert source is not None
    with target.open("xb") as file:
        while chunk := source.read(CHUNK):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    if (size, digest.hexdigest()) != (entry["size"], entry["sha256"]):
        raise ValueError(member.name)
    if pure.name in ERASED:
        target.chmod(0o600)
    disk.sync(target)


def _damaged(path: Path) -> StoreError:
    return StoreError("this is no backup, or it is damaged", where=str(path), next="Take another one.")


def with_desk(address: str) -> Callable[[Settings], Settings]:
    """Settings whose desk lies elsewhere."""
    return lambda found: replace(found, desk=replace(found.desk, address=address)) if address else found

"""Files from a request put into a folder of ours: under names of our own, and only within bounds."""

from __future__ import annotations

import gzip
import re
import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import zstandard

from steelyard import catalogue
from steelyard.declare import Connector
from steelyard.errors import SourceError
from steelyard.intake import workbooks
from steelyard.intake.uploads.scanning import scan

PACKINGS = (".gz", ".zst", ".zstd")
TEXTS = (".csv", ".tsv", ".tab", ".txt")
OTHER_WORKBOOKS = (".xls", ".xlsb", ".xlsm", ".ods")
"""Workbooks that are kept as .xlsx, so that an erased customer's rows can be taken out of them."""

_LONGEST = 60
_CHUNK = 1 << 20
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Bounds:
    """How much may come at once.

    Args:
        files: how many. sent: bytes of all together. unpacked: bytes of each file, unpacked. workbook: of a workbook.
        seconds: how long sending, and looking at what was sent, may take.
        scanner: program and arguments that each file has to pass before it is read; none where empty.
    """

    files: int = 20
    sent: int = 1_000_000_000
    unpacked: int = 4_000_000_000
    workbook: int = 500_000_000
    seconds: float = 600
    scanner: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """One file as it was sent: what the sender calls it, and its bytes."""

    name: str
    content: IO[bytes]


def receive(files: Sequence[Sent], folder: Path, bounds: Bounds, taken: Iterable[str] = ()) -> tuple[Path, ...]:
    """Store files in a folder; where they lie. All of them, or none.

    Args:
        taken: names that are not given.

    Raises:
        SourceError: too many, too large, packed beyond bounds, empty, or of a kind that is not read.
    """
    if not files:
        raise SourceError("no file was chosen", next="Choose at least one export of your system.")
    if len(files) > bounds.files:
        raise SourceError(f"these are {len(files)} files, and {bounds.files} are taken at once", next="Send fewer.")
    folder.mkdir(parents=True, exist_ok=True)
    used, stored = set(taken) | {path.name for path in folder.iterdir()}, list[Path]()
    left = bounds.sent
    try:
        for sent in files:
            path = folder / safe_name(sent.name, used)
            used.add(path.name)
            stored.append(path)
            left -= _copy(sent, path, left)
            scan(path, shown(sent.name), bounds.scanner)
            _check(path, shown(sent.name), bounds)
            if path.suffix in OTHER_WORKBOOKS:
                stored[-1] = _as_xlsx(path, shown(sent.name), used)
                used.add(stored[-1].name)
    except BaseException:
        for path in stored:
            path.unlink(missing_ok=True)
        raise
    return tuple(stored)


def safe_name(sent: str, taken: Iterable[str] = ()) -> str:
    """A file name of letters, digits, "-" and "_" with a known ending, that is not taken; nothing of a path.

    Raises:
        SourceError: the ending is none that is read.
    """
    name = PurePosixPath(sent.replace("\\", "/")).name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, ending = _split(plain, shown(sent))
    base = _UNSAFE.sub("-", stem).strip("-")[:_LONGEST] or "file"
    used = {entry.lower() for entry in taken}
    numbered = (f"{base}{ending}" if place == 1 else f"{base}-{place}{ending}" for place in range(1, 10_000))
    return next(entry for entry in numbered if entry.lower() not in used)


def endings() -> tuple[str, ...]:
    """What the names of files that are read may end in, packed ones left out."""
    known: dict[str, Connector] = catalogue.entries("formats", "CONNECTOR")
    found = {suffix for connector in known.values() for suffix in connector.suffixes}
    return tuple(sorted(found | {*TEXTS}))


def shown(name: str) -> str:
    """A sent name as it is quoted back: the last part of it, printable and short."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[:_LONGEST] or "the file"


def _split(name: str, told: str) -> tuple[str, str]:
    packing = next((entry for entry in PACKINGS if name.lower().endswith(entry)), "")
    bare = name[: len(name) - len(packing)]
    stem, dot, last = bare.rpartition(".")
    ending = f"{dot}{last.lower()}"
    if packing and ending in OTHER_WORKBOOKS:
        raise SourceError(f"{told} is a packed workbook", next="Unpack it and send that, or save it as .xlsx or .csv.")
    if ending not in endings():
        hint = f"These are read: {', '.join(entry.lstrip('.') for entry in endings())}; packed with gz or zst, too."
        raise SourceError(f"{told} is of a kind that is not read", next=hint)
    return stem, ending + packing


def _copy(sent: Sent, path: Path, most: int) -> int:
    """Copy one file; how many bytes."""
    count = 0
    with path.open("xb") as target:
        while chunk := sent.content.read(_CHUNK):
            count += len(chunk)
            if count > most:
                raise SourceError("more was sent than is taken at once", where=shown(sent.name), next="Send less.")
            target.write(chunk)
    if not count:
        raise SourceError("it is empty", where=shown(sent.name), next="Export it again.")
    return count


def _check(path: Path, told: str, bounds: Bounds) -> None:
    """SourceError where a file unpacks to more than the bounds allow, or is not packed as it says."""
    most = bounds.workbook if zipfile.is_zipfile(path) else bounds.unpacked
    try:
        size = _unpacked(path, most)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile):
        raise SourceError("it cannot be unpacked", where=told, next="Export or pack it again.") from None
    if size > most:
        what = f"it unpacks to more than {most / 1e9:g} GB"
        raise SourceError(what, where=told, next="Split it, or load it with the command line.")


def _as_xlsx(path: Path, told: str, used: Iterable[str]) -> Path:
    """Where the same sheets lie as .xlsx; the file itself is gone."""
    target = path.with_name(safe_name(f"{path.stem}.xlsx", used))
    try:
        target.write_bytes(workbooks.again(workbooks.sheets(path.read_bytes())))
    except (OSError, ValueError, LookupError, OverflowError, *workbooks.DAMAGE):
        target.unlink(missing_ok=True)
        what = f"it cannot be kept as a workbook of the kind {path.suffix}"
        raise SourceError(what, where=told, next="Save it as .xlsx or .csv, and send that.") from None
    except BaseException as error:
        target.unlink(missing_ok=True)
        if type(error).__name__ != "PanicException":
            raise
        raise SourceError("the workbook is damaged", where=told, next="Save it as .xlsx, and send that.") from None
    path.unlink()
    return target


def _unpacked(path: Path, most: int) -> int:
    """Bytes of a file unpacked, counted until they are too many; 0 of one that is not packed."""
    if path.name.endswith(".gz"):
        with gzip.open(path) as packed:
            return _counted(packed, most)
    if path.name.endswith((".zst", ".zstd")):
        with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as packed:
            return _counted(packed, most)
    if not zipfile.is_zipfile(path):
        return 0
    total = 0
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            with archive.open(entry) as packed:
                total += _counted(packed, most - total)
            if total > most:
                break
    return total


def _counted(packed: Any, most: int) -> int:
    count = 0
    while count <= most and (chunk := packed.read(_CHUNK)):
        count += len(chunk)
    return count


def move(paths: Sequence[Path], folder: Path) -> None:
    """Put files into a folder under the names they have; never over another.

    Raises:
        SourceError: one of that name lies there by now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        if (folder / path.name).exists():
            raise SourceError("a file of that name lies there by now", where=path.name, next="Send it again.")
    for path in paths:
        shutil.move(path, folder / path.name)

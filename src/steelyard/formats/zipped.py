"""Logs in a ZIP archive, as repositories of public data hand them out: the one that lies in it, read as a stream."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path

from steelyard.errors import SourceError
from steelyard.formats.raw import Input

ENDINGS = (".xes", ".xes.gz")
_CHUNK = 1 << 20
_DAMAGE = (zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""What the library raises for a damaged archive, one with a password, and one packed in a way it does not know."""


def holds_logs(path: Path) -> bool:
    """Whether a file is an archive with an event log in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(_logs(archive))
    except (OSError, *_DAMAGE):
        return False


def chunks(source: Input) -> Iterator[bytes]:
    """The bytes of the archive's one log, piece by piece.

    Raises:
        SourceError: it holds none or several, needs a password, or is damaged.
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            named = _logs(archive)
            if len(named) != 1:
                raise _not_one(source, named)
            with archive.open(named[0]) as member:
                file = gzip.GzipFile(fileobj=member) if named[0].filename.lower().endswith(".gz") else member
                while chunk := file.read(_CHUNK):
                    yield chunk
    except _DAMAGE:
        raise source.error("the archive is damaged or needs a password", next="Unpack it and give the log.") from None


def _logs(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Its logs, without what some systems keep beside each file."""
    return [
        one
        for one in archive.infolist()
        if one.filename.lower().endswith(ENDINGS) and not one.filename.rpartition("/")[2].startswith("._")
    ]


def _not_one(source: Input, named: list[zipfile.ZipInfo]) -> SourceError:
    if not named:
        return source.error("the archive holds no event log", next="Unpack it and give the file that is meant.")
    shown = ", ".join(one.filename for one in named[:3])
    return source.error(f"the archive holds {len(named)} event logs ({shown})", next="Unpack it and give one of them.")

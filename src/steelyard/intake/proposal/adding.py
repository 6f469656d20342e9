"""Add sources to a steelyard.toml that is there: what stands in it is kept byte for byte, or nothing is changed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from steelyard import settings
from steelyard.errors import SettingsError, SourceError
from steelyard.formats import find
from steelyard.settings.model import Settings
from steelyard.settings.parse import FILE


def read_already(held: Settings, paths: Sequence[Path], sheet: str = "") -> dict[Path, str]:
    """Of these files, those that a source reads -> the source's name.

    Args:
        sheet: of a workbook, where one is named; other sheets of it may be read already.
    """
    readers: dict[Path, str] = {}
    for source in held.sources:
        if sheet and sheet not in {reading.sheet for reading in source.reading.values()}:
            continue
        for pattern in (pattern for patterns in source.files.values() for pattern in patterns):
            try:
                found = find(held.data, [pattern])
            except SourceError:
                continue
            readers.update({path.resolve(): source.name for path in found})
    return {path: readers[path.resolve()] for path in paths if path.resolve() in readers}


def added(target: Path, addition: str) -> bytes:
    """The whole file with the addition behind it, in the file's own line ends.

    Args:
        addition: TOML of sources, each under a name that is free.

    Raises:
        SettingsError: the two do not hold together.
    """
    held = target.read_bytes()
    end = b"\r\n" if b"\r\n" in held else b"\n"
    gap = b"" if held.endswith(b"\n") or not held else end
    whole = held + gap + addition.encode("utf-8").replace(b"\n", end)
    with tempfile.TemporaryDirectory(prefix="steelyard-") as scratch:
        (Path(scratch) / FILE).write_bytes(whole)
        try:
            settings.read(Path(scratch))
        except SettingsError as error:
            what = f"the new sources cannot stand behind what is there: {error.what}"
            next = "Print them with --add --dry-run, and put them in by hand."
            raise SettingsError(what, where=str(target), next=next) from None
    return whole

"""Which files need not be read again: files of an appending source, read by the same mapping, unchanged since.

A view needs all its files; a full source tells by its files what is gone; rows without a key are told apart by how
often they occur: these are always read again, and so are files with instants that were in the future.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from steelyard import formats
from steelyard.intake.mapping.job import WITH_IDS
from steelyard.settings.mapping import Source
from steelyard.settings.model import Settings
from steelyard.store import Manifest

Stamps = Mapping[str, Mapping[str, Sequence[int]]]
"""Source and mapping -> file -> size in bytes and time of change in nanoseconds."""


def key(settings: Settings, source: Source) -> str:
    """A source as it is mapped now; another mapping is another key."""
    content = repr((source, settings.time_zone, settings.dimensions))
    return f"{source.name} {hashlib.sha256(content.encode()).hexdigest()[:16]}"


def stamps(settings: Settings, source: Source) -> dict[str, tuple[int, int]]:
    """File -> its stamp, of a source whose files need not all be read; empty for others."""
    is_keyed = all(table.key or table.table in WITH_IDS for table in source.tables)
    if source.view or source.load == "full" or not is_keyed or len(source.files) != 1:
        return {}
    found = {}
    for path in formats.find(settings.data, source.files[source.name]):
        about = path.stat()
        found[label(settings, path)] = (about.st_size, about.st_mtime_ns)
    return found


def label(settings: Settings, path: Path) -> str:
    """What people call a file: its path below the data folder."""
    return str(path.relative_to(settings.data)) if path.is_relative_to(settings.data) else str(path)


def passed(
    settings: Settings, source: Source, now: Mapping[str, tuple[int, int]], base: Manifest | None
) -> frozenset[str]:
    """Files that say what they said when they were read."""
    noted: Any = base.notes.get("files", {}) if base else {}
    before = noted.get(key(settings, source), {})
    return frozenset(name for name, stamp in now.items() if list(before.get(name, ())) == list(stamp))


def noted(
    settings: Settings,
    stamped: Mapping[str, Mapping[str, tuple[int, int]]],
    unfinished: Iterable[tuple[str, str]],
    base: Manifest | None,
) -> Stamps:
    """What to keep of this load, and of sources it did not read.

    Args:
        stamped: source -> its files' stamps before they were read.
        unfinished: (source, file) to read again whatever their stamps say.
    """
    before: Any = base.notes.get("files", {}) if base else {}
    again = set(unfinished)
    keys = {source.name: key(settings, source) for source in settings.sources}
    kept = {name: files for name, files in before.items() if name.split(" ")[0] not in stamped}
    fresh = {
        keys[source]: {name: list(stamp) for name, stamp in files.items() if (source, name) not in again}
        for source, files in stamped.items()
    }
    return {**kept, **fresh}

"""A version that must stand alone: what versions before it held is gone from the disk, and all that was kept of them.

The manifest says so, so that a process that was killed in between leaves nothing undone: whoever opens the store next
goes on. The manifests of the versions before go last; as long as one is there, there is something left to do.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from steelyard.store import layout, texts
from steelyard.store.manifest import Manifest, numbers, path_of
from steelyard.store.results import FOLDER as RESULTS

ALONE = "alone_from"
"""Note of the first version that may be there."""

MOVES = "moves"
"""Note of files that take others' place, as pairs of paths from the store's folder; empty behind what goes."""

CARRIED = (ALONE, MOVES, "erased", "pseudonyms")
"""Notes that every later version keeps, until it says otherwise."""


def carried(base: Manifest | None) -> dict[str, object]:
    """What a version takes over of the notes of the one before."""
    return {name: base.notes[name] for name in CARRIED if name in base.notes} if base else {}


def is_unfinished(store: Path, latest: Manifest) -> bool:
    """Whether something is there that must be gone."""
    first: Any = latest.notes.get(ALONE, 0)
    return bool(first) and (any(number < first for number in numbers(store)) or bool(_waiting(store, latest)))


def finish(store: Path, latest: Manifest) -> None:
    """Remove what must be gone; done again from the start where it was broken off. By who holds the lock alone."""
    if not is_unfinished(store, latest):
        return
    for draft, target in _waiting(store, latest):
        if target is not None:
            os.replace(draft, target)
        elif draft.is_dir():
            shutil.rmtree(draft)
        else:
            draft.unlink()
    shutil.rmtree(store / RESULTS, ignore_errors=True)
    with suppress(FileNotFoundError):
        (store / texts.NAME).unlink()
    for path in store.glob("*/*/*.parquet"):
        name = path.relative_to(store).as_posix()
        if layout.NAME.fullmatch(path.name) and name not in latest.paths:
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()
    _empty(store / layout.SCRATCH)
    first: Any = latest.notes[ALONE]
    for number in numbers(store):
        if number < first:
            path_of(store, number).unlink(missing_ok=True)


def _waiting(store: Path, latest: Manifest) -> list[tuple[Path, Path | None]]:
    """Files that are not yet where they belong, and where that is; None where they must be gone."""
    moves: Any = latest.notes.get(MOVES, [])
    there = [(store / draft, target) for draft, target in moves if (store / draft).exists()]
    return [(draft, store / target if target else None) for draft, target in there]


def _empty(scratch: Path) -> None:
    """What questions spilled and backups held goes; the folders of questions that run stay."""
    for path in scratch.glob("*/**/*"):
        if not path.relative_to(scratch).parts[0].startswith(layout.LOADING) and path.is_file():
            with suppress(OSError):
                path.unlink()

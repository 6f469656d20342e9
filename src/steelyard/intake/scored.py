"""What people scored at the desk, for the store: written as a source's file before each load, declared the first time.

Nobody carries a file by hand. Whoever maps the file of `steelyard evaluate scores` keeps that way, and nothing is
written here.
"""

from __future__ import annotations

import os
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from steelyard import settings as reading
from steelyard.errors import SourceError
from steelyard.settings.mapping import Source
from steelyard.settings.model import Settings
from steelyard.settings.parse import FILE as WORKSPACE_FILE
from steelyard.settings.writing import write

if TYPE_CHECKING:
    from steelyard.desk import Desk

NAME, FILE = "scored", "steelyard-scores.csv"
"""The source, and its file in the data folder."""

DESK = "desk.sqlite"
"""What the desk's own file is called: its package needs more than a load does, and is imported where there is one."""

_KEPT = ("evaluation_id", "contact_id", "chance", "scorer")
"""Columns that tell the file of scores from any other tool's."""


def prepared(settings: Settings) -> Settings:
    """The settings with what was scored as a source, its file as the desk has it now; as they are where nothing was.

    Raises:
        SourceError: the data folder takes no file. SettingsError: the source cannot be declared.
    """
    if not _has_desk(settings) or any(_is_own(source) for source in settings.sources):
        return settings
    declared = next((source for source in settings.sources if source.name == NAME), None)
    if declared is not None and declared.files != {NAME: (FILE,)}:
        return settings
    content = _scores(settings)
    if content is None:
        return settings
    _write(settings.data / FILE, content)
    if declared is not None:
        return settings
    _declare(settings)
    return reading.read(settings.folder, data=settings.data)


def _has_desk(settings: Settings) -> bool:
    """Whether there may be one, and what reads it is installed: none is made by looking."""
    is_kept = (settings.folder / WORKSPACE_FILE).is_file()
    is_there = bool(settings.desk.address) or (settings.folder / DESK).is_file()
    return is_kept and is_there and find_spec("sqlalchemy") is not None


def _is_own(source: Source) -> bool:
    """Whether a source reads a file of scores that somebody takes out by themselves."""
    mapped = [
        {name: column.columns for name, column in table.columns.items()}
        for table in source.tables
        if table.table == "evaluations"
    ]
    is_scores = any(all(one.get(name) == (name,) for name in _KEPT) for one in mapped)
    return is_scores and source.files.get(NAME) != (FILE,)


def _scores(settings: Settings) -> bytes | None:
    """The file's content; None where nothing is scored."""
    from steelyard.desk import Desk, sheets

    desk: Desk = Desk.open(settings)
    try:
        sessions = [desk.evaluations.calibration(one.id) for one in desk.evaluations.calibrations()]
        rows = sheets.scores(
            desk.evaluations.done(), [one for one in sessions if one.closed_at is not None], is_for_people=False
        )
    finally:
        desk.close()
    return sheets.to_csv(rows) if len(rows) > 1 else None


def _declare(settings: Settings) -> None:
    """Put the source behind what steelyard.toml holds, or change nothing at all."""
    from steelyard.desk.sheets import SCORES
    from steelyard.settings import editing

    lines = [
        "",
        "# What is scored on the page: its file is written at every load.",
        f"[sources.{NAME}]",
        f'files = "{FILE}"',
        'load = "full"',
        "",
        f"[sources.{NAME}.evaluations]",
        'key = ["evaluation_id", "criterion"]',
        "",
        f"[sources.{NAME}.evaluations.columns]",
        *(f'{name} = "{name}"' for name in SCORES),
    ]
    target = settings.folder / WORKSPACE_FILE
    text = target.read_bytes().decode("utf-8-sig").rstrip("\n") + "\n" + "\n".join(lines) + "\n"
    editing.checked(text, settings.data)
    write(target, text.encode("utf-8"))


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all; a file that says the same stays untouched."""
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        number, name = tempfile.mkstemp(prefix=f"{FILE}.", dir=path.parent)
        with os.fdopen(number, "wb") as target:
            target.write(content)
        Path(name).replace(path)
    except OSError as error:
        hint = f"Make the folder writable, or map the file of steelyard evaluate scores as [sources.{NAME}]."
        raise SourceError(f"what was scored cannot be written ({error.strerror})", where=str(path), next=hint) from None

"""Every error Steelyard raises on purpose.

    SteelyardError                 anything a user can mend; the command line prints it without a traceback
    +-- SettingsError              steelyard.toml or a flag: names the line and proposes
    +-- QuestionError              a malformed question: unknown metric, dimension, period
    +-- SourceError                a file that cannot be read, or does not hold what the mapping says
    |   +-- MappingError           the mapping names what the file lacks
    |   +-- ConflictError          equal keys with different contents and no version to choose by
    +-- StoreError                 the store on disk
    |   +-- BusyError              another load holds the lock
    |   +-- VersionError           written by a newer Steelyard, or by an older one
    |   +-- EmptyStoreError        nothing has been loaded yet
    +-- DeskError                  what people enter cannot be read or written
    |   +-- StaleError             somebody else changed it in between
    +-- RefusedError               not for this person's role, or not asked for by them
    +-- EngineError                the engine refused a query; carries its SQL
    +-- MissingExtraError          an optional package is not installed

An error says what happened, where, and what to type next. It never quotes personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches


class SteelyardError(Exception):
    """What happened, where, and what to do next.

    Args:
        what: one sentence saying what is wrong.
        where: file, line, row or column; empty when there is none.
        next: what to type or change; empty when nothing can be proposed.
    """

    def __init__(self, what: str, *, where: str = "", next: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.next = what, where, next

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f"\n  {self.next}" if self.next else ""
        return f"{place}{self.what}{hint}"


class SettingsError(SteelyardError):
    """steelyard.toml, an environment variable or a flag does not hold."""


class QuestionError(SteelyardError):
    """The question names something that does not exist, or combines what cannot be combined."""


class SourceError(SteelyardError):
    """A source cannot be read."""


class MappingError(SourceError):
    """The mapping names a column, table or value the source does not have."""


class ConflictError(SourceError):
    """Equal keys with different contents in one load, and no version column to choose by."""


class StoreError(SteelyardError):
    """The store on disk cannot be read or written."""


class BusyError(StoreError):
    """Another load is running."""


class VersionError(StoreError):
    """The store was written by a newer Steelyard, or by an older one."""


class EmptyStoreError(StoreError):
    """Nothing has been loaded yet."""


class DeskError(SteelyardError):
    """What people enter cannot be read or written."""


class StaleError(DeskError):
    """Somebody else changed it in between."""


class RefusedError(SteelyardError):
    """It is not for this person's role, or they did not ask for it."""


class EngineError(SteelyardError):
    """The engine refused a query."""

    def __init__(self, what: str, *, sql: str = "", where: str = "", next: str = "") -> None:
        super().__init__(what, where=where, next=next)
        self.sql = sql


class MissingExtraError(SteelyardError):
    """A package that serves one feature is not installed."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known words, or lists them when none is near.

    Args:
        known: the words; where it says what each is for, one that is for what was asked is near, too.
    """
    names = sorted({str(name) for name in known})
    near = get_close_matches(word.lower(), [name.lower() for name in names], n=3, cutoff=0.6)
    close = [name for name in names if name.lower() in near]
    if not close and isinstance(known, Mapping):
        whole = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
        close = [name for name in names if isinstance(known.get(name), str) and whole.search(known[name])][:3]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    shown = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "")
    return f"Known here: {shown}" if names else ""

"""What `init` proposes, as frozen values: every guess with its reason and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steelyard.settings.mapping import ColumnMapping, Reading

SURE = 0.6
"""A guess below this is asked about, or left as a comment."""

WORTH_SAYING = 0.3
"""A guess below this is not made at all."""


@dataclass(frozen=True)
class Guess:
    """One canonical column and where it would come from.

    Args:
        confidence: 0 to 1.
        reason: why, in words; never quotes an id or a customer's words.
        is_declined: a person said that it does not hold.
    """

    mapping: ColumnMapping
    confidence: float
    reason: str
    is_declined: bool = False

    @property
    def target(self) -> str:
        """The canonical column."""
        return self.mapping.target

    @property
    def is_sure(self) -> bool:
        """Sure enough to be written as it is."""
        return self.confidence >= SURE and not self.is_declined


@dataclass(frozen=True)
class TableProposal:
    """How a source would fill one canonical table.

    Args:
        key: source columns found unique on all rows, identical rows counted once; empty where none is.
        key_reason: how that was found.
        missing: required columns for which nothing was found.
        dated: columns that hold dates and serve nothing, where no column says when contacts began.
    """

    table: str
    guesses: tuple[Guess, ...]
    key: tuple[str, ...] = ()
    key_reason: str = ""
    version: str = ""
    filter: str = ""
    filter_reason: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()

    def guess(self, target: str) -> Guess | None:
        """The guess for a canonical column."""
        return next((guess for guess in self.guesses if guess.target == target), None)


@dataclass(frozen=True)
class Unused:
    """A column nothing is read from, and why.

    Args:
        target: the canonical column its name says; empty where it says none.
        is_telling: its name says something that its values do not give.
    """

    column: str
    reason: str
    target: str = ""
    is_telling: bool = False


@dataclass(frozen=True)
class SourceProposal:
    """Files of one header family and what they would fill.

    Args:
        files: globs, relative to the data folder where they lie below it.
        inputs: name of the files in the view; empty where there is no view.
        reading: only what would not be found out again. reading_reason: how it was found.
        notes: what people should know about the files.
        unused: columns nothing is read from, the most telling first.
        glimpses: column -> what a person may be shown of it, see `glimpse`.
        readings: table -> canonical column -> column -> how it would be read; empty where there is a view.
    """

    name: str
    files: tuple[str, ...]
    tables: tuple[TableProposal, ...]
    rows: int
    inputs: str = ""
    view: str = ""
    reading: Reading = field(default_factory=Reading)
    reading_reason: str = ""
    invitations: str = ""
    invitations_reason: str = ""
    notes: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    glimpses: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, Mapping[str, Mapping[str, ColumnMapping]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Left:
    """Files that fill no canonical table, and why not.

    Args:
        glimpses: column -> what a person may be shown of it; empty where the files could not be read.
        readings: as of `SourceProposal`, for every table. rows: in all of the files.
    """

    files: tuple[str, ...]
    reason: str
    glimpses: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, Mapping[str, Mapping[str, ColumnMapping]]] = field(default_factory=dict)
    rows: int = 0

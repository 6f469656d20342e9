"""What pages and routes share about bringing data: who may, how much, where it goes, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from steelyard.declare import Role
from steelyard.errors import SteelyardError
from steelyard.intake.uploads import drafts
from steelyard.intake.uploads.drafts import Draft
from steelyard.intake.uploads.receiving import Bounds, endings
from steelyard.settings.parse import FILE
from steelyard.web.visit import Visit

EDITORS: tuple[Role, ...] = ("analyst", "administrator")
"""Who may bring data, correct the mapping, load, and change settings."""

BOUNDS = Bounds()
LOOKING_S = 300


def data_of(visit: Visit) -> Path:
    """Where the sources' files lie."""
    return visit.served.data or visit.served.folder


def has_mapping(visit: Visit) -> bool:
    """Whether the workspace has a steelyard.toml."""
    return (visit.served.folder / FILE).exists()


@dataclass(frozen=True)
class Waiting:
    """An upload that is not loaded yet."""

    id: str
    files: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Fed:
    """A source that files can be added to, and those it reads."""

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Upload:
    """What the page to bring files shows.

    Args:
        sources: those that files can be added to. source, replaces: what was chosen.
        endings: of files that are read. files, megabytes: how much is taken at once.
        error, next: why what was sent was refused.
        is_first: there is no mapping yet.
    """

    sources: tuple[Fed, ...]
    source: str
    replaces: str
    endings: tuple[str, ...]
    files: int
    megabytes: int
    waiting: tuple[Waiting, ...]
    is_first: bool
    error: str = ""
    next: str = ""

    @property
    def status(self) -> int:
        """Refused is 422."""
        return 422 if self.error else 200


def upload(visit: Visit, error: SteelyardError | None = None) -> Upload:
    """The page to bring files; with an error, as it is shown again after a refusal."""
    what = f"{error.where}: {error.what}" if error and error.where else error.what if error else ""
    return Upload(
        sources=fed(visit),
        source=visit.first("source"),
        replaces=visit.first("replaces"),
        endings=endings(),
        files=BOUNDS.files,
        megabytes=BOUNDS.sent // 1_000_000,
        waiting=tuple(map(_waiting, drafts.waiting(visit.served.folder))),
        is_first=not has_mapping(visit),
        error=what,
        next=error.next if error else "",
    )


def fed(visit: Visit) -> tuple[Fed, ...]:
    """Sources of plain files: a view names its files itself."""
    if not has_mapping(visit):
        return ()
    sources = visit.served.workspace.settings.sources
    return tuple(Fed(source.name, source.files[source.name]) for source in sources if not source.view)


def _waiting(draft: Draft) -> Waiting:
    return Waiting(draft.id, tuple(path.name for path in draft.files), draft.source)

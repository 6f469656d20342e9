"""The data: where they come from, what became of every row, what they can answer and what would unlock the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from steelyard import background
from steelyard.analyses.check.question import Check
from steelyard.analyses.scorecard.question import Scorecard
from steelyard.background import Loading
from steelyard.declare import Page
from steelyard.errors import SteelyardError
from steelyard.report.coverage import Bar, coverage
from steelyard.store import Manifest
from steelyard.view.answers.check import tables
from steelyard.view.table import Table
from steelyard.web.accounts import accounts, newest, rejected
from steelyard.web.bringing import EDITORS, Fed, fed, has_mapping
from steelyard.web.visit import Visit
from steelyard.web.work import Pending


@dataclass(frozen=True)
class Asked:
    """A part of the page that is computed: what it says, or that it is not there yet, or why it cannot be.

    Args:
        waits: how far it is; None where it is there.
        refused: why nothing can be said; empty where something can.
    """

    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    bars: tuple[Bar, ...] = ()
    waits: Pending | None = None
    refused: str = ""


@dataclass(frozen=True)
class Data:
    """What the data page shows.

    Args:
        version: of the store; 0 where nothing was loaded.
        loaded, until: when that was, and the last thing the data tell of, in the workspace's time zone.
        changed: settings that were changed since the load, in words; empty where none was.
        sources: those files can be added to; views: names of those that files cannot.
        accounts: what became of every row.
        rejected: rows in quarantine; None where the version cannot be read.
        check: what the data can answer; coverage: how far the figures speak for everybody.
        loading: a load that runs, or how the last one ended.
        may_change: whoever asks may bring data and load.
    """

    has_mapping: bool
    version: int
    loaded: str
    until: str
    zone: str
    changed: tuple[str, ...]
    sources: tuple[Fed, ...]
    views: tuple[str, ...]
    accounts: Table | None
    rejected: int | None
    check: Asked
    coverage: Asked
    loading: Loading | None
    may_change: bool


def load(visit: Visit) -> Data:
    """As the workspace is now."""
    held = newest(visit)
    zone = visit.served.workspace.settings.time_zone if has_mapping(visit) else "UTC"
    return Data(
        has_mapping=has_mapping(visit),
        version=held.version if held else 0,
        loaded=_said(held.created_at, zone) if held else "",
        until=_said(held.horizon, zone) if held and held.horizon else "",
        zone=zone,
        changed=_changed(visit, held),
        sources=fed(visit),
        views=_views(visit),
        accounts=accounts(visit),
        rejected=rejected(visit) if held else None,
        check=_asked(visit, "check") if held else Asked(),
        coverage=_asked(visit, "scorecard") if held else Asked(),
        loading=background.state(visit.served.folder),
        may_change=visit.viewer.role in EDITORS,
    )


def _said(moment: datetime, zone: str) -> str:
    """A naive UTC instant as people in the zone write it."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).strftime("%-d %B %Y, %H:%M")


def _changed(visit: Visit, held: Manifest | None) -> tuple[str, ...]:
    from steelyard.settings import shaping

    if held is None or not has_mapping(visit):
        return ()
    return shaping.changed(visit.served.workspace.settings, held.notes, held.settings)


def _views(visit: Visit) -> tuple[str, ...]:
    if not has_mapping(visit):
        return ()
    return tuple(source.name for source in visit.served.workspace.settings.sources if source.view)


def _asked(visit: Visit, question: str) -> Asked:
    try:
        found = visit.ask(question)
    except SteelyardError as error:
        return Asked(refused=error.what)
    if isinstance(found, Pending):
        return Asked(waits=found)
    if isinstance(found, Scorecard):
        return Asked(bars=coverage(found))
    assert isinstance(found, Check)
    return Asked(found.sentences, tables(found))


def rows(page: Data) -> list[dict[str, Any]]:
    """What became of every row, by source and table, as a file has it."""
    if page.accounts is None:
        return []
    heads = [column.title for column in page.accounts.columns]
    return [{head: _whole(cell.text) for head, cell in zip(heads, row, strict=True)} for row in page.accounts.rows]


def _whole(text: str) -> Any:
    plain = text.replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() else text


PAGE = Page("data", "Data", "/data", "data.html", load, place=80, rows=rows)

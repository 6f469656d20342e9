"""What of the settings shapes facts: a build sees nothing else of them, and its texts are kept by it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from steelyard.facts.build.standins import seconds_of
from steelyard.facts.written import written_in
from steelyard.settings.mapping import Source, TableMapping
from steelyard.settings.model import EngineSettings, Settings

_CODE = ("facts", "schema", "store")
"""The packages whose code makes the texts of a build."""


def shaping(settings: Settings) -> Settings:
    """The settings without all that facts do not depend on."""
    return Settings(
        folder=Path(),
        data=Path(),
        time_zone=settings.time_zone,
        sources=tuple(_source(source) for source in settings.sources),
        assumptions=settings.assumptions,
        topic_families=settings.topic_families,
        engine=EngineSettings(
            covers_from=settings.engine.covers_from,
            covers_until=settings.engine.covers_until,
            dimensions=settings.engine.dimensions,
        ),
    )


def _source(source: Source) -> Source:
    return Source(
        name=source.name,
        files={},
        tables=tuple(TableMapping(table.table, {}, dimensions=table.dimensions) for table in source.tables),
        covers_from=source.covers_from,
        covers_until=source.covers_until,
        invitations=source.invitations,
        fold_answers=source.fold_answers,
    )


def key(settings: Settings | None, *also: object) -> str:
    """What names the texts of builds.

    Args:
        settings: see `shaping`; None where they play no part.
        also: all else the texts follow from; their `repr` must say it.
    """
    return hashlib.sha256(repr((written_in(*_CODE), settings, also)).encode()).hexdigest()


def declared_start_s(settings: Settings) -> int | None:
    """The start of the first local day contacts are declared complete for; None where that is not declared."""
    first_on = settings.covers_from
    return None if first_on is None else _begin_s(settings, first_on)


def declared_end_s(settings: Settings, source: str) -> int | None:
    """The end of the last local day a source is declared complete for; None where that is not declared."""
    declared = {one.name: one.covers_until for one in settings.sources}
    last_on = declared.get(source) or settings.engine.covers_until
    return None if last_on is None else _begin_s(settings, last_on + timedelta(days=1))


def holding(known: Mapping[str, Mapping[str, int]]) -> dict[str, Collection[str]]:
    """Canonical table -> its columns that hold anything.

    Args:
        known: table -> column -> count of non-missing values.
    """
    return {table: {name for name, n in counts.items() if n > 0} for table, counts in known.items()}


def _begin_s(settings: Settings, day: date) -> int:
    midnight = datetime.combine(day, time(), ZoneInfo(settings.time_zone))
    return seconds_of(midnight.astimezone(UTC).replace(tzinfo=None))

"""Which settings shape the facts: kept with a version of the store, and held against what is declared now.

A question reads facts that were built with the settings of their load. Editing `steelyard.toml` afterwards changes no
fact until the next load, so answers rest on, and print, what the version was built with: amounts in its currency, days
up to which its sources were said to be complete, its dimensions. What acts only when a question is asked (`ASKED`,
targets, names) is taken as it stands.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from steelyard.settings.mapping import Source, TableMapping
from steelyard.settings.model import Assumptions, EngineSettings, Settings

ASKED = frozenset({"unidentified_max_share", "follow_up_days", "unidentified_odds"})
"""Assumptions that act when a question is asked and shape no fact."""

KEPT = "shaped_by"
"""What they are kept under among a version's notes."""


def shaping(settings: Settings) -> dict[str, Any]:
    """What shapes facts and labels figures, as plain JSON: of sources only what questions heed."""
    return {
        "assumptions": {
            name: dict(value) if isinstance(value, Mapping) else value
            for name, value in _assumptions(settings).items()
            if name not in ASKED
        },
        "topic_families": {family: list(topics) for family, topics in settings.topic_families.items()},
        "time_zone": settings.time_zone,
        "currency": settings.currency,
        "dimensions": list(settings.dimensions),
        "covers": _covers(settings.engine),
        "sources": {source.name: _heeded(source) for source in settings.sources},
    }


def as_built(settings: Settings, notes: Mapping[str, object]) -> Settings:
    """The settings a version's facts were shaped by, with what acts when a question is asked as it stands now.

    Args:
        notes: of the version's manifest; a version without kept settings is read with those declared now.
    """
    kept = _kept(settings, notes)
    if kept is None or kept == shaping(settings):
        return settings
    held: dict[str, Any] = {
        name: value for name, value in kept["assumptions"].items() if name in _assumptions(settings)
    }
    families = {family: tuple(topics) for family, topics in kept["topic_families"].items()}
    assumptions: Assumptions = dataclasses.replace(settings.assumptions, **held)
    return dataclasses.replace(
        settings,
        assumptions=assumptions,
        topic_families=families,
        time_zone=kept["time_zone"],
        currency=kept["currency"],
        sources=_sources(settings, kept["sources"]),
        engine=dataclasses.replace(settings.engine, dimensions=tuple(kept["dimensions"]), **_days(kept["covers"])),
    )


def awaited(settings: Settings, held: Settings, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Dimensions asked for that are declared, but not in the version: it was loaded before.

    Args:
        held: the settings the version was built with. options: of a question; `by` and `where` name dimensions.
    """
    asked = set[str]()
    for given in (options.get("by"), options.get("where")):
        parts = [given] if isinstance(given, str) else given or ()
        asked |= {str(part).partition("=")[0].strip() for part in parts}
    return tuple(name for name in settings.dimensions if name in asked and name not in held.dimensions)


def _kept(settings: Settings, notes: Mapping[str, object]) -> dict[str, Any] | None:
    """What a version's notes hold of its settings; what they do not, as it is declared now."""
    kept = notes.get(KEPT)
    return {**shaping(settings), **kept} if isinstance(kept, dict) else None


def _heeded(source: Source) -> dict[str, object]:
    """What questions heed of a source: how far it reaches, whom a survey asked, and which tables it fills."""
    tables = sorted({table.table for table in source.tables})
    return {**_covers(source), "invitations": source.invitations, "tables": tables}


def _covers(reaching: Source | EngineSettings) -> dict[str, str | None]:
    days = {"covers_from": reaching.covers_from, "covers_until": reaching.covers_until}
    return {name: day.isoformat() if day else None for name, day in days.items()}


def _days(covers: Mapping[str, str | None]) -> dict[str, Any]:
    return {name: date.fromisoformat(day) if day else None for name, day in covers.items()}


def _sources(settings: Settings, kept: Mapping[str, Mapping[str, Any]]) -> tuple[Source, ...]:
    """The sources of the load as questions heed them; of one that is declared no more, no column is known."""
    declared = {source.name: source for source in settings.sources}
    return tuple(_source(declared.get(name) or Source(name, {}, ()), entry) for name, entry in kept.items())


def _source(declared: Source, kept: Mapping[str, Any]) -> Source:
    mapped = [dataclasses.replace(table, dimensions={}) for table in declared.tables if table.table in kept["tables"]]
    gone = sorted({*kept["tables"]} - {table.table for table in mapped})
    tables = (*mapped, *(TableMapping(name, {}) for name in gone))
    days = _days({name: kept[name] for name in ("covers_from", "covers_until")})
    return dataclasses.replace(declared, tables=tables, invitations=kept["invitations"], **days)


def changed(settings: Settings, notes: Mapping[str, object], fingerprint: str) -> tuple[str, ...]:
    """What is declared otherwise than when a version was built, as people read it; empty where nothing is.

    Args:
        fingerprint: of the settings the version was built with.
    """
    kept, now = _kept(settings, notes), shaping(settings)
    if kept is None or fingerprint == settings.fingerprint:
        return ()
    found = list(_differing(kept["assumptions"], now["assumptions"]))
    found += ["topic families"] if kept["topic_families"] != now["topic_families"] else []
    found += _differing(
        *({name: side[name] for name in ("time_zone", "currency", "dimensions")} for side in (kept, now))
    )
    found += _differing(kept["covers"], now["covers"])
    for name in sorted(kept["sources"].keys() & now["sources"]):
        found += (f"{one} of source {name}" for one in _differing(kept["sources"][name], now["sources"][name]))
    return tuple(found) or ("what the sources are or how their columns are read",)


def _differing(then: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    """Each setting that is another now, with what it was and is."""
    for name, value in now.items():
        if then.get(name) != value:
            said = name if name.startswith("covers_") else name.replace("_", " ")
            yield f"{said} ({_said(then.get(name))} then, {_said(value)} now)"


def _assumptions(settings: Settings) -> dict[str, object]:
    held = settings.assumptions
    return {entry.name: getattr(held, entry.name) for entry in dataclasses.fields(held)}


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {number:g}" for name, number in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

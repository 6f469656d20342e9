"""Which settings shape the facts: kept with a version of the store, and held against what is declared now.

A question reads facts that were built with the settings of their load. Editing `steelyard.toml` afterwards changes no
fact until the next load, so answers rest on, and print, what the version was built with; what acts only when a question
is asked (`ASKED`, targets, names) is taken as it stands.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from steelyard.settings.model import Assumptions, Settings

ASKED = frozenset({"unidentified_max_share", "follow_up_days", "unidentified_odds"})
"""Assumptions that act when a question is asked and shape no fact."""

KEPT = "shaped_by"
"""What they are kept under among a version's notes."""


def shaping(settings: Settings) -> dict[str, object]:
    """The assumptions, topic families and zone that shape facts, as plain JSON."""
    return {
        "assumptions": {
            name: dict(value) if isinstance(value, Mapping) else value
            for name, value in _assumptions(settings).items()
            if name not in ASKED
        },
        "topic_families": {family: list(topics) for family, topics in settings.topic_families.items()},
        "time_zone": settings.time_zone,
    }


def as_built(settings: Settings, notes: Mapping[str, object]) -> Settings:
    """The settings a version's facts were shaped by, with what acts when a question is asked as it stands now.

    Args:
        notes: of the version's manifest; a version without kept settings is read with those declared now.
    """
    kept = notes.get(KEPT)
    if not isinstance(kept, dict) or kept == shaping(settings):
        return settings
    held: dict[str, Any] = {
        name: value for name, value in kept["assumptions"].items() if name in _assumptions(settings)
    }
    families = {family: tuple(topics) for family, topics in kept["topic_families"].items()}
    assumptions: Assumptions = dataclasses.replace(settings.assumptions, **held)
    return dataclasses.replace(settings, assumptions=assumptions, topic_families=families, time_zone=kept["time_zone"])


def changed(settings: Settings, notes: Mapping[str, object], fingerprint: str) -> tuple[str, ...]:
    """What is declared otherwise than when a version was built, as people read it; empty where nothing is.

    Args:
        fingerprint: of the settings the version was built with.
    """
    kept = notes.get(KEPT)
    if not isinstance(kept, dict) or fingerprint == settings.fingerprint:
        return ()
    now = shaping(settings)
    found = [
        f"{name.replace('_', ' ')} ({_said(kept['assumptions'].get(name))} then, {_said(value)} now)"
        for name, value in now["assumptions"].items()  # type: ignore[attr-defined]
        if kept["assumptions"].get(name) != value
    ]
    found += ["topic families"] if kept["topic_families"] != now["topic_families"] else []
    found += [f"time zone ({kept['time_zone']} then, {now['time_zone']} now)"] * (kept["time_zone"] != now["time_zone"])
    return tuple(found) or ("what the sources are or how their columns are read",)


def _assumptions(settings: Settings) -> dict[str, object]:
    held = settings.assumptions
    return {entry.name: getattr(held, entry.name) for entry in dataclasses.fields(held)}


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {number:g}" for name, number in value.items()) or "none"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

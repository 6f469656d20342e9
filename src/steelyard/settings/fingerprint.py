"""One text that changes whenever something changes that shapes facts."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date
from typing import Any

from steelyard.settings.model import Settings
from steelyard.settings.shaping import shaping

_UNSHAPING = frozenset({"line", "follow_up_days", "unidentified_odds"})
"""Where a setting stands, and how far facts are read, which shapes none of them."""


def fingerprint(settings: Settings) -> str:
    """SHA-256 over sources and what else shapes facts (see `shaping`); names, targets and lines do not count.

    Of the engine only what it reads counts, not where it runs.
    """
    shapes: tuple[Any, ...] = (settings.sources, shaping(settings))
    if settings.engine.tables:
        engine = settings.engine
        shapes += (dict(engine.tables), engine.facts, engine.covers_from, engine.covers_until, engine.dimensions)
        shapes += () if engine.fold_ids else ("ids as they are",)
    if settings.privacy.pseudonyms:
        shapes += ("pseudonyms", *sorted(settings.privacy.also))
    text = json.dumps(_plain(shapes), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (entry.name for entry in dataclasses.fields(value) if entry.name not in _UNSHAPING)
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value

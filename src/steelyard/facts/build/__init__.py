"""Builds the facts from the canonical tables, in the engine. The compiler is loaded on first use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steelyard.settings.model import Settings
    from steelyard.store.engine import Engine


def build(
    engine: Engine, settings: Settings, horizon: datetime, known: Mapping[str, Mapping[str, int]]
) -> Mapping[str, str]:
    """What every fact table consists of.

    Args:
        engine: holds the canonical tables of `known` under their names, with `schema.stored_columns`.
        settings: assumptions, topic families, extra dimensions.
        horizon: up to when the contacts are complete, naive UTC.
        known: canonical table -> column -> count of non-missing values; a table not named does not exist.

    Returns:
        Fact table ("fact_contacts") -> SELECT in the engine's dialect, over the canonical tables and temporary
        tables (`tmp_...`) that this call leaves in the engine.
    """
    from steelyard.facts.build import order

    return order.build(engine, settings, horizon, known)


def notes(engine: Engine) -> Mapping[str, object]:
    """What the last `build` in this engine counted beside the facts: see `order.notes`."""
    from steelyard.facts.build import order

    return order.notes(engine)


def ledger_notes(engine: Engine) -> Mapping[str, float]:
    """Cost and paid hours of the ledger that no contact carries, after the last `build` in this engine."""
    from steelyard.facts.build import order

    return order.ledger_notes(engine)

"""Builds the facts from the canonical tables, in the engine. The compiler is loaded on first use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steelyard.facts.build.begun import Begun
    from steelyard.facts.build.order import Part
    from steelyard.settings.model import Settings
    from steelyard.store.engine import Engine


RATES = "ledger_rates"
"""What a contact of a day, team and channel carries of the ledger: kept in the store for the next load."""

ODDS = "unidentified_odds"
"""For how many unidentified contacts each of a month, channel and topic family stands: in the store, for readers."""

ODDS_COLUMNS = {"cell_month": "DATE", "cell_channel": "VARCHAR", "cell_family": "VARCHAR", "odds": "DOUBLE"}
"""Column -> type of that table, in order."""


STATES = "issue_states"
"""Issues as they stood before later contacts of theirs, see `earlier`: in the store, for readers."""

READING = "reading"
"""What a version keeps of how its facts are read, see `reading.Reading`."""


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
    return begin(engine, settings, horizon, known).whole()


def begin(engine: Engine, settings: Settings, horizon: datetime, known: Mapping[str, Mapping[str, int]]) -> Begun:
    """As `build`, step by step: for facts that are stored, and built anew only in part."""
    from steelyard.facts.build.begun import Begun

    return Begun(engine, settings, horizon, known)


def part(names: Mapping[str, str], days: str) -> Part:
    """Some of the contacts, and what is known of the others, see `order.Part`."""
    from steelyard.facts.build.order import Part

    return Part(names, days)


def spoken(settings: Settings, notes: Mapping[str, Any], dialect: str) -> Mapping[str, str]:
    """Fact table -> SELECT over its table at rest in a dialect, for a version of which READING is kept.

    Args:
        settings: that shaped the version's facts. notes: of its manifest.
    """
    from steelyard.facts.build.reading import Reading

    return Reading.from_dict(notes[READING]).texts(settings, dialect)


def stretches(relation: str, dialect: str) -> str:
    """SELECT of when contacts in a table begin and are solved, and what links them, see `timeline`."""
    from steelyard.facts.build import shape
    from steelyard.store import texts

    def compiled() -> str:
        from steelyard.facts.build.timeline import stretches

        return stretches(relation, dialect)

    return texts.compiled(shape.key(None, "stretches", relation, dialect), compiled)


def notes(engine: Engine, linked: str = "") -> Mapping[str, object]:
    """What the last build in this engine counted beside the facts.

    Args:
        linked: SELECT that counts the surveys of known contacts as `n`.

    Returns:
        contacts: contacts that are contacts; left_out: excluded and merged ones; unidentified: inbound ones without
        a customer; placeholder: with a placeholder id; surveys and unlinked_surveys; isolated_channels: channels
        whose topics no other channel uses, chained by customer; ledger: see `ledger_notes`; scales: instrument ->
        scale -> how many answers; replaced_answers: source -> how many answers were changed or given again (`replaced`)
        and how many of these no time tells from the last (`tied`).
    """
    from steelyard.facts.build import counted

    return counted.notes(engine, linked) if linked else counted.notes(engine)


def fingerprint(engine: Engine) -> dict[str, Any]:
    """What the last build in this engine took as true of the data as a whole, see `counted.fingerprint`."""
    from steelyard.facts.build import counted

    return counted.fingerprint(engine)


def change(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Why the facts of rows that nobody touched differ between two fingerprints; empty where they do not."""
    from steelyard.facts.build import counted

    return counted.change(before, now)


def ledger_notes(engine: Engine) -> Mapping[str, float]:
    """Cost and paid hours of the ledger that no contact carries, after the last `build` in this engine."""
    from steelyard.facts.build import counted

    return counted.ledger_notes(engine)

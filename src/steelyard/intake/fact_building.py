"""The facts of a load: of what it touches, or of everything, in the place of the earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from steelyard import facts, schema
from steelyard.declare import Fact
from steelyard.intake.incremental import references
from steelyard.intake.incremental.affected_contacts import Touch, Touched
from steelyard.settings.model import Settings
from steelyard.store import View, Writer
from steelyard.store.manifest import FORMAT

if TYPE_CHECKING:
    from steelyard.facts.build.begun import Begun

FACT_ORDER = ("customer_group", "team", "on")


@dataclass(frozen=True)
class Built:
    """What became of the facts: what was counted, how they are read, and how many contacts' were built, or why all."""

    notes: Mapping[str, object] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    touched: int | None = None
    whole: str = ""


def build_facts(
    settings: Settings,
    writer: Writer,
    horizon: datetime | None,
    known: Mapping[str, Mapping[str, int]],
    told: Callable[[str], None],
) -> Built:
    """Facts of what the load touches, or of everything. Without contacts none."""
    if horizon is None:
        return Built()
    from steelyard.facts import build

    references.widen(writer, settings, known)
    begun = build.begin(writer.engine, settings, horizon, known)
    said = build.fingerprint(writer.engine)
    why = _why_whole(writer, settings, said)
    touched = None
    if not why and writer.base:
        touched = Touch(writer, settings, known, horizon, writer.base).find()
        why = "" if touched else "most of the contacts are touched"
    if touched:
        counted = _revise(writer, begun, touched)
    else:
        for table, sql in begun.at_rest().items():
            writer.replace(table, sql, partition="on", order=FACT_ORDER, is_revisable=True)
        writer.replace(build.RATES, "FROM tmp_rates")
        counted = build.notes(writer.engine)
    told("writing facts")
    writer.replace(build.ODDS, begun.odds(writer.stored("fact_contacts")))
    reading = begun.reading(has_odds=writer.rows(build.ODDS) > 0, has_states=writer.rows(build.STATES) > 0)
    ledger, dialect = dict(build.ledger_notes(writer.engine)), writer.engine.dialect
    shown = reading.texts(settings, dialect)
    return Built(
        {"facts": dict(counted), "ledger": ledger, "census": said, build.READING: reading.to_dict()},
        {fact.table: View(_columns(fact, settings), {dialect: shown[fact.table]}, begun.least_s) for fact in _facts()},
        touched.contacts if touched else None,
        why,
    )


def _why_whole(writer: Writer, settings: Settings, said: Mapping[str, object]) -> str:
    """Why the facts of rows that nobody touched may be other ones than before; empty where they are not."""
    from steelyard.facts import build

    before = writer.base
    if before is None or before.horizon is None:
        return "these are the first"
    census = before.notes.get("census")
    if before.format < FORMAT or not isinstance(census, dict) or build.STATES not in before.tables:
        return "another Steelyard built them before"
    if before.settings != settings.fingerprint:
        return "settings that shape them changed"
    for table, is_known in writer.changes.items():
        if not is_known:
            return f"much of {table} changed"
    return build.change(census, said)


def _revise(writer: Writer, begun: Begun, touched: Touched) -> Mapping[str, object]:
    """Put the facts of what is touched in the place of the earlier ones; what was counted."""
    from steelyard.facts import build

    part = build.part(touched.names, touched.days)
    for table, sql in begun.at_rest(part).items():
        scope = touched.scopes[table]
        inside = f"SELECT * FROM ({sql}) AS f SEMI JOIN {scope.relation} AS w USING (source, source_key)"
        writer.revise(table, inside, scope, partition="on", order=FACT_ORDER)
    if touched.has_days:
        writer.replace(build.RATES, "FROM tmp_rates")
    linked = f"SELECT count(*) AS n FROM {writer.stored('fact_responses')} WHERE is_linked AND next_s IS NULL"
    return build.notes(writer.engine, linked)


def _facts() -> list[Fact]:
    return [facts.fact(name) for name in facts.names()]


def _columns(fact: Fact, settings: Settings) -> dict[str, str]:
    """Column -> type of a fact as readers see it."""
    declared = {column.name: schema.SQL_TYPES[column.type] for column in fact.columns}
    return {**declared, **dict.fromkeys(settings.dimensions, "VARCHAR")}

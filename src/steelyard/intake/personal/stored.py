"""Rows that lie in the store already, made over in place of reading their files again: these may be gone."""

from __future__ import annotations

from steelyard import schema
from steelyard.formats.raw import quoted
from steelyard.intake.personal.pseudonyms import FUNCTION
from steelyard.intake.personal.shield import Shield, replaced
from steelyard.store import Writer
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.writer import IDENTITY


def pseudonymise(writer: Writer, shield: Shield) -> bool:
    """Put pseudonyms in the place of ids that earlier loads stored; whether there were any tables that changed."""
    if shield.pseudonyms is None or shield.lacking == () or writer.base is None:
        return False
    assert isinstance(writer.engine, DuckEngine)
    shield.pseudonyms.key.give(writer.engine.connection, FUNCTION)
    changed = False
    for table in schema.names():
        held = writer.columns(table)
        fields = shield.pseudonyms.fields(table, held, shield.lacking)
        if held and fields:
            time = schema.table(table).time
            order = (*([time] if time else []), *IDENTITY)
            writer.replace(table, replaced(quoted(table), fields), partition="on" if time else "", order=order)
            writer.changes[table] = False
            changed = True
    return changed

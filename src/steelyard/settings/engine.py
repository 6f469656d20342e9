"""The section [engine]: what runs the questions, and which of its tables hold the data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields

from steelyard import catalogue, schema
from steelyard.settings.model import EngineSettings
from steelyard.settings.nodes import Node

_KNOWN = tuple(entry.name for entry in fields(EngineSettings))
_PART = r"[\w$-]+"
_SCHEMA = re.compile(rf"{_PART}(\.{_PART})?")
_TABLE = re.compile(rf"{_PART}(\.{_PART}){{1,2}}")
_MEMORY = re.compile(r"\d+(\.\d+)? ?[KMGT]i?B", re.IGNORECASE)


def read_engine(node: Node, given: Mapping[str, Node]) -> EngineSettings:
    """What the section says, and the environment above it.

    Args:
        given: `kind`, `address`, `memory` from outside the file.
    """
    entries = {**node.table(_KNOWN), **given}
    found: dict[str, str] = {name: entries[name].text() for name in ("address", "memory", "facts") if name in entries}
    if "kind" in entries:
        found["kind"] = entries["kind"].choice(catalogue.names("store.engine", "ENGINE"))
    if "memory" in found and not _MEMORY.fullmatch(found["memory"]):
        raise entries["memory"].error("memory must be an amount", next='Write "4GB".')
    tables = (
        {name: _table(entry) for name, entry in entries["tables"].table(schema.names()).items()}
        if ("tables" in entries)
        else {}
    )
    _check(entries, tables)
    return EngineSettings(
        **found,
        tables=tables,
        covers_from=entries["covers_from"].day() if "covers_from" in entries else None,
        covers_until=entries["covers_until"].day() if "covers_until" in entries else None,
        dimensions=entries["dimensions"].texts() if "dimensions" in entries else (),
        fold_ids=entries["fold_ids"].boolean() if "fold_ids" in entries else True,
    )


def _table(entry: Node) -> str:
    name = entry.text()
    if not _TABLE.fullmatch(name):
        raise entry.error(f"{entry.name} must be a table's full name", next='Write it as "schema.table".')
    return name


def _check(entries: Mapping[str, Node], tables: Mapping[str, str]) -> None:
    if tables and "contacts" not in tables:
        raise entries["tables"].error("engine.tables has no contacts", next='Add contacts = "schema.table".')
    if tables and ("kind" not in entries or entries["kind"].value == "duckdb"):
        raise entries["tables"].error("tables of an engine need an engine", next='Write kind = "spark".')
    for name in ("facts", "covers_from", "covers_until", "dimensions", "fold_ids"):
        if name in entries and not tables:
            raise entries[name].error(
                f"engine.{name} goes with engine.tables", next="Name the tables, or leave it out."
            )
    if "facts" in entries and not _SCHEMA.fullmatch(entries["facts"].text()):
        raise entries["facts"].error("engine.facts must be a schema's name", next='Write it as "catalog.schema".')

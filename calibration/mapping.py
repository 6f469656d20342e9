"""The steelyard.toml of generated files: tables whose columns are called what they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Value = str | float | date | Mapping[str, "Value"]


@dataclass(frozen=True)
class Source:
    """Files that hold one canonical table.

    Attributes:
        name: what the source is called. files: a name or a glob. table: the canonical table.
        columns: columns of that table the files have, under the same names.
        constants: column -> what it is in every row.
        dimensions: further columns to keep.
        options: what else the source declares, such as `invitations`.
    """

    name: str
    files: str
    table: str
    columns: Sequence[str]
    constants: Mapping[str, str | float] = field(default_factory=dict)
    dimensions: Sequence[str] = ()
    options: Mapping[str, Value] = field(default_factory=dict)


def spell_mapping(name: str, assumptions: Mapping[str, float], sources: Sequence[Source]) -> str:
    """The settings of a workspace in euro and UTC that reads the sources.

    Args:
        name: of the workspace.
        assumptions: as `[assumptions]` names them.
    """
    workspace = {"name": name, "currency": "EUR", "time_zone": "UTC"}
    tables = [_table("workspace", workspace), _table("assumptions", assumptions)]
    return "\n".join([*tables, *(part for source in sources for part in _spell_source(source))])


def _spell_source(source: Source) -> list[str]:
    head = f"sources.{source.name}"
    columns = {name: name for name in source.columns}
    constants = {name: {"constant": value} for name, value in source.constants.items()}
    kept = {"dimensions": {name: name for name in source.dimensions}} if source.dimensions else {}
    return [
        _table(head, {"files": source.files, **source.options}),
        *([_table(f"{head}.{source.table}", kept)] if kept else []),
        _table(f"{head}.{source.table}.columns", {**columns, **constants}),
    ]


def _table(head: str, values: Mapping[str, Value]) -> str:
    return "".join([f"[{head}]\n", *(f"{name} = {_spell(value)}\n" for name, value in values.items())])


def _spell(value: Value) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{name} = {_spell(entry)}' for name, entry in value.items())} }}"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)

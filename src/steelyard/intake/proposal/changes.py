"""Histories of fields: rows that say which field of a case changed, from what, to what; states among them are steps."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.profile import Profile

_FIELD = frozenset({"field", "field name", "fieldname", "changed field", "field changed", "attribute", "property"})
_BEFORE = frozenset({"from", "from string", "from value", "old value", "old", "before", "previous value", "value from"})
_AFTER = frozenset({"to", "to string", "to value", "new value", "new", "after", "changed to", "value to"})
_STATES = frozenset({"status", "state", "stage", "case status", "ticket status", "issue status", "status name"})


@dataclass(frozen=True)
class Changes:
    """Where a history of fields tells the states of a case.

    Args:
        state: the column of what a field became. condition: SQL of the rows in which that field is the state.
    """

    state: Profile
    condition: str
    note: str


def find_changes(file: File) -> Changes | None:
    """The states in a history of fields; None where a file is none, or tells no states."""
    field = _called(file, _FIELD)
    before, after = _called(file, _BEFORE), _called(file, _AFTER)
    if field is None or before is None or after is None or not field.has_few_values:
        return None
    states = [value for value in field.values if names.words(value) in _STATES]
    if len(states) != 1 or after.distinct < 2:
        return None
    note = f"a step is a change of {states[0]}; changes of other fields are none"
    return Changes(after, f"{quoted(field.name)} = {literal(states[0])}", note)


def _called(file: File, known: frozenset[str]) -> Profile | None:
    found = [p for p in file.profiles.values() if names.words(p.name) in known]
    return found[0] if len(found) == 1 else None

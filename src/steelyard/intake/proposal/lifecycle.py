"""Lifecycle transitions of event logs (IEEE 1849): which events begin work, which complete it, which are neither."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.profile import Profile

STARTS = frozenset({"start", "started", "begin"})
ENDS = frozenset(
    [
        "complete",
        "completed",
        "end",
        "finish",
        "finished",
        "withdraw",
        "autoskip",
        "manualskip",
        "ate abort",
        "pi abort",
    ]
)
_BETWEEN = frozenset({"schedule", "assign", "reassign", "suspend", "resume", "unknown"})
_STANDARD = STARTS | ENDS | _BETWEEN


@dataclass(frozen=True)
class Lifecycle:
    """How a log tells where an event stands in the life of its activity; empty where it does not.

    Args:
        column: the column of transitions.
        is_end: SQL of whether an event completes work; empty where no event begins any.
        condition: SQL of the events that are steps; empty where all are.
        is_named: the transition is a part of what happened, for its values are the source's own.
    """

    column: str = ""
    is_end: str = ""
    condition: str = ""
    is_named: bool = False
    note: str = ""

    def activity(self, column: str) -> str:
        """SQL of what happened."""
        return f"concat_ws(': ', {column}, {quoted(self.column)})" if self.is_named else column


def find_lifecycle(file: File, activity: Profile) -> Lifecycle:
    """The lifecycle of a log; an empty one where no column tells it, or all events are completions."""
    beside = [p for p in file.profiles.values() if p is not activity]
    found = next(filter(_is_called_so, beside), None) or next(filter(tells_transitions, beside), None)
    if found is None or not found.has_few_values or found.distinct < 2:
        return Lifecycle()
    spelled = {value: names.words(value) for value in found.values}
    if not set(spelled.values()) <= _STANDARD:
        note = f"{found.name} has values of its own: they are a part of the step's name"
        return Lifecycle(found.name, is_named=True, note=note)
    starts = [value for value, said in spelled.items() if said in STARTS]
    ends = [value for value, said in spelled.items() if said in ENDS]
    if not ends:
        return Lifecycle()
    others = [value for value in spelled if value not in (*starts, *ends)]
    condition = _among(found.name, (*starts, *ends)) if others else ""
    if not starts:
        return Lifecycle(found.name, condition=condition, note=_left(others, found))
    note = "a begin and a completion are one step" + (f"; {_left(others, found)}" if others else "")
    return Lifecycle(found.name, _among(found.name, ends), condition, note=note)


def tells_transitions(profile: Profile) -> bool:
    """Whether its values are transitions of the standard, a begin and an end among them, whatever it is called."""
    spelled = {names.words(value) for value in profile.values}
    is_all = profile.kind == "text" and profile.has_few_values and spelled <= _STANDARD
    return is_all and bool(spelled & STARTS) and bool(spelled & ENDS)


def _is_called_so(profile: Profile) -> bool:
    return profile.kind == "text" and names.match("lifecycle", "lifecycle", profile.name)[0] > 0.8


def _among(column: str, values: Iterable[str]) -> str:
    return f"coalesce({quoted(column)} IN ({', '.join(map(literal, values))}), false)"


def _left(others: Iterable[str], found: Profile) -> str:
    listed = list(others)
    rows = sum(found.top[value] for value in listed)
    return f"{rows:,} rows of {', '.join(listed)} are no steps of their own"

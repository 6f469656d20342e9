"""What came later without a date: between periods watched for different times, no change of it can be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from steelyard import facts, measure, metrics
from steelyard.answers import Caveat
from steelyard.declare import StratifiedSum, Sum
from steelyard.measure import Product, Side
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

MOST = 0.05
"""Events without a date that are passed over, as a share of all of their kind."""

MENDED = "map contacts.resolved_at or contacts.ended_at"
"""What lifts the refusal where solutions carry no date."""

_MARKS = frozenset({"is_resolved", "is_fixed_first", "is_fixed_first_by_customer", "is_contained"})
_SOLVED, _ASKED, _ANSWERED, _REOPENED = "solved", "asked", "answered", "reopened"
_COUNTED = {
    _SOLVED: ("contacts", Product(where=("is_contact", "is_resolved")), Product(where=("is_contact", "is_undated"))),
    _ASKED: ("responses", Product(where=("is_sent",)), Product(where=("is_sent_undated",))),
    _ANSWERED: ("responses", Product(where=("is_answered",)), Product(where=("is_undated",))),
}
"""Kind of event -> its fact, how many there were, and how many of them carry no date."""

_LACKING = {
    _SOLVED: ("no column says when contacts were solved", "Map contacts.resolved_at or contacts.ended_at"),
    _ASKED: ("no column says when customers were asked", "Map surveys.sent_at"),
    _ANSWERED: ("no column says when surveys were answered", "Map surveys.answered_at"),
    _REOPENED: ("reopens carry no date", ""),
}
"""Kind of event -> what is lacking, and what would mend it."""


def undated(snapshot: Snapshot, settings: Settings, wanted: Sequence[str], sides: Sequence[Side]) -> dict[str, Caveat]:
    """The metrics that count what came later without its date, and why no change between two periods is told.

    None where every period was watched for `assumptions.follow_up_days`: what is marked later than that is not waited
    for anywhere.

    Args:
        snapshot: opened for the follow-up of the periods compared.
        wanted: ids of the metrics that are compared.
    """
    days, least = snapshot.follow_days, settings.assumptions.follow_up_days
    if days is None or days >= least:
        return {}
    kinds = {name: _kind(_atoms(name)) for name in wanted}
    lacking = {kind for kind in set(kinds.values()) if kind and _is_lacking(snapshot, settings, kind, sides)}
    return {name: _told(kind, days, least) for name, kind in kinds.items() if kind in lacking}


def _atoms(name: str) -> list[Sum]:
    """What a metric counts."""
    found: list[Sum] = []
    for entry in metrics.metric(name).sums.values():
        if isinstance(entry, Sum):
            found.append(entry)
        elif isinstance(entry, StratifiedSum):
            found.append(entry.count)
    return found


def _kind(atoms: Iterable[Sum]) -> str:
    """The kind of event that becomes true later among what is counted; empty where there is none."""
    flags = {(atom.fact, flag) for atom in atoms for flag in (*atom.where, atom.column)}
    if ("contacts", "is_reopened") in flags:
        return _REOPENED
    if any(fact in ("contacts", "issues") and flag in _MARKS for fact, flag in flags):
        return _SOLVED
    if ("responses", "is_followed") not in flags:
        return ""
    is_of_answers = not flags.isdisjoint({("responses", "is_answered"), ("responses", "is_quality")})
    return _ANSWERED if is_of_answers else _ASKED


def _is_lacking(snapshot: Snapshot, settings: Settings, kind: str, sides: Sequence[Side]) -> bool:
    """Whether more than a few of the events of a kind carry no date on any side."""
    if kind == _REOPENED:
        return True
    fact, every, without = _COUNTED[kind]
    known = {*facts.fact(fact).dimensions, *settings.dimensions}
    products = {"every": every, "without": without}
    for side in sides:
        where = {name: values for name, values in side.where.items() if name in known}
        days = {"from_on": side.from_on, "to_on": side.to_on}
        counts = measure.cells(snapshot, settings, fact, (), products, chances=(), where=where, **days)
        if counts.total("without").sum() > MOST * counts.total("every").sum():
            return True
    return False


def _told(kind: str, days: float, least: float) -> Caveat:
    lacking, mended = _LACKING[kind]
    text = (
        f"{lacking}, and the later period was watched for {days:g} days only: the earlier one had longer to be {kind}. "
        f"{f'{mended}, or compare' if mended else 'Compare'} periods that ended {least:g} days before the newest data"
    )
    return Caveat("undated", text, "refusal")

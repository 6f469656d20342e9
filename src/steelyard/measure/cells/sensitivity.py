"""One version of the store, read with unidentified contacts more and less likely to be returns than similar ones.

What they hide is corrected for as if ids were missing at random among similar contacts (`facts.build.hidden`).
Questions that add up issues themselves ask each of these snapshots, take their figures' intervals over all of them,
and claim what holds in every one. Measures do the same by their formulas (`estimates.evaluate`), which are read at 1.
"""

from __future__ import annotations

from typing import Any

from steelyard import facts
from steelyard.measure.cells.readings import Readings, at
from steelyard.measure.missing import check_refused
from steelyard.measure.question import SPANNING
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.measure.sums.compiled import compiled
from steelyard.settings.model import Settings
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

_TIMES = ("hidden_return", "hidden_return_any", "hidden_contained", "unseen_return", "hidden_others_cost")
"""So many times as many returns are hidden, and what they cost elsewhere."""

_ENDS = {"hidden_resolved": "expected_resolved", "hidden_marked": "expected_marked"}
"""What is hidden of issues by how they ended -> what is left of them."""

_AS_SEEN = frozenset({"attempts", "channels", "transfers", "reopens", "others_work_s", "others_cost"})
"""Of what contacts add to, the columns that do not grow with their number."""

DIFFERING = frozenset(
    (*_TIMES, *_ENDS, *_ENDS.values(), "expected_fixed_first", "hidden_channels", *(SPANNING - _AS_SEEN))
)
"""Columns of an issue that depend on the odds."""


def over_range(snapshot: Snapshot, settings: Settings) -> tuple[Snapshot, ...]:
    """The version as it is read, then at `assumptions.unidentified_odds` and one over it; alone if nothing is hidden.

    Issues differ as in the measures' formulas: returns hidden that many times, issues ending in a repeat contact and
    their contacts counted for more or less. Follow-ups are chosen before, not after.
    """
    check_refused(snapshot, "over_range")
    odds = settings.assumptions.unidentified_odds
    if odds == 1 or not _hides(snapshot, settings):
        return (snapshot,)
    table, dialect = facts.fact("issues").table, snapshot.engine.dialect
    ends = (odds, 1 / odds)
    at_ends = (snapshot.at_odds(end, table, _select(settings, end, dialect), DIFFERING) for end in ends)
    every = (snapshot, *at_ends)
    beside = {at(name, place) for name in DIFFERING for place in range(1, len(every))}
    joint = snapshot.at_odds(snapshot.odds, table, _select_all(settings, ends, dialect), beside)
    readings = Readings(joint, len(every), DIFFERING)
    return tuple(one.reading(place, readings) for place, one in enumerate(every))


def _hides(snapshot: Snapshot, settings: Settings) -> bool:
    """Whether unidentified contacts hide anything of any issue."""
    found = answered(snapshot, ("hidden", settings.dimensions), lambda *_: _most(settings))
    return any(float(values[0] or 0.0) > 0 for values in found.values())


def _most(settings: Settings) -> Any:
    """The most that is hidden of any issue."""
    rows = queries.table("issues", settings.dimensions)
    return rows.aggregate(**{name: rows[name].abs().max() for name in (*_TIMES, *_ENDS, "hidden_contacts", "late_end")})


def _select(settings: Settings, odds: float, dialect: str) -> str:
    """The issues as they are at some odds, over the issues as they are read."""

    def compile() -> str:
        rows = queries.table("issues", settings.dimensions)
        return queries.to_sql(rows.mutate(**_told(rows, odds)), dialect)

    return compiled(("at odds", odds, settings.dimensions, dialect), compile)


def _select_all(settings: Settings, ends: tuple[float, ...], dialect: str) -> str:
    """The issues as they are read, and beside them what differs at other odds."""

    def compile() -> str:
        rows = queries.table("issues", settings.dimensions)
        read = [(place, _told(rows, odds)) for place, odds in enumerate(ends, 1)]
        told = {at(name, place): value for place, found in read for name, value in found.items()}
        return queries.to_sql(rows.mutate(**told), dialect)

    return compiled(("at all odds", ends, settings.dimensions, dialect), compile)


def _told(rows: Any, odds: float) -> dict[str, Any]:
    """The columns of an issue that depend on the odds."""
    none, more = ibis.literal(0.0, "float64"), odds - 1
    late_end = rows.late_end.fill_null(none)
    late = {
        "hidden_resolved": rows.is_resolved.fill_null(False).ifelse(late_end, none),
        "hidden_marked": rows.is_resolved.notnull().ifelse(late_end, none),
    }
    found = {name: odds * rows[name] for name in _TIMES}
    found["expected_fixed_first"] = rows.expected_fixed_first - more * rows.hidden_return.fill_null(none)
    for name, left in _ENDS.items():
        moved = more * (rows[name].fill_null(none) - late[name])
        found |= {name: rows[name] + moved, left: rows[left] - moved}
    found["hidden_channels"] = rows.hidden_channels - more * rows.late_channels.fill_null(none)
    contacts = rows.contacts.cast("float64")
    took = 1.0 + more * rows.hidden_contacts.fill_null(none) / ibis.greatest(contacts, 1.0)
    return found | {name: rows[name].cast("float64") * took for name in sorted(SPANNING - _AS_SEEN)}

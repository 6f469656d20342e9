"""Which column of an event log names the case: by what it is called, else by how its values lie among the events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.formats.raw import quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.profile import Profile

ROWS_PER_CASE = 1.5
_LEAST_CASES = 10
_LONGEST = 80
_TOGETHER = 0.6
"""Of the span its rows would have if they lay anywhere in the log: a case has at most this, an agent has it all."""
_ALIKE = 0.5
"""Share of cases that begin with the same activity from which on beginnings are alike."""
_CLEARLY_CALLED = 0.97
_CALLED, _TOLD, _CUSTOMERS = 0.95, 0.8, 0.65
_IDS = frozenset({"id", "no", "nr", "num", "number", "key", "ref", "reference", "nummer", "numero", "número", "numer"})


@dataclass(frozen=True)
class Case:
    """The column that names the case.

    Args:
        confidence: 0 to 1, of the contacts' id. is_customer: no case is named, so all events of a customer are one.
    """

    profile: Profile
    confidence: float = _CALLED
    reason: str = "one row for each case"
    is_customer: bool = False

    @property
    def name(self) -> str:
        """What the column is called."""
        return self.profile.name


def called_case(file: File, keys: Keys) -> Case | None:
    """The column that is called so, on every row, with several rows to a value.

    Of several the one called so most clearly, then the one whose values bring most other columns with them.
    """
    fitting = [
        (strength, profile)
        for profile in file.profiles.values()
        if (strength := _called(profile, file)) >= 0.5
        and profile.kind in ("text", "number")
        and _repeats(profile, keys)
    ]
    best = max((strength for strength, _ in fitting), default=0.0)
    likely = [profile for strength, profile in fitting if strength >= best - 0.05]
    found = max(likely, key=lambda profile: len(keys.shared(profile.name)), default=None) if likely else None
    return Case(found) if found else None


_LEAST_MOVING = 0.05
"""Share of cases that last at all: rows of one instant are legs of a call, no events one after the other."""


def told_case(file: File, keys: Keys, activity: Profile, happened: str, others: Sequence[str]) -> Case | None:
    """The column whose values do what cases do, whatever it is called; None where a column is called an id of contacts.

    A case has several activities, its events lie together in time or begin alike, and no finer column has such values.

    Args:
        happened: SQL of when an event happened. others: columns that are something else.
    """
    if any(name in file.unique and _called(file.profiles[name], file) >= _CLEARLY_CALLED for name in file.unique):
        return None
    fitting = [
        profile
        for profile in file.profiles.values()
        if profile.name not in (activity.name, *others)
        and (profile.kind == "text" or (profile.kind == "number" and profile.is_whole))
        and max(map(len, profile.sample), default=0) <= _LONGEST
        and profile.distinct >= _LEAST_CASES
        and not names.match("panel", "period", profile.name)[0]
        and _repeats(profile, keys)
        and _does(profile, keys, activity, happened)
    ]
    found = max(fitting, key=lambda profile: (keys.distinct(profile.name), _is_id(profile)), default=None)
    if found is None:
        return None
    if names.match("contacts", "customer_id", found.name)[0] > 0.8:
        return Case(found, _CUSTOMERS, "no column names a case: all events of a customer are one", is_customer=True)
    return Case(found, _TOLD, "its values lie as cases do: events of one together, of several activities")


def _called(profile: Profile, file: File) -> float:
    own = names.match("contacts", "contact_id", profile.name, file.noun)[0]
    return max(own, names.match("steps", "contact_id", profile.name)[0])


def _repeats(profile: Profile, keys: Keys) -> bool:
    """Whether it stands on every row, with several rows to a value."""
    return (
        profile.known >= 0.99 * profile.rows
        and keys.rows >= ROWS_PER_CASE * max(profile.distinct, 1)
        and keys.rows >= ROWS_PER_CASE * keys.distinct(profile.name)
    )


def _does(profile: Profile, keys: Keys, activity: Profile, happened: str) -> bool:
    """Whether events of one value follow each other closely or begin alike, and are of several activities."""
    own, what = quoted(profile.name), quoted(activity.name)
    sql = (
        f"WITH told AS (SELECT {own} AS own, {what} AS what, epoch({happened}) AS happened_s FROM {keys.relation}), "
        "cases AS (SELECT own, count(*) AS n, count(DISTINCT what) AS kinds, max(happened_s) - min(happened_s) AS "
        "lasted, arg_min(what, happened_s) AS begun FROM told GROUP BY own), "
        "begins AS (SELECT begun, count(*) AS n FROM cases GROUP BY begun ORDER BY n DESC LIMIT 1), "
        "whole AS (SELECT count(*) AS n, max(happened_s) - min(happened_s) AS lasted, "
        "count(*) FILTER (WHERE what = (SELECT begun FROM begins)) AS usual FROM told) "
        "SELECT avg(kinds), sum(lasted) / nullif(sum((n - 1) / (n + 1)) * (SELECT lasted FROM whole), 0), "
        "(SELECT n FROM begins) / count(*), (SELECT usual / n FROM whole), "
        "coalesce(avg(CAST(lasted > 0 AS INTEGER)), 0) FROM cases"
    )
    kinds, together, alike, usual, moving = keys.connection.execute(sql).fetchone()
    is_together = together is not None and together <= _TOGETHER
    if moving < _LEAST_MOVING:
        return False
    return bool(kinds and kinds >= ROWS_PER_CASE and (is_together or (alike >= _ALIKE and alike >= 2 * usual)))


def _is_id(profile: Profile) -> bool:
    return bool(set(names.words(profile.name).split()) & _IDS)

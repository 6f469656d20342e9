"""How the facts of a version are read: what that depends on besides the settings, and its text in a dialect.

The version keeps the first as plain JSON, so that a text for another engine is compiled when such an engine reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import ibis

from steelyard import facts
from steelyard.facts.build import ODDS, STATES, earlier, hidden, views
from steelyard.facts.build.context import HORIZON_S
from steelyard.settings.model import Settings
from steelyard.store.dialects import to_sql
from steelyard.store.following import AGE_S, WITHIN_S
from steelyard.store.manifest import resting_name

START_S = 4_611_686_018_427_387_809
"""Stands for the start of the data, as `HORIZON_S` does for the horizon."""

SEEN_S = 4_611_686_018_427_300_000
"""And up, one each, for the instants up to which the sources tell what became of a contact."""


@dataclass(frozen=True)
class Reading:
    """What reading depends on, see `views.Moment`.

    Args:
        horizon_s, start_s: whole seconds since the origin; no start where nothing began.
        seen_s: source -> the same, up to when it tells what became of a contact.
        declared: sources of which that is declared. kinds: of outcome the data hold.
        has_odds, has_states: the table ODDS, or STATES, holds anything, and is read.
    """

    horizon_s: int
    start_s: int | None
    seen_s: Mapping[str, int]
    declared: tuple[str, ...]
    kinds: tuple[str, ...]
    has_odds: bool
    has_states: bool

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return {**asdict(self), "declared": list(self.declared), "kinds": list(self.kinds)}

    @staticmethod
    def from_dict(kept: Mapping[str, Any]) -> Reading:
        """What `to_dict` gave."""
        return Reading(**{**kept, "declared": tuple(kept["declared"]), "kinds": tuple(kept["kinds"])})

    def texts(self, settings: Settings, dialect: str) -> dict[str, str]:
        """Fact table -> SELECT over its table at rest that gives it as it is declared.

        The follow-up stands there as placeholders, see `store.following`.

        Args:
            settings: that shaped the facts.
        """
        moment = self._moment(settings)
        found = {}
        for fact in (facts.fact(name) for name in facts.names()):
            rest = ibis.table(views.resting(settings, fact.name), name=resting_name(fact.table))
            found[fact.table] = self._told(to_sql(views.seen(moment, fact.name, rest), dialect))
        return found

    def _moment(self, settings: Settings) -> views.Moment:
        """With placeholders for the instants, so that versions that differ in nothing else are compiled once."""
        odds = ibis.table(hidden.ODDS, name=ODDS) if self.has_odds else None
        start = None if self.start_s is None else ibis.literal(START_S, "int64")
        seen_s = {source: SEEN_S + place for place, source in enumerate(self.seen_s)}
        declared, kinds = frozenset(self.declared), frozenset(self.kinds)
        moment = views.Moment(settings, HORIZON_S, seen_s, declared, start, kinds, WITHIN_S, AGE_S, odds)
        return replace(moment, states=ibis.table(earlier.columns(), name=STATES)) if self.has_states else moment

    def _told(self, text: str) -> str:
        """A text with the instants put in that its placeholders stand for."""
        for place, seen_s in enumerate(self.seen_s.values()):
            text = text.replace(str(SEEN_S + place), str(seen_s))
        return text.replace(str(HORIZON_S), str(self.horizon_s)).replace(str(START_S), str(self.start_s))

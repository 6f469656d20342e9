"""How the facts of a version are read: what that depends on besides the settings, and its text in a dialect.

The version keeps the first as plain JSON, so that a text for another engine is compiled when such an engine reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any

from steelyard.facts.build import shape
from steelyard.facts.build.standins import HORIZON_S, SEEN_S, START_S, filled
from steelyard.settings.model import Settings
from steelyard.store import texts


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
        of_builds = shape.shaping(settings)
        key = shape.key(of_builds, dialect, self.start_s is None, *self.seen_s, *astuple(self)[3:])
        made: dict[str, str] = json.loads(texts.compiled(key, lambda: json.dumps(self._compiled(of_builds, dialect))))
        return {table: filled(text, self._fills()) for table, text in made.items()}

    def _compiled(self, settings: Settings, dialect: str) -> dict[str, str]:
        """The texts with placeholders for the instants, so that versions that differ in nothing else share them."""
        import ibis

        from steelyard import facts
        from steelyard.facts.build import ODDS, STATES, earlier, hidden, views
        from steelyard.store.dialects import to_sql
        from steelyard.store.following import AGE_S, WITHIN_S
        from steelyard.store.manifest import resting_name

        start = None if self.start_s is None else ibis.literal(START_S, "int64")
        seen_s = {source: SEEN_S + place for place, source in enumerate(self.seen_s)}
        odds = ibis.table(hidden.ODDS, name=ODDS) if self.has_odds else None
        states = ibis.table(earlier.columns(), name=STATES) if self.has_states else None
        declared, kinds = frozenset(self.declared), frozenset(self.kinds)
        moment = views.Moment(
            settings, HORIZON_S, seen_s, declared, start, kinds, WITHIN_S, AGE_S, odds=odds, states=states
        )
        found = {}
        for fact in (facts.fact(name) for name in facts.names()):
            rest = ibis.table(views.resting(settings, fact.name), name=resting_name(fact.table))
            found[fact.table] = to_sql(views.seen(moment, fact.name, rest), dialect)
        return found

    def _fills(self) -> dict[str, str]:
        """Placeholder -> the instant it stands for."""
        seen_s = {str(SEEN_S + place): str(seen_s) for place, seen_s in enumerate(self.seen_s.values())}
        return {**seen_s, str(HORIZON_S): str(self.horizon_s), str(START_S): str(self.start_s)}

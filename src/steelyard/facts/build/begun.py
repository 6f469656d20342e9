"""A build whose census is taken: by heart where the same was built before, else by the compiler, loaded then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from steelyard.facts.build import shape
from steelyard.facts.build.reading import Reading
from steelyard.facts.build.script import Line, Script
from steelyard.facts.build.standins import DAY_S, HORIZON_S, seconds_of
from steelyard.settings.model import Settings

if TYPE_CHECKING:
    from steelyard.facts.build.order import Build, Part
    from steelyard.store.engine import Engine

T = TypeVar("T")


class Begun:
    """What a build gives, part by part; see `order.Build`.

    Args:
        engine, settings, horizon, known: see `facts.build.build`.
    """

    def __init__(
        self, engine: Engine, settings: Settings, horizon: datetime, known: Mapping[str, Mapping[str, int]]
    ) -> None:
        self._settings = shape.shaping(settings)
        self._horizon_s = seconds_of(horizon)
        key, fills = shape.key(self._settings, engine.dialect), {str(HORIZON_S): str(self._horizon_s)}
        self._script = Script(engine, key, shape.holding(known), fills)
        self._build: Build | None = None
        self._first: list[Line] = []
        _, self._first = self._script.act("begin", self._begin)

    @property
    def least_s(self) -> int:
        """Seconds before the horizon at which an issue must have begun to be mature: two return windows."""
        return 2 * round(self._settings.assumptions.return_window_days * DAY_S)

    def whole(self) -> Mapping[str, str]:
        """Fact table -> SELECT of it as it is declared."""
        return self._filled(self._act("whole", lambda build: build.whole_facts()))

    def at_rest(self, part: Part | None = None) -> Mapping[str, str]:
        """Fact table, and STATES -> SELECT of what lies in the store: rows that a later horizon leaves as they are.

        Args:
            part: what to build facts of; everything unless told. Only one of these can be asked for, and only once.
        """
        return self._filled(self._act(f"at rest: {part!r}", lambda build: build.at_rest(part)))

    def odds(self, relation: str) -> str:
        """SELECT of the table ODDS, see `hidden.odds`.

        Args:
            relation: the contacts fact at rest, all of it.
        """
        return self._script.fill(self._act(f"odds: {relation}", lambda build: build.odds(relation)))

    def reading(self, *, has_odds: bool, has_states: bool) -> Reading:
        """How the facts at rest are read.

        Args:
            has_odds, has_states: the table ODDS, or STATES, holds anything, and is read.
        """
        start_s = self._script.engine.query("SELECT data_start_s FROM tmp_start")["data_start_s"][0]
        seen_s = self._seen_s()
        return Reading(
            horizon_s=self._horizon_s,
            start_s=int(start_s) if start_s == start_s else None,
            seen_s=seen_s,
            declared=tuple(source for source in seen_s if shape.declared_end_s(self._settings, source) is not None),
            kinds=tuple(self._act("kinds", lambda build: build.kinds())),
            has_odds=has_odds,
            has_states=has_states,
        )

    def _seen_s(self) -> dict[str, int]:
        """Source -> the instant up to which it tells whether a contact was replied to, solved and closed: as declared,
        else the last thing it tells of."""
        found = self._script.engine.query("SELECT source, seen_s FROM tmp_seen ORDER BY source")
        seen_s = {}
        for source, last_s in zip(found["source"].tolist(), map(int, found["seen_s"]), strict=True):
            end_s = shape.declared_end_s(self._settings, source)
            seen_s[source] = max(last_s, self._horizon_s) if end_s is None else end_s
        return seen_s

    def _begin(self) -> None:
        self._build = self._begun()

    def _begun(self) -> Build:
        from steelyard.facts.build.context import Context
        from steelyard.facts.build.order import Build

        return Build(Context(self._script, self._settings))

    def _act(self, name: str, make: Callable[[Build], T]) -> T:
        def made() -> T:
            if self._build is None:
                self._script.repeat(self._first)
                self._build = self._begun()
            return make(self._build)

        return self._script.act(name, made)[0]

    def _filled(self, selects: Mapping[str, str]) -> dict[str, str]:
        return {name: self._script.fill(sql) for name, sql in selects.items()}

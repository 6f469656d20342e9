"""The golden data in an engine: canonical tables, the facts built from them, and what measures read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, TypeVar

from steelyard import facts, schema
from steelyard.conformance import golden
from steelyard.conformance.tables import put
from steelyard.errors import EngineError
from steelyard.facts import build
from steelyard.store.engine import Engine
from steelyard.store.following import Held
from steelyard.store.manifest import Manifest
from steelyard.store.snapshot import Snapshot

Answer = TypeVar("Answer")


class World(Snapshot):
    """The golden data as measures read a version of a store."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self._owns_engine, self._held = engine, False, Held()
        self._answers: dict[Hashable, Any] = {}
        self.manifest = Manifest(
            version=1,
            format=1,
            created_at=datetime(2024, 5, 1),
            horizon=golden.HORIZON,
            tables={facts.fact(name).table: () for name in facts.names()},
            known=golden.known(golden.tables()),
        )

    def once(self, question: Hashable, read: Callable[[World], Answer]) -> Answer:
        """What is read of it, kept for whoever compares another engine with it."""
        if question not in self._answers:
            self._answers[question] = read(self)
        found: Answer = self._answers[question]
        return found


@contextmanager
def world(engine: Engine) -> Iterator[World]:
    """Puts the golden data into an engine, builds the facts there, and removes both in the end.

    Raises:
        EngineError: the engine refused a step.
    """
    found = World(engine)
    try:
        for name, rows in golden.tables().items():
            put(engine, name, rows, golden.SETTINGS.dimensions)
        selects = build.build(engine, golden.SETTINGS, golden.HORIZON, found.manifest.known)
        for name, select in selects.items():
            engine.keep(name, select)
        yield found
    finally:
        for name in (*found.manifest.tables, *schema.names()):
            with suppress(EngineError):
                engine.drop(name)

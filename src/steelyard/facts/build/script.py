"""What a build tells the engine, by heart: where the same was built before, it is said again without the compiler.

A build is a function of the settings that shape it, and of what it asks on its way: which columns hold anything, and
what the engine says. What it says itself between two such decisions is kept as one text (`store.texts`), under a key
that names all that went before. So the engine is told the kept lines as long as every decision falls as it fell before;
where one does not, the build is made, and goes on from there.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from steelyard.facts.build.decisions import DECISIONS
from steelyard.facts.build.standins import filled
from steelyard.store import texts

if TYPE_CHECKING:
    import numpy as np

    from steelyard.store.engine import Engine

T = TypeVar("T")

Line = tuple[Any, ...]
"""What is said: ("keep", name, SQL), ("view", name, SQL), ("drop", name); and decided: ("has", table, column, told),
("decide", SQL, how, told)."""


class Script:
    """An engine as a build sees it.

    Args:
        key: names all that the build follows from but its decisions.
        known: canonical table -> columns that hold anything.
        fills: stand-in -> what it stands for in this build.
    """

    def __init__(
        self, engine: Engine, key: str, known: Mapping[str, Collection[str]], fills: Mapping[str, str]
    ) -> None:
        self.engine, self.dialect = engine, engine.dialect
        self._key, self._known, self._fills = key, known, dict(fills)
        self._path: tuple[str, ...] = ()
        self._lines: list[Line] = []
        self._said: list[Line] = []
        self._again: deque[Line] = deque()
        self._is_kept = False

    def fill(self, text: str) -> str:
        """A text with every stand-in replaced by what it stands for."""
        return filled(text, self._fills)

    def act(self, name: str, make: Callable[[], T]) -> tuple[T, list[Line]]:
        """(what a part of the build gives, what was said for it): by heart as far as it is known, else made.

        Args:
            name: names all the part follows from that is not in the key.
            make: gives plain JSON, of texts with their stand-ins; says all of its lines anew, see `repeat`.
        """
        self._path, said = (*self._path, name), []
        while node := self._next():
            for line in node["lines"]:
                said.append(tuple(line))
                self._tell(said[-1])
            if "gives" in node:
                return node["gives"], said
            said.append(self._ask(tuple(node["asks"])))
        return self._made(make, said)

    def repeat(self, lines: Iterable[Line]) -> None:
        """What the engine was told before will be said once more; it is not told again."""
        self._again.extendleft(reversed(list(lines)))

    def _made(self, make: Callable[[], T], said: Sequence[Line]) -> tuple[T, list[Line]]:
        self._again, self._lines, self._is_kept = deque(said), [], True
        self._said = list(said)
        try:
            gives = make()
            self._keep({"gives": gives})
        finally:
            self._is_kept = False
        return gives, self._said

    def keep(self, name: str, sql: str) -> None:
        """See `Engine.keep`."""
        self._say(("keep", name, sql))

    def view(self, name: str, sql: str) -> None:
        """See `Engine.view`."""
        self._say(("view", name, sql))

    def drop(self, name: str) -> None:
        """See `Engine.drop`."""
        self._say(("drop", name))

    def query(self, sql: str) -> dict[str, np.ndarray]:
        """See `Engine.query`. A part that asks so is not kept: what it made of the answer is not known."""
        self._is_kept = False
        return self.engine.query(self.fill(sql))

    def has(self, table: str, column: str = "") -> bool:
        """Whether there is a canonical table, or any row of it has a value in a column."""
        return bool(self._decide(("has", table, column)))

    def decide(self, sql: str, how: str) -> Any:
        """What an answer of the engine says, see `decisions`."""
        return self._decide(("decide", sql, how))

    def _decide(self, asked: Line) -> Any:
        if self._again and self._again[0][:-1] == asked:
            return self._again.popleft()[-1]
        self._go_astray()
        if self._is_kept:
            self._keep({"asks": asked})
        line = self._ask(asked)
        if self._is_kept:
            self._said.append(line)
        return line[-1]

    def _say(self, line: Line) -> None:
        if self._again and self._again[0] == line:
            self._again.popleft()
            return
        self._go_astray()
        self._tell(line)
        if self._is_kept:
            self._lines.append(line)
            self._said.append(line)

    def _go_astray(self) -> None:
        """What is said instead of a line that was to be said once more is told the engine, and not kept."""
        if self._again:
            self._again.clear()
            self._is_kept = False

    def _tell(self, line: Line) -> None:
        verb, name, *sql = line
        getattr(self.engine, verb)(name, *map(self.fill, sql))

    def _ask(self, asked: Line) -> Line:
        """The line of a decision, which the path leads on by."""
        verb, what, how = asked
        if verb == "has":
            told: Any = what in self._known and (not how or how in self._known[what])
        else:
            found = DECISIONS[how](self.engine.query(self.fill(what)))
            self._fills.update(found.fills)
            told = found.told
        self._path = (*self._path, json.dumps(told))
        return (*asked, told)

    def _next(self) -> dict[str, Any] | None:
        """What is said next, where that is known."""
        text = texts.found(self._name())
        return None if text is None else json.loads(text)

    def _keep(self, end: Mapping[str, Any]) -> None:
        if self._is_kept:
            texts.keep(self._name(), json.dumps({"lines": self._lines, **end}))
        self._lines = []

    def _name(self) -> str:
        return hashlib.sha256(repr((self._key, self._path)).encode()).hexdigest()

"""Tables that depend on how long their rows are followed: read within a follow-up from each row's own start.

The SQL of a view holds two placeholders in place of numbers: up to how many seconds after its start a row is watched,
and how old it must be to count. Without a follow-up a row is watched up to the horizon.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from steelyard.store.engine import Engine

WITHIN_S = 4_611_686_018_427_387_801
"""Stands for the seconds after its start up to which a row is watched."""

AGE_S = 4_611_686_018_427_387_803
"""Stands for the seconds before the horizon at which a row must have begun to count as followed."""

ENDLESS_S = 10**11
"""Watched for longer than any data reach."""

DAY_S = 86_400

MOST_HELD_BYTES = 1 << 27
"""Of results of one version, while it is read."""


@dataclass(frozen=True)
class FollowUp:
    """How long rows are followed.

    Args:
        days: from each row's own start; None for up to the horizon.
        least_s: how old a row must be to count, where no days are given.
    """

    least_s: int
    days: float | None = None

    @property
    def within_s(self) -> int:
        """Seconds after its start up to which a row is watched."""
        return ENDLESS_S if self.days is None else round(self.days * DAY_S)

    @property
    def age_s(self) -> int:
        """Seconds before the horizon at which a row must have begun."""
        return self.least_s if self.days is None else round(self.days * DAY_S)

    def fill(self, sql: str) -> str:
        """A view's SQL with the placeholders replaced."""
        return sql.replace(str(WITHIN_S), str(self.within_s)).replace(str(AGE_S), str(self.age_s))


def depends(sql: str) -> bool:
    """Whether a view's SQL depends on the follow-up."""
    return str(WITHIN_S) in sql or str(AGE_S) in sql


class Held:
    """The latest results of queries on one version, by their text.

    Attributes:
        followed: days -> table -> what it is called, read so many days after each row's start, once that is shown.
    """

    def __init__(self) -> None:
        self.followed: dict[float, dict[str, str]] = {}
        self._results: dict[str, dict[str, np.ndarray]] = {}
        self._bytes = 0

    def result(self, sql: str, query: Callable[[str], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
        """What a query gives: as it gave before, or now."""
        found = self._results.get(sql)
        if found is None:
            found = query(sql)
            self._results[sql] = found
            self._bytes += _bytes(found)
            while self._bytes > MOST_HELD_BYTES:
                self._bytes -= _bytes(self._results.pop(next(iter(self._results))))
        return dict(found)


def _bytes(columns: Mapping[str, np.ndarray]) -> int:
    return sum(values.nbytes for values in columns.values())


class Renaming:
    """An engine that reads some tables under other names; everything else is the engine's own.

    Args:
        names: table -> what is read in its place.
        held: what the engine gave of the same version, so that what does not depend on how it is read is asked once.
    """

    def __init__(self, engine: Engine, names: Mapping[str, str], held: Held) -> None:
        self.engine, self.names, self._held = engine, dict(names), held
        self.dialect = engine.dialect
        self._pattern = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b" if names else r"(?!)")

    def rename(self, sql: str) -> str:
        """SQL over the tables read in place of those it names."""
        return self._pattern.sub(lambda match: self.names[match.group(1)], sql)

    def query(self, sql: str) -> dict[str, np.ndarray]:
        """See `Engine.query`."""
        return self._held.result(self.rename(sql), self.engine.query)

    def execute(self, sql: str) -> None:
        """See `Engine.execute`."""
        self.engine.execute(self.rename(sql))

    def keep(self, name: str, sql: str) -> None:
        """See `Engine.keep`."""
        self.engine.keep(name, self.rename(sql))

    def view(self, name: str, sql: str) -> None:
        """See `Engine.view`."""
        self.engine.view(name, self.rename(sql))

    def drop(self, name: str) -> None:
        """See `Engine.drop`."""
        self.engine.drop(name)

    def attach(self, table: str, columns: Mapping[str, str], files: Sequence[tuple[Path, int]]) -> None:
        """See `Engine.attach`."""
        self.engine.attach(table, columns, files)

    def close(self) -> None:
        """The engine stays with whom it belongs to."""


class AtOdds(Renaming):
    """The same where one table is read with other numbers in some columns: what names none of them is asked as before.

    Args:
        plain: what reads the table as it is. differing: the columns.
    """

    def __init__(
        self, engine: Engine, names: Mapping[str, str], held: Held, plain: Renaming, differing: Collection[str]
    ) -> None:
        super().__init__(engine, names, held)
        self._plain = plain
        self._differing = re.compile(rf"\b({'|'.join(map(re.escape, sorted(differing)))})\b|\bSELECT\s+\*|\.\*")

    def query(self, sql: str) -> dict[str, np.ndarray]:
        """See `Engine.query`."""
        return super().query(sql) if self._differing.search(sql) else self._plain.query(sql)


class Keeping(Renaming):
    """The same with a table of its own, made when the engine is first asked.

    Args:
        table: as queries name it. select: what it holds.
    """

    def __init__(self, engine: Engine, names: Mapping[str, str], held: Held, table: str, select: str) -> None:
        super().__init__(engine, names, held)
        self._table, self._select, self._is_kept = names[table], select, False

    def query(self, sql: str) -> dict[str, np.ndarray]:
        """See `Engine.query`."""
        if not self._is_kept:
            self.keep(self._table, self._select)
            self._is_kept = True
        return super().query(sql)

    def forget(self) -> None:
        """Free the table."""
        if self._is_kept:
            self.drop(self._table)

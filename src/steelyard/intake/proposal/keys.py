"""Which columns tell rows apart: only those found unique on all rows, identical ones counted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import words
from steelyard.intake.proposal import names
from steelyard.intake.proposal.profile import Profile

_MOST_PAIRS = 15
_SAMPLE = 20_000
_MOST_TOLD = 0.5
_TOTALS = 2
"""Rows that may say nothing at all but sums, below a table."""


class Keys:
    """Counts on all rows of one relation (`source`), identical rows taken once (`relation`)."""

    def __init__(self, connection: Any, relation: str, columns: Sequence[str]) -> None:
        self.connection = connection
        self.source = relation
        self.columns = tuple(columns)
        listed = ", ".join(map(quoted, columns))
        self.relation = f"(SELECT DISTINCT {listed} FROM {relation})"
        self.rows = self._number(f"SELECT count(*) FROM {self.relation}")

    def is_unique(self, columns: Iterable[str]) -> bool:
        """Whether no two different rows share these values; rows that sum up others (Total) are none."""
        names = [quoted(column) for column in columns]
        totals = ", ".join(literal(word) for word in sorted(words.totals()))
        told = " AND ".join(f"coalesce(lower(trim({name})), '') NOT IN ({totals})" for name in names)
        rows = f"FROM {self.relation} WHERE {told}"
        counted = f"SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT {', '.join(names)} {rows})) {rows}"
        count, distinct = self.connection.execute(counted).fetchone()
        return count > _MOST_TOLD * self.rows and distinct == count

    def distinct(self, column: str) -> int:
        """How many values a column has."""
        return self._number(f"SELECT count(DISTINCT {quoted(column)}) FROM {self.relation}")

    def singles(self, profiles: Iterable[Profile]) -> frozenset[str]:
        """Columns that are unique by themselves: ids and codes, not instants or measurements."""
        likely = [p for p in profiles if _can_be_key(p) and p.distinct > 0.7 * self.rows]
        return frozenset(p.name for p in likely if self.is_unique([p.name]))

    def pair(self, first: str, profiles: Iterable[Profile]) -> tuple[str, str] | None:
        """A second column that makes the first unique, ids before other texts."""
        others = [p for p in profiles if p.name != first and _can_be_key(p) and p.distinct > 1]
        ranked = sorted(
            others, key=lambda p: (not (set(names.words(p.name).split()) & names.word_set("ids")), p.distinct)
        )
        for other in ranked[:_MOST_PAIRS]:
            if self.is_unique([first, other.name]):
                return other.name, first
        return None

    def shared(self, name: str) -> list[str]:
        """Other columns that vary, and have one value for each of a column's values."""
        others = [column for column in self.columns if column != name]
        sample = f"(SELECT * FROM {self.relation} LIMIT {_SAMPLE})"
        per = ", ".join(f"count(DISTINCT {quoted(column)}) AS n{place}" for place, column in enumerate(others))
        told = ", ".join(f"max(n{place})" for place in range(len(others)))
        most = self.connection.execute(
            f"SELECT {told} FROM (SELECT {per} FROM {sample} GROUP BY {quoted(name)})"
        ).fetchone()
        all_values = ", ".join(f"count(DISTINCT {quoted(column)})" for column in others)
        whole = self.connection.execute(f"SELECT {all_values} FROM {sample}").fetchone()
        return [column for column, one, many in zip(others, most, whole, strict=True) if one == 1 and many > 1]

    def apart(self, name: str) -> list[str]:
        """Other columns in which any two rows that share a value of a column differ."""
        others = [column for column in self.columns if column != name]
        per = ", ".join(
            f"count(DISTINCT coalesce({quoted(column)}, '')) AS n{place}" for place, column in enumerate(others)
        )
        told = ", ".join(f"max(n{place})" for place in range(len(others)))
        rows = f"FROM {self.relation} WHERE coalesce(trim({quoted(name)}), '') <> '' GROUP BY {quoted(name)}"
        most = self.connection.execute(f"SELECT {told} FROM (SELECT {per} {rows})").fetchone()
        return [column for column, n in zip(others, most, strict=True) if n is not None and n > 1]

    def _number(self, sql: str) -> int:
        return int(self.connection.execute(sql).fetchone()[0])


def _can_be_key(profile: Profile) -> bool:
    is_id = profile.kind == "text" or (profile.kind == "number" and profile.is_whole)
    longest = max(map(len, profile.sample), default=0)
    return is_id and longest <= 80 and profile.known >= min(0.999 * profile.rows, profile.rows - _TOTALS)

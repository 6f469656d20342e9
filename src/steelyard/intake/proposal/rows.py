"""All rows of a file, to test on them what names say: sums, orders, equalities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.timestamps import Moment
from steelyard.settings.mapping import ColumnMapping

_FACTORS = {"ms": "0.001 * ", "min": "60 * ", "h": "3600 * ", "d": "86400 * "}


@dataclass(frozen=True)
class Rows:
    """Different rows of one relation of texts.

    Args:
        relation: SQL of it.
    """

    connection: Any
    relation: str

    def share(self, holds: str, among: str = "true") -> tuple[float, int]:
        """Share of rows for which a condition holds, and how many rows could tell.

        Args:
            holds: SQL; rows where it is NULL cannot tell. among: SQL of the rows asked.
        """
        asked = f"SELECT ({holds}) AS held FROM {self.relation} WHERE {among}"
        sql = f"SELECT count(*) FILTER (WHERE held), count(held) FROM ({asked})"
        held, told = self.connection.execute(sql).fetchone()
        return (held / told if told else 0.0), int(told)

    def holds(self, condition: str, among: str = "true", least: float = 0.95) -> bool:
        """Whether a condition holds on nearly all rows that can tell, and any can."""
        share, told = self.share(condition, among)
        return told > 0 and share >= least


def seconds(mapping: ColumnMapping) -> str:
    """SQL of a duration in seconds, as a mapping may say it."""
    if mapping.sql:
        return mapping.sql
    comma = ", ','" if mapping.decimal == "," else ""
    return f"{_FACTORS.get(mapping.unit, '')}seconds({quoted(mapping.columns[0])}{comma})"


def instant_of(mapping: ColumnMapping) -> str:
    """SQL of an instant as a mapping reads it; missing where the mapping says so."""
    text = " || ' ' || ".join(f"trim({quoted(column)})" for column in mapping.columns)
    moment = Moment(formats=mapping.formats, unit=mapping.unit)
    return f"CASE WHEN NOT coalesce({mapping.missing_when or 'false'}, false) THEN {moment.reading(text)} END"


def unnamed(mapping: ColumnMapping) -> str:
    """SQL of rows in which a mapping of one column names nobody: it is blank, or holds a word for that."""
    blank = f"coalesce(trim({quoted(mapping.columns[0])}), '')"
    gone = ("", *(value.strip() for value in mapping.missing))
    return f"{blank} = ''" if len(gone) == 1 else f"{blank} IN ({', '.join(map(literal, gone))})"


def doubted(guess: Guess, reason: str) -> Guess:
    """The guess, no longer in force."""
    return Guess(guess.mapping, min(guess.confidence, 0.5), f"{guess.reason}; {reason}")

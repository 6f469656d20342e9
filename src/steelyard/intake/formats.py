"""Which date format fits a column: to propose one where the stated one does not, and to compare versions."""

from __future__ import annotations

from typing import Any

from steelyard.connectors.raw import literal

_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%d-%b-%Y", "%d-%b-%y",
         "%d %b %Y", "%b %d, %Y", "%B %d, %Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%y%m%d", "%Y%m%d")  # fmt: skip
_TIMES = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f", "T%H:%M:%S", "T%H:%M:%S.%f")
COMMON = tuple(day + time for time in _TIMES for day in _DAYS)
_SAMPLE = 5000


def fitting(connection: Any, relation: str, text: str) -> tuple[str, ...]:
    """Common formats that read every text of the column's first thousands, best known first.

    Args:
        text: SQL of the trimmed text, missing where empty.
    """
    checks = ", ".join(f"bool_and(try_strptime(t, {literal(form)}) IS NOT NULL)" for form in COMMON)
    sample = f"SELECT {text} AS t FROM {relation} WHERE {text} IS NOT NULL LIMIT {_SAMPLE}"
    found = connection.execute(f"SELECT {checks} FROM ({sample})").fetchone()
    return tuple(form for form, fits in zip(COMMON, found, strict=True) if fits)

"""Logs that never have a header, and what their makers call the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_INSTANT = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"


@dataclass(frozen=True)
class Layout:
    """The columns in order, of which the last may be absent; what stands in some of them, by place."""

    columns: tuple[str, ...]
    least: int
    signs: tuple[tuple[int, str], ...]

    def fits(self, rows: Sequence[Sequence[str]]) -> bool:
        """Whether every row has what this layout has."""
        return all(
            self.least <= len(row) <= len(self.columns)
            and all(re.fullmatch(pattern, row[place].strip()) for place, pattern in self.signs)
            for row in rows
        )


LAYOUTS = (
    # Asterisk's Master.csv: "Asterisk CDR CSV" in the Asterisk documentation (cdr_csv.c).
    Layout(
        (
            "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start",
            "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield",
        ),
        16,
        ((9, _INSTANT), (10, f"({_INSTANT})?"), (12, r"\d+"), (13, r"\d+"), (14, "[A-Z ]+"), (15, "[A-Z]+|[0-9]")),
    ),
)  # fmt: skip


def known_columns(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names of the columns of rows without a header; none where the layout is not known."""
    found = next((layout for layout in LAYOUTS if rows and layout.fits(rows)), None)
    return found.columns[: len(rows[0])] if found else ()

"""Rows and values that were left out: why, how many, and where they stand in their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steelyard.declare import Page
from steelyard.intake import quarantine
from steelyard.intake.quarantine import Place, Rejected
from steelyard.parameters import Parameter, as_count, as_text
from steelyard.web.bringing import EDITORS, Fed, fed
from steelyard.web.visit import Visit

SHOWN = 100


@dataclass(frozen=True)
class Quarantine:
    """What was left out.

    Args:
        reasons: of all sources; places: those chosen, `SHOWN` at a time.
        rows, values: rejected rows, and values left empty in rows that were kept.
        source, reason: what the places are chosen by; empty for all.
        after: how many places are passed over; more: whether there are further ones.
        sources: those a corrected file can be sent for.
    """

    reasons: tuple[Rejected, ...]
    places: tuple[Place, ...]
    rows: int
    values: int
    source: str
    reason: str
    after: int
    more: bool
    sources: tuple[Fed, ...]


def load(visit: Visit) -> Quarantine:
    """Of the newest version."""
    source, reason, after = visit.first("source"), visit.first("reason"), _whole(visit.first("after"))
    with visit.served.snapshot(visit.served.newest) as snapshot:
        reasons = quarantine.reasons(snapshot)
        places = quarantine.places(snapshot, source, reason, SHOWN + 1, after)
    counted = {kind: sum(entry.count for entry in reasons if entry.kind == kind) for kind in ("row", "cell")}
    more = len(places) > SHOWN
    return Quarantine(reasons, places[:SHOWN], counted["row"], counted["cell"], source, reason, after, more, fed(visit))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


TAKES = (
    Parameter("source", "Only of this source.", as_text, "--source", "SOURCE", default=""),
    Parameter("reason", "Only for this reason.", as_text, "--reason", "REASON", default=""),
    Parameter("after", "How many places are passed over.", as_count, "--after", "NUMBER", default=0, least=0),
)


def rows(page: Quarantine) -> list[dict[str, Any]]:
    """Why rows and values were left out, the most frequent first; their places are a file of their own."""
    return [
        {
            "reason": f"{entry.column.replace('_', ' ')} {entry.reason}".strip(),
            "source": entry.source,
            "left_out": "the row" if entry.kind == "row" else "the value",
            "how_many": entry.count,
            "first_in": entry.file,
            "row": entry.row,
        }
        for entry in page.reasons
    ]


PAGE = Page(
    "quarantine", "Rejected rows", "/data/quarantine", "quarantine.html", load, roles=EDITORS, takes=TAKES, rows=rows
)

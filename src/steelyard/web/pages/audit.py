"""The audit log: who saw and changed what, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from steelyard.declare import Page
from steelyard.desk import Entry
from steelyard.errors import QuestionError
from steelyard.parameters import Parameter, as_count, as_text
from steelyard.web.visit import Visit

MOST = 100
KINDS = ("", "user.", "key.", "view.", "customer.", "sign", "page.")


@dataclass(frozen=True)
class AuditLog:
    """Entries of one person or kind, or all.

    Args:
        older, newer: addresses of the neighbouring pages; empty where there are none.
    """

    entries: tuple[Entry, ...]
    who: str = ""
    what: str = ""
    older: str = ""
    newer: str = ""
    kinds: tuple[str, ...] = KINDS


def load(visit: Visit) -> AuditLog:
    """The entries the address asks for."""
    who, what, begin = visit.first("who"), visit.first("what"), visit.first("begin", "0")
    if not begin.isdigit() or len(begin) > 9:
        raise QuestionError("begin is how many of the newest entries are passed over", next="Write begin=100.")
    if visit.desk is None:
        return AuditLog((), who, what)
    place = int(begin)
    found = visit.desk.audit.latest(MOST + 1, who=who, what=what, before=place)

    def at(begin: int) -> str:
        return "/settings/audit?" + urlencode({"who": who, "what": what, "begin": begin})

    older = at(place + MOST) if len(found) > MOST else ""
    return AuditLog(tuple(found[:MOST]), who, what, older, at(max(place - MOST, 0)) if place else "")


TAKES = (
    Parameter("who", "Only what this person did.", as_text, "--who", "PERSON", default=""),
    Parameter("what", "Only entries that begin so, e.g. user.", as_text, "--what", "KIND", default=""),
    Parameter("begin", "How many of the newest are passed over.", as_count, "--begin", "NUMBER", default=0, least=0),
)


def rows(page: AuditLog) -> list[dict[str, Any]]:
    """The entries shown, as a file has them; instants are UTC."""
    return [
        {"at": f"{one.at:%Y-%m-%d %H:%M:%S}", "who": one.who, "what": one.what, "of": one.of, "detail": one.detail}
        for one in page.entries
    ]


PAGE = Page(
    "audit",
    "Audit log",
    "/settings/audit",
    "audit.html",
    load,
    place=96,
    roles=("administrator",),
    takes=TAKES,
    rows=rows,
)

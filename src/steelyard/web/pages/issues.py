"""A list of issues to begin from: the newest, those of a part, those that show a sign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from steelyard.declare import Page
from steelyard.errors import QuestionError
from steelyard.story import reading
from steelyard.story.reading import SIGNS
from steelyard.web.telling import TELLERS, Line, lines, told
from steelyard.web.visit import Visit

SHOWN = 50


@dataclass(frozen=True)
class IssuesPage:
    """Some issues.

    Args:
        where: (dimension, part) they are picked by; sign: which sign they show; empty for all.
        signs: to choose from. earlier, further: addresses of the pages beside this one; empty where there is none.
    """

    where: tuple[tuple[str, str], ...]
    sign: str
    signs: tuple[str, ...]
    lines: tuple[Line, ...]
    earlier: str
    further: str


def load(visit: Visit) -> IssuesPage:
    """Of the newest version, the newest issues first."""
    where = tuple(_parts(visit.query.get("where", ())))
    sign, told_after = visit.first("sign"), visit.first("after")
    after = int(told_after) if told_after.isascii() and told_after.isdigit() and len(told_after) < 10 else 0

    def read(snapshot: Any, held: Any, teams: tuple[str, ...]) -> tuple[Line, ...]:
        found = reading.issues(snapshot, held, where=dict(where), sign=sign, teams=teams, most=SHOWN + 1, after=after)
        return lines(found, held.currency)

    found = told(visit, read)
    return IssuesPage(
        where=where,
        sign=sign,
        signs=tuple(SIGNS),
        lines=found[:SHOWN],
        earlier=_address(where, sign, max(after - SHOWN, 0)) if after else "",
        further=_address(where, sign, after + SHOWN) if len(found) > SHOWN else "",
    )


def _parts(given: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in given:
        name, sign, part = text.partition("=")
        if not sign:
            raise QuestionError(f"{text[:40]!r} names no part", next="Write it as team=Porto.")
        yield name.strip(), part.strip()


def _address(where: Iterable[tuple[str, str]], sign: str, after: int) -> str:
    query = [("where", f"{name}={part}") for name, part in where] + [("sign", sign)] * bool(sign)
    return f"/issues?{urlencode([*query, ('after', str(after))])}"


PAGE = Page("issues", "Issues", "/issues", "issues.html", load, place=70, roles=TELLERS)

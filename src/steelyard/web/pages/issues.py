"""A list of issues to begin from: the newest, those of a part, those that show a sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from steelyard.declare import Page
from steelyard.parameters import PART, Parameter, as_count, as_text, read_all
from steelyard.story import reading
from steelyard.story.reading import SIGNS
from steelyard.web import controls
from steelyard.web.access.rules import TELLERS
from steelyard.web.telling import Line, lines, moment, told
from steelyard.web.visit import Visit

PATH = "/issues"
SHOWN, MOST_PASSED = 50, 10**9


TAKES = (
    *PART,
    Parameter("sign", "Only issues that show this.", as_text, "--sign", default="", choices=tuple(SIGNS)),
    Parameter("after", "How many of the newest are passed over.", as_count, "--after", "NUMBER", default=0, least=0),
)


@dataclass(frozen=True)
class IssuesPage:
    """Some issues.

    Args:
        where: (dimension, part) they are picked by; sign: which sign they show; empty for all.
        from_on, to_on: the days in which they begin, as people write them; empty for all.
        signs: to choose from. query: (name, value) of what else the address holds.
        earlier, further: addresses of the pages beside this one; empty where there is none. all: of any days.
    """

    where: tuple[tuple[str, str], ...]
    from_on: str
    to_on: str
    sign: str
    signs: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    earlier: str
    further: str
    all: str


def load(visit: Visit) -> IssuesPage:
    """Of the newest version, the newest issues first.

    Raises:
        QuestionError: what the address gives is none of what can be asked.
    """
    given = read_all(TAKES, "the list of issues", controls.given(TAKES, visit.query))
    after = min(given.pop("after", 0), MOST_PASSED)

    def read(snapshot: Any, held: Any, teams: tuple[str, ...]) -> tuple[Line, ...]:
        found = reading.issues(snapshot, held, **given, teams=teams, most=SHOWN + 1, after=after)
        return lines(found, held.currency)

    def at(after: int) -> str:
        return controls.address(PATH, TAKES[:-1], visit.query, after=str(after))

    found = told(visit, read)
    where = dict(given.get("where") or {})
    return IssuesPage(
        where=tuple((name, part) for name, parts in where.items() for part in parts),
        from_on=_day(given.get("from_on")),
        to_on=_day(given.get("to_on")),
        sign=given.get("sign", ""),
        signs=tuple(SIGNS),
        query=tuple((name, value) for name in ("where", "from", "to") for value in visit.query.get(name, ())),
        lines=found[:SHOWN],
        earlier=at(max(after - SHOWN, 0)) if after else "",
        further=at(after + SHOWN) if len(found) > SHOWN else "",
        all=controls.address(PATH, (PART[0], TAKES[-2]), visit.query),
    )


def _day(day: date | None) -> str:
    return moment(day) if day else ""


def rows(page: IssuesPage) -> list[dict[str, Any]]:
    """The issues shown, as a file has them."""
    return [
        {
            "issue": line.id,
            "begun": line.on,
            "topic": line.topic,
            "channel": line.channel,
            "team": line.team,
            "contacts": line.contacts,
            "ended": line.ended,
            "returned": line.returned,
            "cost": line.cost,
        }
        for line in page.lines
    ]


PAGE = Page("issues", "Issues", "/issues", "issues.html", load, place=70, roles=TELLERS, takes=TAKES, rows=rows)

"""An agent's own page: their figures beside what is expected of their cases, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steelyard.analyses.compare.answer import OwnFigure, OwnWork
from steelyard.declare import Page
from steelyard.errors import QuestionError
from steelyard.view.table import interval_cell, value_cell
from steelyard.web.access.viewer import OWN
from steelyard.web.asking import ACCEPTED, OK
from steelyard.web.visit import Visit
from steelyard.web.work import Pending
from steelyard.wording import change_limits_of, change_of, listed


@dataclass(frozen=True)
class Line:
    """One measure, in words and figures.

    Args:
        counted: how many cases, of what. own, expected, distance: figures with their intervals; empty where refused.
        tone: "good" or "bad" where it is beyond chance and either.
    """

    title: str
    meaning: str
    said: str
    unlock: str
    counted: str
    own: tuple[str, str] | None = None
    expected: str = ""
    distance: tuple[str, str] | None = None
    reliability: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Own:
    """What an agent's page shows.

    Args:
        waits: how far it is; None where it is there.
        held: what of the cases was held equal.
    """

    address: str = OWN
    work: OwnWork | None = None
    waits: Pending | None = None
    lines: tuple[Line, ...] = ()
    held: str = ""

    @property
    def status(self) -> int:
        """OK, or not ready yet."""
        return OK if self.waits is None else ACCEPTED

    def to_dict(self) -> dict[str, Any]:
        """The answer itself; else that it is not there yet."""
        return self.waits.to_dict() if self.waits is not None else self.work.to_dict() if self.work else {}


def load(visit: Visit) -> Own:
    """Of whoever has signed in: the id is that of their account, and nothing of the address.

    Raises:
        QuestionError: the account names no agent.
    """
    if not visit.viewer.agent_id:
        raise QuestionError("your account names no agent", next="Ask an administrator to add your agent id to it.")
    found: OwnWork | Pending = visit.job("own", {"agent_id": visit.viewer.agent_id})
    if isinstance(found, Pending):
        return Own(waits=found)
    held = dict.fromkeys(name for figure in found.figures for name in figure.held)
    return Own(work=found, lines=tuple(map(_line, found.figures)), held=listed(tuple(held)))


def _line(figure: OwnFigure) -> Line:
    from steelyard.theme import counted

    line = Line(figure.title, figure.meaning, figure.said, figure.unlock, counted(figure.count, figure.count_unit))
    unit, off = figure.unit, figure.distance
    if unit is None or off is None:
        return line
    return Line(
        line.title,
        line.meaning,
        line.said,
        "",
        line.counted,
        own=(value_cell(unit.raw).text, interval_cell(unit.raw).text),
        expected=value_cell(unit.expected).text,
        distance=(change_of(off), change_limits_of(off)),
        reliability=f"{unit.reliability:.0%}",
        tone={"better": "good", "worse": "bad"}.get(unit.verdict, ""),
    )


PAGE = Page("own", "Your work", OWN, "own.html", load, place=10, roles=("agent",), gives=OwnWork)

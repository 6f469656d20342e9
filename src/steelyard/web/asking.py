"""An answer on a page: its card, its picture, what it may be downloaded as; or why there is none, or not yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from steelyard import catalogue
from steelyard.answers import Answer
from steelyard.declare import Analysis
from steelyard.errors import QuestionError
from steelyard.parameters import Parameter
from steelyard.view.card import Card
from steelyard.web import controls
from steelyard.web.access.rules import TELLERS
from steelyard.web.controls import Control
from steelyard.web.menu import ASK, Group, groups, short
from steelyard.web.privacy import rule
from steelyard.web.visit import Visit
from steelyard.web.work import Pending
from steelyard.wording import capital

OK, ACCEPTED, UNPROCESSABLE = 200, 202, 422


@dataclass(frozen=True)
class Drawn:
    """A picture the browser draws.

    Args:
        address: of its specification. words: what it shows, for whoever does not see it.
    """

    address: str
    words: str


@dataclass(frozen=True)
class Asked:
    """A question as a page has it. One of `answer`, `refused` and `waits` is told.

    Args:
        question: its id. title: its short name. asks: the question in words.
        address: the page's own, with all that was chosen.
        refused: (what, next) where it cannot be asked so.
        waits: how far it is, where it is not answered yet.
        downloads: (name, address) of the answer as files.
        groups: every question there is, to go on from here.
        issues: address of the single issues of the days and parts it is about; empty for who may not see them.
    """

    question: str
    title: str
    asks: str
    address: str
    controls: tuple[Control, ...] = ()
    answer: Answer | None = None
    card: Card | None = None
    drawn: Drawn | None = None
    refused: tuple[str, str] | None = None
    waits: Pending | None = None
    downloads: tuple[tuple[str, str], ...] = ()
    groups: tuple[Group, ...] = ()
    issues: str = ""

    @property
    def headline(self) -> str:
        """The first sentence of what the answer says first; its title where it says nothing."""
        said, dot, _ = self.card.headline.partition(". ") if self.card else ("", "", "")
        return said + dot.strip() or self.title

    @property
    def lead(self) -> tuple[str, ...]:
        """What goes with the headline; `more` follows beside the picture."""
        if self.card is None:
            return ()
        rest = self.card.headline.partition(". ")[2]
        return (*((rest,) if rest else ()), *self.card.sentences[:2])

    @property
    def more(self) -> tuple[str, ...]:
        """The sentences after the lead."""
        return self.card.sentences[2:] if self.card else ()

    @property
    def status(self) -> int:
        """OK, not ready yet, or not a question."""
        return UNPROCESSABLE if self.refused else ACCEPTED if self.waits is not None else OK

    def to_dict(self) -> dict[str, Any]:
        """The answer itself; else why there is none."""
        if self.answer is not None:
            return self.answer.to_dict()
        if self.refused:
            return {"error": {"what": self.refused[0], "where": "", "next": self.refused[1]}}
        return self.waits.to_dict() if self.waits else {}


def asked(visit: Visit, question: str, path: str = "") -> Asked:
    """A question with what the address gives it, answered or not.

    Args:
        path: of its page, where that is not the question's own.

    Raises:
        QuestionError: there is no such question.
        EmptyStoreError: nothing has been loaded yet.
    """
    analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", question)
    path = path or f"{ASK}{question}"
    here = controls.address(path, analysis.takes, visit.query)
    frame = Asked(question, short(analysis), analysis.question, here, _controls(visit, analysis))
    frame = replace(frame, groups=groups(question))
    try:
        answer = visit.ask(question, **controls.given(analysis.takes, visit.query))
    except QuestionError as error:
        return replace(frame, refused=(f"{capital(error.what).rstrip('.')}.", error.next))
    if isinstance(answer, Pending):
        return replace(frame, waits=answer)
    return _shown(visit, analysis, answer, frame)


def _shown(visit: Visit, analysis: Analysis, answer: Answer, frame: Asked) -> Asked:
    from steelyard.view.card import card

    picture = drawn(visit, answer)
    kinds = {"csv": "csv", "xlsx": "xlsx", "png": "png", "tables": "tables.png", "json": "json"}
    if not picture:
        del kinds["tables"]
    files = tuple(
        (kind, controls.address(f"{ASK}{analysis.id}.{ending}", analysis.takes, visit.query))
        for kind, ending in kinds.items()
    )
    return replace(
        frame, answer=answer, card=card(answer), drawn=picture, downloads=files, issues=issues_at(visit, answer)
    )


def issues_at(visit: Visit, answer: Answer) -> str:
    """The address of the single issues an answer is about; empty for who may not see them."""
    if visit.viewer.role not in TELLERS:
        return ""
    told = answer.provenance
    days = [(name, day.isoformat()) for name, day in (("from", told.from_on), ("to", told.to_on)) if day]
    parts = [("where", f"{name}={part}") for name, held in told.where.items() for part in held]
    return f"/issues?{urlencode([*days, *parts])}" if days or parts else "/issues"


def drawn(visit: Visit, answer: Answer) -> Drawn | None:
    """The picture of an answer to what the address gives its question; None where none is made."""
    from steelyard import charts

    analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", answer.question)
    if not answer.estimates or not charts.draws(answer):
        return None
    where = controls.address(f"/chart/{analysis.id}.json", analysis.takes, visit.query)
    return Drawn(where, charts.of(answer).describe(answer))


def _controls(visit: Visit, analysis: Analysis) -> tuple[Control, ...]:
    held = visit.served.workspace.settings.every_initiative if any(one.is_typed_bare for one in analysis.takes) else ()
    names = [one.name for one in held]
    return controls.controls(analysis.takes, visit.query, parts(visit), metrics(), names)


def parts(visit: Visit) -> Mapping[str, tuple[str, ...]]:
    """Dimension -> its parts, to choose from; none while they are being looked up. Viewers choose what they may see."""
    found = visit.job("parts", {})
    scope = visit.job("scope", rule.known_to(visit.viewer)) if rule.is_limited(visit.viewer, {}) else None
    if isinstance(found, Pending) or isinstance(scope, Pending):
        return {}
    return {name: held for name, held in found.items() if scope is None or name in scope.parts}


def metrics() -> Mapping[str, str]:
    """Id -> title of every measure."""
    return {name: entry.title for name, entry in catalogue.entries("metrics", "METRIC").items()}


def measure_at(metric: str, takes: Sequence[Parameter], query: controls.Query) -> str:
    """Where a measure is explained, with its figure of the same days and parts."""
    return controls.address(f"/measure/{metric}", takes, query)

"""The first page: what customers received for what it took, what moved, what matters most, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from steelyard import catalogue
from steelyard.answers import Answer
from steelyard.declare import Page
from steelyard.parameters import AGAINST, PART, PERIOD
from steelyard.web import controls
from steelyard.web.asking import ACCEPTED, OK, Drawn, drawn, measure_at, metrics, parts
from steelyard.web.controls import Control, Query
from steelyard.web.menu import ASK, short
from steelyard.web.visit import Visit
from steelyard.web.work import IN_TURN, Pending, furthest

if TYPE_CHECKING:
    from steelyard.report.findings import Finding
    from steelyard.report.head import Head
    from steelyard.report.rows import Side, Step
    from steelyard.report.sections import Section

FIRST = ("verdict", "balance", "change", "scorecard")
TAKES = (PERIOD, AGAINST, *PART)
LEADING = 6


@dataclass(frozen=True)
class Said:
    """What another question says, in a sentence, and where it is answered."""

    name: str
    said: str
    address: str


@dataclass(frozen=True)
class Home:
    """What the first page shows; nothing but the address and the controls while its answers are computed.

    Args:
        address: the page's own, with all that was chosen.
        waits: how far the first answers are; None where they are there.
        answers: question -> answer, all that is known.
        waiting: short names of the questions whose findings may still come. awaited: the same with how far each is; of
            the first answers, too, those that are there, with nothing said.
        head: headline, what goes with it, the one thing to do. when: the days, and those compared with.
        notes: caveats of the figures, text -> the number they are marked with.
        moved: where the change sits.
        further: what the other questions say.
    """

    address: str
    controls: tuple[Control, ...]
    waits: Pending | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    when: str = ""
    head: Head | None = None
    ladder: Section | None = None
    steps: tuple[Step, ...] = ()
    beam: Drawn | None = None
    bridge: Drawn | None = None
    moved: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    sides: tuple[Side, ...] = ()
    period: str = ""
    period_before: str = ""
    notes: Mapping[str, int] = field(default_factory=dict)
    further: tuple[Said, ...] = ()
    awaited: tuple[Said, ...] = ()
    query: Query = field(default_factory=dict)

    @property
    def status(self) -> int:
        """OK, or not ready yet."""
        return OK if self.waits is None else ACCEPTED

    def link(self, metric: str) -> str:
        """Where a measure's figure is explained."""
        return measure_at(metric, TAKES, self.query)

    def at(self, path: str) -> str:
        """The address of another page about the same days and parts."""
        return controls.address(path, TAKES, self.query)

    def to_dict(self) -> dict[str, Any]:
        """The headline, the findings, and every answer they rest on."""
        if self.head is None:
            return self.waits.to_dict() if self.waits else {}
        found = [{"said": one.said, "question": one.section, "stake": one.stake, "do": one.do} for one in self.findings]
        told = {"headline": self.head.headline, "lead": list(self.head.lead), "do": self.head.do, "findings": found}
        answers = {name: answer.to_dict() for name, answer in self.answers.items()}
        return {**told, "waiting": list(self.waiting), "answers": answers}


def load(visit: Visit) -> Home:
    """The newest version's balance, and what matters about it."""
    from steelyard.report.asking import sections

    own = controls.controls(TAKES, visit.query, parts(visit), metrics())
    home = Home(controls.address("/", TAKES, visit.query), own, query=visit.query)
    named = {entry.id: entry.name for entry in sections()}
    first = visit.ask_all(FIRST, visit.query)
    waits = [found for found in first.values() if isinstance(found, Pending)]
    if waits:
        return _begun(visit, replace(home, waits=furthest(waits)), first)
    rest = visit.ask_in_turn(tuple(name for name in named if name not in first), visit.query)
    known = {name: found for name, found in {**first, **rest}.items() if isinstance(found, Answer)}
    awaited = _awaited(home, {name: found for name, found in rest.items() if name not in known})
    return replace(_shown(visit, home, known, named), awaited=awaited)


def _begun(visit: Visit, home: Home, first: Mapping[str, Answer | Pending]) -> Home:
    """Before the first answers are all there: what each waits for, and the ladder as soon as it is known."""
    home = replace(home, awaited=_awaited(home, first))
    verdict = first["verdict"]
    if not isinstance(verdict, Answer):
        return home
    from steelyard.report.rows import steps

    rungs = steps(getattr(verdict, "rungs", ()), verdict.provenance.currency)
    return replace(home, ladder=_ladder(verdict), steps=rungs)


def _awaited(home: Home, found: Mapping[str, Answer | Pending]) -> tuple[Said, ...]:
    """Each question with how far it is; nothing is said of one that is answered."""
    return tuple(
        Said(
            short(catalogue.entry("analyses", "ANALYSIS", name)),
            _far(one) if isinstance(one, Pending) else "",
            home.at(f"{ASK}{name}"),
        )
        for name, one in found.items()
    )


def _far(one: Pending) -> str:
    """How far a question is."""
    if one.stage == IN_TURN:
        return "comes in its turn"
    return f"is being computed{': ' + one.stage if one.stage else ''}"


def _shown(visit: Visit, home: Home, known: Mapping[str, Answer], named: Mapping[str, str]) -> Home:
    from steelyard.analyses.scorecard.question import Scorecard
    from steelyard.report.findings import findings
    from steelyard.report.head import head
    from steelyard.report.rows import leading_sides, steps
    from steelyard.report.sections import plain

    verdict, balance, change, scorecard = (known[name] for name in FIRST)
    told = [(known[name], title) for name, title in named.items() if name in known]
    found = findings(told, balance.provenance.currency)
    notes: dict[str, int] = {}
    return Home(
        home.address,
        home.controls,
        answers=known,
        waiting=tuple(title for name, title in named.items() if name not in known),
        when=_when(scorecard),
        head=head({type(answer): answer for answer in known.values()}, found),
        ladder=_ladder(verdict),
        steps=steps(getattr(verdict, "rungs", ()), verdict.provenance.currency),
        beam=drawn(visit, balance),
        bridge=drawn(visit, change),
        moved=plain(change).more[1:],
        findings=found,
        sides=leading_sides(scorecard, notes) if isinstance(scorecard, Scorecard) else (),
        period=getattr(scorecard, "period", ""),
        period_before=getattr(scorecard, "period_before", ""),
        notes=notes,
        further=_further(told, found, home),
        query=home.query,
    )


def _when(scorecard: Answer) -> str:
    period, before = getattr(scorecard, "period", ""), getattr(scorecard, "period_before", "")
    return f"{period} against {before}" if before else period


def _ladder(verdict: Answer) -> Section:
    from steelyard.report.sections import Section
    from steelyard.view.card import ordered

    return Section("verdict", "Effectiveness first", caveats=ordered(verdict.caveats))


def _further(told: Sequence[tuple[Answer, str]], found: Sequence[Finding], home: Home) -> tuple[Said, ...]:
    """What the questions say that are not among the findings."""
    shown = {finding.section for finding in found}
    return tuple(
        Said(title, answer.sentences[0], home.at(f"{ASK}{answer.question}"))
        for answer, title in told
        if answer.sentences and answer.question not in shown
    )


_FINDING = {name: {"type": "string"} for name in ("said", "question", "do")}
GIVES = {
    "type": "object",
    "description": "The headline, the findings that matter most, and every answer they rest on.",
    "properties": {
        "headline": {"type": "string"},
        "lead": {"type": "array", "items": {"type": "string"}},
        "do": {"type": "string", "description": "the one thing to do"},
        "findings": {"type": "array", "items": {"type": "object", "properties": _FINDING}},
        "waiting": {"type": "array", "items": {"type": "string"}, "description": "questions not answered yet"},
        "answers": {"type": "object", "additionalProperties": {"type": "object"}, "description": "question -> answer"},
    },
    "required": ["headline", "lead", "do", "findings", "waiting", "answers"],
}

PAGE = Page("balance", "Balance", "/", "balance.html", load, place=10, takes=TAKES, gives=GIVES)

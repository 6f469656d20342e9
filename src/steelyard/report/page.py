"""From answers to everything the page shows. What an answer cannot say becomes a line of its own, never a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from steelyard.analyses.balance.question import Balance
from steelyard.analyses.change.question import Change, Term
from steelyard.analyses.returns.question import Returns
from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.analyses.verdict.question import Verdict
from steelyard.answers import Answer, Estimate, Missing, Provenance
from steelyard.charts import change as waterfall
from steelyard.charts import scorecard as months
from steelyard.report import agreement, pictures
from steelyard.report.asking import sections
from steelyard.report.coverage import Bar, coverage
from steelyard.report.definitions import Definition, definitions
from steelyard.report.findings import Finding, findings
from steelyard.report.head import Head, head
from steelyard.report.parts import Parts, parts
from steelyard.report.pictures import Picture
from steelyard.report.rows import Side, Step, sides, steps, trend_table
from steelyard.report.sections import Section, drawn, further, lacking, plain, say_once
from steelyard.theme import log_points
from steelyard.view.answers.scorecard import SIDES
from steelyard.view.card import foot, ordered
from steelyard.view.table import Cell, Column, Table, interval_cell, value_cell

Kind = TypeVar("Kind", bound=Answer)
WIDE_PX, HALF_PX, ONE_PX, PHONE_PX = 1040, 620, 400, 326
MOST_MONTHLY = 6


@dataclass(frozen=True)
class Page:
    """The whole page.

    Args:
        made_on: the day it was made; empty where not told.
        notes: caveats of the scorecard's figures, text -> the number they are marked with.
        missing: what cannot be said, a line each.
    """

    name: str
    when: str
    made_on: str
    head: Head
    findings: tuple[Finding, ...]
    ladder: Section | None
    steps: tuple[Step, ...]
    balance: Section | None
    scorecard: Section | None
    sides: tuple[Side, ...]
    period: str
    period_before: str
    notes: dict[str, int]
    change: Section | None
    causes: Table | None
    parts: Parts | None
    monthly: Picture | None
    returns: Section | None
    further: tuple[Section, ...]
    missing: tuple[Missing, ...]
    coverage: tuple[Bar, ...]
    assumptions: tuple[tuple[str, str], ...]
    origin: tuple[str, ...]
    provenance: Provenance
    definitions: dict[str, Definition]

    def link(self, metric: str) -> str:
        """Where the page says what a measure means; empty where it does not."""
        return f"#def-{metric}" if metric in self.definitions else ""

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Id and short name of every part there is, in reading order."""
        present = (
            ("findings", "Findings", self.findings),
            ("balance", "Balance", self.balance),
            ("scorecard", "Scorecard", self.scorecard),
            ("change", "What moved it", self.change),
            ("parts", f"By {self.parts.by}" if self.parts else "", self.parts),
            ("monthly", "Months", self.monthly),
            ("questions", "Questions", self.further),
            ("missing", "Not told", self.missing),
            ("definitions", "Definitions", self.definitions),
        )
        return tuple((id, name) for id, name, part in present if part)


def page(answers: Sequence[Answer], name: str = "", made_on: date | None = None) -> Page:
    """Lay out the page; any of the answers may be absent."""
    verdict, balance, change = _first(answers, Verdict), _first(answers, Balance), _first(answers, Change)
    scorecard, returns = _first(answers, Scorecard), _first(answers, Returns)
    provenance = _provenance(answers)
    notes: dict[str, int] = {}
    tables = sides(scorecard, notes) if scorecard else ()
    found = findings(_named(answers), provenance.currency)
    opening = head({type(answer): answer for answer in answers}, found)
    made = say_once(
        [
            drawn(balance, _is_said(balance.now), WIDE_PX, PHONE_PX) if balance else None,
            _ladder(verdict),
            plain(scorecard) if scorecard else None,
            drawn(change, bool(change.terms), HALF_PX, PHONE_PX) if change else None,
            drawn(returns, sum(map(_is_said, returns.returned)) > 1, ONE_PX) if returns else None,
            *(further(answer, title, ONE_PX) for answer, title in _named(answers)),
        ],
        notes,
        [caveat.text for answer in answers for caveat in answer.caveats if caveat.id == "chosen_days"],
    )
    beam, ladder, figures, bridge, *rest = agreement.together([_unless_refused(section) for section in made], answers)
    curve, *others = rest
    return Page(
        name=name,
        when=_when(answers),
        made_on=f"{made_on.day} {made_on:%B %Y}" if made_on else "",
        head=opening,
        findings=found,
        ladder=ladder,
        steps=steps(verdict.rungs, verdict.provenance.currency) if verdict else (),
        balance=beam,
        scorecard=figures,
        sides=tables,
        period=scorecard.period if scorecard else "",
        period_before=scorecard.period_before if scorecard else "",
        notes=notes,
        change=bridge,
        causes=_causes(change) if change else None,
        parts=parts(scorecard) if scorecard else None,
        monthly=_monthly(scorecard) if scorecard else None,
        returns=curve,
        further=tuple(section for section in others if section),
        missing=lacking(made, _missing(answers)),
        coverage=coverage(scorecard) if scorecard else (),
        assumptions=tuple(dict(pair for answer in answers for pair in answer.provenance.assumptions.items()).items()),
        origin=tuple(line for line in foot(provenance) if not line.startswith("Assumed")),
        provenance=provenance,
        definitions=definitions(_shown(answers), answers),
    )


def _first(answers: Sequence[Answer], kind: type[Kind]) -> Kind | None:
    return next((answer for answer in answers if isinstance(answer, kind)), None)


def _is_said(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.value is not None


def _unless_refused(section: Section | None) -> Section | None:
    """A question without an answer has no section: it is a line among what cannot be said."""
    return None if section is None or section.refusals else section


def _ladder(verdict: Verdict | None) -> Section | None:
    return Section("verdict", "Effectiveness first", caveats=ordered(verdict.caveats)) if verdict else None


def _named(answers: Sequence[Answer]) -> list[tuple[Answer, str]]:
    """The answers with a section of their own, and its short name."""
    names = {entry.id: entry.name for entry in sections()}
    return [(answer, names[answer.question]) for answer in answers if answer.question in names]


def _monthly(scorecard: Scorecard) -> Picture | None:
    """The main measures month by month, both sides represented."""
    lines = _with_trend(scorecard)
    if not lines:
        return None
    currency = scorecard.provenance.currency
    wide, narrow = (
        pictures.svg(months.draw_lines(lines, currency, *size, scorecard.events))
        for size in ((WIDE_PX, False), (PHONE_PX, True))
    )
    told = months.describe(replace(scorecard, lines=tuple(lines)))
    return Picture("monthly", wide, narrow, told, tuple(trend_table(line, currency) for line in lines))


def _with_trend(scorecard: Scorecard) -> list[Line]:
    known = [line for line in scorecard.lines if sum(map(_is_said, line.trend)) > 1]
    split = [[line for line in known if line.side == side] for side in SIDES]
    costs = split[1][: max(2, MOST_MONTHLY - len(split[0]))]
    return [*split[0][: MOST_MONTHLY - len(costs)], *costs]


def _causes(answer: Change) -> Table | None:
    """The part that every factor that moved mostly came from; where nothing is split, the factors' own levels."""
    moved = [term for term in answer.terms if term.is_claimed and term.parts and _shows(term)]
    if not moved:
        return _levels(answer, answer.provenance.currency)
    rows = []
    for term in moved:
        name, effect = max(term.parts.items(), key=lambda pair: abs(pair[1].value or 0.0))
        rows.append((Cell(waterfall.title(term.factor)), Cell(name), _points(effect.value), interval_cell(effect)))
    columns = (Column("Factor"), Column("Mostly from"), Column("Effect, %", True), Column("95% interval", True))
    return Table("Where it came from", columns, tuple(rows))


def _shows(term: Term) -> bool:
    """Whether its effect is more than 0.0 as printed."""
    return abs(term.effect.value or 0.0) >= waterfall.LEAST


def _levels(answer: Change, currency: str) -> Table | None:
    rows = tuple(
        (Cell(waterfall.title(term.factor)), _level(term.before, currency), _level(term.after, currency))
        for term in answer.terms
        if term.before or term.after
    )
    columns = (Column("Factor"), Column(answer.label_before, True), Column(answer.label_after, True))
    return Table("The factors themselves", columns, rows) if rows else None


def _level(estimate: Estimate | None, currency: str) -> Cell:
    return replace(value_cell(estimate, currency), note=interval_cell(estimate).text)


def _points(value: float | None) -> Cell:
    return Cell(log_points(value), "" if value is None else "good" if value > 0 else "bad")


def _missing(answers: Sequence[Answer]) -> tuple[Missing, ...]:
    return tuple({entry.metric: entry for answer in answers for entry in answer.missing}.values())


def _provenance(answers: Sequence[Answer]) -> Provenance:
    return next((answer.provenance for answer in answers if answer.provenance.version), Provenance())


def _when(answers: Sequence[Answer]) -> str:
    for answer in answers:
        if isinstance(answer, Scorecard | Balance) and answer.period:
            return f"{answer.period} against {answer.period_before}" if answer.period_before else answer.period
    return ""


def _shown(answers: Sequence[Answer]) -> list[str]:
    """Every measure that stands on the page, in order."""
    verdict, balance, scorecard = _first(answers, Verdict), _first(answers, Balance), _first(answers, Scorecard)
    rungs = [rung.estimate.metric for rung in verdict.rungs if rung.estimate] if verdict else []
    beam = ["balance"] if balance and balance.now else []
    lines = [line.metric for line in scorecard.lines] if scorecard else []
    further = [estimate.metric for answer, _ in _named(answers) for estimate in answer.estimates]
    return [*rungs, *beam, *lines, *further]

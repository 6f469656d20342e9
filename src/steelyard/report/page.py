"""From answers to everything the page shows. What an answer cannot say becomes a state of its own, never a gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from steelyard import charts
from steelyard.analyses.balance.question import Balance
from steelyard.analyses.change.question import Change, Term
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.analyses.returns.question import Returns
from steelyard.analyses.scorecard.question import Scorecard
from steelyard.analyses.verdict.question import Verdict
from steelyard.answers import Answer, Caveat, Estimate, Missing, Provenance
from steelyard.charts import change as waterfall
from steelyard.charts import coverage, parts
from steelyard.report.asking import sections
from steelyard.report.definitions import Definition, definitions
from steelyard.report.pictures import Picture, picture
from steelyard.report.rows import Group, Step, groups, leading, steps, trend_table
from steelyard.theme import log_points
from steelyard.view.answers.scorecard import SIDES
from steelyard.view.card import card, foot, ordered
from steelyard.view.table import Cell, Column, Table, interval_cell, value_cell

Kind = TypeVar("Kind", bound=Answer)
UNKNOWN_REASON = "The data loaded do not hold what it needs."
FULL_PX, PART_PX, SIDE_PX = 900, 620, 420
MOST_FINDINGS = 3
"""How many findings a page opens with."""


@dataclass(frozen=True)
class Section:
    """One part of the page.

    Args:
        claim: what it says in a sentence, before any picture.
        more: the sentences after it.
        picture: None where nothing can be drawn.
        refusals: why the question has no answer; empty where it has one.
        unlocks: what to supply.
        caveats: what a reader must know.
        name: short, for the list of sections.
        tables: what stands in the place of a picture where none is made.
        evidence: how the answer was reached, as (what, lines).
    """

    id: str
    title: str
    claim: str = ""
    more: tuple[str, ...] = ()
    picture: Picture | None = None
    refusals: tuple[str, ...] = ()
    unlocks: tuple[str, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    name: str = ""
    tables: tuple[Table, ...] = ()
    evidence: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Finding:
    """One of the findings the page opens with, and the section that holds its evidence.

    Args:
        stake: what it is worth in a year, with its interval; empty where it has no price.
    """

    said: str
    section: str
    name: str
    stake: str = ""


@dataclass(frozen=True)
class Side:
    """One side of the scorecard: the measures shown at once, and those a reader may unfold."""

    title: str
    groups: tuple[Group, ...]
    folded: tuple[Group, ...]

    @property
    def folded_count(self) -> int:
        """How many measures are folded."""
        return sum(len(group.rows) for group in self.folded)


@dataclass(frozen=True)
class Page:
    """The whole page.

    Args:
        notes: caveats of the scorecard's figures, text -> the number they are marked with.
    """

    name: str
    when: str
    headline: str
    lead: tuple[str, ...]
    moved: tuple[str, ...]
    ladder: Section | None
    steps: tuple[Step, ...]
    balance: Section | None
    change: Section | None
    causes: Table | None
    scorecard: Section | None
    sides: tuple[Side, ...]
    period: str
    period_before: str
    trends: tuple[Table, ...]
    notes: dict[str, int]
    parts: Section | None
    by: str
    returns: Section | None
    coverage: Section | None
    findings: tuple[Finding, ...]
    further: tuple[Section, ...]
    missing: tuple[Missing, ...]
    assumptions: tuple[tuple[str, str], ...]
    origin: tuple[str, ...]
    provenance: Provenance
    definitions: dict[str, Definition]

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Id and short name of every part there is, in reading order."""
        present = (
            ("balance", "Balance", self.balance),
            ("verdict", "Ladder", self.ladder),
            ("change", "What moved it", self.change),
            ("scorecard", "Scorecard", self.scorecard),
            ("parts", "By part", self.parts),
            ("returns", "Returns", self.returns),
            ("coverage", "Coverage", self.coverage),
            *((section.id, section.name, section) for section in self.further),
            ("missing", "Missing", self.missing),
            ("definitions", "Definitions", self.definitions),
        )
        return tuple((id, name) for id, name, part in present if part)


def page(answers: Sequence[Answer], name: str = "") -> Page:
    """Lay out the page; any of the answers may be absent."""
    verdict, balance, change = _first(answers, Verdict), _first(answers, Balance), _first(answers, Change)
    scorecard, returns = _first(answers, Scorecard), _first(answers, Returns)
    told = list(dict.fromkeys(sentence for answer in (verdict, balance) if answer for sentence in answer.sentences))
    told = told or [sentence for answer in answers for sentence in answer.sentences[:1]]
    provenance = _provenance(answers)
    notes: dict[str, int] = {}
    sides = _sides(scorecard, notes) if scorecard else ()
    ladder = Section("verdict", "Effectiveness first", caveats=ordered(verdict.caveats)) if verdict else None
    drawn = (
        _balance(balance) if balance else None,
        ladder,
        _change(change) if change else None,
        _plain(scorecard) if scorecard else None,
        _returns(returns) if returns else None,
    )
    others = [_further(answer, name) for answer, name in _named(answers)]
    beam, ladder, bridge, figures, curve, *rest = _say_once((*drawn, *others), notes)
    further = tuple(section for section in rest if section)
    return Page(
        name=name,
        when=_when(answers),
        headline=told[0] if told else "Nothing can be said yet.",
        lead=tuple(told[1:]),
        moved=_moved(change) if change else (),
        ladder=ladder,
        steps=steps(verdict.rungs, verdict.provenance.currency) if verdict else (),
        balance=beam,
        change=bridge,
        causes=_causes(change) if change else None,
        scorecard=figures,
        sides=sides,
        period=scorecard.period if scorecard else "",
        period_before=scorecard.period_before if scorecard else "",
        trends=tuple(trend_table(line, provenance.currency) for line in scorecard.lines if line.trend)
        if scorecard
        else (),
        notes=notes,
        parts=_parts(scorecard) if scorecard and len(scorecard.parts) > 1 and parts.measures(scorecard) else None,
        by=scorecard.by if scorecard else "",
        returns=curve,
        coverage=_coverage(scorecard) if scorecard else None,
        findings=_findings(answers, provenance.currency),
        further=further,
        missing=_missing(answers),
        assumptions=tuple(dict(pair for answer in answers for pair in answer.provenance.assumptions.items()).items()),
        origin=tuple(line for line in foot(provenance) if not line.startswith("Assumed")),
        provenance=provenance,
        definitions=definitions(_shown(answers), answers),
    )


def _first(answers: Sequence[Answer], kind: type[Kind]) -> Kind | None:
    return next((answer for answer in answers if isinstance(answer, kind)), None)


def _plain(answer: Answer) -> Section:
    return Section(
        answer.question,
        answer.title,
        claim=answer.sentences[0] if answer.sentences else "",
        more=answer.sentences[1:],
        caveats=tuple(caveat for caveat in ordered(answer.caveats) if caveat.weight != "refusal"),
    )


def _drawn(answer: Answer, is_said: bool, width: float) -> Section:
    """A section with the answer's picture, or with the reasons why there is none."""
    plain = _plain(answer)
    if is_said:
        return replace(plain, picture=picture(charts.of(answer), answer, card(answer).tables, width))
    lacking = [entry for entry in answer.missing if entry.metric == answer.question] or answer.missing[:1]
    reasons = [entry.reason for entry in lacking] or [caveat.text for caveat in ordered(answer.caveats)]
    unlocks = tuple(entry.unlock for entry in lacking if entry.unlock)
    return replace(plain, refusals=tuple(reasons) or (UNKNOWN_REASON,), unlocks=unlocks, caveats=())


def _say_once(drawn: Iterable[Section | None], notes: Mapping[str, int]) -> list[Section | None]:
    """The sections without the caveats that a section before, or a numbered note, has already said."""
    found: list[Section | None] = []
    said = {text.lower() for text in notes}
    for section in drawn:
        if section is not None:
            new = [caveat for caveat in section.caveats if not caveat.text.lower().endswith(tuple(said))]
            section = replace(section, caveats=tuple(new))
            said.update(caveat.text.lower() for caveat in new)
        found.append(section)
    return found


def _balance(answer: Balance) -> Section:
    return _drawn(answer, answer.now is not None and answer.now.value is not None, FULL_PX)


def _change(answer: Change) -> Section:
    return _drawn(answer, bool(answer.terms), PART_PX)


def _returns(answer: Returns) -> Section:
    return _drawn(answer, sum(entry.value is not None for entry in answer.returned) > 1, PART_PX)


def _named(answers: Sequence[Answer]) -> list[tuple[Answer, str]]:
    """The answers with a section of their own, and its short name."""
    names = {entry.id: entry.name for entry in sections()}
    return [(answer, names[answer.question]) for answer in answers if answer.question in names]


def _further(answer: Answer, name: str) -> Section:
    """The section of an answer that shows itself: claim, picture or tables, evidence, caveats."""
    shown = card(answer)
    is_said = bool(answer.estimates or shown.tables)
    if is_said and charts.draws(answer):
        section = _drawn(answer, True, PART_PX)
    else:
        section = replace(_plain(answer), tables=shown.tables) if is_said else _drawn(answer, False, PART_PX)
    return replace(section, name=name, evidence=shown.evidence)


def _findings(answers: Sequence[Answer], currency: str) -> tuple[Finding, ...]:
    """The findings that matter most: those at stake with a price first, the dearest before all."""
    found = [
        (_stake(one.stake), Finding(one.said, answer.question, name, _spoken(one.stake, currency)))
        for answer, name in _named(answers)
        for one in answer.highlights
    ]
    return tuple(entry for _, entry in sorted(found, key=lambda pair: -pair[0])[:MOST_FINDINGS])


def _stake(stake: Estimate | None) -> float:
    return abs(stake.value) if stake is not None and stake.value is not None else -1.0


def _spoken(stake: Estimate | None, currency: str) -> str:
    if stake is None or stake.value is None:
        return ""
    limits = interval_cell(stake).text
    return f"{value_cell(stake, currency).text} a year" + (f" ({limits})" if limits else "")


def _parts(answer: Scorecard) -> Section:
    """The parts' own picture, and the card's tables of the measures it shows."""
    shown = {line.title for line in parts.measures(answer)}
    tables = tuple(table for table in card(answer).tables if table.title in shown)
    drawn = picture(parts.CHART, answer, tables, FULL_PX)
    return Section("parts", f"By {answer.by.replace('_', ' ')}", picture=drawn)


def _coverage(answer: Scorecard) -> Section:
    columns = (Column(""), Column("Share", True), Column("95% interval", True), Column("n", True))
    rows = tuple(
        (Cell(title), value_cell(entry), interval_cell(entry), Cell(f"{entry.n:,} {entry.n_unit}" if entry else ""))
        for title, _, entry in coverage.bars(answer)
    )
    table = Table("Coverage and maturity", columns, rows)
    return Section("coverage", "Coverage and maturity", picture=picture(coverage.CHART, answer, (table,), SIDE_PX))


def _sides(answer: Scorecard, notes: dict[str, int]) -> tuple[Side, ...]:
    found = []
    for side, title in SIDES.items():
        lines = [line for line in answer.lines if line.side == side]
        if lines:
            first, rest = (groups(part, answer.provenance.currency, notes) for part in leading(lines))
            found.append(Side(title, first, rest))
    return tuple(found)


def _moved(answer: Change) -> tuple[str, ...]:
    """What made the change and where it sits, for the head of the page; empty where chance could have made it."""
    return answer.sentences[1:-1] if is_claimed(answer.total) else ()


def _causes(answer: Change) -> Table | None:
    """The part that every factor that moved mostly came from; where nothing is split, the factors' own levels."""
    currency, moved = (
        answer.provenance.currency,
        [term for term in answer.terms if term.is_claimed and term.parts and _shows(term)],
    )
    if not moved:
        return _levels(answer, currency)
    rows = []
    for term in moved:
        name, effect = max(term.parts.items(), key=lambda pair: abs(pair[1].value or 0.0))
        rows.append((Cell(waterfall.title(term.factor)), Cell(name), _points(effect.value), interval_cell(effect)))
    columns = (Column("Factor"), Column("Mostly from"), Column("Effect, %", True), Column("95% interval", True))
    return Table("Where it came from", columns, tuple(rows))


def _shows(term: Term) -> bool:
    """Whether its effect is more than 0.0 as printed."""
    return abs(term.effect.value or 0.0) >= 0.0005


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


def _missing(answers: Iterable[Answer]) -> tuple[Missing, ...]:
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
    split = [line.metric for _, part in scorecard.parts for line in part] if scorecard else []
    further = [estimate.metric for answer, _ in _named(answers) for estimate in answer.estimates]
    return [*rungs, *beam, *lines, *split, *further]

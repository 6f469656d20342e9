"""Evaluations as tables: the criteria, what they go with, and evaluators where they are named."""

from __future__ import annotations

from steelyard.analyses.evaluations.answer import CriterionTrust, Evaluations, EvaluatorTrust
from steelyard.analyses.evaluations.wording import ADVICE, number, number_with_limits
from steelyard.answers import Estimate
from steelyard.view.table import Cell, Column, Table, Tone
from steelyard.wording import change_limits_of, change_of

_TONES: dict[str, Tone] = {"alike": "good", "tentative": "unsure", "unlike": "bad", "cannot_tell": "quiet"}
_AGREED = {"alike": "alike", "tentative": "tentative", "unlike": "not alike", "cannot_tell": "cannot tell"}
_TIES = (("solved", "Solved"), ("came_back", "Came back"), ("rating", "Rating"))


def tables(answer: Evaluations) -> tuple[Table, ...]:
    """A row for each criterion, and for each evaluator where they are named."""
    found = []
    if answer.criteria:
        columns = (
            Column("Criterion", wraps=True),
            Column("Weight", True, rank=3),
            Column("Alpha (95%)", True),
            Column("Equal", True, rank=3),
            Column("Scored"),
            *(Column(title, True, rank=2) for _, title in _TIES),
            Column("What to do", wraps=True),
        )
        title = "Criteria: agreement, and how outcomes move with a standard deviation more points"
        found.append(Table(title, columns, tuple(map(_criterion, answer.criteria))))
    named = [entry for entry in answer.evaluators if entry.name]
    if named:
        columns = (
            Column("Evaluator"),
            Column("Points above others", True),
            Column("95%", True, rank=2),
            Column("In 90 days", True),
            Column("Halo above others", True, rank=3),
            Column("Above gold", True, rank=3),
            Column("Shared", True, rank=2),
            Column("Finding", wraps=True),
        )
        found.append(Table("Evaluators on contacts that several scored", columns, tuple(map(_evaluator, named))))
    return tuple(found)


def _criterion(entry: CriterionTrust) -> tuple[Cell, ...]:
    ties = {tie.outcome: tie for tie in entry.ties}
    cells = []
    for outcome, _ in _TIES:
        tie = ties.get(outcome)
        cells.append(
            Cell("–", "quiet") if tie is None else Cell(change_of(tie.slope), "strong" if tie.is_claimed else "quiet")
        )
    return (
        Cell(entry.name),
        Cell(f"{entry.weight:.0%}"),
        Cell(number_with_limits(entry.alpha)),
        Cell("–" if entry.equal is None else f"{entry.equal:.0%}", "quiet"),
        Cell(_AGREED[entry.agreed], _TONES[entry.agreed]),
        *cells,
        Cell(ADVICE[entry.advice], note=entry.why),
    )


def _evaluator(entry: EvaluatorTrust) -> tuple[Cell, ...]:
    return (
        Cell(entry.name),
        _points(entry.severity),
        Cell(change_limits_of(entry.severity), "quiet"),
        _points(entry.drift),
        Cell("–" if entry.halo is None else number(entry.halo.value)),
        _points(entry.gold),
        Cell(f"{entry.severity.n:,}"),
        Cell(entry.finding or "–", "bad" if entry.finding else "quiet"),
    )


def _points(estimate: Estimate | None) -> Cell:
    return Cell("–", "quiet") if estimate is None or estimate.value is None else Cell(change_of(estimate))


TABLES = tables

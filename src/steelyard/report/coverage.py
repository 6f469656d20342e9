"""How far the figures speak for everybody: who was asked and answered, and what is old enough to count."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steelyard.analyses.scorecard.question import Scorecard
from steelyard.answers import Estimate
from steelyard.view.table import interval_cell, value_cell

STEPS = (
    ("Asked for a rating, of contacts that could be rated", "survey_invitation_rate"),
    ("Answered, of contacts that could be rated", "survey_coverage"),
)


@dataclass(frozen=True)
class Bar:
    """A share from 0 to 100% with its interval; None where it is not known."""

    title: str
    share: float | None
    text: str
    range: str


def coverage(answer: Scorecard) -> tuple[Bar, ...]:
    """Asked, answered and mature, in that order; nothing where none of them is known."""
    lines = {line.metric: line.now for line in answer.lines}
    found = [_bar(title, lines.get(metric)) for title, metric in STEPS]
    found.append(_bar("Old enough to count, of issues", _maturity(answer)))
    return tuple(bar for bar in found if bar.share is not None)


def _bar(title: str, estimate: Estimate | None) -> Bar:
    value = estimate.value if estimate else None
    estimate = replace(estimate, unit="share") if estimate else None
    return Bar(title, value, value_cell(estimate).text, interval_cell(estimate).text)


def _maturity(answer: Scorecard) -> Estimate | None:
    """The least mature share that any of the figures shown rests on."""
    shares = [line.now.mature_share for line in answer.lines if line.now.mature_share is not None]
    return Estimate("maturity", "share", value=min(shares)) if shares else None

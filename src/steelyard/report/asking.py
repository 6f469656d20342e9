"""The questions a report asks, all of one version of the store."""

from __future__ import annotations

from steelyard import catalogue
from steelyard.analyses.change import Change
from steelyard.analyses.scorecard import Scorecard
from steelyard.answers import Answer, Caveat
from steelyard.declare import Analysis
from steelyard.errors import QuestionError
from steelyard.store import Snapshot
from steelyard.workspace import Workspace

SPLITS = ("site", "team")
"""What the scorecard is split by where the change stands out in no part: the first that has parts."""


def ask(workspace: Workspace) -> tuple[Answer, ...]:
    """Verdict, balance, change, scorecard, returns, and every question with a section of its own, in their order.

    A question these data cannot be asked comes back refused.
    """
    with workspace.snapshot() as snapshot:
        change = _change(workspace, snapshot)
        verdict, balance, returns = (
            workspace.put(snapshot, question) for question in ("verdict", "balance", "returns")
        )
        scorecard = _scorecard(workspace, snapshot, change.by)
        further = tuple(_asked(workspace, snapshot, analysis) for analysis in sections())
    return verdict, balance, change, scorecard, returns, *further


def sections() -> tuple[Analysis, ...]:
    """The questions with a section of their own, third parties' included, in the order of their place."""
    known: dict[str, Analysis] = catalogue.entries("analyses", "ANALYSIS")
    return tuple(sorted((entry for entry in known.values() if entry.name), key=lambda entry: (entry.place, entry.id)))


def _change(workspace: Workspace, snapshot: Snapshot) -> Change:
    """The change, or why there is nothing to compare with."""
    try:
        found: Change = workspace.put(snapshot, "change")  # type: ignore[assignment]
    except QuestionError as error:
        return Change("change", "What moved the balance", caveats=(_reason(error),))
    return found


def _asked(workspace: Workspace, snapshot: Snapshot, analysis: Analysis) -> Answer:
    try:
        found = workspace.put(snapshot, analysis.id)
    except QuestionError as error:
        return Answer(analysis.id, analysis.question, caveats=(_reason(error),))
    return found


def _reason(error: QuestionError) -> Caveat:
    return Caveat("not_asked", f"{error.what[:1].upper()}{error.what[1:]}.", "refusal")


def _scorecard(workspace: Workspace, snapshot: Snapshot, by: str) -> Scorecard:
    """Split by the dimension the change stands out in, else by the first that has parts."""
    for dimension in (by,) if by else SPLITS:
        found: Scorecard = workspace.put(snapshot, "scorecard", by=dimension)  # type: ignore[assignment]
        if len(found.parts) > 1:
            break
    return found

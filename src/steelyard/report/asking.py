"""The questions a report asks, all of one version of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steelyard import catalogue
from steelyard.analyses.change.question import Change
from steelyard.analyses.scorecard.question import Scorecard
from steelyard.answers import Answer, Caveat
from steelyard.declare import Analysis
from steelyard.errors import QuestionError
from steelyard.store import Snapshot
from steelyard.wording import capital
from steelyard.workspace import Workspace

SPLITS = ("site", "team")
"""What the scorecard is split by where the change stands out in no part: the first that has parts."""


@dataclass(frozen=True)
class Asking:
    """One version of a workspace, and what is asked of all of it.

    Args:
        asked: parameters by name; each question is given those it takes.
    """

    workspace: Workspace
    snapshot: Snapshot
    asked: Mapping[str, Any]

    def put(self, question: str, **more: Any) -> Answer:
        """The answer of a question."""
        analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", question)
        given = {name: value for name, value in self.asked.items() if name in analysis.names}
        return self.workspace.put(self.snapshot, question, **(given | more))

    def or_why_not(self, analysis: Analysis) -> Answer:
        """The answer, or the reason for which there is none."""
        try:
            return self.put(analysis.id)
        except QuestionError as error:
            return why_not(analysis, error)


def ask(workspace: Workspace, **asked: Any) -> tuple[Answer, ...]:
    """Verdict, balance, change, scorecard, returns, and every question with a section of its own, in their order.

    A question these data cannot be asked comes back refused.

    Args:
        asked: period, by, where, from_on, to_on ...: to each question what it takes.
    """
    with workspace.snapshot() as snapshot:
        snapshot.expect_much()
        asking = Asking(workspace, snapshot, asked)
        change = _change(asking)
        verdict, balance, returns = (asking.put(question) for question in ("verdict", "balance", "returns"))
        scorecard = _scorecard(asking, change.by)
        further = tuple(asking.or_why_not(analysis) for analysis in sections())
    return verdict, balance, change, scorecard, returns, *further


def sections() -> tuple[Analysis, ...]:
    """The questions with a section of their own, third parties' included, in the order of their place."""
    known: dict[str, Analysis] = catalogue.entries("analyses", "ANALYSIS")
    return tuple(sorted((entry for entry in known.values() if entry.name), key=lambda entry: (entry.place, entry.id)))


def _change(asking: Asking) -> Change:
    """The change, or why there is nothing to compare with."""
    found = asking.or_why_not(catalogue.entry("analyses", "ANALYSIS", "change"))
    assert isinstance(found, Change)
    return found


def why_not(analysis: Analysis, error: QuestionError) -> Answer:
    """The answer to a question these data cannot be asked: nothing but the reason."""
    if analysis.id == "change":
        return Change("change", "What moved the balance", caveats=(_reason(error),))
    return Answer(analysis.id, analysis.question, caveats=(_reason(error),))


def _reason(error: QuestionError) -> Caveat:
    return Caveat("not_asked", f"{capital(error.what)}.", "refusal")


def _scorecard(asking: Asking, by: str) -> Scorecard:
    """Split by the dimension asked for or that the change stands out in, else by the first that has parts."""
    chosen = asking.asked.get("by") or by
    for dimension in (chosen,) if chosen else SPLITS:
        found: Scorecard = asking.put("scorecard", by=dimension)  # type: ignore[assignment]
        if len(found.parts) > 1:
            break
    return found

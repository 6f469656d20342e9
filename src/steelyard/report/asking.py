"""The questions a report asks, all of one version of the store."""

from __future__ import annotations

from typing import Any

from steelyard import catalogue
from steelyard.analyses.change import Change
from steelyard.analyses.scorecard import Scorecard
from steelyard.answers import Answer, Caveat
from steelyard.errors import QuestionError
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.workspace import Workspace

SPLITS = ("site", "team")
"""What the scorecard is split by where the change stands out in no part: the first that has parts."""


def ask(workspace: Workspace) -> tuple[Answer, ...]:
    """Verdict, balance, change, scorecard and returns; a question these data cannot be asked comes back refused."""
    with workspace.snapshot() as snapshot:
        change = _change(snapshot, workspace.settings)
        verdict, balance, returns = (
            _put(snapshot, workspace.settings, question) for question in ("verdict", "balance", "returns")
        )
        scorecard = _scorecard(snapshot, workspace.settings, change.by)
    return verdict, balance, change, scorecard, returns


def _put(snapshot: Snapshot, settings: Settings, question: str, **options: Any) -> Any:
    return catalogue.entry("analyses", "ANALYSIS", question).ask(snapshot, settings, **options)


def _change(snapshot: Snapshot, settings: Settings) -> Change:
    """The change, or why there is nothing to compare with."""
    try:
        found: Change = _put(snapshot, settings, "change")
    except QuestionError as error:
        reason = Caveat("not_asked", f"{error.what[:1].upper()}{error.what[1:]}.", "refusal")
        return Change("change", "What moved the balance", caveats=(reason,))
    return found


def _scorecard(snapshot: Snapshot, settings: Settings, by: str) -> Scorecard:
    """Split by the dimension the change stands out in, else by the first that has parts."""
    for dimension in (by,) if by else SPLITS:
        found: Scorecard = _put(snapshot, settings, "scorecard", by=dimension)
        if len(found.parts) > 1:
            break
    return found

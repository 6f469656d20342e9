"""Is the service effective, valued, well delivered and lean, in that order?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from steelyard.answers import Answer, Estimate
from steelyard.settings.model import Target


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder.

    Args:
        id: effective, valued, well_delivered, lean.
        state: held, not_yet, cannot_tell, from its interval against its target.
        is_meaningful: every rung before it is held.
        reason: one plain clause.
    """

    id: str
    title: str
    state: Literal["held", "not_yet", "cannot_tell"]
    estimate: Estimate | None
    target: Target | None
    is_meaningful: bool
    reason: str = ""


@dataclass(frozen=True)
class Verdict(Answer):
    """The ladder, and the one constraint: the first rung not held."""

    rungs: tuple[Rung, ...] = ()
    constraint: str = ""

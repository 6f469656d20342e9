"""The answer to what customers contribute themselves."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.analyses.participation.avoidable_work import Help
from steelyard.analyses.participation.cost_shifting import Shift, Untold
from steelyard.analyses.participation.modes import Effect, Way
from steelyard.answers import Answer


@dataclass(frozen=True)
class Taken:
    """A way of taking part in the days asked.

    Args:
        n, share: issues of the way, and their part of all; share_before: in the days compared with, None without them.
        effects: what goes with it; measures too thin are left out.
    """

    way: Way
    n: int
    share: float
    share_before: float | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Participation(Answer):
    """The customer's part.

    Args:
        ways: in which customers took part.
        shifts: both parts of the unit cost: all issues and those begun with the bot between periods, then ways.
        untold: of which that cannot be said.
        helps: where help would pay most, the dearest first.
        label_now, label_before: the days; the second is empty where the data do not reach back.
    """

    ways: tuple[Taken, ...] = ()
    shifts: tuple[Shift, ...] = ()
    untold: tuple[Untold, ...] = ()
    helps: tuple[Help, ...] = ()
    label_now: str = ""
    label_before: str = ""

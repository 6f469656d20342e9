"""Why a customer may need a follow-up, a reason a file. `reasons()` gives them all."""

from __future__ import annotations

from collections.abc import Mapping

from steelyard import catalogue
from steelyard.declare import Reason
from steelyard.settings.model import FollowupSettings


def reasons() -> Mapping[str, Reason]:
    """Id -> reason, third parties' included, the weightiest first."""
    known: dict[str, Reason] = catalogue.entries("reasons", "REASON")
    return dict(sorted(known.items(), key=lambda entry: (-entry[1].weight, entry[0])))


def weight_of(reason: Reason, settings: FollowupSettings) -> float:
    """How strongly it speaks for a follow-up, as the settings have it."""
    return settings.weights.get(reason.id, reason.weight)


def action_of(reason: Reason, settings: FollowupSettings, text: str = "") -> str:
    """What it asks for, as the settings have it; where they say nothing, as the text that was found says."""
    return settings.actions.get(reason.id, reason.actions.get(text, reason.action))

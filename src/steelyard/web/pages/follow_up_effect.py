"""Does following up help? What the hold-out says, and how the list was worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from steelyard.declare import Page
from steelyard.settings import shaping
from steelyard.story.helped import Effect, Worked, effects, worked
from steelyard.web.following import desk_of, settings_of
from steelyard.web.visit import Visit


@dataclass(frozen=True)
class EffectPage:
    """What is known of the effect.

    Args:
        refused: why nothing can be said; empty where it can.
        effects: by action and measure. worked: how the list was worked. days: after which returns are looked at.
    """

    refused: str
    effects: tuple[Effect, ...]
    worked: Worked
    days: int


def load(visit: Visit) -> EffectPage:
    """Of all follow-ups, as far as the newest version tells what came after."""
    held = desk_of(visit).follow_ups
    settings, drawn = settings_of(visit), held.drawn()
    found: tuple[Effect, ...] = ()
    if drawn:
        with visit.served.snapshot(visit.version) as snapshot:
            found = effects(snapshot, shaping.as_built(settings, snapshot.manifest.notes), drawn)
    refused = (
        ""
        if drawn
        else "What following up changes cannot be told: everybody on the list is followed up, so there is nobody to "
        "compare with. Before and after is no evidence, since whoever is listed at their worst gets better by itself. "
        "Set [followup.holdout] callback = 0.2 to leave out one customer in five, drawn by lot."
    )
    return EffectPage(
        refused, found, worked(held.all(), datetime.now(UTC).replace(tzinfo=None)), settings.followup.window_days
    )


PAGE = Page(
    "follow_up_effect",
    "Does following up help?",
    "/follow-up-effect",
    "follow_up_effect.html",
    load,
    roles=("analyst", "administrator"),
)

"""Initiatives whose customers were drawn by lot: whether the lot can be read, and what has to hold of it."""

from __future__ import annotations

from steelyard.answers import Check, Missing
from steelyard.measure.models import lots
from steelyard.settings.model import Settings
from steelyard.settings.undertaken import Initiative
from steelyard.store import Snapshot

MOST_CROSSING = 0.01
"""Share of customers with contacts on both sides of a lot from which who was drawn is not told."""


def refused(snapshot: Snapshot, settings: Settings, initiative: Initiative) -> Missing | None:
    """Why the lot cannot be drawn again; None where it can, or units are treated."""
    if not initiative.is_of_customers:
        return None
    if not snapshot.manifest.known.get("contacts", {}).get("customer_id"):
        return Missing("initiative", "", "no contact names its customer", "map contacts.customer_id")
    held = "pseudonyms" if settings.privacy.pseudonyms else "plain"
    if initiative.lot and initiative.lot.ids != held:
        was, now = ("customers' ids", "pseudonyms") if held == "pseudonyms" else ("pseudonyms", "customers' ids")
        reason = f"the lot was drawn from {was}, and the store holds {now}, from which other customers would be drawn"
        return Missing("initiative", "", reason, "map who was drawn as a dimension of contacts and register it as arm")
    return None


def counted(snapshot: Snapshot, settings: Settings, initiative: Initiative) -> tuple[int, int] | None:
    """How many customers are treated, and how many are not; None where units are treated."""
    if initiative.lot:
        return lots.counts(snapshot, settings, initiative.lot)
    if not initiative.arm:
        return None
    held = lots.counts_by(snapshot, settings, initiative.arm)
    treated = sum(held.get(one, 0) for one in initiative.starts)
    others = initiative.controls or [one for one in held if one not in initiative.starts]
    return treated, sum(held.get(one, 0) for one in others)


def crossing(snapshot: Snapshot, settings: Settings, initiative: Initiative) -> tuple[Check, ...]:
    """Whether each customer is on one side alone; of a seed that is so."""
    if not initiative.arm:
        return ()
    customers, on_both = lots.crossing(snapshot, settings, initiative.arm)
    share = on_both / customers if customers else 0.0
    said = (
        f"{share:.1%} of customers are on several sides of {initiative.arm.replace('_', ' ')}; over "
        f"{MOST_CROSSING:.0%} it does not say who was drawn."
    )
    return (Check("crossing", said, share <= MOST_CROSSING),)

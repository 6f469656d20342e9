"""Whether those not treated may have felt it, too: by customers or agents who are on both sides."""

from __future__ import annotations

from steelyard.analyses.initiative.designs import Layout
from steelyard.answers import Check
from steelyard.measure.models.crossing import crossing
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags
from steelyard.store import Snapshot
from steelyard.wording import listed

MOST_SHARED = 0.10
"""Share of the control's contacts from which an effect on those treated is an effect on the control."""


def spill_over(snapshot: Snapshot, settings: Settings, dimension: str, held: Layout) -> Check:
    """The check; it cannot be looked at where nobody is named, or where a lot puts all agents on both sides."""
    if not held.is_of_customers and held.starts:
        treated, control = (_names(held, flags) for flags in (held.treated, held.control))
        seen = crossing(snapshot, settings, dimension, treated, control, held.starts[0])
        said = []
        if seen.customers is not None:
            said.append(f"{seen.customers:.0%} were with customers whom those treated had served")
        if seen.agents is not None:
            said.append(f"their agents had {seen.agents:.0%} of their contacts with those treated")
        if said:
            text = (
                f"Of the contacts of those not treated since it began {listed(said)}; over {MOST_SHARED:.0%} an effect "
                "would be felt there, too, and be underrated. What a shared queue carries over is not recorded."
            )
            most = max(share for share in (seen.customers, seen.agents) if share is not None)
            return Check("spill_over", text, most <= MOST_SHARED)
    return Check("spill_over", "Whether those not treated felt it, too (a shared queue), is not recorded.", None)


def _names(held: Layout, flags: Flags) -> list[str]:
    return [name for name, is_used in zip(held.panel.units, flags, strict=True) if is_used]

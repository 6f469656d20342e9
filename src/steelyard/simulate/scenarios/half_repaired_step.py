"""A step of the journey breaks, and is repaired half way: what is left of it goes on.

Planted: from November 2025 the page that tells where a parcel is fails: half as many issues more about late deliveries,
which take longer and are solved less often. From May 2026 on it causes half of that.
Must be found: what it costs every month, since when; that the repair brought about half, and that it is not gone.
Must not be found: that it is repaid.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import Break

SCENARIO = replace(
    steady.SCENARIO,
    name="half-repaired-step",
    breaks=(
        Break(
            name="parcel-page-fails",
            topic="late_delivery",
            begins_on=date(2025, 11, 1),
            volume_share=0.5,
            handle_s=90,
            solve_odds=-0.8,
            churn_share=0.02,
            repaired_on=date(2026, 5, 1),
            repaired_share=0.5,
        ),
    ),
)

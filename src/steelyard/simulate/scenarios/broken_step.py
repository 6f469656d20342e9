"""A step of the journey breaks, and customers pay for it until it is mended.

Planted: from February 2026 the tracking page is down: it causes a third more issues about late deliveries, which
take longer, are solved less often, and make one customer in fifty leave. From June on it works again.
Must be found: what it costs every month (contacts, minutes, money, customers), since when, and that it is over.
Must not be found: that agents became slower or worse; a break in another topic.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import Break

SCENARIO = replace(
    steady.SCENARIO,
    name="broken-step",
    churn_days=60.0,
    breaks=(
        Break(
            name="tracking-page-down",
            topic="late_delivery",
            begins_on=date(2026, 2, 1),
            ends_on=date(2026, 5, 31),
            volume_share=0.33,
            handle_s=90,
            solve_odds=-0.8,
            churn_share=0.02,
        ),
    ),
)

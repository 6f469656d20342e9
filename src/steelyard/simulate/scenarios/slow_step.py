"""A step of the journey becomes slow: setting up takes agents a third longer from one day on.

Planted: from February 2026 a tool that sets up devices is slow, and every contact about setting up takes 180 seconds
more. Nothing else changes: as many customers come, and as many are helped.
Must be found: what it costs every month, since when, and that it is about setting up.
Must not be found: that customers come back more often; that agents of one site became slower.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import Break

SCENARIO = replace(
    steady.SCENARIO,
    name="slow-step",
    breaks=(
        Break(
            name="slow-setup",
            topic="setup_help",
            begins_on=date(2026, 2, 1),
            volume_share=0.0,
            touched_share=1.0,
            handle_s=180,
        ),
    ),
)

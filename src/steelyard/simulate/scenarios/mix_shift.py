"""Every topic's figures stay what they are, and the total falls because hard topics become more frequent.

Planted: from 2026 on the weight of the technical family doubles within a month and that of the account family halves.
Must be found: the total moves (fewer issues solved at once, longer handling), and all of it is mix.
Must not be found: a change within any topic family, or that anybody works worse.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import nothing_happens
from steelyard.simulate.setting.house import MixChange

FACTORS = {"setup_help": 2.0, "outage": 2.0, "password_reset": 0.5, "change_details": 0.5}

SCENARIO = replace(
    nothing_happens.SCENARIO,
    name="mix-shift",
    mix_changes=tuple(MixChange(topic, date(2026, 1, 1), by, ramp_days=30) for topic, by in FACTORS.items()),
    is_routed_at_random=False,
    hard_share=0.33,
    agent_skill_sd=0.3,
    agent_speed_sd=0.15,
    contacts_per_issue=1.245,
    contacts_per_customer=2.5,
    quiet_days=30,
    sibling_share=0.0,
    miscoded_share=0.0,
)

"""A bot takes two fifths of the issues of two sites and lets most customers go unsolved.

Planted: at Porto from 2026, at Braga three months later, a quarter more of the issues begin with the bot, which
solves less than before and ends most sessions without handing over. Faro keeps the old one.
Must be found: containment rises and cost per contact falls, while fewer issues are solved, more customers come back
by another channel or fall silent, and the unit cost of value does not fall with the cost per contact.
Must not be found: that a contained session is a solved issue; a change at Faro.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import Adoption, Initiative

SCENARIO = replace(
    steady.SCENARIO,
    name="bot-that-deflects",
    contacts_per_issue=1.15,
    initiatives=(
        Initiative(
            name="deflecting-bot",
            adoptions=(Adoption("Porto", date(2026, 1, 1)), Adoption("Braga", date(2026, 4, 1))),
            ramp_days=14,
            bot_share=0.25,
            bot_solve_odds=-1.0,
            bot_containment_share=0.5,
        ),
    ),
)

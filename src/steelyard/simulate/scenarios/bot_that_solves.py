"""A bot takes two fifths of the issues of two sites and solves most of them.

Planted: at Porto from 2026, at Braga three months later, a quarter more of the issues begin with the bot, which
solves about twice as many as before and hands the others over as before. Faro keeps the old one.
Must be found: fewer contacts with people, lower cost, as many issues solved or more: a gain that is free.
Must not be found: a loss for customers; a change at Faro.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import Adoption, Initiative

SCENARIO = replace(
    steady.SCENARIO,
    name="bot-that-solves",
    contacts_per_issue=1.12,
    initiatives=(
        Initiative(
            name="solving-bot",
            adoptions=(Adoption("Porto", date(2026, 1, 1)), Adoption("Braga", date(2026, 4, 1))),
            ramp_days=14,
            bot_share=0.25,
            bot_solve_odds=2.2,
        ),
    ),
)

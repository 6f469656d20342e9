"""Coaching reaches one site after the other, works after two months, and works better at one than at the other.

Planted: at Porto from October 2025 and at Braga from February 2026 agents solve more, at Braga half as much more;
coaching takes effect two months after it begins. At Faro handling gets a tenth faster in January for free.
Must be found: more issues solved and better ratings where and when the coaching works, lower cost at Faro.
Must not be found: an effect before it begins to work; a loss for Faro's customers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import Adoption, Initiative

SCENARIO = replace(
    steady.SCENARIO,
    name="staggered-coaching",
    churn_days=60.0,
    initiatives=(
        Initiative(
            name="coaching",
            adoptions=(Adoption("Porto", date(2025, 10, 1)), Adoption("Braga", date(2026, 2, 1), strength=0.5)),
            lag_days=60,
            ramp_days=30,
            solve_odds=0.5,
            rating_sd=0.15,
        ),
        Initiative(name="new-tool", adoptions=(Adoption("Faro", date(2026, 1, 1)),), handle_log=-0.1),
    ),
)

"""Nothing differs: every month, day, team, site and agent is the same but for chance.

Planted: nothing, and no shocks either. Contacts go to teams at random; customers leave and join at one rate.
Must be found: nothing.
Must not be found: any change or difference, at any size, in more than one comparison in twenty.
"""

from __future__ import annotations

from dataclasses import replace

from steelyard.simulate.scenarios import steady

SCENARIO = replace(
    steady.SCENARIO,
    name="nothing-happens",
    segments=tuple(replace(segment, churn_per_year=0.06) for segment in steady.SCENARIO.segments),
    contacts_per_issue=1.28,
    joins_per_year=0.06,
    churn_unsolved_share=0.0,
    grudge=0.0,
    is_routed_at_random=True,
    hard_share=0.0,
    staffing=None,
    load_power=0.0,
    growth_per_year=0.0,
    season_share=0.0,
    day_volume_sd=0.0,
    day_solve_sd=0.0,
    day_rating_sd=0.0,
    day_wait_sd=0.0,
    week_volume_sd=0.0,
    week_solve_sd=0.0,
    week_rating_sd=0.0,
    agent_skill_sd=0.0,
    agent_speed_sd=0.0,
    agent_week_sd=0.0,
    agent_late_share=0.0,
    agent_cost_share=0.0,
    specialist_pay_share=0.0,
)

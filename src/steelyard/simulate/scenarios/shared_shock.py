"""Days differ and agents differ, nothing else does.

Planted: shocks that all contacts of a day share (volume, solving, ratings, waits), and lasting differences between
agents, who are assigned to teams by chance. Sites, teams and months are drawn alike.
Must be found: that days and agents differ.
Must not be found: a change between periods, or a difference between teams or sites, in more than one comparison in
twenty: whoever counts contacts alone as chance claims them half of the time.
"""

from __future__ import annotations

from dataclasses import replace

from steelyard.simulate.scenarios import nothing_happens

SCENARIO = replace(
    nothing_happens.SCENARIO,
    name="shared-shock",
    contacts_per_issue=1.30,
    day_volume_sd=0.12,
    day_solve_sd=0.25,
    day_rating_sd=0.2,
    day_wait_sd=0.4,
    agent_skill_sd=0.4,
    agent_speed_sd=0.2,
)

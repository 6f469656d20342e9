"""The best team gets the hardest cases, and looks worst.

Planted: nine in ten contacts on hard topics go to the Specialists of their site, and those of Porto are the most
skilled agents of all.
Must be found: after mix the Porto Specialists are better than expected.
Must not be found: that they are worse than the teams with easy cases, as their own figures say.
"""

from __future__ import annotations

from dataclasses import replace

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.house import Route, Trait

DIFFICULTIES = {"billing_dispute": 1.5, "outage": 1.6, "cancel_or_change": 1.3}

SCENARIO = replace(
    steady.SCENARIO,
    name="hard-topics-team",
    contacts_per_issue=1.14,
    topics=tuple(
        replace(topic, difficulty=DIFFICULTIES.get(topic.name, topic.difficulty)) for topic in steady.SCENARIO.topics
    ),
    routes=(Route("Specialists", 0.9, tuple(DIFFICULTIES)),),
    traits=(Trait("Porto Specialists", skill=0.6),),
    agent_skill_sd=0.2,
)

"""One of three sites is told half way to handle contacts in less time.

Planted: from 2026 on Porto cuts a fifth of the time a case needs, long cases more; staff and pay stay.
Must be found: its handle time falls, and with it cost per contact; cases that got less time than they need come
back, are transferred, or fall silent; ratings follow some weeks later, churn after that. The balance falls.
Must not be found: a change at Braga or Faro.
Planted as well: of six who score evaluated contacts a second time one (S21) is lenient by 7 points, one (S22) becomes
more lenient by 14 points a year; nobody can score greeting and tone alike. Must be found; other evaluators must not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from steelyard.simulate.scenarios import steady
from steelyard.simulate.setting.plants import SecondScorer
from steelyard.simulate.setting.scenario import Target

SCENARIO = replace(
    steady.SCENARIO,
    name="handle-time-target",
    target=Target(site="Porto", begins_on=date(2026, 1, 1), haste_share=0.19),
    is_paired=False,
    warm_up_weeks=0,
    contacts_per_issue=1.16,
    staffing=None,
    week_volume_sd=0.0,
    week_solve_sd=0.0,
    week_rating_sd=0.0,
    second_scorers=(SecondScorer(severity=7), SecondScorer(drift=14), *(SecondScorer(),) * 4),
    second_noise=(0.2, 0.05, 0.05, 0.05, 0.05),
)

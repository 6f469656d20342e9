"""A contact centre as it is: days, weeks, agents and customers differ, nothing is planted.

Planted: nothing. Volume follows the week and the year, agents come and go, waits follow from the agents present.
Must be found: the figures themselves, and that teams with other work differ in what they do.
Must not be found: a change of any site, an initiative, a break.
"""

from __future__ import annotations

from datetime import date

from steelyard.simulate.setting.house import Staffing
from steelyard.simulate.setting.scenario import Scenario, Segment, Site, Topic

SCENARIO = Scenario(
    name="steady",
    begins_on=date(2025, 4, 1),
    halves_on=date(2026, 1, 1),
    ends_on=date(2026, 9, 30),
    warm_up_weeks=4,
    contacts_per_issue=1.10,
    staffing=Staffing(),
    week_volume_sd=0.03,
    week_solve_sd=0.02,
    week_rating_sd=0.02,
    sites=(Site("Porto", 0.42), Site("Braga", 0.32), Site("Faro", 0.26)),
    topics=(
        Topic("invoice_question", "billing", 0.15, difficulty=-0.5, handle_s=290, bot_fit=0.40),
        Topic("billing_dispute", "billing", 0.08, difficulty=0.6, handle_s=540, bot_fit=0.08),
        Topic("late_delivery", "delivery", 0.17, difficulty=0.0, handle_s=310, bot_fit=0.35),
        Topic("damaged_item", "delivery", 0.08, difficulty=0.3, handle_s=430, bot_fit=0.12),
        Topic("setup_help", "technical", 0.11, difficulty=0.2, handle_s=580, bot_fit=0.20),
        Topic("outage", "technical", 0.09, difficulty=0.7, handle_s=500, bot_fit=0.10),
        Topic("password_reset", "account", 0.12, difficulty=-1.0, handle_s=200, bot_fit=0.70),
        Topic("change_details", "account", 0.08, difficulty=-0.7, handle_s=230, bot_fit=0.50),
        Topic("cancel_or_change", "contract", 0.07, difficulty=0.4, handle_s=470, bot_fit=0.08),
        Topic("upgrade_offer", "contract", 0.05, difficulty=-0.2, handle_s=410, bot_fit=0.15),
    ),
    segments=(
        Segment("consumer", 0.70, 0.9, patience_s=290, value_per_year=180, leniency=0.0, churn_per_year=0.07),
        Segment("plus", 0.22, 1.1, patience_s=350, value_per_year=420, leniency=0.1, churn_per_year=0.05),
        Segment("business", 0.08, 1.6, patience_s=420, value_per_year=2_400, leniency=-0.2, churn_per_year=0.03),
    ),
)

"""Sums by unit and period: what is known of agents, teams, sites or regions week by week, and of no single contact."""

from steelyard.declare import Column, Table

TABLE = Table(
    name="panel",
    meaning="One measure of one unit (an agent, a team, a site) in one period (a week, a month), as a sum.",
    key=("unit_id", "period", "measure"),
    columns=(
        Column("unit_id", "text", "the agent, team, site or region; the same in every period", is_required=True),
        Column(
            "period",
            "text",
            "which period: its first day (2026-01-31), a month (2026-01), a week (2026-W05), a quarter (2026-Q1), a "
            "year or a number that counts periods",
            is_required=True,
        ),
        Column("measure", "text", "what was measured: calls, minutes, sum of ratings", is_required=True),
        Column("amount", "number", "the sum; missing where it is not known, which is not zero"),
        Column("size", "number", "what the sum is divided by (contacts, ratings); 1 a period where there is none"),
        Column("better", "text", "which direction is good", choices=("high", "low")),
        Column("assigned", "boolean", "the unit was drawn or chosen to be treated, whenever that begins"),
        Column("eligible", "boolean", "the unit took part in the draw or the comparison; others are left out"),
        Column("begins", "text", "the period in which the unit begins to be treated, written as period"),
        Column("reached", "number", "the share of the period in which the unit was in fact treated", between=(0, 1)),
    ),
)

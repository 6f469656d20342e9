"""Who handles contacts."""

from steelyard.declare import Column, Table

TABLE = Table(
    name="agents",
    meaning="One agent, with team, site and loaded cost.",
    key=("agent_id",),
    columns=(
        Column("agent_id", "text", "the id contacts use", is_required=True),
        Column("team", "text", "the agent's team"),
        Column("site", "text", "where the agent works"),
        Column("started_on", "date", "first day at work"),
        Column("hourly_cost", "money", "loaded cost of a paid hour"),
    ),
)

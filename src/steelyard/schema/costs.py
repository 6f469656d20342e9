"""The ledger: what the service cost, by period."""

from steelyard.declare import Column, Table

TABLE = Table(
    name="costs",
    meaning="An amount spent in a period, for a team or a channel where known; spread over the contacts it served.",
    key=("from_on", "to_on", "team", "channel", "kind"),
    time="from_on",
    columns=(
        Column("from_on", "date", "first local day of the period", is_required=True),
        Column("to_on", "date", "last local day of the period, included", is_required=True),
        Column("team", "text", "the team it was spent on"),
        Column("channel", "text", "the channel it was spent on"),
        Column("kind", "text", "what for", choices=("labour", "technology", "premises", "field", "other")),
        Column("amount", "money", "how much", is_required=True),
        Column("hours", "number", "paid hours it bought"),
    ),
)

"""Who the customers are."""

from steelyard.declare import Column, Table

TABLE = Table(
    name="customers",
    meaning="One customer: a person, an account or a household.",
    key=("customer_id",),
    columns=(
        Column("customer_id", "text", "the id contacts use", is_required=True),
        Column("segment", "text", "how the provider groups its customers"),
        Column("since_on", "date", "customer since"),
        Column("value_per_year", "money", "margin or revenue a year"),
        Column("do_not_contact", "boolean", "asked not to be contacted: never on the list of follow-ups"),
    ),
)

"""What customers did afterwards."""

from steelyard.declare import Column, Table

TABLE = Table(
    name="outcomes",
    meaning="Something a customer did: left, renewed, bought, complained.",
    key=("customer_id", "at", "kind"),
    time="at",
    columns=(
        Column("customer_id", "text", "who", is_required=True),
        Column("at", "instant", "when", is_required=True),
        Column("kind", "text", "what", is_required=True, choices=("churned", "renewed", "purchased", "complained")),
        Column("amount", "money", "what it was worth"),
    ),
)

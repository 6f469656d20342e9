"""Single questions of a survey beside its overall rating: what was perceived, expected, and how important it is."""

from steelyard.declare import Column, Table

KINDS = ("rating", "expectation", "importance", "disconfirmation")
"""What an item asks: how it was, what was expected on the same scale, how much it matters, better or worse than
expected."""

TABLE = Table(
    name="survey_items",
    meaning="One question of a survey on one thing, such as speed or friendliness, with its answer: how it was, what "
    "was expected, how important it is, or whether it was better or worse than expected.",
    key=("survey_id", "item", "kind"),
    time="answered_at",
    columns=(
        Column("survey_id", "text", "the survey's id, the same as in surveys", is_required=True),
        Column("contact_id", "text", "the contact it is about; read where surveys hold no such survey_id"),
        Column("customer_id", "text", "who was asked, where no contact is named"),
        Column("item", "text", "what was asked about, such as speed", is_required=True),
        Column("kind", "text", "what was asked of it", is_required=True, choices=KINDS),
        Column("score", "number", "the answer on its own scale; missing where not answered"),
        Column("scale_min", "number", "lowest possible answer", is_required=True),
        Column("scale_max", "number", "highest possible answer", is_required=True),
        Column(
            "better",
            "text",
            "which end is good, more important, or better than expected; high where it is not said",
            choices=("high", "low"),
        ),
        Column("answered_at", "instant", "when it was answered"),
    ),
)

"""Survey invitations and answers."""

from steelyard.declare import Column, Table

TABLE = Table(
    name="surveys",
    meaning="One invitation to a survey, with its answer where there is one.",
    key=("survey_id", "instrument"),
    time="sent_at",
    columns=(
        Column("survey_id", "text", "the invitation's id", is_required=True),
        Column("contact_id", "text", "the contact it is about"),
        Column("customer_id", "text", "who was asked, where no contact is named"),
        Column("instrument", "text", "what was asked", is_required=True, choices=("csat", "ces", "nps", "other")),
        Column("score", "number", "the answer on its own scale; missing where not answered"),
        Column("scale_min", "number", "lowest possible answer", is_required=True),
        Column("scale_max", "number", "highest possible answer", is_required=True),
        Column("better", "text", "which end is good", is_required=True, choices=("high", "low")),
        Column("sent_at", "instant", "when the invitation was sent"),
        Column("answered_at", "instant", "when it was answered"),
        Column("comment", "text", "the customer's remark"),
        Column(
            "sentiment",
            "number",
            "the feeling of the remark as the source's own tool reads it, -1 (bad) to 1 (good)",
            between=(-1, 1),
        ),
    ),
)

"""Quality evaluations of contacts."""

from steelyard.declare import Column, Table

TABLE = Table(
    name="evaluations",
    meaning="One criterion (or the whole) of an evaluator's judgement of a contact against the provider's own "
    "standards.",
    key=("evaluation_id", "criterion"),
    time="evaluated_at",
    columns=(
        Column("evaluation_id", "text", "the evaluation's id", is_required=True),
        Column("contact_id", "text", "the contact evaluated", is_required=True),
        Column("evaluator_id", "text", "who evaluated"),
        Column("rubric", "text", "the form used"),
        Column("criterion", "text", "the question on the form; missing where only a total is known"),
        Column(
            "dimension",
            "text",
            "what it speaks of",
            choices=("brand", "product", "sales", "connection", "process"),
        ),
        Column("score", "number", "points given", is_required=True),
        Column("max_score", "number", "points possible", is_required=True),
        Column("critical", "boolean", "zero points here fail the whole evaluation"),
        Column("evaluated_at", "instant", "when"),
        Column(
            "purpose",
            "text",
            "why it was scored: drawn at random, a second blind scoring, against a known score (gold), for coaching, "
            "after a complaint, for calibration; only random ones enter a mean, and those of which nobody says it",
            choices=("random", "second", "gold", "coaching", "complaint", "calibration"),
        ),
        Column("chance", "number", "how likely the contact was to be drawn, above 0 to 1", between=(0, 1)),
        Column(
            "scorer",
            "text",
            "who scored: a person, or a model, whose scores enter no mean",
            choices=("person", "model"),
        ),
    ),
)

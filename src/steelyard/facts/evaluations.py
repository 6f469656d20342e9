"""The evaluations fact: one row per evaluation of a contact, its criteria added up."""

from steelyard.declare import Column, Fact
from steelyard.facts.columns import DIMENSION_NAMES, DIMENSIONS, KEYS

FACT = Fact(
    name="evaluations",
    grain="one evaluation",
    dimensions=(*DIMENSION_NAMES, "rubric"),
    columns=(
        Column("evaluation_id", "text", "the evaluation"),
        Column("contact_id", "text", "the contact it is of; missing where that is not in the data"),
        Column("issue_id", "text", "the issue of that contact; missing where it forms none"),
        *KEYS,
        *DIMENSIONS,
        Column("rubric", "text", "the form used"),
        Column(
            "points_share", "number", "points given over points possible, 0 to 1; 0 where a critical criterion failed"
        ),
        Column(
            "quality_share",
            "number",
            "the same where it enters means: scored by a person, and drawn at random or nobody says why; else missing",
        ),
        Column("weight", "number", "evaluations it stands for: 1 over the chance of being drawn, 1 where unknown"),
        Column("weighted_share", "number", "quality_share times weight"),
        Column("is_failed", "boolean", "a critical criterion failed"),
    ),
)

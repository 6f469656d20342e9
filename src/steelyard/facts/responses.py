"""The responses fact: one row per survey invitation of a known contact or customer."""

from steelyard.declare import Column, Fact
from steelyard.facts.columns import DIMENSION_NAMES, DIMENSIONS, KEYS

FACT = Fact(
    name="responses",
    grain="one survey invitation",
    dimensions=(*DIMENSION_NAMES, "instrument", "scale"),
    columns=(
        Column("survey_id", "text", "the invitation"),
        Column("contact_id", "text", "the contact it is about; missing where only the customer is known"),
        Column("issue_id", "text", "the issue of that contact; missing where it forms none"),
        *KEYS,
        *DIMENSIONS,
        Column("instrument", "text", "csat, ces, nps, other"),
        Column("scale", "text", 'ends and direction of the scale asked on: "1-5 high"'),
        Column("is_sent", "boolean", "an invitation went out"),
        Column("is_answered", "boolean", "a valid score came back"),
        Column("is_followed", "boolean", "its contact began long enough before the horizon for the follow-up"),
        Column("is_undated", "boolean", "answered, and nobody says when"),
        Column("is_sent_undated", "boolean", "an invitation went out, and nobody says when"),
        Column("is_csat", "boolean", "a CSAT answer on the scale most used in its quarter"),
        Column("is_ces", "boolean", "a CES answer on the scale most used in its quarter"),
        Column("is_nps", "boolean", "an NPS answer on 0 to 10"),
        Column(
            "is_quality",
            "boolean",
            "an answer on the quality instrument, on the scale most used in its quarter",
        ),
        Column("is_csat_left_out", "boolean", "a CSAT answer on another scale than the one most used in its quarter"),
        Column("is_ces_left_out", "boolean", "a CES answer on another scale than the one most used in its quarter"),
        Column("is_quality_left_out", "boolean", "the same of the declared quality instrument"),
        Column("is_earlier_scale", "boolean", "the scale read in its quarter is not that of the newest quarter"),
        Column("score_share", "number", "the answer rescaled: 0 worst, 1 best, whatever the scale and direction"),
        Column("sentiment", "number", "the feeling of the remark, -1 bad to 1 good; missing where nothing read it"),
        Column("is_top", "boolean", "the best box"),
        Column(
            "is_top_two", "boolean", "one of the best two boxes (of 4 to 11 points; of fewer the best; of more unknown)"
        ),
        Column("is_promoter", "boolean", "9 or 10 of 0 to 10"),
        Column("is_detractor", "boolean", "0 to 6 of 0 to 10"),
        Column("is_easy", "boolean", "upper three of seven, upper two of five: little effort"),
        Column("is_difficult", "boolean", "lower three of seven, lower two of five: much effort"),
    ),
)

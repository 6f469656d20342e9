"""How many answer with one of the best two boxes."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="csat_top_two",
    title="CSAT, top two boxes",
    aliases=("csat top two boxes", "csat percent"),
    meaning="The share of CSAT answers in the best two boxes; on scales of three points, and of two, in the best. "
    "Scales of over 11 points, as 0 to 100, have no boxes.",
    family="experience",
    unit="share",
    better="high",
    n="answers",
    n_unit="answers",
    sums={
        "top_two": Sum("responses", where=("is_csat", "is_top_two")),
        "answers": Sum("responses", where=("is_csat",), known=("is_top_two",)),
        "eligible": Sum("contacts", where=("is_contact",)),
    },
    formula="top_two / answers",
    needs=("surveys.instrument=csat",),
    coverage=("answers", "eligible"),
    excludes="Unanswered invitations; answers outside their scale; predictions of a score by a model, "
    "which are not answers.",
    differs="Formbricks takes the best three of ten; Zendesk good over good and bad.",
    sources=("Steelyard: declared scale and direction",),
    limits=(0, 1),
)

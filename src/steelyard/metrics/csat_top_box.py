"""How many answer with the best box."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="csat_top_box",
    title="CSAT, top box",
    meaning="The share of CSAT answers in the best box.",
    family="experience",
    unit="share",
    better="high",
    n="answers",
    n_unit="answers",
    sums={
        "top": Sum("responses", where=("is_csat", "is_top")),
        "answers": Sum("responses", where=("is_csat",), known=("is_top",)),
        "eligible": Sum("contacts", where=("is_contact",)),
    },
    formula="top / answers",
    needs=("surveys.instrument=csat",),
    coverage=("answers", "eligible"),
    excludes="Unanswered invitations; answers outside their scale; predictions of a score by a model, "
    "which are not answers.",
    differs="SQM reports the top box (very satisfied); most helpdesks report the top two.",
    sources=("Steelyard: declared scale and direction",),
    limits=(0, 1),
)

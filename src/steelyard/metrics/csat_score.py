"""How satisfied those who answered are, as a mean."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="csat_score",
    title="CSAT, mean of those who answered",
    aliases=("csat", "customer satisfaction"),
    meaning="The mean CSAT answer, rescaled so that the worst answer is 0 and the best is 100.",
    family="experience",
    unit="score",
    better="high",
    n="answers",
    n_unit="answers",
    sums={
        "score": Sum("responses", column="score_share", where=("is_csat",)),
        "answers": Sum("responses", where=("is_csat",), known=("score_share",)),
        "eligible": Sum("contacts", where=("is_contact",)),
    },
    formula="100 * score / answers",
    needs=("surveys.instrument=csat",),
    coverage=("answers", "eligible"),
    excludes="Unanswered invitations; answers outside their scale; predictions of a score by a model, "
    "which are not answers.",
    differs="The answers 5, 4, 3, 3, 1 are 55 here (Trengo), 3.2 as a plain mean (Frappe), 40% as top two "
    "(Zendesk, Formbricks) and 20% as top box (SQM).",
    sources=("Steelyard: declared scale and direction",),
    limits=(0, 100),
)

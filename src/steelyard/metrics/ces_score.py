"""How easy it was, as a mean."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="ces_score",
    title="Customer effort, mean",
    aliases=("ces", "customer effort", "customer effort score"),
    meaning="The mean effort answer, rescaled so that 0 is most effort and 100 least, whichever way the "
    "question was put.",
    family="experience",
    unit="score",
    better="high",
    n="answers",
    n_unit="answers",
    sums={
        "score": Sum("responses", column="score_share", where=("is_ces",)),
        "answers": Sum("responses", where=("is_ces",), known=("score_share",)),
        "eligible": Sum("contacts", where=("is_contact",)),
    },
    formula="100 * score / answers",
    needs=("surveys.instrument=ces",),
    coverage=("answers", "eligible"),
    excludes="Unanswered invitations; answers outside their scale; predictions of a score by a model, "
    "which are not answers.",
    differs="CES 1.0 runs from 1 to 5 with low good, CES 2.0 from 1 to 7 with high good; vendors print "
    "the raw mean or the share of 5 to 7.",
    sources=("Steelyard: declared scale and direction",),
    limits=(0, 100),
)

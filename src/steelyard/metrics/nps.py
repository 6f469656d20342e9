"""Would they recommend, less would they warn."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="nps",
    title="Net promoter score",
    aliases=("net promoter score",),
    meaning="The share of promoters (9 and 10 of 0 to 10) less the share of detractors (0 to 6), times 100.",
    family="experience",
    unit="score",
    better="high",
    n="answers",
    n_unit="answers",
    sums={
        "promoters": Sum("responses", where=("is_nps", "is_promoter")),
        "detractors": Sum("responses", where=("is_nps", "is_detractor")),
        "answers": Sum("responses", where=("is_nps",)),
        "eligible": Sum("contacts", where=("is_contact",)),
    },
    formula="100 * (promoters - detractors) / answers",
    needs=("surveys.instrument=nps",),
    coverage=("answers", "eligible"),
    excludes="Unanswered invitations; answers outside their scale; predictions of a score by a model, "
    "which are not answers.",
    differs="The same everywhere, on 0 to 10 only. It throws eleven points away for three: at 100 answers "
    "it is known to about 15 points.",
    sources=("Steelyard: declared scale and direction",),
    limits=(-100, 100),
)

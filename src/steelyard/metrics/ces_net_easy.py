"""How many found it easy, less how many found it hard."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="ces_net_easy",
    title="Customer effort, easy less difficult",
    meaning="The share of effort answers that say little effort less the share that say much, times 100.",
    family="experience",
    unit="score",
    better="high",
    n="answers",
    n_unit="answers",
    sums={
        "easy": Sum("responses", where=("is_ces", "is_easy")),
        "difficult": Sum("responses", where=("is_ces", "is_difficult")),
        "answers": Sum("responses", where=("is_ces",), known=("is_easy",)),
        "eligible": Sum("contacts", where=("is_contact",)),
    },
    formula="100 * (easy - difficult) / answers",
    needs=("surveys.instrument=ces",),
    coverage=("answers", "eligible"),
    excludes="Unanswered invitations; answers outside their scale; predictions of a score by a model, "
    "which are not answers.",
    differs="Some vendors print the share of 5 to 7 alone, others of 6 and 7.",
    sources=("Steelyard: declared scale and direction",),
    limits=(-100, 100),
)

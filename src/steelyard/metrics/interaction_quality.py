"""How well contacts are delivered, by evaluation."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="interaction_quality",
    title="Interaction quality",
    aliases=("iqs", "internal quality score", "qa score"),
    meaning="Points given over points possible in evaluations of contacts, from 0 to 100; an evaluation "
    "with a failed critical criterion counts 0. Each weighs by one over its chance of being drawn, where known.",
    family="experience",
    unit="score",
    better="high",
    n="evaluations",
    n_unit="evaluations",
    sums={
        "quality": Sum("evaluations", column="weighted_share"),
        "weight": Sum("evaluations", column="weight"),
        "evaluations": Sum("evaluations", known=("quality_share",)),
        "points": Sum("evaluations", column="quality_share"),
    },
    formula="100 * quality / weight",
    mean="100 * points / evaluations",
    needs=("evaluations.score",),
    excludes="Criteria marked as not applicable. Contacts picked for coaching, after a complaint or for calibration, "
    "second scorings and gold items (evaluations.purpose), and scores by a model (evaluations.scorer).",
    differs="Weights of categories, automatic fails and not-applicable answers differ by vendor (Klaus, "
    "MaestroQA); scores by a model are predictions.",
    sources=("Steelyard: points over points possible",),
    limits=(0, 100),
)

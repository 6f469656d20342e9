"""How well contacts are delivered, by evaluation."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="interaction_quality",
    title="Interaction quality",
    aliases=("iqs", "internal quality score", "qa score"),
    meaning="Points given over points possible in evaluations of contacts, from 0 to 100; an evaluation "
    "with a failed critical criterion counts 0.",
    family="experience",
    unit="score",
    better="high",
    n="evaluations",
    n_unit="evaluations",
    sums={
        "quality": Sum("evaluations", column="quality_share"),
        "evaluations": Sum("evaluations", known=("quality_share",)),
    },
    formula="100 * quality / evaluations",
    needs=("evaluations.score",),
    excludes="Criteria marked as not applicable. Contacts picked because they were bad, coached or long "
    "are no sample: leave them out of the source.",
    differs="Weights of categories, automatic fails and not-applicable answers differ by vendor (Klaus, "
    "MaestroQA); scores by a model are predictions.",
    sources=("Steelyard: points over points possible",),
    limits=(0, 100),
)

"""How customers rate what they got, 0 to 100."""

from steelyard.declare import Metric, StratifiedSum, Sum
from steelyard.metrics.needs import RATINGS

METRIC = Metric(
    id="customer_rating",
    title="Customers' rating, adjusted for non-response",
    meaning="The mean rating on the declared quality instrument from 0 to 100, of solved and unsolved "
    "contacts alike: a contact without an answer counts at the mean of the answers in its segment, topic "
    "family and channel, so that who answers weighs less.",
    family="experience",
    unit="score",
    better="high",
    n="answers",
    n_unit="answers",
    sums={
        "rating": StratifiedSum(
            count=Sum("contacts", where=("is_contact",)),
            total=Sum("responses", column="score_share", where=("is_quality",)),
            answers=Sum("responses", where=("is_quality",)),
            strata=("segment", "family", "channel"),
        ),
        "contacts": Sum("contacts", where=("is_contact",)),
        "answers": Sum("responses", where=("is_quality",)),
    },
    formula="100 * rating / contacts",
    needs=(RATINGS,),
    coverage=("answers", "contacts"),
    excludes="Other instruments: CSAT, CES and NPS are never pooled. Predicted scores are not answers.",
    differs="Vendors print the mean of those who answered (see CSAT, mean). The adjustment "
    "cannot mend answers that depend on satisfaction itself. Experience is of resolved issues alone.",
    sources=("Steelyard: strata",),
    limits=(0, 100),
)

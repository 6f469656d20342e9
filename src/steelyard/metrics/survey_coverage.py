"""How much of what happened the ratings speak for."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import RATINGS

METRIC = Metric(
    id="survey_coverage",
    title="Survey coverage",
    meaning="Answers on the quality instrument within the follow-up, over the contacts that could have been rated and "
    "were followed so long.",
    family="experience",
    unit="share",
    better="high",
    n="contacts",
    n_unit="contacts",
    sums={
        "answers": Sum("responses", where=("is_quality", "is_followed")),
        "contacts": Sum("contacts", where=("is_contact", "is_followed")),
        "eligible": Sum("contacts", where=("is_contact",)),
    },
    formula="minimum(answers / contacts, 1)",
    needs=(RATINGS,),
    coverage=("answers", "contacts"),
    maturity=("contacts", "eligible"),
    excludes="Abandoned, outbound and internal contacts are not eligible.",
    differs="Vendors print the answered share of those invited, which hides whom nobody asked: 21% of 39% "
    "invited is 8% of all.",
    sources=("Steelyard: eligible, sent, answered",),
    limits=(0, 1),
)

"""How much value customers receive for each unit of cost."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.factors import FACTORS
from steelyard.metrics.needs import COST, IDS, RATINGS

METRIC = Metric(
    id="balance",
    title="Balance",
    aliases=("cxp", "customer experience productivity"),
    meaning="Value customers received per 1,000 of provider cost, in issues as good as solved to full "
    f"satisfaction: {' x '.join(FACTORS)}.",
    family="balance",
    unit="value_per_1000",
    better="high",
    n="rated",
    n_unit="rated issues",
    sums=identity.sums(*identity.VALUE, *identity.FOR_ISSUES, "cost", "costed", "unidentified_cost"),
    formula=f"1000 * {identity.VALUE_PER_ISSUE} * costed / cost / ({identity.PER_ISSUE})",
    bounds=(
        f"1000 * {identity.LEAST_VALUE} * costed / cost / ({identity.PER_ISSUE})",
        f"1000 * {identity.MOST_VALUE} * costed / cost / ({identity.PER_ISSUE})",
    ),
    worst=(
        f"1000 * {identity.WORST_VALUE} / issues / (cost / costed + unidentified_cost / issues)",
        f"1000 * {identity.BEST_VALUE} / issues * costed / cost",
    ),
    needs=(
        IDS,
        RATINGS,
        COST,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    coverage=("rated", "issues"),
    excludes="Issues not yet mature, unidentified contacts. Resolved issues are valued at the mean rating "
    "of those who answered in the same segment, topic family, channel and handling.",
    differs="No vendor prints it; satisfaction per unit of cost mixes a share of those who answered with "
    "the cost of all.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, None),
)

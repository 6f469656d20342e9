"""How much value an issue gives."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS, RATINGS

METRIC = Metric(
    id="value_per_issue",
    title="Value per issue (experience x effectiveness)",
    meaning="Experience x effectiveness: what the average issue gives, in issues as good as solved to full "
    "satisfaction.",
    family="balance",
    unit="count",
    better="high",
    n="rated",
    n_unit="rated issues",
    sums=identity.sums(*identity.VALUE),
    formula=identity.VALUE_PER_ISSUE,
    bounds=(identity.LEAST_VALUE, identity.MOST_VALUE),
    worst=(f"{identity.WORST_VALUE} / issues", f"{identity.BEST_VALUE} / issues"),
    needs=(IDS, RATINGS),
    is_inferred=True,
    maturity=("issues", "begun"),
    coverage=("rated", "issues"),
    excludes="Issues not yet mature, unidentified contacts. Resolved issues are valued at the mean rating "
    "of those who answered in the same segment, topic family, channel and handling.",
    differs="No vendor prints it; CSAT speaks of those who answered, this of every issue.",
    sources=("Grönroos and Ojasalo 2004", "Steelyard: the identity"),
    limits=(0, None),
)

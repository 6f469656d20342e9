"""How good it felt."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS, RATINGS

METRIC = Metric(
    id="experience",
    title="Experience (rating of resolved issues)",
    meaning="Value per resolved issue: the mean rating, 0 to 1, of resolved issues. Where over 20% of "
    "issues carry no mark it is the rating of all issues, and takes effectiveness in.",
    family="balance",
    unit="share",
    better="high",
    n="rated",
    n_unit="rated issues",
    sums=identity.sums(*identity.VALUE),
    formula=f"{identity.WORTH} / {identity.SOLVED}",
    needs=(
        IDS,
        RATINGS,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    coverage=("rated", "issues"),
    excludes="Issues not yet mature, unidentified contacts. Resolved issues are valued at the mean rating "
    "of those who answered in the same segment, topic family, channel and handling.",
    differs="CSAT counts unresolved contacts too and is not carried to those who did not answer.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, None),
)

"""How often it was solved."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS, MARKS

METRIC = Metric(
    id="effectiveness",
    title="Effectiveness",
    meaning="Resolved issues over all: those without a mark are carried at the share of those with one, people's and "
    "bots' apart.",
    family="balance",
    unit="share",
    better="high",
    n="marked",
    n_unit="issues with a mark",
    sums=identity.sums(*identity.MARKS),
    formula=identity.EFFECTIVENESS,
    bounds=identity.RESOLVED_BOUNDS,
    worst=identity.RESOLVED_WORST,
    needs=(
        IDS,
        MARKS,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="As resolution rate. Over 20% without a mark: no figure of its own, it is part of experience.",
    differs="See resolution rate.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, 1),
)

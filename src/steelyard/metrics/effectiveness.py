"""How often it was solved."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS, MARKS

METRIC = Metric(
    id="effectiveness",
    title="Effectiveness",
    meaning="Resolved issues over issues with a mark.",
    family="balance",
    unit="share",
    better="high",
    n="marked",
    n_unit="issues with a mark",
    sums=identity.sums("resolved", "marked", "unmarked", "issues", "unidentified", "solved_only", "begun"),
    formula="solved_only / marked",
    bounds=(
        "maximum(resolved - unidentified, 0) / issues",
        "minimum(resolved + unmarked + unidentified, issues) / issues",
    ),
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

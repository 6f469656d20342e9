"""How few contacts it took."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="onceness",
    title="Onceness",
    meaning="Issues per answered contact.",
    family="balance",
    unit="share",
    better="high",
    n="contacts",
    n_unit="contacts",
    sums=identity.sums(*identity.FOR_ISSUES, "unidentified", "begun"),
    formula=f"{identity.ISSUES} / {identity.CONTACTS}",
    worst=("issues / (contacts + unidentified)", "issues / contacts"),
    needs=(IDS,),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Abandoned, outbound and internal contacts; issues never answered and not yet mature ones.",
    differs="The reciprocal of contacts per issue.",
    sources=(
        "Grönroos and Ojasalo 2004",
        "Steelyard: the identity",
    ),
    limits=(0, 1),
)

"""How many contacts an issue takes."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="contacts_per_issue",
    title="Contacts per issue",
    meaning="Answered inbound contacts over the issues they belong to, all channels: what one need of a "
    "customer takes.",
    family="effectiveness",
    unit="count",
    better="low",
    n="issues",
    n_unit="issues",
    sums=identity.sums(*identity.FOR_ISSUES, "unidentified", "begun"),
    formula=f"{identity.CONTACTS} / {identity.ISSUES}",
    worst=("contacts / issues", "(contacts + unidentified) / issues"),
    needs=(IDS,),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Abandoned, outbound and internal contacts; chains over the most contacts; issues never answered and "
    "not yet mature ones.",
    differs="SQM prints calls per inquiry within the call centre only; tickets per customer is another quantity.",
    sources=("Steelyard: issue",),
    limits=(1, None),
)

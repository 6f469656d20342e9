"""How many channels an issue takes."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="channels_per_issue",
    title="Channels per issue",
    meaning="Different channels among an issue's inbound contacts, on average: a customer who has to "
    "change channel explains everything again.",
    family="effectiveness",
    unit="count",
    better="low",
    n="issues",
    n_unit="issues",
    sums={
        "channels": Sum("issues", column="channels", where=("is_mature",)),
        "issues": Sum("issues", where=("is_mature",), known=("channels",)),
        "unidentified": Sum("contacts", where=("is_unidentified",)),
        "begun": Sum("issues", where=("is_counted",)),
    },
    formula="channels / issues",
    bounds=("channels / issues", "(channels + unidentified) / issues"),
    needs=(
        IDS,
        "contacts.channel",
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Outbound and internal contacts; issues not yet mature.",
    differs="One contact resolution (SQM) asks for one contact and one channel by survey; journey vendors "
    "count sessions.",
    sources=("Steelyard: issue",),
    limits=(1, None),
)

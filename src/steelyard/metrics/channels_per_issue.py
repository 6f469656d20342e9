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
        "false_start": Sum("issues", column="false_start", where=("is_mature",), known=("channels",)),
        "hidden_channels": Sum("issues", column="hidden_channels", where=("is_mature",)),
        "late_channels": Sum("issues", column="late_channels", where=("is_mature",)),
        "unidentified": Sum("contacts", where=("is_unidentified",)),
        "begun": Sum("issues", where=("is_counted",)),
    },
    formula="(channels - hidden_channels + (odds - 1) * late_channels) / (issues - false_start)",
    worst=("channels / issues", "(channels + unidentified) / issues"),
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

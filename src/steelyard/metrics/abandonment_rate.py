"""How many give up before an answer."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="abandonment_rate",
    title="Abandonment",
    aliases=("abandon rate", "abandoned calls"),
    meaning="The share of inbound attempts given up before an answer, of sources and channels that record giving up: "
    "nobody gives up an email.",
    family="effort",
    unit="share",
    better="low",
    n="attempts",
    n_unit="attempts",
    sums={
        "abandoned": Sum("contacts", where=("is_abandonable", "is_abandoned")),
        "attempts": Sum("contacts", where=("is_abandonable",)),
    },
    formula="abandoned / attempts",
    needs=("contacts.abandoned",),
    excludes="Outbound and internal contacts; channels in which giving up is not recorded; what was diverted "
    "(voicemail, a callback asked for).",
    differs="Many centres leave out those who gave up within 5 to 20 seconds; nothing is left out here.",
    sources=("Steelyard: all attempts",),
    limits=(0, 1),
)

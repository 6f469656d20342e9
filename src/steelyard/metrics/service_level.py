"""How many are answered in time."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="service_level",
    title="Service level",
    aliases=("sl", "sla 80 20", "telephone service factor"),
    meaning="The share of inbound attempts answered within the declared seconds (20 unless set); those "
    "who gave up were not.",
    family="efficiency",
    unit="share",
    better="high",
    n="attempts",
    n_unit="attempts",
    sums={
        "within": Sum("contacts", where=("is_attempt", "is_within_service_level")),
        "attempts": Sum("contacts", where=("is_attempt",), known=("is_within_service_level",)),
    },
    formula="within / attempts",
    needs=("contacts.wait_s",),
    excludes="Attempts whose wait is not recorded.",
    differs="At least three versions: abandoned counted as missed (here), left out, or left out when short.",
    sources=("Steelyard: all attempts",),
    limits=(0, 1),
)

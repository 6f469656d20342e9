"""What an answered contact costs."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import COST

METRIC = Metric(
    id="cost_per_contact",
    title="Cost per contact",
    aliases=("cpc",),
    meaning="Provider cost over answered contacts. It falls by itself when customers must call again: "
    "read cost per resolved issue.",
    family="resources",
    unit="money",
    better="low",
    n="contacts",
    n_unit="contacts",
    sums={
        "cost": Sum("contacts", column="cost", where=("is_contact",)),
        "contacts": Sum("contacts", where=("is_contact",), known=("cost",)),
    },
    formula="cost / contacts",
    needs=(COST,),
    excludes="Idle cost the ledger cannot place, outbound and internal contacts; contacts of which no cost is known.",
    differs="MetricNet divides all operating expense by all inbound contacts, idle time included.",
    sources=("Steelyard: spread ledger",),
    limits=(0, None),
)

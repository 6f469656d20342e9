"""How many issues wait for their first contact to end."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import IDS

METRIC = Metric(
    id="first_contact_open",
    title="Still open at first contact",
    meaning="The share of issues whose first answered contact has no end yet, though its source and channel otherwise "
    "say when contacts end, and whose customer has not come back. First contact resolution counts them as not solved.",
    family="effectiveness",
    unit="share",
    better="low",
    n="issues",
    n_unit="issues",
    sums={
        "open": Sum("issues", where=("is_first_mature", "is_first_open"), unless=("is_returned",)),
        "issues": Sum("issues", where=("is_first_mature",), known=("is_fixed_first",)),
        "begun": Sum("issues", where=("is_counted",), known=("is_fixed_first",)),
    },
    formula="open / issues",
    needs=(IDS,),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="As first contact resolution.",
    differs="A backlog counts open contacts of any age at one instant; this the issues of a period still waiting.",
    sources=("Steelyard: first contact resolution",),
    limits=(0, 1),
)

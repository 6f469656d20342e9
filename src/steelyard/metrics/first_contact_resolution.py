"""First contact resolution, by behaviour: the customer does not come back."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="first_contact_resolution",
    title="First contact resolution",
    meaning="The share of issues whose first answered contact was the last: no reopening, follow-up or further "
    "contact on the same topic family within the return window of its solution, over all channels.",
    family="effectiveness",
    unit="share",
    better="high",
    n="issues",
    n_unit="issues",
    sums={
        "fixed": Sum("issues", where=("is_first_mature", "is_fixed_first")),
        "issues": Sum("issues", where=("is_first_mature",), known=("is_fixed_first",)),
        "unidentified": Sum("contacts", where=("is_unidentified",)),
        "begun": Sum("issues", where=("is_counted",), known=("is_fixed_first",)),
    },
    formula="fixed / issues",
    bounds=("maximum(fixed - unidentified, 0) / issues", "fixed / issues"),
    needs=("contacts.customer_id|contacts.issue_id",),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Unidentified contacts, issues begun in the first window, chains over the most contacts, issues never "
    "answered, and issues whose window has not passed. Abandoned contacts are never the first.",
    differs="Vendors count single-reply tickets (Zendesk one-touch, zero replies included; dbt exactly one), tickets "
    "closed once (Intercom, eGain) or survey answers (SQM). Those are other quantities and not comparable.",
    sources=("Steelyard: return window", "Kaplan and Meier 1958 for the curve behind it"),
)

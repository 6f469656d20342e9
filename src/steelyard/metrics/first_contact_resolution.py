"""First contact resolution, by behaviour: the customer does not come back."""

from steelyard.declare import Metric, Sum

METRIC = Metric(
    id="first_contact_resolution",
    title="First contact resolution",
    aliases=("fcr", "first call resolution", "one touch resolution"),
    meaning="The share of issues whose first answered contact ended in a solution, as far as its source can tell (not "
    "marked unsolved, not still open), and was the last: no reopening, follow-up or further contact on the same topic "
    "family within the return window of its solution, over all channels.",
    family="effectiveness",
    unit="share",
    better="high",
    n="issues",
    n_unit="issues",
    sums={
        "fixed": Sum("issues", where=("is_first_mature", "is_fixed_first")),
        "issues": Sum("issues", where=("is_first_mature",), known=("is_fixed_first",)),
        "told": Sum("issues", where=("is_first_mature",), known=("is_fixed_first",), unless=("is_first_untold",)),
        "unmarked": Sum("issues", where=("is_first_mature", "is_fixed_first", "is_first_unmarked")),
        "marked_fixed": Sum("issues", where=("is_first_mature", "is_fixed_first", "is_first_marked")),
        "unsolved": Sum("issues", where=("is_first_mature", "is_first_unsolved"), unless=("is_returned",)),
        "hidden": Sum("issues", column="hidden_return", where=("is_first_mature",), known=("is_fixed_first",)),
        "false_start": Sum("issues", column="false_start", where=("is_first_mature",), known=("is_fixed_first",)),
        "false_fixed": Sum("issues", column="false_fixed", where=("is_first_mature",), known=("is_fixed_first",)),
        "unidentified": Sum("contacts", where=("is_unidentified",)),
        "begun": Sum("issues", where=("is_counted",), known=("is_fixed_first",)),
    },
    formula="(fixed - false_fixed - odds * hidden) / (issues - false_start)",
    bounds=(
        "(fixed - false_fixed - odds * hidden - unmarked * unsolved / maximum(marked_fixed + unsolved, 1)) "
        "/ (issues - false_start)",
        "(fixed - false_fixed - odds * hidden) / (issues - false_start)",
    ),
    worst=(
        "maximum(fixed - unidentified - unmarked * unsolved / maximum(marked_fixed + unsolved, 1), 0) / issues",
        "fixed / issues",
    ),
    needs=("contacts.customer_id|contacts.issue_id",),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Unidentified contacts, issues begun in the first window, chains over the most contacts, issues never "
    "answered, and issues whose window has not passed. Abandoned contacts are never the first. Where a source gives "
    "neither marks nor ends the absence of a return stands alone, and the figure says so. The lower limit takes "
    "contacts that ended without a mark, where others carry one, to be solved as often as those marked.",
    differs="Vendors count single-reply tickets (Zendesk one-touch, zero replies included; dbt exactly one), tickets "
    "closed once (Intercom, eGain) or survey answers (SQM). Those are other quantities and not comparable.",
    sources=("Steelyard: return window", "Kaplan and Meier 1958 for the curve behind it"),
    limits=(0, 1),
)

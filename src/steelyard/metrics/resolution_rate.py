"""How many issues end marked solved."""

from steelyard.declare import Choice, Metric, Sum
from steelyard.metrics.needs import IDS, MARKS

METRIC = Metric(
    id="resolution_rate",
    title="Resolution rate",
    meaning="The share of issues whose last contact was answered and is marked solved by agent or "
    "customer. An issue without any mark is a third state, counted neither way: the bounds show "
    "both, and what unidentified contacts may have ended.",
    family="effectiveness",
    unit="share",
    better="high",
    n="marked",
    n_unit="issues with a mark",
    sums={
        "resolved": Sum("issues", where=("is_mature", "is_resolved")),
        "marked": Sum("issues", where=("is_mature",), known=("is_resolved",)),
        "unmarked": Sum("issues", where=("is_mature", "is_resolution_unknown")),
        "issues": Sum("issues", where=("is_mature",)),
        "unidentified": Sum("contacts", where=("is_unidentified",)),
        "begun": Sum("issues", where=("is_counted",)),
        "solved": Choice("resolved", "", "unmarked", "issues", "over 20% of issues carry no mark: only bounds"),
    },
    formula="solved / marked",
    bounds=(
        "maximum(resolved - unidentified, 0) / issues",
        "minimum(resolved + unmarked + unidentified, issues) / issues",
    ),
    needs=(
        IDS,
        MARKS,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="Closure by inactivity, bulk or merge, abandonment, and bot sessions without positive "
    "evidence are no marks. Chains still running count as not resolved.",
    differs="Vendors count every closed ticket as solved, silence included (GitLab, Zendesk auto-close; "
    "Intercom Fin counts silence of 24 hours).",
    sources=("Steelyard: resolved as a third state",),
    limits=(0, 1),
)

"""How many issues end marked solved."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS, MARKS

METRIC = Metric(
    id="resolution_rate",
    title="Resolution rate",
    meaning="The share of issues whose last contact was answered and is marked solved by agent or "
    "customer. An issue without any mark is a third state, carried at the share of the marked that people, or "
    "bots, handled too: the bounds show it counted either way.",
    family="effectiveness",
    unit="share",
    better="high",
    n="marked",
    n_unit="issues with a mark",
    sums=identity.sums(*identity.MARKS),
    formula=identity.EFFECTIVENESS,
    mean=identity.MEAN_RESOLVED,
    bounds=identity.RESOLVED_BOUNDS,
    worst=identity.RESOLVED_WORST,
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

"""How much work a resolved issue takes."""

from steelyard.declare import Metric
from steelyard.metrics import identity
from steelyard.metrics.needs import IDS, MARKS, WORK

METRIC = Metric(
    id="hours_per_resolved_issue",
    title="Hours per resolved issue",
    meaning="Handling and after-contact work over all contacts of mature issues, over the issues resolved.",
    family="resources",
    unit="hours",
    better="low",
    n="resolved",
    n_unit="resolved issues",
    sums=identity.sums("work", "worked", "unidentified_work", *identity.MARKS, *identity.FOR_ISSUES),
    formula=f"work / 3600 / worked * {identity.PER_ISSUE} / ({identity.EFFECTIVENESS})",
    bounds=(
        f"work / 3600 / worked * {identity.PER_ISSUE} / ({identity.RESOLVED_BOUNDS[1]})",
        f"work / 3600 / worked * {identity.PER_ISSUE} / ({identity.RESOLVED_BOUNDS[0]})",
    ),
    worst=(
        "work / 3600 / worked * issues / minimum(resolved + unmarked + unidentified, issues)",
        "(work / worked + unidentified_work / issues) / 3600 * issues / maximum(resolved - unidentified, 1)",
    ),
    needs=(
        IDS,
        MARKS,
        WORK,
    ),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="As resolution rate; issues whose work is not known do not enter the mean work.",
    differs="Not handle time: it adds every contact of the issue and divides by what was solved.",
    sources=("Steelyard: issue",),
    limits=(0, None),
)

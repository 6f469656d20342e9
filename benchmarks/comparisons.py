"""What is set against what, and what it may cost. Declared once; the page and the printed table follow from it."""

from __future__ import annotations

from dataclasses import dataclass

TARGET_SIZE = 10_000_000
"""The size the targets are stated for: what follows the group-bys costs the same at any, so ratios fall with it."""

PEAK_MOST_MIB = 4096
KEPT_MOST_S = 0.5
HELP_MOST_S = 0.15


@dataclass(frozen=True)
class Comparison:
    """One ratio of CPU seconds: a part of ours over one of theirs.

    Args:
        most: the target; None where there is none.
    """

    what: str
    ours: str
    against: str
    theirs: str
    most: float | None = None


ALL, ONE = "20 measures, intervals, all chances", "20 measures, intervals, one chance"
EXPERT, FACTS = "an expert's SQL over the raw files", "group-bys over the facts"
WRITTEN = "raw contacts chained and written by hand"

COMPARISONS = (
    Comparison(ALL, "measured", EXPERT, "by_hand", 1.0),
    Comparison(ONE, "measured_once", FACTS, "by_hand_over_facts", 1.5),
    Comparison(ALL, "measured", FACTS, "by_hand_over_facts", 1.5),
    Comparison(ALL, "measured", "pandas over the raw files", "in_pandas", 0.2),
    Comparison(ONE, "measured_once", "pandas over the raw files", "in_pandas", 0.2),
    Comparison(ALL, "measured", "polars over the raw files", "in_polars", 0.5),
    Comparison(ONE, "measured_once", "polars over the raw files", "in_polars", 0.5),
    Comparison(ALL, "measured", "the same on Spark on this machine", "on_spark"),
    Comparison(
        "4 quantiles, intervals, all chances", "quantiles", "quantiles over the facts", "quantiles_by_hand", 4.0
    ),
    Comparison("the change of the balance", "change", "its sums over the facts", "change_by_hand"),
    Comparison("the report", "report", EXPERT, "by_hand"),
    Comparison("the load", "load", WRITTEN, "load_by_hand"),
    Comparison("the build of facts", "facts", WRITTEN, "load_by_hand"),
)

COSTS = {
    "load": "the load",
    "facts": "the build of facts, within it",
    "load_again": "the same files again, nothing changed",
    "measured": "20 measures by team and month",
    "page": "a scorecard page's sums, asked first",
    "page_again": "a scorecard page's sums, asked again",
    "change": "the change of the balance",
    "report": "the report",
}
"""Part -> what its own cost is told as."""

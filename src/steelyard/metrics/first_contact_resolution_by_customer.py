"""First contact resolution when any further contact counts as a return."""

from steelyard.declare import Metric, Sum
from steelyard.metrics.needs import IDS

_OLD, _KNOWN = ("is_first_mature",), ("is_fixed_first_by_customer",)

METRIC = Metric(
    id="first_contact_resolution_by_customer",
    title="First contact resolution, any topic",
    meaning="The same as first contact resolution, but a further contact on any topic counts as a return: "
    "the strict end of the range, free of how topics are grouped.",
    family="effectiveness",
    unit="share",
    better="high",
    n="issues",
    n_unit="issues",
    sums={
        "fixed": Sum("issues", where=("is_first_mature", "is_fixed_first_by_customer")),
        "issues": Sum("issues", where=("is_first_mature",), known=("is_fixed_first_by_customer",)),
        "told": Sum(
            "issues", where=("is_first_mature",), known=("is_fixed_first_by_customer",), unless=("is_first_untold",)
        ),
        "unmarked": Sum("issues", where=("is_first_mature", "is_fixed_first_by_customer", "is_first_unmarked")),
        "marked_fixed": Sum("issues", where=("is_first_mature", "is_fixed_first_by_customer", "is_first_marked")),
        "unsolved": Sum("issues", where=("is_first_mature", "is_first_unsolved"), unless=("is_returned",)),
        "hidden": Sum("issues", column="hidden_return_any", where=_OLD, known=_KNOWN),
        "false_start": Sum("issues", column="false_start", where=_OLD, known=_KNOWN),
        "false_fixed": Sum("issues", column="false_fixed", where=_OLD, known=_KNOWN),
        "unidentified": Sum("contacts", where=("is_unidentified",)),
        "begun": Sum("issues", where=("is_counted",), known=("is_fixed_first_by_customer",)),
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
    needs=(IDS,),
    is_inferred=True,
    maturity=("issues", "begun"),
    excludes="As first contact resolution.",
    differs="Where topics are missing, or written differently by channel, this is the only honest "
    "version. Genesys and most repeat-call reports count it this way, over 1 to 45 days.",
    sources=("Steelyard: return window",),
    limits=(0, 1),
)

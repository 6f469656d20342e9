"""Steelyard weighs the value customers receive against the resources it takes to give it.

    import steelyard

    workspace = steelyard.open("support")       the folder with steelyard.toml
    workspace.load()                            read the sources
    verdict = workspace.verdict()               a frozen answer: prints, to_rows(), to_dict(), to_pandas()
    steelyard.chart(workspace.change())         an Altair chart of it

Names are looked up when first used: importing the package imports neither the engine nor numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steelyard.analyses.balance.question import Balance
    from steelyard.analyses.change.question import Change
    from steelyard.analyses.check.question import Check
    from steelyard.analyses.compare.answer import Comparison
    from steelyard.analyses.explain.question import Explanation
    from steelyard.analyses.returns.question import Returns
    from steelyard.analyses.scorecard.question import Scorecard
    from steelyard.analyses.verdict.question import Verdict
    from steelyard.answers import Answer, Caveat, Estimate, Interval, Missing, Provenance
    from steelyard.charts import chart
    from steelyard.errors import SteelyardError
    from steelyard.workspace import Workspace, open

_HOMES = {
    "open": "steelyard.workspace",
    "Workspace": "steelyard.workspace",
    "chart": "steelyard.charts",
    "SteelyardError": "steelyard.errors",
    **dict.fromkeys(("Answer", "Caveat", "Estimate", "Interval", "Missing", "Provenance"), "steelyard.answers"),
    "Balance": "steelyard.analyses.balance.question",
    "Change": "steelyard.analyses.change.question",
    "Check": "steelyard.analyses.check.question",
    "Comparison": "steelyard.analyses.compare.answer",
    "Explanation": "steelyard.analyses.explain.question",
    "Returns": "steelyard.analyses.returns.question",
    "Scorecard": "steelyard.analyses.scorecard.question",
    "Verdict": "steelyard.analyses.verdict.question",
}

__all__ = [
    "Answer",
    "Balance",
    "Caveat",
    "Change",
    "Check",
    "Comparison",
    "Estimate",
    "Explanation",
    "Interval",
    "Missing",
    "Provenance",
    "Returns",
    "Scorecard",
    "SteelyardError",
    "Verdict",
    "Workspace",
    "chart",
    "open",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("steelyard")
    if name not in _HOMES:
        raise AttributeError(f"module 'steelyard' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted((*__all__, "__version__"))

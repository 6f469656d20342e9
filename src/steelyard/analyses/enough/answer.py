"""The shape of the answer to where effort stops paying."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.analyses.enough.agent_instrument import Assignment
from steelyard.analyses.enough.marginal_value import Margin, Prices
from steelyard.analyses.verdict.question import State
from steelyard.answers import Answer, Estimate
from steelyard.measure.cells.first_contact import Unit

SURE = 0.95

LEAST_HIDDEN = 1.0
"""What is unknown of issues may weigh as much as all that is known without turning the answer."""


@dataclass(frozen=True)
class Condition:
    """One of the three things that make a service optimised.

    Args:
        id: well_delivered, valued, enough.
        reason: one plain clause; change: what would change it.
    """

    id: str
    title: str
    state: State
    estimate: Estimate | None = None
    target: float | None = None
    reason: str = ""
    change: str = ""


@dataclass(frozen=True)
class Enough(Answer):
    """Where effort stops paying.

    Args:
        margins: one for each dose and response that can be asked.
        conditions: interaction quality, customers' rating, and whether the next unit pays.
        optimised: held where all three are, not yet where one surely is not.
        prices: what value counts for and effort costs.
        design: what the agent design says; None unless asked for and possible.
        unit: what a case is: issues, or contacts where the data do not say whose they are.
        begun_share: the part of mature cases whose first contact is known.
        level: a bend or a slope is claimed under this probability.
    """

    margins: tuple[Margin, ...] = ()
    conditions: tuple[Condition, ...] = ()
    optimised: State = "cannot_tell"
    prices: Prices | None = None
    design: Assignment | None = None
    unit: Unit = "issues"
    begun_share: float = 1.0
    level: float = 1 - SURE

    @property
    def handling(self) -> Margin | None:
        """Of handling time on value, or on resolution."""
        return next((entry for entry in self.margins if entry.line.dose.id == "handle_time"), None)

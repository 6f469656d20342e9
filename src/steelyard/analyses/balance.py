"""How much value do customers receive for each unit of resource?"""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Balance(Answer):
    """Where the beam stands, and before.

    Args:
        now: the balance, value per 1,000 of provider cost; None where it cannot be said.
        before: of the period before, None where there is none.
        value: V, issues' worth of value; issues: I; resolved_share: R/I; experience: Q, mean quality of the resolved.
        provider_cost, customer_cost: M and w T of the same issues; None where not known.
        unit_cost_provider, unit_cost_customer: per unit of value.
        period, period_before: as people say them ("Jul-Sep 2026").
    """

    now: Estimate | None = None
    before: Estimate | None = None
    value: Estimate | None = None
    issues: Estimate | None = None
    resolved_share: Estimate | None = None
    experience: Estimate | None = None
    provider_cost: Estimate | None = None
    customer_cost: Estimate | None = None
    unit_cost_provider: Estimate | None = None
    unit_cost_customer: Estimate | None = None
    period: str = ""
    period_before: str = ""

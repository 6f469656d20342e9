"""Both kinds of measure side by side, by period and part."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.answers import Answer, Estimate


@dataclass(frozen=True)
class Line:
    """One measure of one part.

    Args:
        metric, title, side: side is "customers" (what customers got) or "resources" (what it took).
        now, before: the figure of the period shown and of the one before.
        change: now against before (shares and scores: difference; others: ln ratio), claimed only beyond both chances.
        is_claimed: the change's interval excludes zero.
        trend: the figures by period, oldest first; immature ones included and marked.
    """

    metric: str
    title: str
    side: str
    now: Estimate
    before: Estimate | None = None
    change: Estimate | None = None
    is_claimed: bool = False
    trend: tuple[Estimate, ...] = ()


@dataclass(frozen=True)
class Scorecard(Answer):
    """Every measure that can be computed.

    Args:
        lines: of the whole, customers' side first.
        parts: dimension value -> its lines, where split.
        by: the dimension split by; empty for none.
        period, period_before: as people say them.
    """

    lines: tuple[Line, ...] = ()
    parts: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    by: str = ""
    period: str = ""
    period_before: str = ""

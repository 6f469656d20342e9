"""Counting how often intervals hold the truth, and what chance allows."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from scipy import stats

from steelyard.answers import Estimate

SUSPECT = 1e-4


@dataclass
class Tally:
    """What became of the figures of many worlds whose truth is one number.

    Attributes:
        figures, covered, under, over: figures with an interval; those that hold the truth; that lie under it, over it.
        refused: reason -> figures not given. bare: figures given without an interval. told: warning -> figures.
        errors: figure less truth. widths: upper limit less lower.
    """

    truth: float
    figures: int = 0
    covered: int = 0
    under: int = 0
    over: int = 0
    bare: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    errors: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)

    def add(self, estimate: Estimate) -> None:
        """Count one world's figure."""
        self.told.update(caveat.id for caveat in estimate.caveats if caveat.weight == "warning")
        if estimate.value is None:
            self.refused.update({caveat.id for caveat in estimate.caveats if caveat.weight == "refusal"} or {"none"})
            return
        self.errors.append(estimate.value - self.truth)
        if estimate.interval is None:
            self.bare += 1
            return
        self.hold(estimate.interval.low, estimate.interval.high)

    def hold(self, low: float, high: float) -> None:
        """Count one interval."""
        slack = 1e-9 * max(abs(self.truth), 1e-3)
        self.figures += 1
        self.widths.append(high - low)
        self.under += bool(high + slack < self.truth)
        self.over += bool(low - slack > self.truth)
        self.covered = self.figures - self.under - self.over

    def summary(self) -> dict[str, object]:
        """What is written down."""
        return {
            "truth": self.truth,
            "figures": self.figures,
            "covered": self.covered,
            "under": self.under,
            "over": self.over,
            "bare": self.bare,
            "refused": dict(self.refused),
            "told": dict(self.told),
            "bias": _mean(self.errors),
            "bias_error": statistics.stdev(self.errors) / math.sqrt(len(self.errors)) if len(self.errors) > 1 else None,
            "spread": statistics.stdev(self.errors) if len(self.errors) > 1 else None,
            "width": statistics.median(self.widths) if self.widths else None,
        }


def _mean(values: list[float]) -> float | None:
    return statistics.fmean(values) if values else None


def add_all(tallies: dict[str, Tally], estimates: Iterable[Estimate]) -> None:
    """Count every estimate under its metric."""
    for estimate in estimates:
        tallies[estimate.metric].add(estimate)


def limits(successes: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's limits of a share of worlds."""
    found = stats.binomtest(successes, count).proportion_ci(level)
    return float(found.low), float(found.high)


def is_below(covered: int, count: int, share: float, chance: float = SUSPECT) -> bool:
    """Whether so few of so many would hold only once in 1 / chance times, were the coverage `share`."""
    return bool(stats.binom.cdf(covered, count, share) < chance)


def is_above(covered: int, count: int, share: float, chance: float = SUSPECT) -> bool:
    """Whether so many of so many would hold only once in 1 / chance times, were the coverage `share`."""
    return bool(stats.binom.sf(covered - 1, count, share) < chance)

"""What every kind of fracture costs a month in the days asked, by part, with its interval over customers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.analyses.debt.cells import Cells, Scope
from steelyard.analyses.debt.pricing import newest
from steelyard.answers import Estimate, Interval
from steelyard.stats.arrays import Floats
from steelyard.stats.designs.stretch import raised
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import jackknife, replicate

GROUPS = 64
LEAST_LOYAL = 50
"""Issues whose loyalty horizon has passed, below which nothing is said of customers lost."""


@dataclass(frozen=True)
class Parts:
    """Sums by part and group of customers.

    Args:
        sums: name -> by scope (64,). months: how long the days are. identified: contacts for each that belongs to an
            issue.
    """

    sums: Mapping[Scope, Mapping[str, Floats]]
    months: float
    identified: float

    def monthly(self, scope: Scope, names: Sequence[str], metric: str, unit: str, scale: float = 1.0) -> Estimate:
        """Some sums together, a month, with the interval over groups of customers."""
        rows = self.sums[scope]
        values = np.stack([np.nan_to_num(rows[name]) for name in names], axis=1)
        factor = scale * self.identified / self.months
        return self.estimate(scope, values, lambda sums: sums.sum(axis=-1) * factor, metric, unit)

    def ratio(self, scope: Scope, over: Sequence[str], under: Sequence[str], metric: str) -> Estimate:
        """Some sums by others: a share."""
        rows = self.sums[scope]
        values = np.stack([np.nan_to_num(rows[name]) for name in (*over, *under)], axis=1)
        count = len(over)

        def share(sums: Floats) -> Floats:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(sums[..., :count].sum(axis=-1) / sums[..., count:].sum(axis=-1))

        return self.estimate(scope, values, share, metric, "share")

    def total(self, scope: Scope, name: str) -> float:
        """A sum of a scope."""
        return float(np.nansum(self.sums[scope][name]))

    def estimate(
        self, scope: Scope, values: Floats, formula: Callable[[Floats], Floats], metric: str, unit: str
    ) -> Estimate:
        """A formula of sums (groups, sums) of a scope, with its interval over groups of customers.

        None where all groups agree, as where nothing was seen: that says nothing of how rare it is.
        """
        present = self.sums[scope]["issues"] > 0
        full, replicates = replicate(values, present)
        value, others = formula(full), formula(replicates)
        issues = round(self.total(scope, "issues"))
        part = {scope.by: scope.part} if scope.by else {}
        if not np.isfinite(value) or not np.isfinite(others[present]).all() or present.sum() < 2:
            known = float(value) if np.isfinite(value) else None
            return Estimate(metric, unit, part, known, n=issues, n_unit="issues")
        spread = jackknife(value, others, present)
        half = float(t_quantile(spread.df) * np.sqrt(spread.variance))
        limits = Interval(float(value) - half, float(value) + half, method="jackknife over customers")
        interval = limits if half > 0 else None
        return Estimate(metric, unit, part, float(value), interval, n=issues, n_unit="issues")


def parts(rows: Mapping[str, np.ndarray], months: float, identified: float) -> Parts:
    """Rows of `measure.models.fractures.level`."""
    names = [name for name in rows if name not in ("by", "part", "customer_group")]
    found: dict[Scope, dict[str, Floats]] = {}
    for at, (by, part) in enumerate(zip(rows["by"].tolist(), rows["part"].tolist(), strict=True)):
        held = found.setdefault(Scope(by, part), {name: np.zeros(GROUPS) for name in names})
        group = int(rows["customer_group"][at]) % GROUPS
        for name in names:
            value = float(rows[name][at])
            held[name][group] += value if np.isfinite(value) else 0.0
    return Parts(found, months, identified)


def growth(held: Cells, scope: Scope, fracture: str) -> Estimate | None:
    """By which share the newest 13 weeks lie above the earlier ones, at one mix of topics."""
    now = newest(held)
    x, expected = held.total(scope, f"n_{fracture}"), held.at_mix(scope, f"n_{fracture}", "issues")
    effect = raised(x, expected, now)
    before = x[~now].sum() / expected[~now].sum() if expected[~now].sum() > 0 else 0.0
    base = before * expected[now].sum()
    if not (base > 0 and np.isfinite(effect.value) and x.sum() >= 2 * len(x)):
        return None
    low, high = effect.limits()
    interval = Interval(low / base, high / base, method="weeks", chances=("weeks",))
    part = {scope.by: scope.part} if scope.by else {}
    return Estimate(fracture, "share", part, effect.value / base, interval, n=round(x.sum()), n_unit="events")

"""How many units have to be scored for what is to be said."""

from __future__ import annotations

from math import ceil, isfinite

from scipy import special

from steelyard.stats.sampling.intervals import t_quantile


def for_mean(above: float, deviation: float, power: float = 0.9, level: float = 0.95, alike: float = 1.0) -> int | None:
    """Units for a one-sided lower limit to reach a target that the mean is `above`; None where it is not above.

    Args:
        deviation: standard deviation of a unit. alike: by how much units of one agent raise the variance (1 for not).
    """
    if not above > 0 or not deviation > 0:
        return None
    n = _normal(deviation / above, power, level) * alike
    for _ in range(20):
        t = float(t_quantile(max(n - 1, 1), 2 * level - 1)) + float(t_quantile(max(n - 1, 1), 2 * power - 1))
        n, before = alike * (t * deviation / above) ** 2, n
        if abs(n - before) < 0.01:
            break
    return ceil(n) if isfinite(n) else None


def for_difference(
    apart: float, deviation: float, power: float = 0.8, level: float = 0.95, alike: float = 1.0
) -> int | None:
    """Units on each of two sides to find that they are so far apart, two-sided."""
    if not apart > 0 or not deviation > 0:
        return None
    z = float(special.ndtri(0.5 + level / 2) + special.ndtri(power))
    return ceil(2 * (z * deviation / apart) ** 2 * alike)


def for_reliability(correlation: float, reliability: float = 0.7) -> int | None:
    """Units of one agent for their mean to have that reliability; None where agents do not differ.

    Args:
        correlation: of two units of the same agent.

    Source:
        Spearman (1910) and Brown (1910): n = r / (1 - r) x (1 - correlation) / correlation.
    """
    if not 0 < correlation < 1:
        return None
    return ceil(round(reliability / (1 - reliability) * (1 - correlation) / correlation, 9))


def _normal(relative: float, power: float, level: float) -> float:
    return float((special.ndtri(level) + special.ndtri(power)) * relative) ** 2

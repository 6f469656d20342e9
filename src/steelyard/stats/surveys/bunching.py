"""Are there more cases just under a limit than a smooth distribution leaves room for?

Cases are counts by bins. A polynomial is fitted to the bins outside a window around the limit; what lies inside the
window above it is the excess. Round numbers and a limit that was never set (a placebo) show what people do anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from steelyard.errors import SteelyardError
from steelyard.stats.arrays import Flags, Floats

ORDER = 5
DRAWS = 500
_ROUNDS = 1000


@dataclass(frozen=True)
class Bunching:
    """What lies in the window.

    Attributes:
        smooth: (bins,), the counts a smooth distribution would have.
        excess: cases above the smooth count; ratio: the same in bins of the smooth count's height.
        residuals: (bins,), counts less what was fitted, 0 inside the window.
    """

    smooth: Floats
    excess: float
    ratio: float
    residuals: Floats


@dataclass(frozen=True)
class Chance:
    """How far the excess would move with other cases.

    Attributes:
        se: of the excess; low, high: its middle 95%.
    """

    se: float
    low: float
    high: float


def bunching(
    counts: ArrayLike,
    places: ArrayLike,
    window: ArrayLike,
    *,
    within: ArrayLike | None = None,
    order: int = ORDER,
    rounds: ArrayLike | None = None,
    corrected_above: ArrayLike | None = None,
) -> Bunching:
    """Excess mass in a window of a histogram.

    Args:
        counts, places: (bins,), cases in each bin, and where it lies, the limit at 0.
        window: (bins,), the bins left out of the fit.
        within: (bins,), those of the window the excess is counted in, all of them unless told.
        order: of the polynomial.
        rounds: (bins, r), other steps to be fitted, such as round numbers, which attract cases without any limit.
        corrected_above: (bins,), bins the excess came from: the smooth counts there are raised until nothing is lost
            (the integration constraint of Chetty et al.); without, the excess is counted as it is.

    Raises:
        SteelyardError: fewer bins outside the window than the fit has terms.

    Source:
        Chetty, Friedman, Olsen and Pistaferri (2011), QJE 126, 749-804; Kleven and Waseem (2013), QJE 128, 669-723.
        Checked against the vignette of R's bunching package to all printed digits.
    """
    y, inside = np.asarray(counts, dtype=float), np.asarray(window, dtype=bool)
    design = _design(np.asarray(places, dtype=float), inside, order, rounds)
    terms = design.shape[1]
    if (~inside).sum() <= terms - inside.sum():
        raise SteelyardError("Too few bins beside the window to fit a smooth line.", next="Ask about a wider span.")
    fitted = _fit(design, y)
    if corrected_above is not None:
        y, fitted = _integrated(design, y, inside, np.asarray(corrected_above, dtype=bool))
    smooth = design[:, : terms - int(inside.sum())] @ fitted[: terms - int(inside.sum())]
    counted = inside if within is None else np.asarray(within, dtype=bool)
    excess = float((np.asarray(counts, dtype=float) - smooth)[counted].sum())
    height = float(smooth[counted].mean())
    residuals = np.where(inside, 0.0, y - smooth)
    return Bunching(smooth, excess, excess / height if height > 0 else np.nan, residuals)


def chance(
    counts: ArrayLike,
    places: ArrayLike,
    window: ArrayLike,
    *,
    within: ArrayLike | None = None,
    order: int = ORDER,
    rounds: ArrayLike | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> Chance:
    """The spread of the excess of the window, from residuals drawn anew around the smooth line.

    The counts inside the window vary as counts do (Poisson), those outside as the residuals show; the larger of that
    and a count's own variance, so that a line that fits too well by luck claims nothing.

    Args:
        seed: of the draws; the same seed gives the same limits.

    Source:
        Chetty et al. (2011), section III.A: a bootstrap of the residuals.
    """
    y, inside = np.asarray(counts, dtype=float), np.asarray(window, dtype=bool)
    counted = inside if within is None else np.asarray(within, dtype=bool)
    found = bunching(y, places, inside, order=order, rounds=rounds)
    design = _design(np.asarray(places, dtype=float), inside, order, rounds)
    terms = design.shape[1] - int(inside.sum())
    level = np.maximum(found.smooth, 1.0)
    freedom = max(int((~inside).sum()) - terms, 1)
    scaled = (found.residuals / np.sqrt(level))[~inside]
    spread = max(float(np.sqrt((scaled**2).sum() / freedom)), 1.0)
    unit = float(np.sqrt((scaled**2).mean())) or 1.0
    rng = np.random.default_rng(seed)
    drawn = scaled[rng.integers(0, len(scaled), (draws, len(y)))] * (spread / unit)
    noise = rng.standard_normal((draws, len(y))) * np.sqrt(np.maximum(y, 1.0)) * spread
    worlds = np.where(inside, y + noise, found.smooth + drawn * np.sqrt(level))
    solved = worlds @ np.linalg.pinv(design).T
    lines = solved[:, :terms] @ design[:, :terms].T
    excess = (worlds - lines)[:, counted].sum(axis=1)
    low, high = np.quantile(excess, [0.025, 0.975])
    return Chance(float(excess.std(ddof=1)), float(low), float(high))


def placebos(
    counts: ArrayLike,
    places: ArrayLike,
    window: ArrayLike,
    shifts: Sequence[int],
    *,
    within: ArrayLike | None = None,
    order: int = ORDER,
    rounds: ArrayLike | None = None,
) -> Floats:
    """The ratio of the same window moved by whole bins, where no limit was set; the limit's own bins are left out.

    Args:
        shifts: bins to move by, up or down; moves that run out of the histogram or into the window are passed over.

    Returns:
        One ratio for each move that could be made.
    """
    y, inside = np.asarray(counts, dtype=float), np.asarray(window, dtype=bool)
    counted = inside if within is None else np.asarray(within, dtype=bool)
    own, keep, found = np.flatnonzero(inside), ~inside, []
    for shift in shifts:
        moved = own + shift
        if moved.min() < 0 or moved.max() >= len(y) or np.intersect1d(moved, own).size:
            continue
        elsewhere, there = np.zeros_like(inside), np.zeros_like(inside)
        elsewhere[moved], there[np.flatnonzero(counted) + shift] = True, True
        steps = None if rounds is None else np.asarray(rounds, dtype=float)[keep]
        at = np.asarray(places, dtype=float)[keep]
        found.append(bunching(y[keep], at, elsewhere[keep], within=there[keep], order=order, rounds=steps).ratio)
    return np.array(found)


def step(counts: ArrayLike, places: ArrayLike, *, order: int = 2) -> tuple[float, float]:
    """Whether the density drops at 0: the log of the density just below over just above, and its standard error.

    A local polynomial on either side of the limit, with counts' own weights; the larger of the counts' own variance
    and the one the residuals show.

    Args:
        counts, places: (bins,), cases and the middle of each bin; the limit is at 0.

    Raises:
        SteelyardError: fewer than `order` + 2 bins on a side.

    Source:
        McCrary (2008), Journal of Econometrics 142, 698-714, with bins of the histogram as observations.
    """
    y, x = np.asarray(counts, dtype=float), np.asarray(places, dtype=float)
    sides = [_edge(y[side], x[side], order) for side in (x < 0, x > 0)]
    (below, below_v), (above, above_v) = sides
    if below <= 0 or above <= 0:
        return np.nan, np.nan
    return float(np.log(below / above)), float(np.sqrt(below_v / below**2 + above_v / above**2))


def moved_mean(
    values: ArrayLike, places: ArrayLike, window: ArrayLike, counts: ArrayLike, *, order: int = 2
) -> tuple[float, float]:
    """How a share of the cases in a window differs from the smooth line of the other bins, and its standard error.

    Args:
        values: (bins,), cases of each bin that had the event; counts: (bins,), all of its cases.
    """
    hits, n = np.asarray(values, dtype=float), np.asarray(counts, dtype=float)
    inside, x = np.asarray(window, dtype=bool), np.asarray(places, dtype=float)
    used = ~inside & (n > 0)
    total = n[inside].sum()
    if used.sum() <= order + 1 or not total:
        return np.nan, np.nan
    design = np.vander(x / (np.abs(x).max() or 1.0), order + 1, increasing=True)
    share = hits / np.maximum(n, 1.0)
    weight = n[used]
    information = (design[used] * weight[:, None]).T @ design[used]
    beta = np.linalg.lstsq(information, (design[used] * weight[:, None]).T @ share[used], rcond=None)[0]
    residual = share[used] - design[used] @ beta
    sigma = float((weight * residual**2).sum() / (used.sum() - order - 1))
    centre = (design[inside] * n[inside][:, None]).sum(axis=0) / total
    own = hits[inside].sum() / total
    line = float(centre @ beta)
    binomial = max(line * (1 - line), 0.25 / total)
    variance = max(sigma, binomial) * (1 / total + centre @ np.linalg.pinv(information) @ centre)
    return float(own - line), float(np.sqrt(variance))


def _design(x: Floats, inside: Flags, order: int, rounds: ArrayLike | None) -> Floats:
    """Powers, the steps of round numbers, and a level of its own for each bin of the window."""
    scale = np.abs(x).max() or 1.0
    powers = np.vander(x / scale, order + 1, increasing=True)
    steps = np.empty((len(x), 0)) if rounds is None else np.asarray(rounds, dtype=float).reshape(len(x), -1)
    return np.column_stack([powers, steps, np.eye(len(x))[:, np.flatnonzero(inside)]])


def _fit(design: Floats, y: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(design, y, rcond=None)[0])


def _integrated(design: Floats, y: Floats, inside: Flags, above: Flags) -> tuple[Floats, Floats]:
    """Raise the counts above the limit in proportion until the smooth line holds as many cases as were counted."""
    terms = design.shape[1] - int(inside.sum())
    raised = y
    excess = -np.inf
    for _ in range(_ROUNDS):
        fitted = _fit(design, raised)
        found = float((y - design[:, :terms] @ fitted[:terms])[inside].sum())
        if abs(found - excess) < 1e-10 * max(abs(found), 1.0):
            break
        excess = found
        raised = np.where(above, y * (1 + excess / y[above].sum()), y)
    return raised, fitted


def _edge(y: Floats, x: Floats, order: int) -> tuple[float, float]:
    """The fitted count at 0 and its variance."""
    if len(y) < order + 2:
        raise SteelyardError("Too few bins beside the limit to see a step.", next="Ask about a wider span.")
    scaled = x / np.abs(x).max()
    kernel = 1.05 - np.abs(scaled)
    design = np.vander(scaled, order + 1, increasing=True)
    level = np.maximum(y.mean() if y.sum() else 1.0, 1.0)
    inverse = np.linalg.pinv((design * kernel[:, None]).T @ design)
    beta = inverse @ (design * kernel[:, None]).T @ y
    residual = y - design @ beta
    sigma = max(float((residual**2).sum() / (len(y) - order - 1)), level)
    middle = (design * kernel[:, None] ** 2).T @ design
    return float(beta[0]), float(sigma * (inverse @ middle @ inverse)[0, 0])

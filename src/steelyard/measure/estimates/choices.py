"""Which of two sums a metric takes in each part: chosen once on the full sample, and alike in all that is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from steelyard.declare import Choice, Metric, Sum
from steelyard.measure.formula import evaluate
from steelyard.measure.question import CUSTOMERS, names_in
from steelyard.measure.sums.model import Sums
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.jackknife import jackknife, replicate


def takes_other(
    metric: Metric, sums: Sums, whole: Mapping[str, Floats], pools: Sequence[int] | None
) -> dict[str, Flags]:
    """Name of a choice -> (cells,), where its other sum is taken.

    Args:
        whole: name of a plain or stratified sum -> (cells,).
        pools: (cells,), the number of the comparison each belongs to; None where none are compared.
    """
    found = {}
    for name, entry in metric.sums.items():
        if isinstance(entry, Choice):
            missing, total = evaluate(entry.missing, whole), evaluate(entry.of, whole)
            if entry.most is None:
                found[name] = _pooled(missing > half_width(metric, sums) * total, pools)
            else:
                found[name] = missing > entry.most * total
    return found


def half_width(metric: Metric, sums: Sums, level: float = 0.95) -> Floats:
    """(cells,), half the relative interval of a metric with its usual sums, over customers; 0 where there is none."""
    usual = {name: metric.sums[e.usual] if isinstance(e, Choice) else e for name, e in metric.sums.items()}
    named = [name for name in names_in(metric, metric.formula) if isinstance(usual[name], Sum)]
    by_group = np.stack([sums.groups[CUSTOMERS][usual[name]] for name in named], axis=-1)  # type: ignore[index]
    present = (by_group != 0).any(axis=-1)
    full, without = replicate(by_group, present)
    value = evaluate(metric.formula, {name: full[..., place] for place, name in enumerate(named)})
    others = evaluate(metric.formula, {name: without[..., place] for place, name in enumerate(named)})
    spread = jackknife(value, others, present)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(t_quantile(spread.df, level) * np.sqrt(spread.variance) / np.abs(value), posinf=0.0)


def _pooled(flags: Flags, pools: Sequence[int] | None) -> Flags:
    """True in every part of a comparison where it is in any."""
    if pools is None:
        return flags
    codes = np.asarray(pools, dtype=np.int64)
    return np.asarray(np.bincount(codes, flags, codes.max(initial=-1) + 1)[codes] > 0)

"""A comparison's evidence: what has to hold, what other ways to compute it give, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from steelyard.analyses.compare.case_mix import SPOKEN, STAFF, Standardised
from steelyard.analyses.compare.classification import Placed, placed, told_apart
from steelyard.answers import Check, Evidence
from steelyard.declare import Metric
from steelyard.stats.comparison.heterogeneity import cases_needed
from steelyard.stats.comparison.shrinkage import beta_binomial, gamma_poisson, logit_normal
from steelyard.theme import counted, figure, shift
from steelyard.wording import listed

MOSTLY = 0.8
"""The share of every unit's cases that should be such as others have too."""


def evidence(by: str, metric: Metric, figures: Standardised, ways: Sequence[Placed]) -> Evidence:
    """What a reader needs to judge a comparison; of people no name is told."""
    return Evidence(
        "adjusted" if figures.held else "descriptive",
        figures.held,
        _checks(by, figures, metric),
        tuple(_sensitivity(by, metric, figures, ways)),
        tuple(_would_change(by, metric, figures, ways)),
    )


def _checks(by: str, figures: Standardised, metric: Metric) -> tuple[Check, ...]:
    least, word = float(figures.overlap.min()), SPOKEN.get(by, by.replace("_", " "))
    share = f"At least {figure(least, 'share', margin=0.1)}" if least < 1 else "All"
    enough = f"The smallest {word} has {counted(figures.count.min(), metric.n_unit)}."
    return (
        Check("overlap", f"{share} of each {word}'s cases are comparable to those of others.", least >= MOSTLY),
        Check("enough", enough, True),
        Check("routing", "Whether similar cases are assigned without regard to their difficulty is not recorded."),
    )


def _sensitivity(by: str, metric: Metric, figures: Standardised, ways: Sequence[Placed]) -> list[str]:
    signs, likely = ways[0].signs, ways[0].likely
    found = []
    ways_told = {"Without adjusting for case mix": figures.raw, "With units and strata fitted together": figures.fitted}
    for way, values in ways_told.items():
        other = signs if values is None else placed(values, figures.variance, figures.target, metric.unit).signs
        changed = [figures.names[place] for place in np.flatnonzero(other != signs).tolist()]
        if changed:
            who = f"{len(changed)} agents" if by == "agent_id" else listed(changed)
            found.append(f"{way}, {who} would be judged otherwise")
    same = "the same ones differ"
    moments = placed(figures.adjusted, figures.variance, figures.target, metric.unit, "dl").signs
    so = same if (moments == signs).all() else f"{(moments != 0).sum()} differ, not {(signs != 0).sum()}"
    found.append(f"With the DerSimonian-Laird estimate of the variance between them, {so}")
    if len(ways) > 1:
        agree = (told_apart(ways) == signs).all()
        less = f"{(told_apart(ways) != 0).sum()} of the {(signs != 0).sum()} still differ"
        found.append(f"With every unknown value at its worst, {same if agree else less}")
    if by != "agent_id" and signs.any() and figures.rare is not None:
        place = int(np.argmax(np.abs(likely.mean - figures.target) * (signs != 0)))
        told = ", ".join(
            f"{figure(value, 'share', margin=0.005)} ({name})" for name, value in _families(figures, place).items()
        )
        here = figure(float(likely.mean[place]), "share", margin=0.005)
        found.append(f"{figures.names[place]} most likely lies at {here}; under other models at {told}")
    return [f"{text}." for text in found]


def _families(figures: Standardised, place: int) -> dict[str, float]:
    """Where a unit likely lies by families that do not take shares for normal, each unit at its effective cases."""
    share = np.clip(figures.adjusted, 1e-6, 1 - 1e-6)
    cases = np.minimum(figures.count, share * (1 - share) / figures.variance)
    shared = beta_binomial(share * cases, cases).mean[place]
    odds = special.expit(logit_normal(share * cases, cases).mean[place])
    base = min(figures.target, 1 - figures.target)
    rare = share if figures.target <= 0.5 else 1 - share
    counted = base * gamma_poisson(rare * cases, base * cases).mean[place]
    poisson = counted if figures.target <= 0.5 else 1 - counted
    return {"beta-binomial": float(shared), "logit-normal": float(odds), "gamma-Poisson": float(poisson)}


def _would_change(by: str, metric: Metric, figures: Standardised, ways: Sequence[Placed]) -> list[str]:
    between, signs = ways[0].between, told_apart(ways)
    found = []
    more = cases_needed(figures.count, figures.variance, between.variance) - figures.count
    unsure = more[(signs == 0) & np.isfinite(more) & (more > 0)]
    if len(unsure):
        needed = f"{_round(float(np.median(unsure))):,}"
        found.append(f"About {needed} more {metric.n_unit} each would distinguish the rest")
    if not between.low > 0:
        seen = 2.8 * float(np.sqrt(np.median(figures.variance)))
        size = shift(seen, metric.unit, margin=seen / 4).lstrip("+")
        found.append(f"A difference of {size} from the rest would probably have been detected")
    if "time of day" not in figures.held:
        found.append("The time of day and whatever else makes cases hard beforehand is not adjusted for")
    if by in STAFF:
        found.append("Assigning cases to them at random would show cause and effect")
    return [f"{text}." for text in found]


def _round(value: float) -> int:
    """To two digits."""
    size = 10 ** max(0, len(str(int(value))) - 2)
    return int(round(value / size) * size)

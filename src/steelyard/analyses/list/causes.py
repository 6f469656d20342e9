"""Where the reasons come from: topics and teams in which one is commoner than chance explains."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from steelyard.analyses.list.answer import Cause
from steelyard.declare import Reason
from steelyard.measure.models.in_need import PARTS, Need
from steelyard.stats.distributions import binomial_cdf

FALSE_SHARE = 0.05
"""The share of what is claimed that may be false."""

LEAST = 10
"""Customers a reason needs in all parts to be tested."""

LEAST_HERE = 5
"""Customers of a part below which nothing is said of it."""

MOST = 10


def causes(need: Need, held: Mapping[str, Reason]) -> tuple[Cause, ...]:
    """Reasons by topic and team, those beyond chance first, at most ten.

    A part's expected number is its share of the customers with an issue in the window, whatever the part; how likely
    so many are by chance is binomial, and claims hold a false discovery rate of 5% over all that is tested (Benjamini
    and Hochberg 1995). It does not adjust for the mix of cases between teams.
    """
    found = [cause for by in PARTS for cause in _tested(need, held, by)]
    claimed = _claimed(np.array([entry.p for entry in found]))
    marked = [Cause(**{**vars(entry), "is_claimed": bool(mark)}) for entry, mark in zip(found, claimed, strict=True)]
    return tuple(sorted(marked, key=lambda entry: (not entry.is_claimed, entry.expected - entry.n, entry.part))[:MOST])


def _tested(need: Need, held: Mapping[str, Reason], by: str) -> list[Cause]:
    there = zip(need.base["by"], need.base["part"], need.base["base"].tolist(), strict=True)
    base = {part: n for of, part, n in there if of == by}
    whole = sum(base.values())
    counts: dict[str, dict[str, int]] = {}
    names = (need.parts[name] for name in ("by", "reason", "part"))
    for of, reason, part, n in zip(*names, need.parts["n"].tolist(), strict=True):
        if of == by and part in base:
            counts.setdefault(reason, {})[part] = int(n)
    found = []
    for reason, here in counts.items():
        of = sum(here.values())
        if of < LEAST or len(base) < 2:
            continue
        for part, n in here.items():
            if n >= LEAST_HERE:
                share = base[part] / whole
                p = 1 - float(binomial_cdf(n - 1, of, share))
                found.append(Cause(reason, held[reason].title, by, part, n, of, of * share, p, False))
    return found


def _claimed(p: np.ndarray) -> np.ndarray:
    """Which of the tests hold at the false discovery rate."""
    if not len(p):
        return np.zeros(0, dtype=bool)
    order = np.argsort(p)
    held = p[order] <= FALSE_SHARE * np.arange(1, len(p) + 1) / len(p)
    last = np.flatnonzero(held)
    marks = np.zeros(len(p), dtype=bool)
    if len(last):
        marks[order[: last[-1] + 1]] = True
    return marks

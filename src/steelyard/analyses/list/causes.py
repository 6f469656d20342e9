"""Where the reasons come from: topics and teams in which one is commoner than chance explains."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from steelyard.analyses.list.answer import Cause
from steelyard.declare import Reason
from steelyard.measure.models import in_need
from steelyard.settings.model import Settings
from steelyard.stats.distributions import binomial_cdf
from steelyard.store import Snapshot

FALSE_SHARE = 0.05
"""The share of what is claimed that may be false."""

LEAST = 10
"""Customers a reason needs in all parts to be tested, and expected fewer than none: see `LEAST_HERE`."""

LEAST_HERE = 5
"""Customers of a part below which nothing is said of it."""

BY = ("topic", "team")
MOST = 10


def causes(
    snapshot: Snapshot, settings: Settings, horizon: datetime, held: Mapping[str, Reason], team: str = ""
) -> tuple[Cause, ...]:
    """Reasons by topic and team, those beyond chance first, at most ten.

    A part's expected number is its share of the customers with an issue in the window, whatever the part; how likely
    so many are by chance is binomial, and claims hold a false discovery rate of 5% over all that is tested (Benjamini
    and Hochberg 1995). It does not adjust for the mix of cases between teams.
    """
    found: list[Cause] = []
    for by in BY:
        rows = in_need.parts(snapshot, settings, horizon, held, by, team)
        found += _tested(rows, held, by)
    claimed = _claimed(np.array([entry.p for entry in found]))
    marked = [Cause(**{**vars(entry), "is_claimed": bool(mark)}) for entry, mark in zip(found, claimed, strict=True)]
    return tuple(sorted(marked, key=lambda entry: (not entry.is_claimed, entry.expected - entry.n, entry.part))[:MOST])


def _tested(rows: Mapping[str, np.ndarray], held: Mapping[str, Reason], by: str) -> list[Cause]:
    base = dict(zip(rows["part"], rows["base"].tolist(), strict=True))
    whole = sum(base.values())
    counts: dict[str, dict[str, int]] = {}
    for reason, part, n in zip(rows["reason"], rows["part"], rows["n"].tolist(), strict=True):
        if reason is not None:
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

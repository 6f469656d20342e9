"""Where the reasons come from: topics, teams, channels and steps in which one is commoner than chance explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from steelyard.analyses.list.answer import Cause
from steelyard.declare import Reason
from steelyard.measure.models.in_need import Need
from steelyard.measure.models.places import PARTS
from steelyard.stats.distributions import binomial_cdf

FALSE_SHARE = 0.05
"""The share of what is claimed that may be false."""

LEAST = 10
"""Customers a reason needs in all parts to be tested."""

LEAST_HERE = 5
"""Customers of a part below which nothing is said of it."""

MOST = 10


def causes(need: Need, held: Mapping[str, Reason]) -> tuple[Cause, ...]:
    """Reasons by topic, team, channel and step, those beyond chance first, at most ten.

    A part's expected number is its share of the customers of whom the reason could hold: with an issue in the window,
    an answer, a remark or something promised. Of teams, channels and steps it is taken topic by topic, so that who has
    the harder topics is not blamed for them. How likely so many are by chance is
    the tail of a sum of binomials, one a topic, and claims hold a false discovery rate of 5% over all that is tested
    (Benjamini and Hochberg 1995).
    """
    found = [cause for by in PARTS for cause in _tested(need, held, by)]
    claimed = _claimed(np.array([entry.p for entry in found]))
    marked = [replace(entry, is_claimed=bool(mark)) for entry, mark in zip(found, claimed, strict=True)]
    return tuple(sorted(marked, key=lambda entry: (not entry.is_claimed, entry.expected - entry.n, entry.part))[:MOST])


def _tested(need: Need, held: Mapping[str, Reason], by: str) -> list[Cause]:
    base, counts = _counts(need.base, _BASE, by), _counts(need.parts, _PARTS, by)
    return [
        cause
        for reason, of in counts.items()
        for cause in _of_reason(base.get(reason, {}), of, reason, held[reason].title, by)
    ]


def _counts(columns: Mapping[str, np.ndarray], names: Sequence[str], by: str) -> dict[str, dict[str, dict[str, int]]]:
    """Reason -> topic (empty where none counts) -> part -> customers."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for of, reason, within, part, n in zip(*(columns[name].tolist() for name in names), strict=True):
        if of == by:
            found.setdefault(reason, {}).setdefault(within, {})[part] = int(n)
    return found


_BASE = ("by", "reason", "within", "part", "base")
_PARTS = ("by", "reason", "within", "part", "n")


def _of_reason(
    base: Mapping[str, Mapping[str, int]], counts: Mapping[str, Mapping[str, int]], reason: str, title: str, by: str
) -> Iterator[Cause]:
    """A reason in each part of which enough is known; none where it can only lie in one channel, as with a bot."""
    counts = {
        within: {part: n for part, n in here.items() if part in base.get(within, {})} for within, here in counts.items()
    }
    of = sum(sum(here.values()) for here in counts.values())
    names = sorted({part for here in base.values() for part in here})
    is_of_one = by == "channel" and len({part for here in counts.values() for part in here}) < 2
    if of < LEAST or len(names) < 2 or is_of_one:
        return
    for part in names:
        n = sum(here.get(part, 0) for here in counts.values())
        if n < LEAST_HERE:
            continue
        draws = [
            (sum(here.values()), base[within].get(part, 0) / sum(base[within].values()))
            for within, here in counts.items()
            if here
        ]
        expected = sum(many * share for many, share in draws)
        yield Cause(reason, title, by, part, n, of, expected, _tail(draws, n), False)


def _tail(draws: Sequence[tuple[int, float]], n: int) -> float:
    """How likely a sum of independent binomials (how many, share) is at least n."""
    chances = np.ones(1)
    for many, share in draws:
        below = binomial_cdf(np.arange(many + 1), many, share)
        chances = np.convolve(chances, np.diff(below, prepend=0.0))
    return float(min(max(chances[n:].sum(), 0.0), 1.0)) if n < len(chances) else 0.0


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

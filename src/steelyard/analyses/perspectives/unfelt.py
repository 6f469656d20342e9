"""Criteria of one's own beside items of the same name: scored at target while customers rate it short, or against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from steelyard.analyses.periods.choice import Frame
from steelyard.analyses.perspectives.expected import ItemsTold, Unfelt
from steelyard.analyses.perspectives.widening import FAMILIES, wider
from steelyard.analyses.verdict.question import state
from steelyard.answers import Estimate, Interval
from steelyard.measure.models.criteria_sums import criteria_sums
from steelyard.settings.model import Settings
from steelyard.stats.regression import penalty_reward as stats
from steelyard.store import Snapshot

LEAST = 30
_WORD = re.compile(r"[^\W\d_]+")


def unfelt(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    items: ItemsTold,
    where: Mapping[str, Sequence[str]] | None,
    targets: tuple[float, float],
) -> tuple[Unfelt, ...]:
    """Pairs that contradict each other, where the intervals of both allow for how many pairs there are."""
    if not snapshot.manifest.known.get("evaluations", {}).get("criterion"):
        return ()
    names, sums = criteria_sums(snapshot, settings, where=where, from_on=days.now.from_on, to_on=days.now.to_on)
    pairs = [
        (place, entry.item, entry.rating)
        for place, name in enumerate(names)
        for entry in items.items
        if _said(name) == _said(entry.item) and entry.rating is not None and sums[:, place, 0].sum() >= LEAST
    ]
    return tuple(_against(pairs, sums, targets))


def _against(
    pairs: Sequence[tuple[int, str, Estimate]], sums: np.ndarray, targets: tuple[float, float]
) -> Iterator[Unfelt]:
    for place, item, rated in pairs:
        figure = stats.means(sums[:, place : place + 1, 1:])
        if figure is None or not np.isfinite(figure.value[0]):
            continue
        limits = Interval(100 * float(figure.low[0]), min(100.0, 100 * float(figure.high[0])), method="jackknife")
        n = round(float(sums[:, place, 0].sum()))
        scored = Estimate(
            f"item.{item}.scored", "score", {}, 100 * float(figure.value[0]), limits, n=n, n_unit="evaluations"
        )
        told = (
            state(wider(scored, len(pairs) * FAMILIES), targets[0], "high"),
            state(wider(rated, len(pairs) * FAMILIES), targets[1], "high"),
        )
        if told == ("held", "not_yet"):
            yield Unfelt(item, scored, rated, "scored, not felt")
        if told == ("not_yet", "held"):
            yield Unfelt(item, scored, rated, "felt, not scored")


def _said(name: str) -> str:
    return " ".join(_WORD.findall(name.lower()))

"""Was the same question asked, on the same scale, on both sides of a comparison?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steelyard import measure, metrics
from steelyard.answers import Caveat
from steelyard.declare import StratifiedSum, Sum
from steelyard.measure import Side
from steelyard.measure.question import CUSTOMERS
from steelyard.settings.model import Settings
from steelyard.store import Snapshot

_ANSWERS = {"csat": "csat_score", "ces": "ces_score", "nps": "nps"}
"""instrument -> the metric that counts its answers."""


def incomparable(
    snapshot: Snapshot, settings: Settings, wanted: Sequence[str], sides: Sequence[Side]
) -> dict[str, Caveat]:
    """The metrics whose answers were given on different scales on the two sides, and why: no change can be told.

    Args:
        wanted: ids of the metrics that are compared.
    """
    asked = {name: _instrument(name, settings.assumptions.quality_instrument) for name in wanted}
    lacking = {entry.metric for entry in measure.missing(snapshot, list(_ANSWERS.values()), settings)}
    told = {
        instrument: _changed(instrument, [_scales(snapshot, settings, instrument, side) for side in sides])
        for instrument in {name for name in asked.values() if name in _ANSWERS}
        if _ANSWERS[instrument] not in lacking
    }
    return {name: caveat for name, instrument in asked.items() if (caveat := told.get(instrument))}


def _instrument(name: str, quality: str) -> str:
    """The instrument a metric rests on; empty where it rests on none."""
    atoms: list[Sum] = []
    for entry in metrics.metric(name).sums.values():
        if isinstance(entry, Sum):
            atoms.append(entry)
        elif isinstance(entry, StratifiedSum):
            atoms += (entry.total, entry.answers)
    for atom in atoms:
        for instrument in _ANSWERS:
            if f"is_{instrument}" in atom.where:
                return instrument
        if "is_quality" in atom.where or atom.column == "rating":
            return quality
    return ""


def _scales(snapshot: Snapshot, settings: Settings, instrument: str, side: Side) -> frozenset[str]:
    where: Mapping[str, tuple[str, ...]] = side.where
    sums = measure.measure(
        snapshot,
        settings,
        [_ANSWERS[instrument]],
        by=("scale",),
        where=where,
        from_on=side.from_on,
        to_on=side.to_on,
        chances=(CUSTOMERS,),
    )
    return frozenset(entry.part["scale"] for entry in measure.estimates(sums) if entry.n)


def _changed(instrument: str, scales: Sequence[frozenset[str]]) -> Caveat | None:
    before, after = scales
    if not before or not after or (before == after and len(after) == 1):
        return None
    name, told = instrument.upper(), [" and ".join(sorted(scale)) for scale in (before, after)]
    how = f"changed from {told[0]} to {told[1]}" if before != after else f"changed within the days compared ({told[0]})"
    text = f"the scale of {name} {how}: whether customers felt better or worse cannot be told from it"
    return Caveat("scale_changed", text, "refusal")

"""Where a company lies among its peers, in sentences."""

from __future__ import annotations

from steelyard.exchange.compare import Standing
from steelyard.theme import figure, span


def told(one: Standing) -> str:
    """Where a company lies by one measure, in a sentence or two."""
    if one.value is None or one.low is None or one.high is None:
        return f"{one.title}: not compared, because {one.why}."
    said = f"{one.title}: {figure(one.value, one.unit)} ({span(one.low, one.high, one.unit)}); of {one.peers} peers "
    rest = one.peers - one.above - one.below
    lie = "lies" if one.above == 1 else "lie"
    said += f"{one.above or 'none'} {lie} surely below, {one.below or 'none'} surely above, {rest or 'none'} within "
    said += "sampling error."
    if one.median is not None and one.quartiles is not None:
        mix = "channels and topics" if one.by_topic == one.peers else "channels"
        said += f" At your mix of {mix} the middle peer has {figure(one.median, one.unit)}"
        said += f", the middle half {span(*one.quartiles, one.unit)}."
    named = [f"{name} {figure(value, one.unit)}" for name, value in one.named]
    return f"{said} Named: {', '.join(named)}." if named else said

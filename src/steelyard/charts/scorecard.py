"""The scorecard as small multiples: each measure with its figure, its interval and its trend."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.analyses.periods.happened import Happened
from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.charts import trend
from steelyard.charts.canvas import Spec, at, empty, layer, nominal, panel, small_multiples
from steelyard.declare import Chart
from steelyard.theme import LIGHT, UNKNOWN, more_than
from steelyard.wording import with_limits

PANEL_PX, AXIS_PX, GAP_PX = 76, 56, 24


def draw(answer: Scorecard, width: float = 1040, is_narrow: bool = False) -> Spec:
    """One panel a measure, customers' side first; three beside each other, or one below the other."""
    return draw_lines(answer.lines, answer.provenance.currency, width, is_narrow, answer.events)


def draw_lines(
    lines: Sequence[Line], currency: str, width: float, is_narrow: bool, events: Sequence[Happened] = ()
) -> Spec:
    """Panels of those measures, with what was logged."""
    across = 1 if is_narrow else 3
    room = (width - GAP_PX * (across - 1)) / across - AXIS_PX - 8
    panels = [
        panel(
            trend.layers(line, currency, events=events) or [_nothing()],
            room,
            PANEL_PX,
            line.title.split(",")[0],
            words(line, currency),
            left=AXIS_PX,
        )
        for line in lines
    ]
    return small_multiples(panels, across) if panels else empty("No measure can be computed", width)


def _nothing() -> Spec:
    text = {"text": nominal("text"), "x": at(0), "y": at(PANEL_PX / 2)}
    return layer("text", [{"text": "too few periods for a trend"}], text, align="left", color=LIGHT["ink-3"])


def describe(answer: Scorecard) -> str:
    """Every measure with its figure and interval."""
    if not answer.lines:
        return "No measure can be computed."
    return "; ".join(f"{line.title} {words(line, answer.provenance.currency)}" for line in answer.lines) + "."


def words(line: Line, currency: str) -> str:
    """The figure with its interval: 64.1% (63.2–65.0)."""
    value = line.now.value
    if value is None and line.now.more_than is not None:
        return more_than(line.now.more_than, line.now.unit, currency=currency)
    if value is None:
        return f"{UNKNOWN} cannot be said"
    return with_limits(line.now, currency)


CHART = Chart(id="scorecard", answers="scorecard", draw=draw, describe=describe)

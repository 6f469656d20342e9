"""A measure over time: its panel as line and band, dashed where periods are immature, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.analyses.periods.happened import Happened
from steelyard.analyses.scorecard.question import Line
from steelyard.answers import Estimate
from steelyard.charts import happened
from steelyard.charts.canvas import Row, Spec, axis, layer, number, own, scale, tooltip
from steelyard.theme import LIGHT, figure
from steelyard.wording import figure_of, limits_of

MATURE_SHARE = 0.995
CUSTOMER_COST = ("seconds", "hours", "money")


def layers(line: Line, currency: str, *, labels: int = 3, events: Sequence[Happened] = ()) -> list[Spec]:
    """Band, line, dashed end and points; nothing for fewer than two known periods."""
    points = _points(line.trend, tone(line), currency)
    if len(points) < 2:
        return []
    low, high = reach(line.trend)
    shown = sorted({low, (low + high) / 2, high} if labels > 2 else {low, high})
    said = [figure(value, line.now.unit, margin=(high - low) / 20, currency=currency) for value in shown]
    texts = dict(zip(map(str, range(len(said))), said, strict=True))
    names = f"{texts}[toString(indexof({shown}, datum.value))]"
    y = {"scale": scale(low, high, clamp=True), "axis": {"title": None, "values": shown, "labelExpr": names}}
    months = axis(None, format="%b %y", grid=False, tickCount=4, labelExpr="datum.label", labelOverlap=True)
    x = {"field": "period", "type": "temporal", "timeUnit": "utcyearmonthdate", "axis": months}
    settled = [point for point in points if point["state"] == "mature"] or points[:1]
    young = [
        settled[-1],
        *(point for point in points if point["state"] != "mature" and point["period"] > settled[-1]["period"]),
    ]
    ranged = [point for point in points if point["low"] is not None]
    dot = {
        "x": x,
        "y": number("value", **y),
        "color": own(),
        "tooltip": tooltip(month="From", said="Figure", range="95%", state="State"),
    }
    path = {"x": x, "y": number("value", **y), "color": own()}
    band = {"x": x, "y": number("low", **y), "y2": {"field": "high"}}
    return [
        *([layer("area", ranged, band, color=LIGHT["line"], opacity=1)] if ranged else []),
        layer("line", settled, path, strokeWidth=1.8),
        *([layer("line", young, path, strokeWidth=1.8, strokeDash=[3, 3])] if len(young) > 1 else []),
        layer("point", points, dot, filled=True, size=14, opacity=1),
        *happened.marks(events, x, points[0]["period"], points[-1]["period"]),
    ]


def describe(line: Line, currency: str = "") -> str:
    """First, lowest, highest and last period in words."""
    known = [(entry.value, entry) for entry in line.trend if entry.value is not None]
    if len(known) < 2:
        return f"{line.title}: too few periods for a trend."
    lowest, highest = (pick(known, key=lambda pair: pair[0]) for pick in (min, max))
    told = (("first", known[0]), ("lowest", lowest), ("highest", highest), ("last", known[-1]))
    words = [f"{name} {_words(entry, currency)}" for name, (_, entry) in told]
    young = sum(is_immature(entry) for _, entry in known)
    late = f"; {young} of them not yet mature" if young else ""
    return f"{line.title} over {len(known)} periods{late}: {', '.join(words)}."


def _words(entry: Estimate, currency: str) -> str:
    text = figure_of(entry, currency)
    return f"{text} in the period from {entry.part['period']}" if "period" in entry.part else text


def tone(line: Line) -> str:
    """Value teal, the provider's cost rust, the customer's time and cost violet."""
    if line.metric.startswith("customer_") and line.now.unit in CUSTOMER_COST:
        return "customer"
    return "cost" if line.side == "resources" else "value"


def is_immature(estimate: Estimate) -> bool:
    """Whether part of the period is too young to count."""
    return estimate.mature_share is not None and estimate.mature_share < MATURE_SHARE


def reach(trend: Sequence[Estimate]) -> tuple[float, float]:
    """The lowest and highest drawn: every value, and the band of mature periods; a young one's band is cut there."""
    known = [entry for entry in trend if entry.value is not None]
    ends = [_ends(entry) for entry in known if not is_immature(entry)] or [_ends(entry) for entry in known]
    drawn = [entry.value for entry in known if entry.value is not None] + [limit for end in ends for limit in end]
    low, high = min(drawn), max(drawn)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _ends(estimate: Estimate) -> tuple[float, float]:
    value, limits = estimate.value or 0.0, estimate.interval
    return (limits.low, limits.high) if limits else (value, value)


def _points(trend: Sequence[Estimate], color: str, currency: str) -> list[Row]:
    return [
        {
            "period": entry.part.get("period", ""),
            "month": entry.part.get("period", ""),
            "value": entry.value,
            "low": entry.interval.low if entry.interval else None,
            "high": entry.interval.high if entry.interval else None,
            "color": color,
            "said": figure_of(entry, currency),
            "range": limits_of(entry),
            "state": "not yet mature" if is_immature(entry) else "mature",
        }
        for entry in trend
        if entry.value is not None
    ]

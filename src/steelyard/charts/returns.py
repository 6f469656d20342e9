"""The return curve with its band; the return window is marked where first contact resolution reads it."""

from __future__ import annotations

from steelyard.analyses.returns.question import Returns
from steelyard.answers import Estimate
from steelyard.charts.canvas import (
    Spec,
    at,
    axis,
    empty,
    layer,
    nominal,
    number,
    picture,
    scale,
    ticks,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT, figure
from steelyard.wording import with_limits


def draw(answer: Returns, width: float = 640, is_narrow: bool = False) -> Spec:
    """Share of issues come back by day, from zero, as the step curve it is."""
    points = _points(answer)
    if len(points) < 2:
        return empty("The share of returns cannot be computed", width)
    height, margins = (220, (30, 16, 40, 44)) if is_narrow else (270, (30, 24, 40, 48))
    shares = ticks(0, max(point["high"] for point in points), 4)
    last = points[-1]["day"]
    days = axis("days after the solution", _days(last, is_narrow), grid=False)
    x = number("day", axis=days, scale=scale(0, last))
    y = {"axis": axis(None, shares, format="~%"), "scale": scale(0, shares[-1])}
    band = {"x": x, "y": number("low", **y), "y2": {"field": "high"}}
    curve = {"x": x, "y": number("share", **y)}
    return picture(
        [
            layer("area", points, band, interpolate="step-after", color=LIGHT["value-soft"], opacity=1),
            layer("line", points, curve, interpolate="step-after", color=LIGHT["value"], strokeWidth=2),
            *_window(answer, points),
        ],
        width,
        height,
        margins,
    )


def describe(answer: Returns) -> str:
    """The share come back by the window's end and by the last day."""
    points = _points(answer)
    if len(points) < 2:
        return "The share of returns cannot be computed."
    at = _at_window(answer)
    last_day, last = [pair for pair in zip(answer.days, answer.returned, strict=True) if pair[1].value is not None][-1]
    parts = [f"By day {last_day}, {with_limits(last)} of issues have come back"]
    if at is not None and at.value is not None:
        parts.insert(
            0, f"By day {answer.window_days:g}, the end of the return window, {with_limits(at)} have come back"
        )
    return "Curve of returns. " + "; ".join(parts) + "."


def _points(answer: Returns) -> list[dict[str, float]]:
    return [
        {
            "day": day,
            "share": entry.value,
            "low": entry.interval.low if entry.interval else entry.value,
            "high": entry.interval.high if entry.interval else entry.value,
        }
        for day, entry in zip(answer.days, answer.returned, strict=True)
        if entry.value is not None
    ]


def _window(answer: Returns, points: list[dict[str, float]]) -> list[Spec]:
    """A line at the window's end, with what the curve reads there."""
    read = _at_window(answer)
    if read is None or read.value is None:
        return []
    mark = {"day": answer.window_days, "share": read.value}
    is_left = answer.window_days > points[-1]["day"] * 0.6
    words = f"{figure(read.value, 'share')} back within {answer.window_days:g} days"
    x, shown = number("day"), tooltip(text="Came back")
    return [
        layer("rule", [mark], {"x": x}, color=LIGHT["ink-3"], strokeDash=[3, 3]),
        layer("point", [{**mark, "text": words}], {"x": x, "y": number("share"), "tooltip": shown},
              filled=True, size=70, color=LIGHT["value"], opacity=1),
        layer("text", [{**mark, "text": words}], {"x": x, "y": at(-14), "text": nominal("text")},
              align="right" if is_left else "left", dx=-8 if is_left else 8, fontWeight=600),
    ]  # fmt: skip


def _at_window(answer: Returns) -> Estimate | None:
    """The curve at the last whole day within the window."""
    within = [entry for day, entry in zip(answer.days, answer.returned, strict=True) if day <= answer.window_days]
    return within[-1] if within and answer.days[-1] >= answer.window_days else None


def _days(last: float, is_narrow: bool) -> list[int]:
    """Whole weeks; more than eight of them are thinned."""
    every = 7 if last >= 14 else 1
    while last / every > (5 if is_narrow else 9):
        every *= 2
    return list(range(0, int(last) + 1, every))


CHART = Chart(id="returns", answers="returns", draw=draw, describe=describe)

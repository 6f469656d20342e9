"""A measure's trend as a small inline SVG, written here: band, line, dashed end where periods are not yet mature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from steelyard.analyses.periods.happened import Happened
from steelyard.analyses.scorecard.question import Line
from steelyard.answers import Estimate
from steelyard.charts import trend

WIDTH, HEIGHT, RIM = 92.0, 24.0, 3.0


@dataclass(frozen=True)
class Point:
    """A period's place in pixels: x, the figure, and the limits of its band."""

    x: float
    y: float
    low: float
    high: float
    is_immature: bool


def sparkline(line: Line, events: Sequence[Happened] = ()) -> Markup:
    """The trend alone, to stand in a table's row, with a thin line on the day of what was logged; empty for fewer than
    two known periods."""
    points = places(line.trend)
    if len(points) < 2:
        return Markup()
    settled = [point for point in points if not point.is_immature] or points[:1]
    young = [settled[-1], *(point for point in points if point.is_immature and point.x > settled[-1].x)]
    over = [(point.x, point.high) for point in points] + [(point.x, point.low) for point in reversed(points)]
    parts = [f'<path class="band" d="{_path(over)}Z"/>', *_logged(line.trend, events)]
    parts.append(f'<path class="line" d="{_drawn(settled)}"/>')
    if len(young) > 1:
        parts.append(f'<path class="line young" d="{_drawn(young)}"/>')
    else:
        parts.append(f'<circle cx="{settled[-1].x:.1f}" cy="{settled[-1].y:.1f}" r="2.6"/>')
    size = f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true" focusable="false"'
    return Markup(f'<svg class="trend {trend.tone(line)}" {size}>{"".join(parts)}</svg>')


def places(periods: Sequence[Estimate]) -> list[Point]:
    """Where the known periods lie; gaps stay gaps in time."""
    known = [(place, entry, entry.value) for place, entry in enumerate(periods) if entry.value is not None]
    if len(known) < 2:
        return []
    least, most = trend.reach(periods)

    def height(value: float) -> float:
        return RIM + (most - min(max(value, least), most)) / (most - least) * (HEIGHT - 2 * RIM)

    found = []
    for place, entry, value in known:
        limits = (entry.interval.low, entry.interval.high) if entry.interval else (value, value)
        x = RIM + (WIDTH - 2 * RIM) * place / (len(periods) - 1)
        found.append(Point(x, height(value), height(limits[0]), height(limits[1]), trend.is_immature(entry)))
    return found


def within(periods: Sequence[Estimate], events: Sequence[Happened]) -> list[tuple[Happened, float]]:
    """Events from the first period's first day to the last period's end, each with its x."""
    days = [date.fromisoformat(entry.part["period"]) for entry in periods if "period" in entry.part]
    if len(days) < len(periods) or len(days) < 2 or days[-1] <= days[0]:
        return []
    length, end = (days[-1] - days[0]).days, 2 * days[-1].toordinal() - days[-2].toordinal()
    return [
        (one, min(RIM + (WIDTH - 2 * RIM) * (one.on - days[0]).days / length, WIDTH - 1))
        for one in events
        if days[0] <= one.on and one.on.toordinal() < end
    ]


def _logged(periods: Sequence[Estimate], events: Sequence[Happened]) -> list[str]:
    return [f'<path class="logged" d="M{x:.1f},0V{HEIGHT:g}"/>' for _, x in within(periods, events)]


def _drawn(points: Sequence[Point]) -> str:
    return _path([(point.x, point.y) for point in points])


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)

"""The parts of the service side by side: a row a part, a column a measure, each figure with its interval drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.answers import Estimate
from steelyard.charts import trend
from steelyard.view.table import interval_cell, value_cell

MOST_MEASURES = 6
NOBODY = "(none)"
"""What belongs to no part."""

WIDTH, HEIGHT = 100.0, 12.0


@dataclass(frozen=True)
class Strip:
    """One part's figure of one measure.

    Args:
        side: "above" or "below" the whole where the whole lies outside its interval, else empty.
        drawn: the interval with the whole as a line.
    """

    title: str
    text: str
    range: str
    side: str
    drawn: Markup


@dataclass(frozen=True)
class Parts:
    """The table.

    Args:
        titles: of the measures, with the whole's figure.
        rows: part -> its figures, in the order of `titles`.
    """

    by: str
    titles: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Strip, ...]], ...]


def parts(answer: Scorecard) -> Parts | None:
    """The parts of a split scorecard in the order given; None where there is nothing to set side by side."""
    shown = measures(answer)
    if len(answer.parts) < 2 or not shown:
        return None
    currency = answer.provenance.currency
    reach = {line.metric: _reach((line.now, *_figures(answer, line.metric))) for line in shown}
    rows = []
    for name, lines in answer.parts:
        known = {line.metric: line for line in lines}
        strips = (_strip(line, known.get(line.metric), reach[line.metric], currency) for line in shown)
        rows.append((f"no {answer.by.replace('_', ' ')}" if name == NOBODY else name, tuple(strips)))
    titles = tuple((line.title.split(",")[0], value_cell(line.now, currency).text) for line in shown)
    return Parts(answer.by.replace("_", " "), titles, tuple(rows))


def measures(answer: Scorecard) -> list[Line]:
    """The whole's lines that a part has too, at most six, both sides represented."""
    split = {line.metric for _, lines in answer.parts for line in lines if line.now.value is not None}
    known = [line for line in answer.lines if line.metric in split and line.now.value is not None]
    sides = [[line for line in known if (line.side == "resources") is is_cost] for is_cost in (False, True)]
    costs = sides[1][: max(2, MOST_MEASURES - len(sides[0]))]
    return [*sides[0][: MOST_MEASURES - len(costs)], *costs]


def _figures(answer: Scorecard, metric: str) -> list[Estimate]:
    return [line.now for _, lines in answer.parts for line in lines if line.metric == metric]


def _strip(whole: Line, part: Line | None, reach: tuple[float, float], currency: str) -> Strip:
    title = whole.title.split(",")[0]
    if part is None or part.now.value is None:
        return Strip(title, value_cell(part.now if part else None).text, "", "", Markup())
    ends, level = _ends(part.now), whole.now.value or 0.0
    side = "above" if ends[0] > level else "below" if ends[-1] < level else ""
    tone = trend.tone(whole) if side else "unsure"
    drawn = _drawn(ends, part.now.value, level, reach, tone)
    return Strip(title, value_cell(part.now, currency).text, interval_cell(part.now).text, side, drawn)


def _drawn(ends: Sequence[float], value: float, whole: float, reach: tuple[float, float], tone: str) -> Markup:
    low, span = reach[0], reach[1] - reach[0] or 1.0
    first, last, middle, level = (4 + (x - low) / span * (WIDTH - 8) for x in (ends[0], ends[-1], value, whole))
    size = f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true" focusable="false"'
    return Markup(
        f'<svg class="strip {tone}" {size}><path class="whole" d="M{level:.1f},0V{HEIGHT:g}"/>'
        f'<path class="line" d="M{first:.1f},{HEIGHT / 2:g}H{last:.1f}"/>'
        f'<circle cx="{middle:.1f}" cy="{HEIGHT / 2:g}" r="3.2"/></svg>'
    )


def _reach(estimates: Iterable[Estimate]) -> tuple[float, float]:
    ends = [end for estimate in estimates for end in _ends(estimate)]
    return min(ends), max(ends)


def _ends(estimate: Estimate) -> tuple[float, ...]:
    if estimate.value is None:
        return ()
    return (estimate.interval.low, estimate.interval.high) if estimate.interval else (estimate.value,)

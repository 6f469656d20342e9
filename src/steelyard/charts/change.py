"""The waterfall: each factor's step towards the whole change, with its interval; grey where chance explains it."""

from __future__ import annotations

from steelyard.analyses.change.question import Change
from steelyard.analyses.change.wording import title
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.answers import Estimate
from steelyard.charts.canvas import (
    SMALL_PX,
    Row,
    Spec,
    at,
    axis,
    empty,
    layer,
    nominal,
    number,
    ordered,
    own,
    picture,
    rule,
    scale,
    ticks,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT, log_points, span, tone_of

ROW_PX = 27
LEAST = 0.0005
"""Steps that print as 0.0 are left to the table."""

TOTAL = "All together"


def draw(answer: Change, width: float = 640, is_narrow: bool = False) -> Spec:
    """Bars in log percent that add up to the total; whiskers are 95% intervals."""
    steps = _steps(answer)
    if not steps:
        return empty("What moved the balance cannot be said", width)
    margins = (6, 56 if is_narrow else 150, 40, 128 if is_narrow else 136)
    edges = [0.0] + [step[name] for step in steps for name in ("start", "end", "low", "high") if step[name] is not None]
    marks = ticks(min(edges), max(edges), 3 if is_narrow else 5)
    band = ordered("title", axis=_names(steps), scale={"paddingInner": 0.42, "paddingOuter": 0.2})
    across = {"scale": scale(marks[0], marks[-1]), "axis": axis("log percent", marks, titlePadding=4)}
    shown = tooltip(title="Factor", figure="Effect, %", range="95% interval")
    bars = {"x": number("start", **across), "x2": {"field": "end"}, "y": band, "color": own(), "tooltip": shown}
    ranged = [step for step in steps if step["low"] is not None]
    beside = width - margins[1] - margins[3] + 10
    layers = [
        rule("x", 0, "ink-3"),
        layer("bar", steps, bars, cornerRadius=2),
        layer(
            "rule",
            ranged,
            {"x": number("low"), "x2": {"field": "high"}, "y": band},
            strokeWidth=1.4,
            color=LIGHT["ink"],
        ),
        layer(
            "text",
            steps,
            {"text": nominal("figure"), "x": at(beside), "y": band, "color": own("figure_color")},
            align="left",
        ),
    ]
    if not is_narrow:
        ranges = {"text": nominal("range"), "x": at(beside + 50), "y": band}
        layers.append(layer("text", steps, ranges, align="left", fontSize=SMALL_PX, color=LIGHT["ink-3"]))
    return picture(layers, width, ROW_PX * len(steps) + margins[0] + margins[2], margins)


def describe(answer: Change) -> str:
    """Every step in words, in order, then the whole."""
    if not answer.terms:
        return "What moved the balance cannot be said."
    claimed = [f"{title(term.factor)} {log_points(term.effect.value)}" for term in answer.terms if term.is_claimed]
    quiet = [title(term.factor) for term in answer.terms if not term.is_claimed]
    parts = [
        f"Waterfall in percent: {', '.join(claimed)}" if claimed else "No single factor moved beyond sampling error"
    ]
    parts += [f"within sampling error: {', '.join(quiet)}"] if quiet else []
    if answer.total is not None:
        parts.append(f"all together {log_points(answer.total.value)}{_sure(answer.total)}")
    return "; ".join(parts) + "."


def _steps(answer: Change) -> list[Row]:
    """One row a factor, begun where the one before ended; without a total each begins at zero, as the total does."""
    steps, at = [], 0.0
    for term in answer.terms:
        if term.is_claimed or abs(term.effect.value or 0.0) >= LEAST:
            steps.append(_step(title(term.factor), term.effect, at, term.is_claimed))
        at += 100 * (term.effect.value or 0.0) if answer.total is not None else 0.0
    if answer.total is None:
        return steps
    return [*steps, {**_step(TOTAL, answer.total, 0.0, is_claimed(answer.total)), "figure_color": LIGHT["ink"]}]


def _step(title: str, effect: Estimate, at: float, is_sure: bool) -> Row:
    value, interval = effect.value, effect.interval
    tone = tone_of(is_sure and value is not None, (value or 0.0) > 0)
    return {
        "title": title,
        "start": at,
        "end": at + 100 * (value or 0.0),
        "low": at + 100 * interval.low if interval else None,
        "high": at + 100 * interval.high if interval else None,
        "color": tone,
        "figure": log_points(value),
        "figure_color": LIGHT["ink"] if is_sure else LIGHT["ink-3"],
        "range": span(interval.low, interval.high, "ln") if interval else "",
    }


def _names(steps: list[Row]) -> Spec:
    """The factors' names at the left, grey where nothing is claimed."""
    quiet = [step["title"] for step in steps if step["figure_color"] != LIGHT["ink"]]
    color = {
        "condition": {"test": f"indexof({quiet!r}, datum.value) >= 0", "value": LIGHT["ink-3"]},
        "value": LIGHT["ink"],
    }
    weight = {"condition": {"test": f"datum.value == {TOTAL!r}", "value": 600}, "value": 400}
    return {
        "title": None,
        "labelColor": color,
        "labelFontWeight": weight,
        "labelFontSize": 13,
        "labelLimit": 200,
        "labelPadding": 10,
    }


def _sure(total: Estimate) -> str:
    if total.interval is None:
        return ""
    return f", 95 percent interval {span(total.interval.low, total.interval.high, 'ln')}"


CHART = Chart(id="change", answers="change", draw=draw, describe=describe)

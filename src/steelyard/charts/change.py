"""The waterfall: each factor's step towards the whole change, with its interval; grey where chance explains it."""

from __future__ import annotations

from typing import Any

import altair as alt

from steelyard.analyses.change.question import Change
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.answers import Estimate
from steelyard.charts.paper import SMALL_PX, Row, finish, rows, ticks
from steelyard.declare import Chart
from steelyard.theme import LIGHT, log_points, span

FACTORS = {
    "experience": "Experience",
    "effectiveness": "Effectiveness",
    "onceness": "Onceness",
    "pace": "Pace",
    "capacity": "Capacity",
    "price": "Price",
    "contact_cost": "Contact cost",
    "technology": "Technology",
    "field": "Field visits",
    "other": "Other cost",
    "handled_otherwise": "Handled otherwise",
    "mix": "Mix of issues",
    "who_answered": "Who answered",
}
ROW_PX = 31
TOTAL = "All together"


def draw(answer: Change, width: float = 640, is_narrow: bool = False) -> Any:
    """Bars in log percent that add up to the total; whiskers are 95% intervals."""
    steps = _steps(answer)
    margins = (6, 56 if is_narrow else 150, 40, 108 if is_narrow else 128)
    if not steps:
        empty = alt.Chart(rows([{"text": "What moved the balance cannot be said"}])).mark_text(align="left")
        return finish(empty.encode(text="text:N", x=alt.value(0), color=alt.value(LIGHT["ink-3"])), width, 60)
    edges = [0.0] + [step[name] for step in steps for name in ("start", "end", "low", "high") if step[name] is not None]
    scale = ticks(min(edges), max(edges), 3 if is_narrow else 5)
    base = alt.Chart(rows(steps)).encode(
        y=alt.Y("title:N", sort=None, axis=_names(steps)).scale(paddingInner=0.42, paddingOuter=0.2)
    )
    axis = alt.Axis(title="percent", values=scale, labelExpr="replace(datum.label, '-', '−')", titlePadding=4)
    bars = base.mark_bar(cornerRadius=2).encode(
        x=alt.X("start:Q", axis=axis).scale(domain=[scale[0], scale[-1]], nice=False),
        x2="end:Q",
        color=alt.Color("color:N", scale=None),
    )
    whiskers = base.mark_rule(strokeWidth=1.4, color=LIGHT["ink"]).encode(x="low:Q", x2="high:Q")
    zero = alt.Chart(rows([{"zero": 0}])).mark_rule(color=LIGHT["ink-3"]).encode(x="zero:Q")
    beside = width - margins[1] - margins[3] + 10
    figures = base.mark_text(align="left").encode(
        text="figure:N", x=alt.value(beside), color=alt.Color("figure_color:N", scale=None)
    )
    layers = [zero, bars, whiskers, figures]
    if not is_narrow:
        ranges = base.mark_text(align="left", fontSize=SMALL_PX, color=LIGHT["ink-3"])
        layers.append(ranges.encode(text="range:N", x=alt.value(beside + 50)))
    return finish(alt.layer(*layers), width, ROW_PX * len(steps) + margins[0] + margins[2], margins)


def describe(answer: Change) -> str:
    """Every step in words, in order, then the whole."""
    if not answer.terms:
        return "What moved the balance cannot be said."
    claimed = [f"{title(term.factor)} {log_points(term.effect.value)}" for term in answer.terms if term.is_claimed]
    quiet = [title(term.factor) for term in answer.terms if not term.is_claimed]
    parts = [f"Waterfall in percent: {', '.join(claimed)}" if claimed else "No single factor moved beyond chance"]
    parts += [f"within chance: {', '.join(quiet)}"] if quiet else []
    if answer.total is not None:
        parts.append(f"all together {log_points(answer.total.value)}{_sure(answer.total)}")
    return "; ".join(parts) + "."


def _steps(answer: Change) -> list[Row]:
    """One row a factor, begun where the one before ended; without a total each begins at zero, as the total does."""
    steps, at = [], 0.0
    for term in answer.terms:
        steps.append(_step(title(term.factor), term.effect, at, term.is_claimed))
        at += 100 * (term.effect.value or 0.0) if answer.total is not None else 0.0
    if answer.total is None:
        return steps
    return [*steps, {**_step(TOTAL, answer.total, 0.0, is_claimed(answer.total)), "figure_color": LIGHT["ink"]}]


def _step(title: str, effect: Estimate, at: float, is_sure: bool) -> Row:
    value, interval = effect.value, effect.interval
    tone = "unsure" if not is_sure or value is None else "good" if value > 0 else "bad"
    return {
        "title": title,
        "start": at,
        "end": at + 100 * (value or 0.0),
        "low": at + 100 * interval.low if interval else None,
        "high": at + 100 * interval.high if interval else None,
        "color": LIGHT[tone],
        "figure": log_points(value),
        "figure_color": LIGHT["ink"] if is_sure else LIGHT["ink-3"],
        "range": span(interval.low, interval.high, "ln") if interval else "",
    }


def _names(steps: list[Row]) -> Any:
    """The factors' names at the left, grey where nothing is claimed."""
    quiet = [step["title"] for step in steps if step["figure_color"] != LIGHT["ink"]]
    color = {
        "condition": {"test": f"indexof({quiet!r}, datum.value) >= 0", "value": LIGHT["ink-3"]},
        "value": LIGHT["ink"],
    }
    weight = {"condition": {"test": f"datum.value == {TOTAL!r}", "value": 600}, "value": 400}
    return alt.Axis(
        title=None, labelColor=color, labelFontWeight=weight, labelFontSize=13, labelLimit=200, labelPadding=10
    )


def title(factor: str) -> str:
    """The factor as people say it."""
    return FACTORS.get(factor, factor.replace("_", " ").capitalize())


def _sure(total: Estimate) -> str:
    if total.interval is None:
        return ""
    return f", 95 percent interval {span(total.interval.low, total.interval.high, 'ln')}"


CHART = Chart(id="change", answers="change", draw=draw, describe=describe)

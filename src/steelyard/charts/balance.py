"""The steelyard: the arm is the axis, the poise the estimate, the bracket its interval, the ghost the period before.

Above the arm three figures with their brackets: what stood before, the change since, and what stands now. The change's
bracket is drawn from the figure before: it leaves that figure out exactly where a rise or fall is claimed, while the
brackets of the two levels may overlap, since both periods share what is not known of either.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from steelyard.analyses.balance.question import Balance
from steelyard.analyses.periods.comparison import is_claimed
from steelyard.answers import Estimate
from steelyard.charts.canvas import SMALL_PX, Row, Spec, at, axis, layer, nominal, number, own, picture, scale, ticks
from steelyard.charts.canvas import tooltip as pointed
from steelyard.declare import Chart
from steelyard.theme import DASH, LIGHT, currency_sign, span, tone_of
from steelyard.wording import change_limits_of, change_of, figure_of

POISE = "M-28,0H28L36,44H-36Z"
BOWL = "M-60,0H60C54,20 36,30 0,30S-54,20 -60,0Z"
CORDS = "M0,-58V-40L-52,0M0,-40L52,0"
KNIFE = "M-8,10L0,0L8,10Z"
RING = "M-6,0A6,6 0 1 1 6,0A6,6 0 1 1 -6,0Z"
ARM_PX, ROWS_PX = 96, (14, 40, 66)
"""The arm's height, and those of before, change and now above it."""


def draw(answer: Balance, width: float = 1040, is_narrow: bool = False) -> Spec:
    """The balance as a steelyard; without a figure, an empty beam that says so."""
    fulcrum, bars = (92.0, (0.0, 268.0)) if is_narrow else (196.0, (360.0, 196.0))
    layers = [*_frame(fulcrum, width), *_pan(answer, fulcrum, is_narrow), *_resources(answer, width, *bars, is_narrow)]
    height = 322 if is_narrow else 236
    if answer.now is None or answer.now.value is None:
        return picture(
            [*layers, _words("The balance cannot be said", fulcrum + 40, ROWS_PX[2], "ink-3")], width, height
        )
    rows = _rows(answer, is_narrow)
    low, high = _domain(rows, width - fulcrum - 40, 96.0 if is_narrow else 290.0)
    marks = ticks(low, high, 4 if is_narrow else 9)
    across = scale(low, high, range=[fulcrum + 40, width - 8])
    inside = [mark for mark in marks if low <= mark <= high]
    beam = axis(None, inside, orient="bottom", offset=ARM_PX - height, grid=False, ticks=True, tickSize=7)
    x: Spec = {"scale": across, "axis": {**beam, "tickColor": LIGHT["ink-3"]}}
    return picture([*layers, *_hung(rows, x)], width, height, resolve={"scale": {"x": "independent"}})


def describe(answer: Balance) -> str:
    """Where the beam stands, before, what changed, what it holds and what it took."""
    now = answer.now
    if now is None or now.value is None:
        return "The balance cannot be said; the beam is empty."
    sure = f", 95 percent interval {_range(now)}" if now.interval else ""
    parts = [
        f"The balance stands at {_said(now, answer)} per 1,000 {currency_sign(answer.provenance.currency)}{sure}",
        f"before: {_said(answer.before, answer)}" if _is_said(answer.before) else "",
        f"change: {_changed(answer)}" if _is_said(answer.change) else "",
        f"value: {_said(answer.value, answer)} of {_said(answer.issues, answer)} issues"
        if _is_said(answer.value)
        else "",
        f"what it took: provider {_said(answer.provider_cost, answer)}" if _is_said(answer.provider_cost) else "",
        f"customers’ own time worth {_said(answer.customer_cost, answer)}" if _is_said(answer.customer_cost) else "",
    ]
    return "; ".join(part for part in parts if part) + "."


def _rows(answer: Balance, is_narrow: bool) -> list[Row]:
    """Before, change and now: value, limits, height and words of each that is known."""
    found = []
    if _is_said(answer.before):
        name = "before" if is_narrow else f"in {answer.period_before}" if answer.period_before else "before"
        found.append(_row("before", answer.before, "ink-3", ROWS_PX[0], name, is_narrow))
    if _is_said(answer.before) and _is_said(answer.change):
        found.append(_change(answer, is_narrow))
    found.append(_row("now", answer.now, "cost", ROWS_PX[2], "now", is_narrow))
    return found


def _row(name: str, estimate: Estimate | None, color: str, height: float, when: str, is_narrow: bool) -> Row:
    assert estimate is not None
    assert estimate.value is not None
    text = figure_of(estimate)
    limits = estimate.interval
    range_text = f" ({_range(estimate)})" if limits and not is_narrow else ""
    ends = (limits.low, limits.high) if limits else (estimate.value, estimate.value)
    return {
        "name": name,
        "value": estimate.value,
        "low": ends[0],
        "high": ends[1],
        "color": color,
        "height": height,
        "figure": text,
        "range": _range(estimate) if limits else "no interval",
        "text": f"{text} {when}{range_text}",
    }


def _change(answer: Balance, is_narrow: bool) -> Row:
    """The change as it stands on the arm: from the figure before, as far as its interval reaches."""
    assert answer.before is not None
    assert answer.change is not None
    start, change = answer.before.value or 0.0, answer.change
    limits = change.interval
    low, high = (limits.low, limits.high) if limits else (change.value or 0.0, change.value or 0.0)
    tone = tone_of(is_claimed(change), (change.value or 0.0) > 0)
    said = change_of(change)
    return {
        "name": "change",
        "value": start * math.exp(change.value or 0.0),
        "low": start * math.exp(low),
        "high": start * math.exp(high),
        "color": tone,
        "height": ROWS_PX[1],
        "figure": said,
        "range": change_limits_of(change) or "no interval",
        "text": f"{said} change" if is_narrow else f"{_changed(answer)} change",
    }


def _changed(answer: Balance) -> str:
    change = answer.change
    assert change is not None
    limits = f" ({change_limits_of(change)})" if change.interval else ""
    return f"{change_of(change)}{limits}"


def _domain(rows: Sequence[Row], room: float, words: float) -> tuple[float, float]:
    """Where the arm's scale begins and ends: room for the intervals, and right of them for their words."""
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    reach = max(high - low, 0.06 * abs(high), 1e-9)
    start = max(0.0, low - 0.6 * reach)
    return start, start + (high - start) / (1 - min(words / room, 0.6))


def _hung(rows: Sequence[Row], x: Spec) -> list[Spec]:
    """Brackets with their words, the ghost on the arm, and the poise below it."""
    shown = pointed(name="Figure", figure="Value", range="95% interval")
    until = max(row["high"] for row in rows)
    height = {"field": "height", "type": "quantitative", "scale": None}
    ends = [{**row, "end": end} for row in rows for end in (row["low"], row["high"]) if row["low"] != row["high"]]
    now, before = rows[-1], [row for row in rows if row["name"] == "before"]
    with_axis, x = x, {**x, "axis": None}
    place = {"x": number("value", **x), "tooltip": shown}
    drop = {"x": number("value", **with_axis), "y": height, "y2": at(ARM_PX), "color": own()}
    bracket = {"x": number("low", **x), "x2": {"field": "high"}, "y": height, "color": own()}
    said = {"x": number("until", **x), "y": height, "text": nominal("text")}
    cord = {**place, "y": at(ARM_PX), "y2": at(ARM_PX + 30)}
    written = {"x": number("value", **x), "y": at(ARM_PX + 53), "text": nominal("figure")}
    cost, ghost = {"color": LIGHT["cost"]}, {"color": LIGHT["ink-3"], "strokeDash": [3, 3], "strokeWidth": 2}
    bold = {"fontWeight": 600, "color": LIGHT["ink"]}
    return [
        layer("rule", rows, drop, strokeDash=[2, 3]),
        layer("rule", rows, bracket, strokeWidth=2),
        layer(
            "tick",
            ends,
            {"x": number("end", **x), "y": height, "color": own()},
            orient="vertical",
            size=10,
            thickness=2,
        ),
        layer("point", rows, {**place, "y": height, "color": own()}, filled=True, size=46, opacity=1),
        layer("text", [{**row, "until": until} for row in rows], said, align="left", dx=12, fontSize=SMALL_PX, **bold),
        layer("point", before, {**place, "y": at(ARM_PX)}, size=150, **ghost),
        layer("rule", [now], cord, strokeWidth=2, **cost),
        layer("point", [now], {**place, "y": at(ARM_PX + 30)}, shape=POISE, size=4, filled=True, opacity=1, **cost),
        layer("text", [now], written, fontSize=15, **{**bold, "color": LIGHT["on-fill"]}),
    ]


def _frame(fulcrum: float, width: float) -> list[Spec]:
    """The arm, the hook it hangs from and the knife edge it turns on: the same whatever the figures are."""
    ink: dict[str, Any] = {"color": LIGHT["ink"], "opacity": 1}
    arm = {"x": at(fulcrum - (110 if fulcrum > 150 else 32)), "x2": at(width - 8), "y": at(ARM_PX)}
    return [
        layer("rule", [{}], arm, strokeWidth=3, **ink),
        layer("rule", [{}], {"x": at(fulcrum), "y": at(40), "y2": at(ARM_PX)}, strokeWidth=2, **ink),
        layer("point", [{}], {"x": at(fulcrum), "y": at(34)}, shape=RING, size=4, strokeWidth=2, **ink),
        layer("point", [{}], {"x": at(fulcrum), "y": at(ARM_PX)}, shape=KNIFE, size=4, filled=True, **ink),
    ]


def _pan(answer: Balance, fulcrum: float, is_narrow: bool) -> list[Spec]:
    """The pan with the value customers received, and how it came about."""
    x, y = (fulcrum - 30 if is_narrow else fulcrum - 104), ARM_PX + 58
    first, second = _value_words(answer)
    color = "value" if _is_said(answer.value) else "unsure"
    place, left, top = {"x": at(x), "y": at(y)}, 0.0, y + 50
    return [
        layer("point", [{}], place, shape=CORDS, size=4, color=LIGHT["ink-3"], strokeWidth=1.2, opacity=1),
        layer("point", [{}], place, shape=BOWL, size=4, filled=True, opacity=1, color=LIGHT[color]),
        _words(first, left, top, "ink", fontWeight=600),
        _words(second, left, top + 19, "ink-2", fontSize=SMALL_PX),
    ]


def _resources(answer: Balance, width: float, left: float, top: float, is_narrow: bool) -> list[Spec]:
    """What it took as bars from zero, the provider's and the customer's part on one scale."""
    parts = (("cost", "Provider", answer.provider_cost), ("customer", "Customers’ own time", answer.customer_cost))
    known = [(color, name, part, part.value) for color, name, part in parts if part and part.value is not None]
    if not known:
        return [_words("What it took is not known", left, top, "ink-3", fontSize=SMALL_PX)]
    rows: list[Row] = []
    for color, name, part, value in known:
        start = rows[-1]["end"] if rows else 0.0
        rows.append({"part": name, "start": start, "end": start + value, "color": color, "said": _said(part, answer)})
    across = {"scale": scale(0, rows[-1]["end"] or 1.0, range=[left, width - 8]), "axis": None}
    bars = {"x": number("start", **across), "x2": {"field": "end"}, "y": at(top - 8), "y2": at(top + 8), "color": own()}
    return [
        _words("What it took", left, top - 20, "ink-2", fontSize=SMALL_PX),
        layer("bar", rows, {**bars, "tooltip": pointed(part="What it took", said="Cost")}, stroke=LIGHT["card"]),
        *(_named(row, place, across, (left, top), is_narrow) for place, row in enumerate(rows)),
    ]


def _named(row: Row, place: int, across: Spec, corner: tuple[float, float], is_narrow: bool) -> Spec:
    """What a bar is: under its outer end, or below the others where there is no room."""
    text = f"{row['part']} {row['said']}"
    if is_narrow:
        return _words(text, corner[0], corner[1] + 24 + 19 * place, "ink", fontSize=SMALL_PX)
    end = {"x": number("end" if place else "start", **across), "y": at(corner[1] + 24), "text": nominal("text")}
    return layer("text", [{**row, "text": text}], end, align="right" if place else "left", fontSize=SMALL_PX)


def _words(text: str, x: float, y: float, color: str, **options: Any) -> Spec:
    encoding = {"x": at(x), "y": at(y), "text": nominal("text")}
    return layer("text", [{"text": text}], encoding, align="left", baseline="middle", color=LIGHT[color], **options)


def _value_words(answer: Balance) -> tuple[str, str]:
    issues = f"{_said(answer.issues, answer)} issues" if _is_said(answer.issues) else ""
    solved = f"{_said(answer.resolved_share, answer)} solved" if _is_said(answer.resolved_share) else ""
    felt = f"felt {answer.experience.value:.2f}" if answer.experience and answer.experience.value is not None else ""
    how = " · ".join(part for part in (issues, solved, felt) if part)
    if _is_said(answer.value):
        return f"{_said(answer.value, answer)} issues’ worth of value", how
    return "The value cannot be said", how


def _said(estimate: Estimate | None, answer: Balance) -> str:
    if estimate is None or estimate.value is None:
        return "unknown"
    return figure_of(estimate, answer.provenance.currency)


def _range(estimate: Estimate) -> str:
    assert estimate.interval is not None
    return span(estimate.interval.low, estimate.interval.high, estimate.unit).replace(DASH, " to ")


def _is_said(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.value is not None


CHART = Chart(id="balance", answers="balance", draw=draw, describe=describe)

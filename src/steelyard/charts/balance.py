"""The steelyard: the arm is the axis, the poise the estimate, the bracket its interval, the ghost the period before."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

from steelyard.analyses.balance.question import Balance
from steelyard.answers import Estimate
from steelyard.charts.paper import SMALL_PX, Paper, Row, Side, ticks
from steelyard.declare import Chart
from steelyard.theme import DASH, currency_sign, figure, span

TILT_DEGREES = 1.2
POISE = "M-26,36H26L34,80H-34Z"
BOWL = "M-70,0H70C64,22 42,34 0,34S-64,22 -70,0Z"
SMALL_BOWL = "M-44,0H44C40,15 26,23 0,23S-40,15 -44,0Z"
RING = "M-6,0A6,6 0 1 1 6,0A6,6 0 1 1 -6,0Z"
GHOST = "M-8,0A8,8 0 1 1 8,0A8,8 0 1 1 -8,0Z"
KNIFE = "M-8,0L0,-10L8,0Z"


@dataclass(frozen=True)
class _Beam:
    """Where the beam's parts lie: pixels along it become points on the tilted sheet."""

    fulcrum_x: float
    y: float
    start: float
    end: float
    low: float
    high: float
    tilt: float

    def point(self, x: float, y: float = 0.0) -> tuple[float, float]:
        """A point `y` below the beam at `x`, after the beam has been tilted about its fulcrum."""
        turn, away = radians(self.tilt), x - self.fulcrum_x
        return self.fulcrum_x + away * cos(turn) - y * sin(turn), self.y + away * sin(turn) + y * cos(turn)

    def place(self, value: float) -> float:
        """Pixels along the beam for a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def line(self, x: float, y: float, x2: float, y2: float, color: str, thickness: float) -> Row:
        """A line between two points of the beam's own frame."""
        (left, top), (right, bottom) = self.point(x, y), self.point(x2, y2)
        return {"x": left, "y": top, "x2": right, "y2": bottom, "color": color, "thickness": thickness}

    def mark(self, x: float, y: float, color: str, **more: Any) -> Row:
        """Something at a point of the beam's own frame."""
        left, top = self.point(x, y)
        return {"x": left, "y": top, "color": color, "angle": self.tilt, **more}


def draw(answer: Balance, width: float = 1040, is_narrow: bool = False) -> Any:
    """The balance as a steelyard; without a figure, an empty beam that says so."""
    paper = Paper(width, 322 if is_narrow else 262)
    scale = _scale(answer)
    fulcrum = 86 if is_narrow else 270
    beam = _Beam(fulcrum, 72, fulcrum + (28 if is_narrow else 80), width - 14, scale[0], scale[-1], _tilt(answer))
    layers = [
        *_frame(paper, beam, is_narrow),
        *_pan(paper, beam, answer, is_narrow),
        *_resources(paper, answer, is_narrow),
    ]
    if answer.now is None or answer.now.value is None:
        words = beam.mark((beam.start + beam.end) / 2, -20, "ink-3", text="The balance cannot be said")
        return paper.finish(*layers, paper.texts([words]))
    return paper.finish(
        *layers,
        *_scale_marks(paper, beam, scale, answer.now.value),
        *_ghost(paper, beam, answer.before, is_narrow),
        *_poise(paper, beam, answer.now, answer.before),
    )


def describe(answer: Balance) -> str:
    """Where the beam stands, before, what it holds and what it took."""
    now = answer.now
    if now is None or now.value is None:
        return "The balance cannot be said; the beam is empty."
    sure = f", 95 percent interval {_range(now)}" if now.interval else ""
    parts = [
        f"The balance stands at {_words(now, answer)} per 1,000 {currency_sign(answer.provenance.currency)}{sure}",
        f"before: {_words(answer.before, answer)}" if _is_said(answer.before) else "",
        f"value: {_words(answer.value, answer)} of {_words(answer.issues, answer)} issues"
        if _is_said(answer.value)
        else "",
        f"what it took: provider {_words(answer.provider_cost, answer)}" if _is_said(answer.provider_cost) else "",
        f"customers’ own time worth {_words(answer.customer_cost, answer)}" if _is_said(answer.customer_cost) else "",
    ]
    return "; ".join(part for part in parts if part) + "."


def _frame(paper: Paper, beam: _Beam, is_narrow: bool) -> list[Any]:
    """The arm, the hook it hangs from and the knife edge it turns on."""
    x, y = beam.fulcrum_x, beam.y
    hook = {"x": x, "y": 24, "x2": x, "y2": y, "color": "ink", "thickness": 2}
    return [
        paper.lines([beam.line(_pan_x(beam, is_narrow) - 8, 0, beam.end, 0, "ink", 3), hook]),
        paper.shapes([{"x": x, "y": 17, "path": RING, "color": "ink"}], is_filled=False),
        paper.shapes([{"x": x, "y": y, "path": KNIFE, "color": "ink"}]),
    ]


def _scale_marks(paper: Paper, beam: _Beam, scale: list[float], now: float) -> list[Any]:
    """Ticks at round numbers, named where there is room beside each other and the poise's cord."""
    places = [(beam.place(value), value) for value in scale]
    every = 1 if places[1][0] - places[0][0] > 9 * len(f"{scale[-1]:g}") + 8 else 2
    cord = beam.place(now)
    named = [beam.mark(x, 22, "ink-3", text=f"{value:g}") for x, value in places[::every] if abs(x - cord) > 11]
    return [paper.lines([beam.line(x, 0, x, 9, "ink-3", 1) for x, _ in places]), paper.texts(named, size=SMALL_PX)]


def _poise(paper: Paper, beam: _Beam, now: Estimate, before: Estimate | None) -> list[Any]:
    """The weight at the estimate, and the bracket of its interval above it."""
    assert now.value is not None
    x, interval = beam.place(now.value), now.interval
    hung_x, hung_y = beam.point(x)
    cord = {"x": hung_x, "y": hung_y, "x2": hung_x, "y2": hung_y + 37, "color": "cost", "thickness": 2}
    weight = {"x": hung_x, "y": hung_y, "path": POISE, "color": "cost"}
    label = {
        "x": hung_x,
        "y": hung_y + 59,
        "color": "on-fill",
        "text": figure(now.value, now.unit, margin=_margin(now)),
    }
    layers = [paper.lines([cord]), paper.shapes([weight]), paper.texts([label], size=15, is_strong=True)]
    if interval is None:
        return layers
    low, high = beam.place(interval.low), beam.place(interval.high)
    bracket = [(low, -11, high, -11), (low, -16, low, -6), (high, -16, high, -6)]
    align, at = _clear_of(beam, x, low, high, before)
    words = f"now {_range(now)}"
    return [
        *layers,
        paper.lines([beam.line(*ends, "cost", 2) for ends in bracket]),
        paper.texts([beam.mark(at, -30, "ink", text=words)], align=align, is_strong=True),
    ]


def _clear_of(beam: _Beam, x: float, low: float, high: float, before: Estimate | None) -> tuple[Side, float]:
    """Where the words over the bracket go, so that they do not stand on the ghost's line."""
    away = 0.0 if before is None or before.value is None else beam.place(before.value) - x
    if away == 0.0 or abs(away) > 80:
        return "center", x
    return ("right", min(high, x + away - 6)) if away > 0 else ("left", max(low, x + away + 6))


def _ghost(paper: Paper, beam: _Beam, before: Estimate | None, is_narrow: bool) -> list[Any]:
    """Where the poise hung in the period before."""
    if before is None or before.value is None:
        return []
    x = beam.place(before.value)
    words = f"{figure(before.value, before.unit, margin=_margin(before))} before"
    if before.interval and not is_narrow:
        words += f" ({_range(before)})"
    reach = 3.4 * len(words)
    label = beam.mark(min(max(x, reach), paper.width - reach), -52, "ink-2", text=words)
    return [
        paper.lines([beam.line(x, -43, x, -11, "ink-3", 1)], dash=(2, 3)),
        paper.shapes([beam.mark(x, 0, "ink-3", path=GHOST)], is_filled=False, dash=(3, 3)),
        paper.texts([label], size=SMALL_PX),
    ]


def _pan(paper: Paper, beam: _Beam, answer: Balance, is_narrow: bool) -> list[Any]:
    """The pan with the value customers received, and how it came about."""
    x, y = beam.point(_pan_x(beam, is_narrow))
    reach, drop, bowl = (36, 58, SMALL_BOWL) if is_narrow else (58, 88, BOWL)
    ring = y + 26
    cords = [(x, y, x, ring), (x, ring, x - reach, y + drop), (x, ring, x + reach, y + drop)]
    first, second = _value_words(answer)
    left, top = (0.0, 188) if is_narrow else (x, y + drop + 60)
    return [
        paper.lines([{"x": a, "y": b, "x2": c, "y2": d, "color": "ink-3", "thickness": 1.2} for a, b, c, d in cords]),
        paper.shapes([{"x": x, "y": y + drop, "path": bowl, "color": "value" if _is_said(answer.value) else "unsure"}]),
        paper.texts(
            [{"x": left, "y": top, "color": "ink", "text": first}],
            align="left" if is_narrow else "center",
            is_strong=True,
        ),
        paper.texts(
            [{"x": left, "y": top + 20, "color": "ink-2", "text": second}],
            align="left" if is_narrow else "center",
            size=SMALL_PX,
        ),
    ]


def _resources(paper: Paper, answer: Balance, is_narrow: bool) -> list[Any]:
    """What it took as bars from zero, the provider's and the customer's part on one scale."""
    parts = (("cost", "Provider", answer.provider_cost), ("customer", "Customers’ own time", answer.customer_cost))
    known = [(color, name, part, part.value) for color, name, part in parts if part and part.value is not None]
    left, top = (0.0, 250.0) if is_narrow else (440.0, 212.0)
    if not known:
        return [
            paper.texts([{"x": left, "y": top, "color": "ink-3", "text": "What it took is not known"}], align="left")
        ]
    title = {"x": left, "y": top - 16, "color": "ink-2", "text": "What it took"}
    layers = [paper.texts([title], align="left", size=SMALL_PX)]
    scale = (paper.width - left - 2) / sum(value for *_, value in known)
    for index, (color, name, part, value) in enumerate(known):
        size = max(2.0, value * scale)
        bar = {"x": left, "y": top, "path": f"M0,0H{size:.1f}V16H0Z", "color": color}
        align: Side
        at, align = (left, "left") if is_narrow or index == 0 else (left + size, "right")
        words = {"x": 0.0 if is_narrow else at, "y": top + (34 + 20 * index if is_narrow else 31), "color": "ink"}
        words["text"] = f"{name} {_words(part, answer)}"
        layers += [paper.shapes([bar]), paper.texts([words], align=align, size=SMALL_PX)]
        left += size + 2
    return layers


def _value_words(answer: Balance) -> tuple[str, str]:
    issues = f"{_words(answer.issues, answer)} issues" if _is_said(answer.issues) else ""
    solved = f"{_words(answer.resolved_share, answer)} solved" if _is_said(answer.resolved_share) else ""
    felt = f"felt {answer.experience.value:.2f}" if answer.experience and answer.experience.value is not None else ""
    how = " · ".join(part for part in (issues, solved, felt) if part)
    if _is_said(answer.value):
        return f"{_words(answer.value, answer)} issues’ worth of value", how
    return "The value cannot be said", how


def _words(estimate: Estimate | None, answer: Balance) -> str:
    if estimate is None or estimate.value is None:
        return "unknown"
    return figure(estimate.value, estimate.unit, margin=_margin(estimate), currency=answer.provenance.currency)


def _range(estimate: Estimate) -> str:
    assert estimate.interval is not None
    return span(estimate.interval.low, estimate.interval.high, estimate.unit).replace(DASH, " to ")


def _margin(estimate: Estimate) -> float | None:
    return (estimate.interval.high - estimate.interval.low) / 2 if estimate.interval else None


def _is_said(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.value is not None


def _pan_x(beam: _Beam, is_narrow: bool) -> float:
    return beam.fulcrum_x - (38 if is_narrow else 126)


def _ends(estimate: Estimate | None) -> tuple[float, ...]:
    if estimate is None or estimate.value is None:
        return ()
    return (estimate.interval.low, estimate.interval.high) if estimate.interval else (estimate.value,)


def _scale(answer: Balance) -> list[float]:
    """Round numbers around both figures, with room enough that their intervals can be seen."""
    ends = (*_ends(answer.now), *_ends(answer.before))
    ends = ends if any(ends) else (0.0, 1.0)
    low, high = min(ends), max(ends)
    spread = max(high - low, 0.06 * abs(high))
    return ticks(max(0.0, low - 1.5 * spread), high + 0.7 * spread, 6)


def _tilt(answer: Balance) -> float:
    """Down on the arm's side where the balance surely fell, down on the pan's where it surely rose, level otherwise."""
    if answer.change is None or answer.change.interval is None:
        return 0.0
    low, high = answer.change.interval.low, answer.change.interval.high
    return TILT_DEGREES if high < 0 else -TILT_DEGREES if low > 0 else 0.0


CHART = Chart(id="balance", answers="balance", draw=draw, describe=describe)

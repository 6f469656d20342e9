"""Journeys: the main flow as a map in layers, the commonest way on a line of time, the step that goes round most."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import cos, log1p, pi, sin

from steelyard.analyses.journeys.answer import Follow, Journeys, Loop, Way
from steelyard.charts.canvas import (
    SMALL_PX,
    Row,
    Spec,
    at,
    empty,
    layer,
    nominal,
    number,
    own,
    panel,
    scale,
    small_multiples,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT, counted, figure
from steelyard.wording import figure_of

MOST_STEPS, LEAST_EDGE = 10, 0.02
"""Steps on the map; share of the step's occurrences and of the largest flow below which an arrow is left out."""

MOST_ARROWS, MOST_NARROW = 18, 11
_LAYER_PX, _BOX_PX, _TOP_PX = 74, 34, 20
_WIDEST_PX, _THINNEST_PX = 12.0, 1.2
_LETTER_PX = 7.2
_POINTS = 16


@dataclass(frozen=True)
class Box:
    """A step on the map: its place in pixels from the top left, how much goes through it, and its rank in the flow."""

    step: str
    x: float
    y: float
    width: float
    n: int
    tone: int
    rank: int


def draw(answer: Journeys, width: float = 620, is_narrow: bool = False) -> Spec:
    """The map, the line of time and the loop, one below the other."""
    if not answer.follows or not answer.variants:
        return empty("No steps to draw", width)
    panels = [_map(answer, width, is_narrow)]
    timed = [way for way in answer.variants if len(way.steps) > 1 and all(since is not None for since in way.since_s)]
    if timed:
        panels.append(_timeline(timed[0], width, is_narrow))
    if answer.loops:
        panels.append(_loop(answer.loops[0], width))
    return small_multiples(panels, 1)


def describe(answer: Journeys) -> str:
    """The commonest ways and the largest flows."""
    if not answer.variants:
        return "No steps to draw."
    ways = "; ".join(f"{figure_of(way.share)} {' > '.join(way.steps)}" for way in answer.variants[:3])
    pairs = ", ".join(
        f"{follow.step} to {follow.next or 'the end'} {follow.n:,} times" for follow in answer.follows[:5]
    )
    return f"Ways of {answer.journeys:,} journeys, the commonest: {ways}. What follows what most: {pairs}."


def _map(answer: Journeys, width: float, is_narrow: bool) -> Spec:
    boxes, hidden = _boxes(answer, width, is_narrow)
    arrows = _arrows(answer, boxes, MOST_NARROW if is_narrow else MOST_ARROWS)
    height = max((box.y for box in boxes.values()), default=0) + _BOX_PX + 8
    rows = [
        {
            **_frame(box.step, box.x, box.y + _BOX_PX / 2, box.width, _BOX_PX),
            "times": f"{box.n:,}",
            "color": {1: "good", -1: "bad", 0: "ink-3"}[box.tone],
        }
        for box in boxes.values()
    ]
    place = _place(width, height)
    dashes = {"domain": ["on", "back"], "range": [[1, 0], [5, 3]]}
    lines = layer(
        "line",
        [row for arrow in arrows for row in arrow],
        {
            **place,
            **_along("arrow"),
            "strokeWidth": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
            "strokeDash": {"field": "dash", "type": "nominal", "scale": dashes, "legend": None},
            "color": own(),
            "tooltip": tooltip(said="", times="Times", after="After"),
        },
        opacity=0.75,
    )
    has_tones = any(box.tone for box in boxes.values())
    under = [
        "Width: how often. Dashed: back to an earlier step.",
        "Red: journeys with it come back more often; blue: less often." if has_tones else "",
        f"{counted(hidden, 'rarer steps')} left out." if hidden else "",
    ]
    layers = [lines, _heads([arrow[-1] for arrow in arrows], place), *_cards(rows, width, height, is_pointed=True)]
    return panel(layers, width, height, "The main flow", _lines(under, width))


def _place(width: float, height: float) -> Spec:
    """Where a row's `x` and `y` lie, in pixels from the top left."""
    return {
        "x": number("x", scale=scale(0, width), axis=None),
        "y": number("y", scale=scale(height, 0), axis=None),
    }


def _along(field: str) -> Spec:
    """One line for each value of a field, through its points in order."""
    return {"detail": nominal(field), "order": {"field": "point", "type": "quantitative"}}


def _heads(ends: Sequence[Row], place: Spec) -> Spec:
    """The heads of arrows, turned as they point."""
    turned = {"field": "turn", "type": "quantitative", "scale": None}
    return layer(
        "point", ends, {**place, "angle": turned, "color": own()}, shape="triangle", filled=True, size=70, opacity=1
    )


def _frame(step: str, x: float, y: float, width: float, height: float) -> Row:
    """A box round its middle, with as much of the step's name as fits."""
    sides = {"left": x - width / 2, "right": x + width / 2, "top": y - height / 2, "bottom": y + height / 2}
    return {**sides, "x": x, "y": y, "step": step, "text": _short(step, width)}


def _cards(rows: Sequence[Row], width: float, height: float, *, is_pointed: bool = False) -> list[Spec]:
    """Boxes and the names in them."""
    place = _place(width, height)
    sides = {
        "x": {**place["x"], "field": "left"},
        "x2": {"field": "right"},
        "y": {**place["y"], "field": "top"},
        "y2": {"field": "bottom"},
        "stroke": own(),
    }
    told = {"tooltip": tooltip(step="Step", times="Times")} if is_pointed else {}
    named = [{**row, "color": "ink"} for row in rows]
    return [
        layer("rect", rows, {**sides, **told}, fill=LIGHT["card"], fillOpacity=1, strokeWidth=2, cornerRadius=6),
        layer("text", named, {**place, "text": nominal("text"), "color": own()}, fontSize=SMALL_PX),
    ]


def _boxes(answer: Journeys, width: float, is_narrow: bool) -> tuple[dict[str, Box], int]:
    """The commonest steps in layers: a step lies below those that lead to it."""
    counts: dict[str, int] = {}
    for follow in answer.follows:
        counts[follow.step] = counts.get(follow.step, 0) + follow.n
    likely = sorted(counts, key=lambda step: (-counts[step], step))[:MOST_STEPS]
    drawn = _flows(answer.follows, likely)[: MOST_NARROW if is_narrow else MOST_ARROWS]
    linked = {step for follow in drawn for step in (follow.step, follow.next)}
    steps = [step for step in likely if step in linked] or likely[:1]
    order = _order(answer, steps)
    layers = _layers(answer.follows, order)
    per_row = 2 if is_narrow else 4
    placed: list[list[str]] = []
    for level in range(max(layers.values(), default=0) + 1):
        here = [step for step in order if layers[step] == level]
        placed += [here[first : first + per_row] for first in range(0, len(here), per_row)]
    boxes = {}
    for place, row in enumerate(placed):
        room = (width - 40) / max(len(row), 1)
        for column, step in enumerate(row):
            wide = min(room - 14, max(70.0, len(step) * _LETTER_PX + 18))
            x, y = 6 + room * (column + 0.5), _TOP_PX + place * _LAYER_PX
            boxes[step] = Box(step, x, y, wide, counts[step], answer.tones.get(step, 0), order.index(step))
    return boxes, len(counts) - len(steps)


def _order(answer: Journeys, steps: Sequence[str]) -> list[str]:
    """Steps by where they stand on the commonest ways; those on none by how often others lead to them."""
    places: dict[str, list[tuple[float, float]]] = {}
    for way in answer.variants:
        for place, step in enumerate(way.steps):
            places.setdefault(step, []).append((place, way.share.value or 0))
    mean = {step: sum(p * w for p, w in held) / max(sum(w for _, w in held), 1e-12) for step, held in places.items()}
    late = max(mean.values(), default=0) / 2
    order = sorted(steps, key=lambda step: (mean.get(step, late), step))
    flow = {(follow.step, follow.next): follow.n for follow in answer.follows}
    for _ in order:
        for place in range(len(order) - 1):
            one, other = order[place : place + 2]
            if flow.get((other, one), 0) > flow.get((one, other), 0):
                order[place : place + 2] = other, one
    return order


def _layers(follows: Sequence[Follow], order: Sequence[str]) -> dict[str, int]:
    """Step -> its layer: one below the lowest step that leads to it with a large part of what it holds."""
    rank = {step: place for place, step in enumerate(order)}
    most = {step: max((f.n for f in follows if f.next == step != f.step), default=0) for step in order}
    found: dict[str, int] = {}
    for step in order:
        before = [
            found[f.step]
            for f in follows
            if f.next == step and f.step in rank and rank[f.step] < rank[step] and f.n >= 0.3 * most[step]
        ]
        found[step] = max(before, default=-1) + 1
    return found


def _arrows(answer: Journeys, boxes: Mapping[str, Box], most: int) -> list[list[Row]]:
    """The points of each arrow, the largest first."""
    kept = _flows(answer.follows, boxes)[:most]
    largest = max((f.n for f in kept), default=1)
    return [_arrow(f, boxes[f.step], boxes[f.next], f.n / largest, place) for place, f in enumerate(kept)]


def _flows(follows: Sequence[Follow], steps: Collection[str]) -> list[Follow]:
    """What is drawn as an arrow between some steps, the largest first."""
    held = [f for f in follows if f.step in steps and f.next in steps and f.next != f.step]
    largest = max((f.n for f in held), default=0)
    return [f for f in held if f.n >= LEAST_EDGE * largest][:MOST_ARROWS]


def _arrow(follow: Follow, one: Box, other: Box, share: float, place: int) -> list[Row]:
    is_on, is_beside = other.rank > one.rank, other.y == one.y
    if is_beside:
        side = 1 if other.x > one.x else -1
        lift = 8 if is_on else -8
        start = (one.x + side * one.width / 2, one.y + _BOX_PX / 2 + lift)
        end = (other.x - side * (other.width / 2 + 4), other.y + _BOX_PX / 2 + lift)
        first, second = start, end
    elif is_on:
        start, end = (one.x, one.y + _BOX_PX), (other.x, other.y - 3)
        bend = (end[1] - start[1]) / 2
        first, second = (start[0], start[1] + bend), (end[0], end[1] - bend)
        if abs(other.x - one.x) < 8 and other.y - one.y > 1.5 * _LAYER_PX:
            first, second = (start[0] + 46, start[1] + bend), (end[0] + 46, end[1] - bend)
    else:
        right = max(one.x + one.width / 2, other.x + other.width / 2) + 14 + 4 * (place % 4)
        start = (one.x + one.width / 2, one.y + _BOX_PX / 2)
        end = (other.x + other.width / 2 + 4, other.y + _BOX_PX / 2)
        first, second = (right, start[1]), (right, end[1])
    turn = (90 if other.x > one.x else 270) if is_beside else 180 if is_on else 270
    said = f"{follow.step} to {follow.next}"
    after = "–" if follow.middle_s is None else figure(follow.middle_s, "seconds")
    tone = "unsure" if is_on else "cost"
    points = []
    for index in range(_POINTS + 1):
        t = index / _POINTS
        x, y = (_bezier(t, *(corner[axis] for corner in (start, first, second, end))) for axis in (0, 1))
        points.append((x, y))
    return [
        {
            "x": x,
            "y": y,
            "point": index,
            "arrow": place,
            "size": _THINNEST_PX + (_WIDEST_PX - _THINNEST_PX) * share,
            "dash": "on" if is_on else "back",
            "color": tone,
            "said": said,
            "times": f"{follow.n:,} ({figure_of(follow.share)})",
            "after": after,
            "turn": turn,
        }
        for index, (x, y) in enumerate(points)
    ]


def _bezier(t: float, a: float, b: float, c: float, d: float) -> float:
    return (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d


def _short(text: str, width: float) -> str:
    """The text as far as it fits."""
    most = max(int((width - 12) / _LETTER_PX), 4)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _timeline(way: Way, width: float, is_narrow: bool) -> Spec:
    """One way, a step below the other, each as long after the first as the median says, on a scale of logarithms."""
    longest = max(log1p(since or 0) for since in way.since_s) or 1.0
    named = max(map(len, way.steps)) * _LETTER_PX + 19
    left = min(max(120 if is_narrow else 170, named), width / 2)
    room = width - left - 74
    rows: list[Row] = [
        {
            "x": left + room * log1p(since or 0) / longest,
            "y": 14 + 26 * place,
            "point": place,
            "text": _short(step, left - 6),
            "step": step,
            "when": "begins" if place == 0 else figure(since, "seconds"),
            "color": "unsure",
        }
        for place, (step, since) in enumerate(zip(way.steps, way.since_s, strict=True))
    ]
    height = 26.0 * len(rows) + 8
    place = _place(width, height)
    faint, inked, quiet = ([{**row, "color": color} for row in rows] for color in ("line", "ink", "ink-2"))
    told = tooltip(step="Step", when="After the first")
    order = {"order": {"field": "point", "type": "quantitative"}}
    names = {"x": at(0), "y": place["y"], "text": nominal("text"), "color": own()}
    layers = [
        layer("line", faint, {**place, **order, "color": own()}, strokeWidth=2),
        layer("point", rows, {**place, "color": own(), "tooltip": told}, filled=True, size=70, opacity=1),
        layer("text", inked, names, align="left", fontSize=SMALL_PX),
        layer("text", quiet, {**place, "text": nominal("when"), "color": own()}, align="left", dx=9, fontSize=SMALL_PX),
    ]
    title = f"The commonest way, {figure_of(way.share)} of journeys"
    said = "Median time since the first step, on a scale of logarithms."
    return panel(layers, width, height, title, _lines([said], width))


def _loop(loop: Loop, width: float) -> Spec:
    """The step that most journeys have again, as a circle, through the step in between where there is one."""
    names = [loop.step] if loop.via in ("", loop.step) else [loop.step, loop.via]
    height, middle, reach = 130.0, width / 2, min(width / 4, 150.0)
    turns = (200,) if len(names) == 1 else (180, 0)
    if len(names) == 1:
        curves = [[(middle + 40 * cos(t * pi), 36 + 26 * sin(t * pi)) for t in _turn(0.62, 2.38)]]
        spots = [(middle, 84.0)]
    else:
        arc = [(reach * cos(t * pi), 44 * sin(t * pi)) for t in _turn(0.13, 0.87)]
        curves = [
            [(middle - across, height / 2 - up) for across, up in arc],
            [(middle + across, height / 2 + up) for across, up in arc],
        ]
        spots = [(middle - reach, height / 2), (middle + reach, height / 2)]
    lines: list[Row] = [
        {"x": x, "y": y, "point": index, "curve": place, "turn": turns[place], "color": "cost"}
        for place, curve in enumerate(curves)
        for index, (x, y) in enumerate(curve)
    ]
    ends = [[row for row in lines if row["curve"] == place][-1] for place in range(len(curves))]
    wide = min(max(90.0, max(map(len, names)) * _LETTER_PX + 18), width / 2 - 24)
    boxes = [{**_frame(name, x, y, wide, 30), "color": "ink-3"} for name, (x, y) in zip(names, spots, strict=True)]
    place = _place(width, height)
    drawn = layer("line", lines, {**place, **_along("curve"), "color": own()}, strokeWidth=3, opacity=0.8)
    extra = "" if loop.extra_s is None else f"; {figure(loop.extra_s, 'seconds')} from first to last on average"
    said = (
        f"{figure_of(loop.share)} of journeys with the step have it again, {figure(loop.times, 'count')} times{extra}."
    )
    layers = [drawn, _heads(ends, place), *_cards(boxes, width, height)]
    return panel(layers, width, height, "What goes round most", _wrapped(said, width))


def _lines(texts: Sequence[str], width: float) -> list[str]:
    """What is said below a title, as lines that fit."""
    return [line for text in texts if text for line in _wrapped(text, width)]


def _wrapped(text: str, width: float) -> list[str]:
    """Lines that fit."""
    most, lines = int(width / 6.4), [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > most:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines


def _turn(start: float, end: float) -> list[float]:
    """Angles from one to another, in half turns."""
    return [start + (end - start) * index / 24 for index in range(25)]


CHART = Chart(id="journeys", answers="journeys", draw=draw, describe=describe)

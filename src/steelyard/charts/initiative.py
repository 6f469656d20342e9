"""An initiative's event study: what customers got and what it cost, month by month from its beginning."""

from __future__ import annotations

from math import expm1

from steelyard.analyses.initiative.answer import Evaluation, Moment, Remembered, Study
from steelyard.answers import Estimate
from steelyard.charts.canvas import (
    Row,
    Spec,
    axis,
    empty,
    layer,
    number,
    ordered,
    own,
    panel,
    rule,
    scale,
    small_multiples,
    ticks,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.metrics import is_better
from steelyard.theme import LIGHT
from steelyard.wording import change_limits_of, change_of

PANEL_PX, AXIS_PX, GAP_PX = 130, 46, 20


def draw(answer: Evaluation, width: float = 620, is_narrow: bool = False) -> Spec:
    """Two panels side by side, one below the other where the room is narrow."""
    if answer.memory:
        return _every(answer, width)
    shown = [study for study in answer.study if len(_known(study)) > 1]
    if not shown:
        return empty("Nothing to draw: too few weeks are known", width)
    across = 1 if is_narrow or len(shown) == 1 else 2
    room = (width - GAP_PX * (across - 1)) / across - AXIS_PX - 8
    return small_multiples([_panel(study, room) for study in shown], across)


def describe(answer: Evaluation) -> str:
    """Each measure's gap just before, at first and at last, in words; of several initiatives what each did."""
    if answer.memory:
        told = [f"{one.name} {change_of(one.primary)}" for one in answer.memory if one.primary and _is_known(one)]
        return f"For customers: {', '.join(told)}." if told else "Nothing to draw."
    said = [_words(study) for study in answer.study if len(_known(study)) > 1]
    return f"Treated less others, from what it was before. {' '.join(said)}" if said else "Nothing to draw."


def _is_known(one: Remembered) -> bool:
    """Whether it can stand beside others: what a panel measures has a unit of its own."""
    return one.primary is not None and one.primary.value is not None and one.primary.unit != "count"


def _every(answer: Evaluation, width: float) -> Spec:
    """What each initiative did for customers, its interval, one below the other."""
    held = [one for one in answer.memory if _is_known(one)]
    if not held:
        return empty("Nothing to draw: of none can be told what it did", width)
    rows = [
        {**_ends(one.primary), "color": _color(one.primary), "name": one.name, "verdict": one.verdict}
        for one in held
        if one.primary
    ]
    marks = ticks(min(0.0, *(row["low"] for row in rows)), max(0.0, *(row["high"] for row in rows)), 5)
    room = 0.32 * width
    x = {"scale": scale(marks[0], marks[-1]), "axis": axis(None, marks)}
    y = ordered("name", axis={"title": None, "labelLimit": room, "domain": False, "ticks": False})
    whiskers = {"y": y, "x": number("low", **x), "x2": {"field": "high"}}
    shown = tooltip(name="Initiative", said="For customers", range="95% interval", verdict="Verdict")
    dots = {"y": y, "x": number("value", **x), "color": own(), "tooltip": shown}
    layers = [
        rule("x", 0.0, "ink-3"),
        layer("rule", [row for row in rows if row["low"] < row["high"]], whiskers, color=LIGHT["unsure"]),
        layer("point", rows, dots, filled=True, size=50, opacity=1),
    ]
    under = ["the primary measure, percent or points", "with its 95% interval"]
    plot = panel(layers, width - room - 20, 34 * len(rows), "What customers got", under, left=room)
    return small_multiples([plot], 1)


def _words(study: Study) -> str:
    held = _known(study)
    since = [moment for moment in held if moment.week >= 0]
    before = [moment for moment in held if moment.week < 0]
    told = [
        ("just before it began", before[-1:]),
        ("in the first four weeks" if study.of == "weeks" else "at first", since[:1]),
        ("at last", since[-1:]),
    ]
    parts = [f"{name} {change_of(moments[0].gap)}" for name, moments in told if moments]
    return f"{study.title}: {', '.join(parts)}."


def _known(study: Study) -> list[Moment]:
    return [moment for moment in study.moments if moment.gap.value is not None]


def _panel(study: Study, room: float) -> Spec:
    held = _known(study)
    rows = [_row(moment, study) for moment in held]
    low = min(row["low"] for row in rows)
    high = max(row["high"] for row in rows)
    marks = ticks(min(low, 0.0), max(high, 0.0), 4)
    first, last = held[0].week, held[-1].week + study.width
    each = max(3 * study.width, (last - first) // 60 * 12)
    months = [week for week in range(first - first % each, last + 1, each) if first <= week <= last]
    x = {"scale": scale(first - study.width / 2, last + study.width / 2), "axis": axis(None, months, grid=False)}
    y = {"scale": scale(marks[0], marks[-1]), "axis": axis(None, marks)}
    whiskers = {"x": number("week", **x), "y": number("low", **y), "y2": {"field": "high"}}
    shown = tooltip(when=study.of.capitalize(), said="Gap", range="95% interval")
    dots = {"x": number("week", **x), "y": number("value", **y), "color": own(), "tooltip": shown}
    unit = {"share": "points", "score": "points", "ln": "%"}.get(held[0].gap.unit, "its own unit")
    under = f"treated less others, against before; in {unit}, by {study.of} from its beginning"
    layers = [
        rule("y", 0.0, "ink-3"),
        rule("x", 0.0, "ink-2", dash=(4, 3)),
        layer("rule", [row for row in rows if row["low"] < row["high"]], whiskers, color=LIGHT["unsure"], clip=True),
        layer("point", rows, dots, filled=True, size=40, opacity=1),
    ]
    return panel(layers, room, PANEL_PX, study.title, under.split("; "), left=AXIS_PX)


def _row(moment: Moment, study: Study) -> Row:
    last = moment.week + study.width - 1
    when = f"{moment.week} to {last}" if last > moment.week else f"{moment.week}"
    color = _color(moment.gap, study.better)
    return {**_ends(moment.gap), "color": color, "week": moment.week + study.width / 2, "when": when}


def _ends(gap: Estimate) -> Row:
    """An effect and its limits as they are drawn, in percent or points."""
    ends = (gap.interval.low, gap.interval.high) if gap.interval else (gap.value, gap.value)
    low, high = (_shown(gap, end or 0.0) for end in ends)
    return {
        "value": _shown(gap, gap.value or 0.0),
        "low": low,
        "high": high,
        "said": change_of(gap),
        "range": change_limits_of(gap) or "not known",
    }


def _color(gap: Estimate, better: str = "") -> str:
    if not gap.sign or gap.value is None:
        return "unsure"
    is_good = (gap.value > 0) == (better == "high") if better else is_better(gap.metric, gap.value)
    return "value" if is_good else "cost"


def _shown(gap: Estimate, value: float) -> float:
    if gap.unit == "ln":
        return 100 * expm1(value)
    return 100 * value if gap.unit == "share" else value


CHART = Chart(id="initiative", answers="initiative", draw=draw, describe=describe)

"""Single things customers were asked about: how much lower and higher the overall rating is where each is rated so.

Where none were asked: own standards and customers' ratings beside each other, of the whole and of parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from steelyard.analyses.perspectives.answer import Perspectives, View
from steelyard.analyses.perspectives.expected import ItemTold
from steelyard.analyses.perspectives.item_wording import KINDS
from steelyard.answers import Estimate
from steelyard.charts.canvas import (
    Row,
    Spec,
    axis,
    empty,
    key,
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
from steelyard.theme import LIGHT
from steelyard.wording import change_of, figure_of, with_limits

ROW_PX, MOST = 34, 12
NAMES_PX, NARROW_PX = 150, 104
_LONGEST, _NARROW_LONGEST = 24, 15
_ABOVE_PX, _BELOW_PX, _LINE = 74, 46, 30


def draw(answer: Perspectives, width: float = 620, is_narrow: bool = False) -> Spec:
    """Bars to the left where an item is rated low, to the right where it is rated high, with their intervals."""
    items = _items(answer)
    if items:
        return _sided(items, width, is_narrow)
    views = [view for view in (answer.whole, *answer.views[: MOST - 1]) if view is not None and _is_known(view)]
    return _views(answer, views, width, is_narrow) if views else empty("No figure of either side is known", width)


def describe(answer: Perspectives) -> str:
    """Every item's or part's figures in words."""
    items = _items(answer)
    if items:
        return "; ".join(f"{entry.item}: {_said(entry)}" for entry in items) + "."
    views = [view for view in (answer.whole, *answer.views) if view is not None and _is_known(view)]
    told = [f"{view.part or 'All'}: own standards {_figure(view.own)}, {_customers(view)}" for view in views]
    return "; ".join(told) + "." if told else "No figure of either side is known."


def _items(answer: Perspectives) -> list[ItemTold]:
    if answer.items is None:
        return []
    return [entry for entry in answer.items.items if entry.penalty is not None and entry.reward is not None][:MOST]


def _said(entry: ItemTold) -> str:
    assert entry.penalty is not None
    assert entry.reward is not None
    return f"rated low {change_of(entry.penalty.turned())}, rated high {change_of(entry.reward)} ({KINDS[entry.kind]})"


def _figure(entry: Estimate | None) -> str:
    return with_limits(entry) if entry is not None and entry.value is not None else "unknown"


def _customers(view: View) -> str:
    return f"customers {_figure(view.customers)}"


def _is_known(view: View) -> bool:
    return any(entry is not None and entry.value is not None for entry in (view.own, view.customers))


def _sided(items: Sequence[ItemTold], width: float, is_narrow: bool) -> Spec:
    rows = [row for entry in items for row in _bars(entry, is_narrow)]
    ends = [float(row[name]) for row in rows for name in ("low", "high")]
    across = ticks(min(*ends, 0.0), max(*ends, 0.0), 4 if is_narrow else 6)
    x = {"scale": scale(across[0], across[-1]), "axis": axis("Points of the overall rating", across)}
    y = {"axis": {"title": None, "labelLimit": NARROW_PX if is_narrow else NAMES_PX, "ticks": False, "domain": False}}
    shown = tooltip(called="Asked about", side="Rated", said="Overall rating", kind="It is")
    bars = {"x": number("from", **x), "x2": {"field": "value"}, "y": ordered("called", **y), "color": own(),
            "tooltip": shown}  # fmt: skip
    lines = {"x": number("low", **x), "x2": {"field": "high"}, "y": ordered("called", **y)}
    left = (NARROW_PX if is_narrow else NAMES_PX) + 8
    title = "Overall rating where each is rated low and high, against the middle of its scale"
    return picture(
        [
            layer("bar", rows, bars, height=14, opacity=0.85),
            layer("rule", rows, lines, color=LIGHT["ink"], strokeWidth=1.5),
            rule("x", 0.0, "ink-3"),
        ],
        width,
        ROW_PX * len(items) + _ABOVE_PX + _BELOW_PX,
        (_ABOVE_PX, 14, _BELOW_PX, left),
        title={**key(_folded(title, is_narrow), width - 20), "subtitle": "Lines: 95% intervals"},
    )


def _bars(entry: ItemTold, is_narrow: bool) -> list[Row]:
    assert entry.penalty is not None
    assert entry.reward is not None
    found = []
    for side, one, color in (("low", entry.penalty.turned(), "bad"), ("high", entry.reward, "good")):
        held = one.interval
        assert held is not None
        found.append(
            {
                "called": _short(entry.item, is_narrow),
                "side": side,
                "from": 0.0,
                "value": one.value or 0.0,
                "low": held.low,
                "high": held.high,
                "said": change_of(one),
                "kind": KINDS[entry.kind],
                "color": color if one.sign else "unsure",
            }
        )
    return found


def _views(answer: Perspectives, views: Sequence[View], width: float, is_narrow: bool) -> Spec:
    rows: list[Row] = []
    for view in views:
        for name, entry, color in (("own standards", view.own, "cost"), ("customers", view.customers, "value")):
            if entry is None or entry.value is None or entry.interval is None:
                continue
            rows.append(
                {
                    "called": _short(view.part or "all", is_narrow),
                    "side": name,
                    "value": entry.value,
                    "low": entry.interval.low,
                    "high": entry.interval.high,
                    "said": figure_of(entry),
                    "color": color,
                }
            )
    if not rows:
        return empty("No figure of either side is known", width)
    least = min(float(row["low"]) for row in rows)
    across = [value for value in ticks(min(least, 60.0), 100.0, 4 if is_narrow else 5) if value <= 100]
    x = {"scale": scale(across[0], 100.0), "axis": axis("0 to 100", across)}
    y = {"axis": {"title": None, "labelLimit": NARROW_PX if is_narrow else NAMES_PX, "ticks": False, "domain": False}}
    shown = tooltip(called="Part", side="Side", said="Figure")
    dots = {"x": number("value", **x), "y": ordered("called", **y), "color": own(), "tooltip": shown}
    lines = {"x": number("low", **x), "x2": {"field": "high"}, "y": ordered("called", **y), "color": own()}
    names = {"x": number("value", **x), "y": ordered("called", **y), "text": nominal("side"), "color": own()}
    title = f"Own standards (target {answer.targets[0]:g}) and customers' rating (target {answer.targets[1]:g})"
    return picture(
        [
            rule("x", answer.targets[0], "cost", dash=(2, 3)),
            rule("x", answer.targets[1], "value", dash=(2, 3)),
            layer("rule", rows, lines, strokeWidth=2),
            layer("point", rows, dots, filled=True, size=80, opacity=1),
            layer("text", _named(rows), names, dy=-12, fontSize=11),
        ],
        width,
        (ROW_PX + 8) * len({row["called"] for row in rows}) + _ABOVE_PX + _BELOW_PX,
        (_ABOVE_PX, 14, _BELOW_PX, (NARROW_PX if is_narrow else NAMES_PX) + 8),
        title={**key(_folded(title, is_narrow), width - 20), "subtitle": "Lines: 95% intervals; dotted: targets"},
    )


def _named(rows: Sequence[Row]) -> list[Row]:
    """The first of each side is named."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(str(row["side"]), row)
    return list(found.values())


def _folded(text: str, is_narrow: bool) -> str | list[str]:
    return wrap(text, _LINE) if is_narrow else text


def _short(name: str, is_narrow: bool) -> str:
    most = _NARROW_LONGEST if is_narrow else _LONGEST
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


CHART = Chart(id="perspectives", answers="perspectives", draw=draw, describe=describe)

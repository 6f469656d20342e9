"""CX debt: when each debt began and whether it goes on, and what each kind of fracture costs, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steelyard.analyses.debt.answer import Debt, Debts
from steelyard.analyses.debt.wording import day
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
    panel,
    scale,
    small_multiples,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT
from steelyard.wording import capital, figure_of, limits_of

ROW_PX, NARROW_ROW_PX, NAMES_PX, FIGURES_PX = 30, 40, 250, 170
MOST_DEBTS = 6


@dataclass(frozen=True)
class _Line:
    """A kind of fracture: its figure with limits, and how it is said."""

    title: str
    value: float
    low: float
    high: float
    said: str
    color: str


def draw(answer: Debts, width: float = 620, is_narrow: bool = False) -> Spec:
    """Debts on a line of time, fractures below them."""
    panels = []
    timed = _timed(answer)
    if timed and answer.until is not None:
        panels.append(_times(timed, answer.until, answer.provenance.currency, width, is_narrow))
    title, lines = _levels(answer)
    if lines:
        panels.append(_costs(title, lines, width, is_narrow))
    return small_multiples(panels, 1) if panels else empty("No fractures to draw", width)


def describe(answer: Debts) -> str:
    """Every debt and every kind of fracture in words."""
    currency = answer.provenance.currency
    debts = [f"{one.title} since {day(one.since.on)}: {_price(one, currency)}" for one in _timed(answer) if one.since]
    title, lines = _levels(answer)
    levels = [f"{title}: " + "; ".join(f"{line.title} {line.said}" for line in lines)] if lines else []
    found = [*debts, *levels]
    return ". ".join(found) + "." if found else "No fractures to draw."


def _timed(answer: Debts) -> list[Debt]:
    return [one for one in answer.found if one.since is not None][:MOST_DEBTS]


def _named(one: Debt) -> str:
    """Where, and what: a short name beside a mark."""
    what = one.title.partition(": ")[0]
    return f"{capital(one.part.replace('_', ' '))}: {what[:1].lower()}{what[1:]}" if one.by else what


def _price(one: Debt, currency: str) -> str:
    return f"{figure_of(one.interest, currency)} a month" if one.interest is not None else "no price"


def _levels(answer: Debts) -> tuple[str, list[_Line]]:
    """What each kind costs, each contact charged once; how often it happens where no cost is known."""
    everywhere = [line for line in answer.lines if not line.by]
    currency = answer.provenance.currency
    priced = [found for line in everywhere if (found := _line(line.title, line.net, currency))]
    if priced:
        return "Interest a month, charged once", priced
    events = [found for line in everywhere if (found := _line(line.title, line.events, currency))]
    return "Fractures a month", events


def _line(title: str, estimate: Estimate | None, currency: str) -> _Line | None:
    if estimate is None or estimate.value is None:
        return None
    limits = estimate.interval
    low, high = (limits.low, limits.high) if limits else (estimate.value, estimate.value)
    beside = f" ({limits_of(estimate)})" if limits else ""
    sure = "value" if limits and limits.low > 0 else "unsure"
    return _Line(capital(title), estimate.value, low, high, f"{figure_of(estimate, currency)}{beside}", sure)


def _costs(title: str, lines: list[_Line], width: float, is_narrow: bool) -> Spec:
    rows: list[Row] = [vars(line) for line in lines]
    names, room = _room(width, is_narrow)
    low, high = min(0.0, *(line.low for line in lines)), max(0.0, *(line.high for line in lines))
    x: Spec = {"scale": scale(low, high or 1.0, padding=4), "axis": None}
    band = ordered("title", axis=None, scale={"paddingInner": 0.2, "paddingOuter": 0.1})
    shown = tooltip(title="Fracture", said="A month")
    drop = 8 if is_narrow else 0
    ends = {"x": number("low", **x), "x2": {"field": "high"}, "y": band, "color": own(), "tooltip": shown}
    dots = {"x": number("value", **x), "y": band, "color": own(), "tooltip": shown}
    return panel(
        [
            layer("rule", [] if is_narrow else [{"edge": 0.0}], {"x": number("edge", **x)}, color=LIGHT["ink-3"]),
            layer("rule", rows, ends, strokeWidth=2, yOffset=drop),
            layer("point", rows, dots, filled=True, size=70, opacity=1, yOffset=drop),
            *_words(rows, "title", names, width, band, is_narrow),
        ],
        room,
        len(rows) * (NARROW_ROW_PX if is_narrow else ROW_PX),
        title,
        left=names,
    )


def _times(debts: list[Debt], until: date, currency: str, width: float, is_narrow: bool) -> Spec:
    rows: list[Row] = []
    for one in debts:
        assert one.since is not None
        rows.append(
            {
                "title": _named(one),
                "begins": one.since.on.toordinal(),
                "earliest": one.since.low.toordinal(),
                "latest": one.since.high.toordinal(),
                "ends": (one.until or until).toordinal(),
                "when": f"{day(one.since.on)} to {day(one.until) if one.until else 'now'}",
                "said": _price(one, currency),
                "color": "bad" if one.until is None else "ink-3",
            }
        )
    names, room = _room(width, is_narrow)
    first = min(row["earliest"] for row in rows)
    last = max(until.toordinal(), *(row["latest"] for row in rows))
    months = _months(date.fromordinal(first), date.fromordinal(last), 3 if is_narrow else 6)
    labels = " : ".join(f"datum.value == {on.toordinal()} ? '{on:%b %Y}'" for on in months) + " : ''"
    ticks = axis(
        None,
        [on.toordinal() for on in months],
        labelExpr=labels,
        domain=False,
        tickSize=4,
        labelFlush=True,
        labelBound=True,
    )
    x: Spec = {"scale": scale(first - 7, last), "axis": ticks}
    band = ordered("title", axis=None, scale={"paddingInner": 0.2, "paddingOuter": 0.1})
    shown = tooltip(title="What is broken", when="When", said="Interest")
    drop = 8 if is_narrow else 0
    lasts = {"x": number("begins", **x), "x2": {"field": "ends"}, "y": band, "color": own(), "tooltip": shown}
    could = {"x": number("earliest", **x), "x2": {"field": "latest"}, "y": band, "tooltip": shown}
    return panel(
        [
            layer("bar", rows, lasts, height=8, yOffset=drop),
            layer("rule", rows, could, strokeWidth=2, color=LIGHT["ink"], yOffset=drop),
            *_words(rows, "title", names, width, band, is_narrow),
        ],
        room,
        len(rows) * (NARROW_ROW_PX if is_narrow else ROW_PX),
        "Debts that go on, and those that ended",
        "Thin: when each may have begun",
        left=names,
    )


def _months(first: date, last: date, most: int) -> list[date]:
    """At most so many firsts of months between two days, evenly apart."""
    found = []
    on = first.replace(day=1)
    while on <= last:
        if on >= first:
            found.append(on)
        on = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return found[:: -(-len(found) // most)] if found else [first]


def _room(width: float, is_narrow: bool) -> tuple[float, float]:
    names = 0 if is_narrow else NAMES_PX
    return names, width - names - (8 if is_narrow else FIGURES_PX)


def _words(rows: list[Row], name: str, names: float, width: float, band: Spec, is_narrow: bool) -> list[Spec]:
    """Names at the left and figures at the right; on a narrow page both above the mark."""
    small: Spec = {"dy": -10, "fontSize": SMALL_PX} if is_narrow else {"fontSize": SMALL_PX}
    told = {"text": nominal(name), "x": at(-names), "y": band}
    said = {"text": nominal("said"), "x": at(width - names), "y": band}
    room = width - 110 if is_narrow else names - 10
    return [
        layer("text", rows, told, align="left", limit=room, **small),
        layer("text", rows, said, align="right", fontWeight=600, **small),
    ]


CHART = Chart(id="debt", answers="debt", draw=draw, describe=describe)

"""The funnel: volume to the right, the figure with the mix of all upwards, and the limits chance alone keeps within."""

from __future__ import annotations

from steelyard.analyses.compare.answer import Comparison, Funnel
from steelyard.analyses.compare.wording import off, plural
from steelyard.charts.canvas import (
    Row,
    Spec,
    axis,
    empty,
    key,
    layer,
    names_beside,
    nominal,
    number,
    own,
    picture,
    scale,
    spread,
    ticks,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT, figure

HEIGHT_PX, NARROW_PX = 390, 300
WIDE, SURE = "0.998", "0.95"
TONES = {"better": "good", "worse": "bad", "higher": "value", "lower": "cost"}


def draw(answer: Comparison, width: float = 620, is_narrow: bool = False) -> Spec:
    """Units as points: filled and named where told apart, hollow where sampling error may have placed them."""
    if answer.funnel is None or answer.target is None or not answer.units:
        return empty("Nothing is shown of single units", width)
    height, unit = (NARROW_PX if is_narrow else HEIGHT_PX), answer.target.unit
    across, up = _marks(answer, is_narrow)
    largest = max(answer.funnel.counts[-1], 1.0)
    about = f"{answer.target.n_unit.capitalize()} of each"
    x = {"scale": scale(0, largest), "axis": axis(about, across, grid=False, format=",.0f")}
    texts = {str(place): figure(value, unit) for place, value in enumerate(up)}
    names = f"{texts}[toString(indexof({up}, datum.value))]"
    y = {"scale": scale(up[0], up[-1]), "axis": {"title": None, "values": up, "labelExpr": names}}
    target = {"y": number("target", **y), "tooltip": tooltip(said="All")}
    said = [{"target": answer.target.value or 0.0, "said": figure(answer.target.value, unit)}]
    head = key(f"{answer.title.split(',')[0]}, with the mix of all", width - 60)
    return picture(
        [
            *_limits(answer.funnel, x, y),
            layer("rule", said, target, color=LIGHT["ink-3"]),
            *_units(answer, unit, largest, (up[0], up[-1]), x, y, is_narrow),
        ],
        width,
        height,
        (52, 14, 46, 58),
        title={**head, "subtitle": "Shaded: 95% of equal units; dotted: 99.8%"},
    )


def describe(answer: Comparison) -> str:
    """Every unit told apart in words, and how many are not."""
    if answer.target is None or not answer.units:
        return "Nothing is shown of single units."
    told = [f"{unit.name} {unit.verdict}, {off(unit, answer)}" for unit in answer.units if unit.verdict]
    quiet = len(answer.units) - len(told)
    whole = figure(answer.target.value, answer.target.unit, margin=0.005 if answer.target.unit == "share" else None)
    parts = [f"Funnel of {len(answer.units)} {plural(answer.by)} around {whole}"]
    parts += ["; ".join(told)] if told else []
    parts += [f"{quiet} not distinguished"] if quiet else []
    return "; ".join(parts) + "."


def _marks(answer: Comparison, is_narrow: bool) -> tuple[list[float], list[float]]:
    """Round numbers across and up."""
    assert answer.funnel is not None
    values = [unit.adjusted.value or 0.0 for unit in answer.units]
    largest = max(answer.funnel.counts[-1], 1.0)
    middle = len(answer.funnel.counts) // 4
    ends = [answer.funnel.low[WIDE][middle], answer.funnel.high[WIDE][middle], *values]
    across = [value for value in ticks(0, largest, 3 if is_narrow else 5) if value <= largest]
    return across, ticks(min(ends), max(ends), 4 if is_narrow else 5)


def _limits(funnel: Funnel, x: Spec, y: Spec) -> list[Spec]:
    """What 95 of 100, and 998 of 1,000, units that differ in nothing keep within."""
    ends = zip(funnel.counts, funnel.low[SURE], funnel.high[SURE], funnel.low[WIDE], funnel.high[WIDE], strict=True)
    rows = [{"n": n, "low": low, "high": high, "lowest": least, "highest": most} for n, low, high, least, most in ends]
    across, dotted = number("n", **x), {"color": LIGHT["unsure"], "strokeDash": [2, 4], "clip": True}
    band = {"x": across, "y": number("low", **y), "y2": {"field": "high"}}
    return [
        layer("area", rows, band, color=LIGHT["line-2"], opacity=1, clip=True),
        layer("line", rows, {"x": across, "y": number("lowest", **y)}, **dotted),
        layer("line", rows, {"x": across, "y": number("highest", **y)}, **dotted),
    ]


def _units(
    answer: Comparison, unit: str, largest: float, ends: tuple[float, float], x: Spec, y: Spec, is_narrow: bool
) -> list[Spec]:
    rows: list[Row] = [
        {
            "name": one.name,
            "n": one.adjusted.n,
            "value": one.adjusted.value or 0.0,
            "said": figure(one.adjusted.value, unit),
            "called": one.verdict or "not distinguished",
            "color": TONES.get(one.verdict, "unsure"),
            "side": 1 if one.adjusted.n < 0.6 * largest else -1,
        }
        for one in answer.units
    ]
    told = [row for row in rows if row["color"] != "unsure"]
    tall = ends[1] - ends[0]
    named = spread(
        told, "n", "value", near=(0.6 if is_narrow else 0.3) * largest, gap=(0.06 if is_narrow else 0.055) * tall
    )
    shown = tooltip(name=answer.by.capitalize() or "Unit", said="Figure", n="Cases", called="Told apart")
    dots = {"x": number("n", **x), "y": number("value", **y), "color": own(), "tooltip": shown}
    names = {"x": number("n", **x), "y": number("label_y", **y), "text": nominal("name")}
    return [
        layer(
            "point",
            [row for row in rows if row not in told],
            dots,
            fill=LIGHT["card"],
            size=80,
            strokeWidth=2,
            opacity=1,
        ),
        layer("point", told, dots, filled=True, size=80, opacity=1),
        *names_beside(named, names, 10),
    ]


CHART = Chart(id="compare", answers="compare", draw=draw, describe=describe)

"""In their words: one row a theme, how many wrote it with its interval, and what that is compared with."""

from __future__ import annotations

from steelyard.analyses.words.answer import BEFORE, Theme, Words
from steelyard.charts.canvas import (
    SMALL_PX,
    Row,
    Spec,
    at,
    axis,
    empty,
    key,
    layer,
    nominal,
    number,
    ordered,
    own,
    picture,
    scale,
    ticks,
    tooltip,
)
from steelyard.declare import Chart
from steelyard.theme import LIGHT
from steelyard.wording import figure_of, limits_of

ROW_PX, NARROW_ROW_PX, HEAD_PX, FOOT_PX, NAMES_PX, FIGURES_PX = 30, 44, 40, 30, 250, 66
MOST = 8
NOTHING = "Nothing that customers write stands out beyond sampling error"


def draw(answer: Words, width: float = 620, is_narrow: bool = False) -> Spec:
    """Shares of those who wrote, the surest theme first, on one scale from 0."""
    rows = [row for row in map(_row, answer.themes[:MOST]) if row]
    if not rows:
        return empty(NOTHING, width)
    margins = (HEAD_PX, FIGURES_PX, FOOT_PX, 10 if is_narrow else NAMES_PX)
    height = HEAD_PX + FOOT_PX + len(rows) * (NARROW_ROW_PX if is_narrow else ROW_PX)
    names = {"title": None, "labelColor": LIGHT["ink"], "labelLimit": NAMES_PX - 10, "labelPadding": 8}
    band = ordered("name", axis=None if is_narrow else names, scale={"paddingInner": 0.6, "paddingOuter": 0.3})
    reach = max(0.01, *(max(row["high"], row["other"]) for row in rows))
    end = ticks(0, reach, 4)[-1]
    marks = ticks(0, end, 3 if is_narrow else 4)
    x = {"scale": scale(0, end), "axis": axis(None, marks, format=".0%" if marks[1] >= 0.01 else ".1%")}
    shown = tooltip(name="Theme", said="Written by", range="95% interval", compared="Compared with")
    drop = 8 if is_narrow else 0
    room = width - margins[1] - margins[3]
    ends = {"x": number("low", **x), "x2": {"field": "high"}, "y": band}
    here = {"x": number("share", **x), "y": band, "color": own(), "tooltip": shown}
    there = {"x": number("other", **x), "y": band, "tooltip": shown}
    layers = [
        layer("rule", rows, ends, strokeWidth=1.6, color=LIGHT["ink-3"], yOffset=drop),
        layer("point", rows, there, filled=False, size=60, color=LIGHT["ink-2"], opacity=1, yOffset=drop),
        layer("point", rows, here, filled=True, size=70, opacity=1, yOffset=drop),
        layer(
            "text",
            rows,
            {"text": nominal("said"), "x": at(room + 8), "y": band},
            align="left",
            fontSize=SMALL_PX,
            fontWeight=600,
            yOffset=drop,
        ),
    ]
    if is_narrow:
        name = {"text": nominal("name"), "x": at(0), "y": band}
        layers.append(layer("text", rows, name, align="left", dy=-10, fontSize=SMALL_PX, limit=room + FIGURES_PX))
    head = key(["Of customers who wrote, how many wrote it", "○ what it is compared with"], width)
    return picture(layers, width, height, margins, title=head)


def describe(answer: Words) -> str:
    """Every theme drawn, in words."""
    told = [_spoken(theme) for theme in answer.themes[:MOST] if _row(theme)]
    return f"{'; '.join(told)}." if told else f"{NOTHING}."


def _row(theme: Theme) -> Row | None:
    limits = theme.share.interval
    if theme.share.value is None or theme.other.value is None or limits is None:
        return None
    return {
        "name": _name(theme),
        "share": theme.share.value,
        "low": limits.low,
        "high": limits.high,
        "other": theme.other.value,
        "said": figure_of(theme.share),
        "range": limits_of(theme.share),
        "compared": f"{figure_of(theme.other)} {_against(theme)}",
        "color": "value",
    }


def _name(theme: Theme) -> str:
    """The term and where; what it is compared with, too, since one term may be told twice."""
    where = ", ".join(theme.part.values())
    against = "" if theme.against == BEFORE else " (against others)"
    return f"{theme.term}{f' · {where}' if where else ''}{against}"


def _against(theme: Theme) -> str:
    return "in the days before" if theme.against == BEFORE else "of others on the same topics"


def _spoken(theme: Theme) -> str:
    where = ", ".join(theme.part.values()) or "everywhere"
    return (
        f"“{theme.term}”, {where}: written by {figure_of(theme.share)} ({limits_of(theme.share)}), "
        f"{figure_of(theme.other)} {_against(theme)}"
    )


CHART = Chart(id="words", answers="words", draw=draw, describe=describe)

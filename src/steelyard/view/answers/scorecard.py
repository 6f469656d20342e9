"""The scorecard as tables: what customers got, what it took, and each measure by part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from steelyard import metrics
from steelyard.analyses.periods.date_range import span_of
from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.answers import Estimate
from steelyard.view.table import (
    Cell,
    Column,
    Table,
    Tone,
    count_cell,
    counted_cell,
    folded_table,
    has_figure,
    interval_cell,
    value_cell,
)
from steelyard.wording import change_of

SIDES = {"customers": "What customers got", "resources": "What it took"}

_HEADS = (
    Column("Now", True),
    Column("95% interval", True),
    Column("Change", True),
    Column("", rank=3),
    Column("Trend", rank=5),
    Column("n", True, 2),
    Column("Counted", rank=4),
)
MOST_LINES, MOST_PERIODS = 12, 7
"""Of the table by period; rows of an export hold all."""

_BLOCKS = "▁▂▃▄▅▆▇█"


def tables(scorecard: Scorecard) -> tuple[Table, ...]:
    """One table a side; where the scorecard is split, one more for each measure with its parts."""
    currency = scorecard.provenance.currency
    found = []
    for side, title in SIDES.items():
        lines = [line for line in scorecard.lines if line.side == side and has_figure(line.now)]
        if lines:
            found.append(
                Table(
                    title,
                    (Column("Measure", wraps=True), *_HEADS),
                    _rows(((line.title, line) for line in lines), currency),
                )
            )
    return (*found, *_series(scorecard, currency), *_by_part(scorecard, currency), *_refused(scorecard))


TABLES = tables


def judge(metric: str, change: Estimate | None, is_claimed: bool) -> tuple[str, Tone]:
    """A change in a word and its tone: better, worse, moved (no direction is good); unsure where chance explains it."""
    if change is None or change.value is None:
        return "", "quiet"
    if not is_claimed:
        return "unsure", "unsure"
    way = metrics.is_better(metric, change.value)
    return ("moved", "") if way is None else ("better", "good") if way else ("worse", "bad")


def sparkline(trend: Iterable[Estimate]) -> str:
    """A row of blocks, the lowest figure empty and the highest full; "·" where there is none or it is immature."""
    figures = [None if is_immature(entry) else entry.value for entry in trend]
    known = [figure for figure in figures if figure is not None]
    if len(known) < 2:
        return ""
    low, spread = min(known), max(known) - min(known) or 1.0
    return "".join("·" if entry is None else _BLOCKS[round((entry - low) / spread * 7)] for entry in figures)


def is_immature(estimate: Estimate) -> bool:
    """Whether part of what it rests on is too young to count."""
    return estimate.mature_share is not None and estimate.mature_share < 1


def _rows(lines: Iterable[tuple[str, Line]], currency: str) -> tuple[tuple[Cell, ...], ...]:
    return tuple(_row(title, line, currency) for title, line in lines)


def _row(title: str, line: Line, currency: str) -> tuple[Cell, ...]:
    word, tone = judge(line.metric, line.change, line.is_claimed)
    return (
        Cell(title),
        value_cell(line.now, currency),
        interval_cell(line.now),
        Cell(change_of(line.change, currency) if line.change is not None and word else "", tone),
        Cell(word, tone),
        Cell(sparkline(line.trend), "quiet"),
        count_cell(line.now),
        counted_cell(line.now),
    )


def _refused(scorecard: Scorecard) -> tuple[Table, ...]:
    """Why measures have no figure, once for all of them."""
    pairs = [
        (caveat.text, line.title)
        for line in scorecard.lines
        if not has_figure(line.now)
        for caveat in [entry for entry in line.now.caveats if entry.weight == "refusal"][:1]
    ]
    return (folded_table("What has no figure in these days", ("Why", "Measures"), pairs),) if pairs else ()


def _series(scorecard: Scorecard, currency: str) -> tuple[Table, ...]:
    """The leading measures by the period asked for, the newest last; "·" where one is too young to count."""
    lines = [line for line in scorecard.lines if line.trend][:MOST_LINES] if scorecard.step else []
    told = {entry.part["period"] for line in lines for entry in line.trend if not is_immature(entry)}
    shown = sorted(told)[-MOST_PERIODS:]
    if len(shown) < 2:
        return ()
    spans = [span_of(date.fromisoformat(first), scorecard.step) for first in shown]
    columns = (
        Column("Measure", wraps=True),
        *(Column(span.label, True, len(spans) - at) for at, span in enumerate(spans)),
    )
    rows = []
    for line in lines:
        figures = {entry.part["period"]: entry for entry in line.trend}
        rows.append((Cell(line.title), *(_figure(figures.get(first), currency) for first in shown)))
    return (Table(f"By {scorecard.step}", columns, tuple(rows)),)


def _figure(entry: Estimate | None, currency: str) -> Cell:
    if entry is None or is_immature(entry):
        return Cell("·", "quiet")
    return value_cell(entry, currency)


def _by_part(scorecard: Scorecard, currency: str) -> tuple[Table, ...]:
    titles = {line.metric: line.title for _, lines in scorecard.parts for line in lines}
    found = []
    for metric, title in titles.items():
        lines = [("All", line) for line in scorecard.lines if line.metric == metric]
        lines += [(part, line) for part, lines in scorecard.parts for line in lines if line.metric == metric]
        found.append(Table(title, (Column(scorecard.by.capitalize(), wraps=True), *_HEADS), _rows(lines, currency)))
    return tuple(found)

"""The scorecard's and the ladder's rows as the page shows them: figures, intervals, words and marks, all as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from steelyard import theme
from steelyard.analyses.periods.happened import Happened
from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.analyses.verdict.question import Rung
from steelyard.answers import Caveat, Estimate
from steelyard.charts import trend
from steelyard.report.definitions import family, title_of
from steelyard.report.sparkline import sparkline, within
from steelyard.view.answers.scorecard import SIDES, judge
from steelyard.view.answers.verdict import STATES
from steelyard.view.card import ordered
from steelyard.view.table import Cell, Column, Table, count_cell, counted_cell, interval_cell, value_cell
from steelyard.wording import change_limits_of, change_of, listed, lowered

LEAD, FEWEST_FOLDED = 6, 3
"""How many measures of a side are always shown; how many must be left for folding them to be worth it."""

KEY = (
    "first_contact_resolution", "resolution_rate", "customer_rating", "contacts_per_issue", "customer_time_per_issue",
    "churn_rate", "csat_score", "nps", "interaction_quality", "abandonment_rate",
    "unit_cost", "cost_per_contact", "cost_per_resolved_issue", "handle_time", "contacts_per_hour", "capacity",
    "service_level", "first_reply_time_median", "resolution_time",
)  # fmt: skip
"""What a head of support looks for first, both sides in one list; the others follow in the scorecard's own order."""


@dataclass(frozen=True)
class Figure:
    """A figure and what stands beside it.

    Args:
        rests: what it rests on: n, the mature and the covered share.
        refusal: why there is none; empty where there is one.
    """

    text: str
    range: str
    rests: str
    refusal: str


@dataclass(frozen=True)
class Row:
    """One measure: now, its change with a word for its direction, and the trend."""

    metric: str
    title: str
    now: Figure
    change: str
    change_range: str
    word: str
    tone: str
    spark: Markup
    spark_words: str
    notes: tuple[int, ...]


@dataclass(frozen=True)
class Group:
    """Measures of one family."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Side:
    """One side of the scorecard: the key measures, and those a reader may unfold.

    Args:
        moved_count: how many of the folded ones moved beyond sampling error.
    """

    title: str
    rows: tuple[Row, ...]
    folded: tuple[Group, ...]
    moved_count: int = 0

    @property
    def folded_count(self) -> int:
        """How many measures are folded."""
        return sum(len(group.rows) for group in self.folded)


@dataclass(frozen=True)
class Step:
    """One rung of the ladder.

    Args:
        measure: what it is read from, as people say it; why: the reason where nothing can be told.
    """

    title: str
    metric: str
    measure: str
    why: str
    state: str
    word: str
    now: Figure | None
    target: str
    source: str
    reason: str
    is_meaningful: bool


def figure(estimate: Estimate, currency: str) -> Figure:
    """An estimate in words."""
    refusal = "" if estimate.value is not None else _refusal(estimate)
    return Figure(value_cell(estimate, currency).text, interval_cell(estimate).text, _rests(estimate), refusal)


def sides(answer: Scorecard, notes: dict[str, int], most: int | None = None) -> tuple[Side, ...]:
    """Both sides; `notes` grows by the caveats met, text -> number.

    Args:
        most: so many key measures alone, and none to unfold.
    """
    found = []
    for side, title in SIDES.items():
        lines = [line for line in answer.lines if line.side == side]
        if lines:
            first, rest = leading(lines) if most is None else (leading(lines)[0][:most], [])
            rows = tuple(row_of(line, answer.provenance.currency, notes, answer.events) for line in first)
            folded = groups(rest, answer.provenance.currency, notes, answer.events)
            found.append(Side(title, rows, folded, sum(line.is_claimed for line in rest)))
    return tuple(found)


def leading_sides(answer: Scorecard, notes: dict[str, int]) -> tuple[Side, ...]:
    """Both sides with their key measures alone; those without a figure are left out."""
    told = replace(answer, lines=tuple(line for line in answer.lines if line.now.value is not None))
    return sides(told, notes, most=LEAD)


def leading(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The key measures, those with a figure before the others; then the rest, which a reader may unfold."""
    rank = {name: place for place, name in enumerate(KEY)}
    ordered_lines = sorted(lines, key=lambda line: (line.now.value is None, rank.get(line.metric, len(KEY))))
    first, rest = ordered_lines[:LEAD], ordered_lines[LEAD:]
    return (first, rest) if len(rest) >= FEWEST_FOLDED else (ordered_lines, [])


def groups(
    lines: Iterable[Line], currency: str, notes: dict[str, int], events: Sequence[Happened] = ()
) -> tuple[Group, ...]:
    """Rows by family in the order of first appearance; `notes` grows by the caveats met, text -> number."""
    found: dict[str, list[Row]] = {}
    for line in lines:
        found.setdefault(family(line.metric), []).append(row_of(line, currency, notes, events))
    return tuple(Group(name.capitalize(), tuple(rows)) for name, rows in found.items())


def steps(rungs: Iterable[Rung], currency: str) -> tuple[Step, ...]:
    """The ladder's rungs in order."""
    return tuple(_step(rung, currency) for rung in rungs)


def trend_table(line: Line, currency: str) -> Table:
    """A measure period by period."""
    columns = (
        Column("From"),
        Column("Figure", True),
        Column("95% interval", True),
        Column("n", True),
        Column("Counted", True),
    )
    rows = tuple(
        (
            Cell(entry.part.get("period", "")),
            value_cell(entry, currency),
            interval_cell(entry),
            count_cell(entry),
            counted_cell(entry),
        )
        for entry in line.trend
    )
    return Table(line.title, columns, rows)


def row_of(line: Line, currency: str, notes: dict[str, int], events: Sequence[Happened] = ()) -> Row:
    """One measure's row; `notes` grows by the caveats met, text -> number. events: logged, drawn on the trend."""
    change = line.change
    has_change = change is not None and change.value is not None
    word, tone = judge(line.metric, change, line.is_claimed) if has_change else ("", "quiet")
    has_trend = sum(entry.value is not None for entry in line.trend) > 1
    return Row(
        line.metric,
        line.title,
        figure(line.now, currency),
        change_of(change, currency) if change and has_change else "",
        change_limits_of(change) if change and has_change else "",
        word,
        tone,
        sparkline(line, events),
        f"{trend.describe(line, currency)}{_logged(line, events)}" if has_trend else "",
        tuple(_number(caveat, notes) for caveat in line.now.caveats if caveat.weight == "warning"),
    )


def _logged(line: Line, events: Sequence[Happened]) -> str:
    """What was logged over the trend, for those who do not see it."""
    told = [f"{one.name} on {one.on.day} {one.on:%b %Y}" for one, _ in within(line.trend, events)]
    return f" Logged: {listed(told)}." if told else ""


def _step(rung: Rung, currency: str) -> Step:
    word, _ = STATES[rung.state]
    unit = rung.estimate.unit if rung.estimate else ""
    target = theme.figure(rung.target.value, unit, currency=currency) if rung.target and rung.estimate else ""
    return Step(
        rung.title,
        rung.estimate.metric if rung.estimate else "",
        title_of(rung.estimate.metric).split(",")[0] if rung.estimate else "",
        lowered(rung.reason) if rung.state == "cannot_tell" else "",
        rung.state,
        word,
        figure(rung.estimate, currency) if rung.estimate else None,
        target,
        rung.target.source if rung.target else "",
        rung.reason,
        rung.is_meaningful,
    )


def _rests(estimate: Estimate) -> str:
    """n in words, the mature share where not all is, and the share covered by answers."""
    mature, covered = estimate.mature_share, estimate.covered_share
    parts = (
        theme.counted(estimate.n, estimate.n_unit) if estimate.n and estimate.n_unit else "",
        f"{theme.at_least(mature)} mature" if mature is not None and mature < 1 else "",
        f"{theme.at_least(covered)} answered" if covered is not None else "",
    )
    return " · ".join(part for part in parts if part)


def _refusal(estimate: Estimate) -> str:
    reasons = [caveat.text for caveat in estimate.caveats if caveat.weight == "refusal"] or [
        caveat.text for caveat in estimate.caveats
    ]
    return " ".join(reasons) or "Nothing can be said."


def _number(caveat: Caveat, notes: dict[str, int]) -> int:
    return notes.setdefault(ordered((caveat,))[0].text, len(notes) + 1)

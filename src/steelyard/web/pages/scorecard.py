"""The scorecard: any measures of any days and parts, beside what they are compared with; its address is its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from steelyard import catalogue
from steelyard.declare import Analysis, Page
from steelyard.parameters import Parameter, as_text
from steelyard.web import controls
from steelyard.web.asking import Asked, asked, measure_at
from steelyard.web.controls import Query
from steelyard.web.visit import Visit

if TYPE_CHECKING:
    from steelyard.analyses.scorecard.question import Line, Scorecard
    from steelyard.report.parts import Parts
    from steelyard.report.rows import Row

PATH = "/scorecard"
SORT = "sort"
DOWN = "-"
HEADS = (("measure", "Measure"), ("now", ""), ("change", "Change"))


@dataclass(frozen=True)
class Head:
    """A column's head: what is read, the address that sorts by it, and how it is sorted now: "ascending", "descending"
    or not at all."""

    name: str
    title: str
    address: str
    sorted: str


@dataclass(frozen=True)
class Side:
    """One side's measures in the order chosen."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Scored:
    """The scorecard as a page has it.

    Args:
        asked: question, controls, downloads, and whether it is answered.
        heads: of the columns that sort.
        parts: where it is split: a part a row, a measure a column. part_heads: of that table.
        notes: caveats of the figures, text -> the number they are marked with.
        saved: (name, address) of the views of it that were saved.
    """

    asked: Asked
    query: Query = field(default_factory=dict)
    heads: tuple[Head, ...] = ()
    sides: tuple[Side, ...] = ()
    parts: Parts | None = None
    part_heads: tuple[Head, ...] = ()
    period: str = ""
    period_before: str = ""
    notes: Mapping[str, int] = field(default_factory=dict)
    saved: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> int:
        """As of the question."""
        return self.asked.status

    def link(self, metric: str) -> str:
        """Where a measure is explained, of the same days and parts."""
        return measure_at(metric, _takes(), {name: held for name, held in self.query.items() if name != "metric"})

    def to_dict(self) -> dict[str, Any]:
        """The answer itself; else why there is none."""
        return self.asked.to_dict()


def load(visit: Visit) -> Scored:
    """The scorecard of what the address says."""
    found = asked(visit, "scorecard", PATH)
    sort = visit.first(SORT)
    if found.answer is None:
        return Scored(found, visit.query, saved=_saved(visit))
    return replace(_shown(found, visit.query, found.answer, sort), saved=_saved(visit))  # type: ignore[arg-type]


def _saved(visit: Visit) -> tuple[tuple[str, str], ...]:
    views = visit.desk.views.of(visit.viewer.name) if visit.desk is not None else ()
    return tuple((view.name, view.address) for view in views if view.address.split("?")[0] == PATH)


def _takes() -> tuple[Any, ...]:
    analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", "scorecard")
    return analysis.takes


def _shown(found: Asked, query: Query, answer: Scorecard, sort: str) -> Scored:
    notes: dict[str, int] = {}
    return Scored(
        found,
        query,
        heads=tuple(_head(name, title or answer.period, query, sort) for name, title in HEADS),
        sides=_sides(answer, sort, notes),
        parts=_parts(answer, sort),
        part_heads=_part_heads(answer, query, sort),
        period=answer.period,
        period_before=answer.period_before,
        notes=notes,
    )


def _head(name: str, title: str, query: Query, sort: str) -> Head:
    """A head that sorts by its column, or the other way where that is so already."""
    now = {name: "ascending", DOWN + name: "descending"}.get(sort, "")
    then = DOWN + name if now == "ascending" else name
    return Head(name, title, controls.address(PATH, _takes(), query, sort=then), now)


def _sides(answer: Scorecard, sort: str, notes: dict[str, int]) -> tuple[Side, ...]:
    from steelyard.report.rows import row_of
    from steelyard.view.answers.scorecard import SIDES

    currency = answer.provenance.currency
    found = []
    for side, title in SIDES.items():
        lines = _ordered([line for line in answer.lines if line.side == side], sort)
        if lines:
            found.append(Side(title, tuple(row_of(line, currency, notes, answer.events) for line in lines)))
    return tuple(found)


def _ordered(lines: Sequence[Line], sort: str) -> list[Line]:
    """As asked: by name, by figure within a unit, by change; else as they are read.

    What has no figure stands last either way.
    """
    keys: dict[str, Callable[[Line], Any]] = {
        "measure": lambda line: line.title.lower(),
        "now": lambda line: (line.now.unit, line.now.value),
        "change": lambda line: line.change.value if line.change and line.change.value is not None else 0.0,
    }
    key = keys.get(sort.removeprefix(DOWN))
    known = [line for line in lines if line.now.value is not None]
    rest = [line for line in lines if line.now.value is None]
    return [*(sorted(known, key=key, reverse=sort.startswith(DOWN)) if key else known), *rest]


def _parts(answer: Scorecard, sort: str) -> Parts | None:
    """The parts side by side, sorted by one of the measures where that is asked."""
    from steelyard.report.parts import parts

    wanted = sort.removeprefix(DOWN)
    figures = {name: {line.metric: line.now.value for line in lines} for name, lines in answer.parts}
    if not any(wanted in known for known in figures.values()):
        return parts(answer)

    def key(entry: tuple[str, Any]) -> float:
        value = figures[entry[0]].get(wanted)
        return float("inf") if value is None else -value if sort.startswith(DOWN) else value

    return parts(replace(answer, parts=tuple(sorted(answer.parts, key=key))))


def _part_heads(answer: Scorecard, query: Query, sort: str) -> tuple[Head, ...]:
    from steelyard.report.parts import measures
    from steelyard.view.table import value_cell

    if len(answer.parts) < 2:
        return ()
    currency = answer.provenance.currency
    return tuple(
        _head(line.metric, f"{line.title.split(',')[0]}|{value_cell(line.now, currency).text}", query, sort)
        for line in measures(answer)
    )


_SORT = Parameter(
    SORT,
    "The column it is sorted by: measure, now, change, or a measure's id where it is split; -now is downwards.",
    as_text,
    f"--{SORT}",
    "COLUMN",
    default="",
)

PAGE = Page("scorecard", "Scorecard", PATH, "scorecard.html", load, place=20, takes=(_SORT,), gives="scorecard")

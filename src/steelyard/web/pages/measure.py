"""A measure laid open: what it means, its figure with all that stands beside it, and the sums it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from steelyard import theme
from steelyard.answers import Answer, Caveat, Estimate
from steelyard.declare import Metric, Page
from steelyard.errors import QuestionError
from steelyard.measure.formula import ODDS, names
from steelyard.web import controls
from steelyard.web.asking import ACCEPTED, OK, UNPROCESSABLE, metrics, parts
from steelyard.web.controls import Control
from steelyard.web.pages.balance import TAKES
from steelyard.web.visit import Visit
from steelyard.web.work import Pending, furthest
from steelyard.wording import capital

if TYPE_CHECKING:
    from steelyard.analyses.explain.question import Explanation
    from steelyard.analyses.scorecard.question import Scorecard
    from steelyard.report.rows import Side
    from steelyard.view.table import Table


@dataclass(frozen=True)
class Summed:
    """One sum of a measure: its name in the formula, what it adds up, and what it comes to."""

    name: str
    words: str
    value: str


@dataclass(frozen=True)
class Measure:
    """A measure.

    Args:
        refused: (what, next) where it cannot be asked so.
        waits: how far it is, where it is not there.
        answers: question -> answer (explain, scorecard).
        sides: the row the scorecard has of it. period: the days. trend: period by period.
        quantile: of which rows, where it is one.
        sums: what the formula is made of. facts: (what, words) of how sure the figure is and what it rests on.
        query: the SQL of its sums.
    """

    title: str
    metric: str
    meaning: str
    better: str
    address: str
    controls: tuple[Control, ...]
    refused: tuple[str, str] | None = None
    waits: Pending | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    sides: tuple[Side, ...] = ()
    period: str = ""
    period_before: str = ""
    notes: Mapping[str, int] = field(default_factory=dict)
    facts: tuple[tuple[str, str], ...] = ()
    caveats: tuple[Caveat, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    trend: Table | None = None
    formula: str = ""
    quantile: str = ""
    sums: tuple[Summed, ...] = ()
    values: Mapping[str, float | None] = field(default_factory=dict)
    query: str = ""
    needs: tuple[str, ...] = ()
    excludes: str = ""
    differs: str = ""
    sources: tuple[str, ...] = ()
    downloads: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> int:
        """OK, not ready yet, or not a question."""
        return UNPROCESSABLE if self.refused else OK if self.waits is None else ACCEPTED

    def link(self, metric: str) -> str:
        """A measure's own page does not link to itself."""
        return ""

    def file(self, kind: str) -> str:
        """Where its figures are a file: the scorecard's of it alone, or its own twin."""
        path, _, query = self.address.partition("?")
        if kind == "json":
            return f"{path}.json" + (f"?{query}" if query else "")
        return f"/ask/scorecard.{kind}?metric={self.metric}" + (f"&{query}" if query else "")

    def to_dict(self) -> dict[str, Any]:
        """Definition, figure, and the sums with what they come to."""
        if self.refused:
            return {"error": {"what": self.refused[0], "where": "", "next": self.refused[1]}}
        if self.waits is not None:
            return self.waits.to_dict()
        answers = {name: answer.to_dict() for name, answer in self.answers.items()}
        return {"metric": self.metric, "title": self.title, "sums": dict(self.values), "answers": answers}


def load(visit: Visit) -> Measure:
    """The measure named in the path, of the days and parts in the address.

    Raises:
        QuestionError: there is no such measure.
    """
    from steelyard.metrics import find
    from steelyard.report.definitions import BETTER

    metric: Metric = find(visit.path["metric"])
    page = Measure(
        metric.title,
        metric.id,
        metric.meaning,
        BETTER[metric.better],
        controls.address(f"/measure/{metric.id}", TAKES, visit.query),
        controls.controls(TAKES, visit.query, parts(visit), metrics()),
    )
    try:
        found = _asked(visit, metric.id)
    except QuestionError as error:
        return replace(page, refused=(f"{capital(error.what).rstrip('.')}.", error.next))
    waits = [entry for entry in found.values() if isinstance(entry, Pending)]
    if waits:
        return replace(page, waits=furthest(waits))
    return _laid_open(page, found["scorecard"], found["explain"], found["sums"])


def _asked(visit: Visit, metric: str) -> dict[str, Any]:
    given = controls.given(TAKES, visit.query)
    heeded = visit.heeded("scorecard", given)
    if isinstance(heeded, Pending):
        return {"scorecard": heeded}
    return {
        "scorecard": visit.ask("scorecard", **given, metrics=(metric,)),
        "explain": visit.ask("explain", metric=metric),
        "sums": visit.job("sums", {"metric": metric, "given": heeded[0]}),
    }


def _laid_open(page: Measure, shown: Scorecard, told: Explanation, added: Mapping[str, float | None]) -> Measure:
    from steelyard.report.rows import sides, trend_table
    from steelyard.view.card import ordered

    line = next(iter(shown.lines), None)
    currency = shown.provenance.currency
    notes: dict[str, int] = {}
    return replace(
        page,
        answers={"scorecard": shown, "explain": told},
        sides=sides(shown, notes),
        period=shown.period,
        period_before=shown.period_before,
        notes=notes,
        facts=_facts(line.now, currency) if line else (),
        caveats=ordered(line.now.caveats) if line else (),
        missing=tuple((entry.reason, entry.unlock) for entry in told.missing),
        trend=trend_table(line, currency) if line and line.trend else None,
        formula=told.formula,
        quantile=told.sums.get("quantile", ""),
        sums=_summed(told, added),
        values=added,
        query=told.query,
        needs=told.needs,
        excludes=told.excludes,
        differs=told.differs,
        sources=told.sources,
        downloads=tuple((kind, page.file(kind)) for kind in ("csv", "xlsx", "png", "json")),
    )


def _summed(told: Explanation, added: Mapping[str, float | None]) -> tuple[Summed, ...]:
    """The sums, and the odds where the formula has them: the figure is read at 1."""
    found = [Summed(name, words, _written(added.get(name))) for name, words in told.sums.items() if name != "quantile"]
    odds = Summed(ODDS, "how likely unidentified contacts are to be returns, against others alike", "1")
    return (*found, odds) if "quantile" not in told.sums and ODDS in names(told.formula) else tuple(found)


def _facts(figure: Estimate, currency: str) -> tuple[tuple[str, str], ...]:
    """How sure the figure is, and what it rests on."""
    from steelyard.view.table import interval_cell, value_cell

    interval, bounds = figure.interval, figure.bounds
    found = (
        ("Figure", value_cell(figure, currency).text),
        ("95% interval", interval_cell(figure).text if interval else "none"),
        ("Method", interval.method if interval else ""),
        ("Allowed to vary", ", ".join(interval.chances) if interval else ""),
        ("Rests on", theme.counted(figure.n, figure.n_unit) if figure.n_unit else ""),
        ("Old enough to count", theme.at_least(figure.mature_share) if figure.mature_share is not None else ""),
        ("Answered a survey", theme.at_least(figure.covered_share) if figure.covered_share is not None else ""),
        ("Counted within", f"{figure.within_days:g} days of the start" if figure.within_days is not None else ""),
        ("If all unknown were worst or best", theme.span(*bounds, figure.unit) if bounds else ""),
    )
    return tuple((what, words) for what, words in found if words)


def _written(value: float | None) -> str:
    if value is None:
        return theme.UNKNOWN
    return theme.number(value, 0 if value == round(value) else 2)


_NUMBERS = {"type": "object", "additionalProperties": {"type": ["number", "null"]}, "description": "name -> sum"}
GIVES = {
    "type": "object",
    "description": "The sums behind a measure, and its definition and figure.",
    "properties": {
        "metric": {"type": "string"},
        "title": {"type": "string"},
        "sums": _NUMBERS,
        "answers": {"type": "object", "additionalProperties": {"type": "object"}, "description": "question -> answer"},
    },
    "required": ["metric", "title", "sums", "answers"],
}

PAGE = Page("measure", "Measure", "/measure/{metric}", "measure.html", load, takes=TAKES, gives=GIVES)

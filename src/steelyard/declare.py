"""The grammar on one page: what an entry in one of the catalogues is made of.

A file in `schema/`, `facts/`, `metrics/`, `formats/`, `store/engine/`, `charts/` or `web/pages/`, or a folder in
`analyses/`, is an entry; its name is its id everywhere. Each binds one of these frozen values to a constant (`TABLE`,
`FACT`, `METRIC`, `CONNECTOR`, `ENGINE`, `CHART`, `PAGE`, `ANALYSIS`). Nothing here imports an engine.

    facts (rows with numbers and units) -> sums by (dimensions x group) -> estimate, interval, comparison
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from steelyard.parameters import Parameter, read_all

ColumnType = Literal["text", "instant", "date", "seconds", "number", "count", "money", "boolean"]
"""Text is an id, a name or a category; an instant is UTC; seconds are a duration; money is the workspace's currency."""

MetricUnit = Literal["share", "score", "seconds", "hours", "count", "money", "per_hour", "value_per_1000", "ln"]
"""share: 0 to 1, shown as percent. score: 0 to 100 (NPS -100 to 100). value_per_1000: issues per 1,000 of currency."""

Family = Literal["effectiveness", "experience", "loyalty", "effort", "efficiency", "resources", "balance"]


@dataclass(frozen=True)
class Column:
    """One column of a canonical table or a fact.

    Args:
        choices: the only texts it may hold.
        between: the least and the greatest number it may hold.
    """

    name: str
    type: ColumnType
    meaning: str
    is_required: bool = False
    choices: tuple[str, ...] = ()
    between: tuple[float, float] | None = None


@dataclass(frozen=True)
class Table:
    """A canonical table: what every source is mapped to.

    Args:
        key: the columns that identify a row across loads, unless the source declares others.
        time: the instant or date that decides the partition a row is stored in; empty for undated tables.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    time: str = ""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Fact:
    """Rows with numbers and units, built once from canonical tables (`facts.build`); measures only add them up.

    Every fact has the columns `on` (local date, its period), `customer_group` and `row_group` (0 to 63 and
    0 to 127: a hash of the customer's and of the row's id), and `agent_id`.

    Args:
        grain: what one row is.
        dimensions: text columns a question may split or filter by (extra dimensions of the workspace come on top).
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    dimensions: tuple[str, ...]

    @property
    def table(self) -> str:
        """The name of its table in the engine and the store."""
        return f"fact_{self.name}"


@dataclass(frozen=True)
class Sum:
    """A row-level sum: adds `column` (counts rows where empty) over the rows that qualify.

    Args:
        fact: name of the fact.
        column: numeric or boolean column to add up; empty counts rows. A missing value adds nothing.
        where: boolean columns that must all be true (a missing one is not true).
        unless: boolean columns of which none may be true.
        known: columns that must not be missing.
    """

    fact: str
    column: str = ""
    where: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class StratifiedSum:
    """A count carried at the mean of those who answered: sum over strata h of count_h x (total_h / answers_h).

    Strata with too few answers are merged into their parent (the leftmost stratum dimension dropped first), once on
    the full sample; every replicate is reweighted within the merged strata.

    Args:
        count: what is carried, e.g. resolved issues.
        total: the sum of the answers' values, 0 to 1 each.
        answers: how many answered.
        strata: dimensions, the one dropped first at the left.
        least: answers a stratum needs to stand alone.
    """

    count: Sum
    total: Sum
    answers: Sum
    strata: tuple[str, ...]
    least: int = 10


MOST_MISSING = 0.20
"""Above this share of issues without a mark (of rows without a value) the others do not stand for all."""


@dataclass(frozen=True)
class Choice:
    """One of two of the metric's other sums, chosen once on the full sample and kept in every replicate.

    Args:
        usual: the sum, or the choice named before it, taken as a rule.
        other: the sum taken where `missing` is more than `most` of `of`; empty where there is no figure then.
        because: what the reader is told where `usual` is not taken.
        missing, of: names of sums, or arithmetic over them.
        most: None for half the relative width of the interval with the usual sums: `missing` could then move the figure
            beyond it. What is compared takes the same then.
    """

    usual: str
    other: str
    missing: str
    of: str
    because: str
    most: float | None = MOST_MISSING


@dataclass(frozen=True)
class Quantile:
    """A quantile of a fact's column, from logarithmic bins, its interval by Woodruff (1952).

    Args:
        watched: column that holds the same where it is known, and else for how long the row was watched without it;
            the quantile is then Kaplan and Meier's. Empty for a column that is known or does not apply.
    """

    fact: str
    column: str
    q: float
    where: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    watched: str = ""


@dataclass(frozen=True)
class Metric:
    """A measure: named row-level sums and a formula of them, of degree 0 in the sums (or one quantile).

    Args:
        title: as people say it ("First contact resolution").
        aliases: what else people call it, in small letters ("fcr").
        meaning: what it answers, one or two plain sentences.
        unit: decides the printed form and the scale of the interval.
        better: which direction is good for the customer or the provider; "neither" for context figures.
        sums: name -> Sum, StratifiedSum or Choice; names are what the formula uses.
        formula: arithmetic over the names (+ - * / parentheses, numbers, minimum(a, b), maximum(a, b)), vectorised;
            `odds` in it is how likely unidentified contacts are to be returns, 1 for as likely as similar ones. The
            figure is read at 1; its interval spans `assumptions.unidentified_odds` and one over it.
        quantile: instead of sums and formula.
        mean: a mean over rows (of the marked, say) that stands for the formula where the mix of cases is held equal, if
            the formula is none.
        n: the name of the sum that is the figure's n, and what it counts ("issues").
        bounds: formulas of the lowest and highest the figure could be when what is unknown for other reasons (issues
            without a mark) is counted worst and best; the interval spans both.
        worst: formulas of the lowest and highest when unidentified contacts, too, are each counted worst and best;
            said where a figure is explained, never part of an interval.
        needs: canonical columns without which it cannot be computed ("contacts.handle_s"; "surveys.instrument=ces" for
            a value that must occur; "assumptions.hourly_cost" for a declared one); alternatives with "|".
        is_inferred: rests on returns, so on customers' ids: refused where over 20% of contacts are unidentified.
        maturity: the sums (mature part, all) whose ratio is the share that is mature.
        coverage: the sums (answered, all) whose ratio is the share covered by surveys.
        excludes, differs: what is left out; how vendors' versions differ, and which clock they would use.
        sources: where the definition comes from.
        limits: the lowest and highest value possible on the metric's own scale.
    """

    id: str
    title: str
    meaning: str
    family: Family
    unit: MetricUnit
    better: Literal["high", "low", "neither"]
    n: str
    n_unit: str
    sums: Mapping[str, Sum | StratifiedSum | Choice] = field(default_factory=dict)
    formula: str = ""
    quantile: Quantile | None = None
    bounds: tuple[str, str] | None = None
    worst: tuple[str, str] | None = None
    mean: str = ""
    needs: tuple[str, ...] = ()
    is_inferred: bool = False
    maturity: tuple[str, str] | None = None
    coverage: tuple[str, str] | None = None
    excludes: str = ""
    differs: str = ""
    sources: tuple[str, ...] = ()
    limits: tuple[float | None, float | None] = (None, None)
    aliases: tuple[str, ...] = ()


Action = Literal["callback", "apology", "escalation", "information"]
"""What a customer may need of the provider."""

ACTIONS: tuple[Action, ...] = ("callback", "apology", "escalation", "information")

PLURALS: Mapping[Action, str] = {
    "callback": "callbacks",
    "apology": "apologies",
    "escalation": "escalations",
    "information": "pieces of information",
}


@dataclass(frozen=True)
class Reason:
    """Why a customer may need a follow-up: one customer is listed once, with every reason that holds of them.

    Args:
        title: as a noun: customers with "an issue that came back again and again".
        meaning: when it holds, in plain sentences; {name} stands for the setting of that name.
        blind: what it does not see, and when it is wrong.
        action: what it asks for unless the settings say otherwise. actions: another one by the `text` that is found.
        weight: how strongly it speaks for a follow-up: about the share in need of customers of whom it holds and no
            weightier one. fades: half of it is gone at the end of the window.
        find: from a `measure.models.seen.Seen` to an expression of its `found`: one row each time it holds.
        say: (row, currency) -> the facts behind it in a clause of plain words.
        needs: canonical columns without which it cannot hold, as of a `Metric`.
        settings: names of the settings of [followup] it heeds.
        is_read: it rests on what remarks were read as asking for, which the embedded engine alone is given.
        fracture: id of the fracture of journeys that it is the other side of; empty for none.
        could: from a `Seen` to where it could hold (customer_id, issue_id, team, topic, channel, and `is_open` where
            only what is open counts by step); the issues of the window unless told.
    """

    id: str
    title: str
    meaning: str
    blind: str
    action: Action
    weight: float
    find: Callable[[Any], Any]
    say: Callable[[Mapping[str, Any], str], str]
    needs: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    is_read: bool = False
    fades: bool = True
    fracture: str = ""
    could: Callable[[Any], Any] | None = None


Charge = Literal["contact", "excess"]
"""What one event costs: the contact it stands for, whole; or what its contact took beyond similar ones without any."""


@dataclass(frozen=True)
class Fracture:
    """An event that a journey would not hold if it worked.

    Args:
        title: as a noun, in the plural: "returns".
        meaning: when one is counted, in plain sentences.
        blind: what it does not see, and when it is wrong.
        place: in the causal order; of two events on one contact the lower one is the earlier.
        count: from a `measure.models.fractures.Walk` to how often it happened in each row of its `rows`.
        charge: what an event costs. The first answer by a person is never charged whole: somebody had to give it.
        needs: canonical columns without which it cannot be told, as of a `Metric`.
        cost, minutes: the provider's cost and the customer's minutes of one event, where they are declared.
    """

    id: str
    title: str
    meaning: str
    blind: str
    place: int
    count: Callable[[Any], Any]
    charge: Charge = "excess"
    needs: tuple[str, ...] = ()
    cost: float | None = None
    minutes: float | None = None


@dataclass(frozen=True)
class Connector:
    """A way to read rows: a file format or a vendor's interface.

    Args:
        suffixes: file endings it reads, without compression endings.
        open: from files and reading options to a relation the embedded engine can query.
        lines: the first rows as they stand, header and all that is before it; None where the format says what is what.
        sheets: the names of the tables in one file; None where a file holds one.
    """

    name: str
    meaning: str
    suffixes: tuple[str, ...]
    open: Callable[..., Any]
    lines: Callable[..., Any] | None = None
    sheets: Callable[..., Any] | None = None


@dataclass(frozen=True)
class EngineKind:
    """A database that can run the queries.

    Args:
        open: from an address, `memory` and `scratch` to an engine.
        is_certified: ships with proof that it gives the embedded engine's numbers; others must pass the check first.
    """

    name: str
    meaning: str
    open: Callable[..., Any]
    is_certified: bool = False


_NOTHING: tuple[object, ...] = ("", (), {})
"""What stands for a parameter that is not given."""


GROUPS = ("What happened", "Customers", "Teams and places", "Cost and effort", "Getting better", "Further")
"""What questions are about, in the order in which pages list them; the last takes those that name no other."""


@dataclass(frozen=True)
class Analysis:
    """A question: from an open workspace's measures to one frozen answer.

    What it takes is declared once: the command's options, Python's arguments, what reports and exports ask follow.

    Args:
        ask: (snapshot, settings, one argument by name for each parameter) -> the answer.
        name: of its section in the report; empty where it has none of its own there.
        place: sections and commands stand in this order.
        group: one of `GROUPS`, under which pages list it.
        takes: its parameters.
        command: what the help of its command says; empty where it has none of its own.
        listed: the same in a few words, in the list of commands.
        examples: what to type -> what that asks.
        is_personal: its answer names customers, so that it is shown only to those who may see single customers.
    """

    id: str
    question: str
    ask: Callable[..., Any]
    name: str = ""
    place: int = 0
    takes: tuple[Parameter, ...] = ()
    command: str = ""
    listed: str = ""
    examples: Mapping[str, str] = field(default_factory=dict)
    is_personal: bool = False
    group: str = GROUPS[-1]

    def answer(self, snapshot: Any, settings: Any, **given: Any) -> Any:
        """The answer to what is given, as Python has it or as people type it.

        Raises:
            QuestionError: the question does not take it, or it is not what it has to be.
        """
        return self.ask(snapshot, settings, **read_all(self.takes, self.id, given))

    def heeded(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is given, read, as far as it touches the answer: no defaults, nothing that is called.

        Raises:
            QuestionError: as `answer`.
        """
        read = read_all(self.takes, self.id, given)
        defaults = {parameter.name: parameter.default or None for parameter in self.takes}
        told = {name: None if value in _NOTHING else value for name, value in read.items() if not callable(value)}
        return {name: value for name, value in told.items() if value != defaults[name]}

    @property
    def names(self) -> frozenset[str]:
        """Of its parameters."""
        return frozenset(parameter.name for parameter in self.takes)


def later(module: str) -> Callable[..., Any]:
    """The `ask` of a module that is imported only when it is called; `.module` names it."""

    def ask(*held: Any, **given: Any) -> Any:
        return import_module(module).ask(*held, **given)

    ask.module = module  # type: ignore[attr-defined]
    return ask


@dataclass(frozen=True)
class Chart:
    """A picture of one kind of answer.

    Args:
        answers: the id of the question whose answer it draws.
        draw: (answer, width in pixels, is_narrow) -> a specification in Vega-Lite's grammar, as plain values.
        describe: the answer's content in words, for screen readers.
    """

    id: str
    answers: str
    draw: Callable[..., Any]
    describe: Callable[[Any], str]


Role = Literal["viewer", "lead", "analyst", "administrator", "agent"]

STAFF: tuple[Role, ...] = ("viewer", "lead", "analyst", "administrator")
"""Everyone but agents, who see a page of their own."""


@dataclass(frozen=True)
class Page:
    """A page of the web application and its JSON twin, which lies at the same path with ".json" behind it.

    Args:
        title: in the navigation and the window's title.
        path: "/scorecard"; a piece of it may be named: "/measure/{metric}".
        template: file among the application's templates; it is given the context as `it`.
        load: from a `web.visit.Visit` to a frozen context, from which page and twin are both made: the twin is its
            `to_dict()`, or else its fields as plain values.
        place: pages stand in this order in the navigation; at 0 it has no entry there.
        roles: who may see it.
        takes: what its address may hold, for whoever reads how the twin is called.
        gives: what the twin gives where its context has a `to_dict()`: a dataclass, a JSON schema, or a
            question's id, for its answer and for what it takes.
        rows: from the context to flat rows, where the page is a list; they are files then, beside the page: CSV, Excel
            and PNG.
        serves: the question whose answer rests on what is entered here; its page leads here.
    """

    id: str
    title: str
    path: str
    template: str
    load: Callable[[Any], Any]
    place: int = 0
    roles: tuple[Role, ...] = STAFF
    takes: tuple[Parameter, ...] = ()
    gives: Any = None
    rows: Callable[[Any], Sequence[Mapping[str, Any]]] | None = None
    serves: str = ""

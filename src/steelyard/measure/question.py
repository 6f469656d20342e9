"""What is asked: metrics, by which dimensions and period, over which part of the facts. Checked once, here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from steelyard import facts, metrics
from steelyard.answers import Missing
from steelyard.declare import Choice, Metric, Quantile, StratifiedSum, Sum
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.formula import ODDS, names

PERIODS = ("day", "week", "month", "quarter")

CUSTOMERS, DAYS, AGENTS, ROWS = "customers", "days", "agents", "rows"
"""The chances. Rows (single contacts, issues, answers) serve only to not count the others twice."""

ORDERED = frozenset({DAYS})
"""Chances whose groups stand in order of time, so that neighbours may be alike: a bad day is seldom alone."""

HALVES = "halves"
"""Customers' groups, the rows of each split in two by lot: read in place of customers and rows, which follow."""

GROUPS = 64
"""Groups of a chance."""

AGENT_GROUPS = 128
"""Agents are spread over more groups, so that few of one team share a group."""

NONE = "(none)"
"""A part's name where the dimension is missing."""

ISSUES = Sum("issues", where=("is_mature",))
ISSUE_CONTACTS = Sum("issues", column="contacts", where=("is_mature",))

SPANNING = frozenset(
    ("contacts", "attempts", "channels", "transfers", "reopens", "wait_s", "work_s", "customer_s", "paid_s")
) | frozenset(
    (
        "labour_cost",
        "technology_cost",
        "field_cost",
        "other_cost",
        "cost",
        "customer_cost",
        "others_work_s",
        "others_cost",
    )
)
"""Columns of an issue that every one of its contacts adds to."""

FOLLOWED = {
    "issues": frozenset({"is_mature", "is_first_mature"}),
    "contacts": frozenset({"is_followed", "is_closed", "is_resolved"}),
    "responses": frozenset({"is_followed"}),
}
"""Flags that depend on the follow-up."""

_RATED = frozenset(("is_quality", "is_csat", "is_ces", "is_nps"))
"""Flags of the answers that rate something."""

_SCALED = ("quality", "csat", "ces")

_STAFF = frozenset({"team", "site"})

UNIDENTIFIED = Sum("contacts", where=("is_attempt", "is_unidentified"))
ATTEMPTS = Sum("contacts", where=("is_attempt",))
ASSUMED = Sum("contacts", where=("is_contact", "is_work_assumed"))
CONTACTS = Sum("contacts", where=("is_contact",))


@dataclass(frozen=True)
class Question:
    """A well-formed question.

    Args:
        by: dimensions to split by, in order; a part's values stand in this order, the period last.
        where: dimension -> values wanted ("(none)" for missing ones).
        dimensions: the workspace's extra dimensions.
        has_agents: contacts carry agents' ids.
        missing: metrics asked that the data cannot give.
        forced: the chances, where they do not follow from the question itself.
        follow_days: up to how many days after its start each issue and contact is read; None: to the horizon.
        odds: how many times as likely unidentified contacts are taken to be returns in the issues that are read.
        scales: the scales of each instrument's answers, as people say them, of those with several.
        is_bare: the sums named are asked alone, without those that caveats rest on.
    """

    metrics: tuple[Metric, ...]
    by: tuple[str, ...] = ()
    period: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    from_on: date | None = None
    to_on: date | None = None
    dimensions: tuple[str, ...] = ()
    has_agents: bool = True
    missing: tuple[Missing, ...] = ()
    forced: tuple[str, ...] = ()
    follow_days: float | None = None
    odds: float = 1.0
    scales: tuple[tuple[str, str], ...] = ()
    is_bare: bool = False

    @property
    def asked(self) -> tuple[Metric, ...]:
        """The metrics the data can give."""
        lacking = {entry.metric for entry in self.missing}
        return tuple(metric for metric in self.metrics if metric.id not in lacking)

    @property
    def keys(self) -> tuple[str, ...]:
        """What a part is named by."""
        return (*self.by, "period") if self.period else self.by

    @property
    def compares_staff(self) -> bool:
        """Teams or sites are set apart, so which agents worked there is a chance of its own."""
        named = {*self.by, *self.where}
        return bool(named & _STAFF) and "agent_id" not in named

    @property
    def chances(self) -> tuple[str, ...]:
        """What is allowed to vary, rows last where there is more than one."""
        if self.forced:
            return self.forced
        days = () if self.period == "day" else (DAYS,)
        agents = (AGENTS,) if self.compares_staff and self.has_agents else ()
        return (CUSTOMERS, *days, *agents, *((ROWS,) if days or agents else ()))

    @property
    def atoms(self) -> dict[str, tuple[Sum, ...]]:
        """fact -> the row-level sums it takes, each once."""
        found = {atom: None for metric in self.asked for atom in (_named if self.is_bare else atoms_of)(metric)}
        return {name: tuple(a for a in found if a.fact == name) for name in sorted({a.fact for a in found})}

    @property
    def stratified(self) -> tuple[StratifiedSum, ...]:
        """Every stratified sum, each once."""
        sums = (entry for metric in self.asked for entry in metric.sums.values())
        return tuple(dict.fromkeys(entry for entry in sums if isinstance(entry, StratifiedSum)))

    @property
    def quantiles(self) -> tuple[Quantile, ...]:
        """Every quantile, each once."""
        return tuple(dict.fromkeys(metric.quantile for metric in self.asked if metric.quantile))


def atoms_of(metric: Metric) -> tuple[Sum, ...]:
    """The row-level sums of a metric, with those its caveats rest on."""
    extra = [UNIDENTIFIED, ATTEMPTS] if metric.is_inferred else []
    extra += [ASSUMED, CONTACTS] if rests_on_work(metric) else []
    extra += [ISSUES, ISSUE_CONTACTS] if spans_contacts(metric) else []
    extra += scale_sums(rated_by(metric)) if rated_by(metric) else []
    return tuple(dict.fromkeys([*_named(metric), *extra, *_denominator(metric.quantile)]))


def bare(question: Question, sums: Mapping[str, Sum | StratifiedSum | Choice]) -> Question:
    """A question of one metric as one of these sums alone, to compute with: no figure or caveat is made of them."""
    return replace(question, metrics=(replace(question.metrics[0], sums=sums, quantile=None),), is_bare=True)


def _named(metric: Metric) -> list[Sum]:
    return [entry for entry in metric.sums.values() if isinstance(entry, Sum)]


def rated_by(metric: Metric) -> str:
    """The kind of answers a metric rests on: quality, csat or ces; empty where it rests on none of them."""
    entries = (entry for entry in metric.sums.values() if not isinstance(entry, Choice))
    atoms = [atom for e in entries for atom in ((e,) if isinstance(e, Sum) else (e.total, e.answers))]
    flags = {flag for atom in atoms if atom.fact == "responses" for flag in atom.where}
    if any(atom.column == "rating" for atom in atoms):
        return "quality"
    return next((name for name in _SCALED if f"is_{name}" in flags), "")


def scale_sums(kind: str) -> tuple[Sum, Sum, Sum]:
    """Answers of a kind left out for their scale, those that are read, and of these those on an earlier scale."""
    flags = ((f"is_{kind}_left_out",), (f"is_{kind}",), (f"is_{kind}", "is_earlier_scale"))
    left_out, read, earlier = (Sum("responses", where=flag) for flag in flags)
    return left_out, read, earlier


def groups_of(chance: str) -> int:
    """How many groups a chance has."""
    return {AGENTS: AGENT_GROUPS, HALVES: 2 * GROUPS}.get(chance, GROUPS)


def rests_on_work(metric: Metric) -> bool:
    """Whether handling time enters it, so that an assumed one must be told."""
    sums = (entry.column for entry in metric.sums.values() if isinstance(entry, Sum))
    column = metric.quantile.column if metric.quantile else ""
    return bool({"work_s", "cost", "labour_cost", "others_cost"} & {*sums, column})


def is_followed(metric: Metric) -> bool:
    """Whether it rests on what becomes true only some time after the start, so that the follow-up is part of it."""
    sums = (entry for entry in metric.sums.values() if isinstance(entry, Sum))
    return any(FOLLOWED.get(entry.fact, frozenset()) & {entry.column, *entry.where} for entry in sums)


def spans_contacts(metric: Metric) -> bool:
    """Whether other contacts of an issue enter it, and with them other days and agents than the credited ones.

    They do where each contact adds to it, and in every rating: a customer asked about one contact also rates what the
    ones before left to be done.
    """
    sums = (entry for entry in metric.sums.values() if isinstance(entry, Sum))
    return any(
        entry.column in SPANNING
        if entry.fact == "issues"
        else entry.fact == "responses" and not _RATED.isdisjoint(entry.where)
        for entry in sums
    )


def quantile_base(quantile: Quantile) -> Sum:
    """The count of rows a quantile is taken over."""
    return Sum(quantile.fact, "", quantile.where, quantile.unless, (quantile.watched or quantile.column,))


def _denominator(quantile: Quantile | None) -> tuple[Sum, ...]:
    return (quantile_base(quantile),) if quantile else ()


def filters_of(where: Mapping[str, str | Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    """Dimension -> the values asked for; one value may stand alone."""
    return {name: (values,) if isinstance(values, str) else tuple(values) for name, values in (where or {}).items()}


def ask(
    chosen: Sequence[str],
    *,
    by: Sequence[str] = (),
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    dimensions: tuple[str, ...] = (),
    has_agents: bool = True,
) -> Question:
    """A checked question; QuestionError with a hint where a name is unknown or does not fit."""
    if period and period not in PERIODS:
        raise QuestionError(f"there is no period called {period!r}", next=did_you_mean(period, PERIODS))
    if from_on and to_on and from_on > to_on:
        raise QuestionError(f"the span ends on {to_on}, before it begins on {from_on}", next="swap the two dates")
    found = tuple(metrics.metric(name) for name in dict.fromkeys(chosen))
    filters = filters_of(where)
    question = Question(found, tuple(dict.fromkeys(by)), period, filters, from_on, to_on, dimensions, has_agents)
    for metric in found:
        _check_dimensions(metric, (*question.by, *filters), dimensions)
    return question


def dimensions_of(fact: str, extra: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What a fact can be split or filtered by."""
    return (*facts.fact(fact).dimensions, *extra)


def check_filters(question: Question, fact: str) -> None:
    """QuestionError where a fact lacks what the question filters by, which would leave everything in."""
    every = {name for each in facts.names() for name in dimensions_of(each, question.dimensions)}
    known = dimensions_of(fact, question.dimensions)
    for name in question.where:
        if name not in every:
            raise QuestionError(f"there is no dimension called {name!r}", next=did_you_mean(name, every))
        if name not in known:
            raise QuestionError(f"{fact} cannot be filtered by {name}", next=f"They know {', '.join(sorted(known))}.")


def _check_dimensions(metric: Metric, asked: Iterable[str], extra: tuple[str, ...]) -> None:
    every = {name for fact in facts.names() for name in dimensions_of(fact, extra)}
    shared = set.intersection(*(set(dimensions_of(fact, extra)) for fact in _own_facts(metric)))
    for name in asked:
        if name not in every:
            raise QuestionError(f"there is no dimension called {name!r}", next=did_you_mean(name, every))
        if name not in shared:
            raise QuestionError(
                f"{metric.id} cannot be split or filtered by {name}",
                next=f"It knows {', '.join(sorted(shared))}.",
            )


def _own_facts(metric: Metric) -> set[str]:
    if metric.quantile:
        return {metric.quantile.fact}
    found: set[str] = set()
    for name in names_in(metric, metric.formula):
        entry = metric.sums[name]
        found |= {entry.fact} if isinstance(entry, Sum) else set()
        found |= {entry.count.fact, entry.total.fact} if isinstance(entry, StratifiedSum) else set()
    return found


def names_in(metric: Metric, formula: str) -> tuple[str, ...]:
    """The sums a formula of the metric needs, those its choices stand for included."""
    found: dict[str, None] = {}
    for name in names(formula):
        if name == ODDS:
            continue
        entry = metric.sums.get(name)
        if entry is None:
            raise QuestionError(f"{metric.id}: its formula names {name!r}, which is none of its sums")
        found[name] = None
        if isinstance(entry, Choice):
            stands_for = [part for part in (entry.usual, entry.other, entry.missing, entry.of) if part]
            found |= dict.fromkeys(part for each in stands_for for part in names_in(metric, each))
    return tuple(found)

"""An outcome and what was measured before it, as sums of products by stratum and group: models without rows.

    found = profile(snapshot, settings, asked)      how many cases, which measures are known, where their tails begin
    moments(snapshot, settings, asked, tails)       sums, products, tails' sums of every chance: (groups, strata, sums)
    bands(snapshot, settings, asked, tails)         cases and outcomes by band of every measure: compressed cells

A case of "issues" is an issue, of "answers" an answered survey with the contact it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np

from steelyard.measure.cells.cells import spread_over
from steelyard.measure.estimates.evaluate import reach_of
from steelyard.measure.missing import check_refused
from steelyard.measure.question import CUSTOMERS, Question, dimensions_of, groups_of
from steelyard.measure.sums import queries
from steelyard.measure.sums.answered import answered
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Floats, Integers
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

Grain = Literal["issues", "answers"]

_NUMBER = r"^-?[0-9]+([.][0-9]+)?$"
_LOW, _HIGH = 0.1, 0.9
_BINS = 50
_GROUPED = ("on", "customer_group", "agent_id", "row_group")
MONTH = "month"
"""A stratum that is no dimension: the month a case is of."""

OPEN_DAYS = "open_days"
"""Of an answer's contact: whole days since its issue began."""


@dataclass(frozen=True)
class Term:
    """A measure as a model takes it.

    Args:
        column: of the case; a dimension where `kind` is text.
        kind: "mark" yes or no; "number" as it is; "log" ln(1 + x), for durations and counts; "text" a number that
            stands in a dimension of the workspace.
    """

    column: str
    kind: Literal["mark", "number", "log", "text"]


@dataclass(frozen=True)
class Asked:
    """Which cases, and what is read of them.

    Args:
        outcome: a column of the case, boolean or a number.
        flags: boolean columns that must be true.
        landmark_days: cases whose customer left within so many days are left out: what was measured may be later.
        strata: dimensions whose levels are held equal, and MONTH.
    """

    grain: Grain
    outcome: str
    flags: tuple[str, ...]
    terms: tuple[Term, ...]
    landmark_days: int = 0
    strata: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class Tail:
    """Where a measure's lowest and highest tenth begin, on the model's scale; the same where it takes few values."""

    low: float
    high: float


@dataclass(frozen=True)
class Profile:
    """What the cases hold.

    Attributes:
        n, total: cases, and the sum of their outcomes.
        early: cases left out because their customer left before the landmark.
        known: (terms,), cases that carry each. least, most: (terms,), of its values. tails: one for each term.
        strata: how many different ones there are.
        days: how many different ones there are.
        reach: contacts for each case, see `figures.reach_of`.
    """

    n: int
    total: float
    early: int
    known: Floats
    least: Floats
    most: Floats
    tails: tuple[Tail, ...]
    strata: int
    days: int
    reach: float

    def of(self, places: Sequence[int]) -> Profile:
        """The same cases, some terms only."""
        chosen = list(places)
        return replace(
            self,
            known=self.known[chosen],
            least=self.least[chosen],
            most=self.most[chosen],
            tails=tuple(self.tails[place] for place in chosen),
        )


@dataclass(frozen=True)
class Moments:
    """Sums over the cases that carry every term, by the groups of one chance.

    Attributes:
        cross: (groups, strata, p + 2, p + 2), sums of products of 1, the terms and the outcome.
        low, high: (groups, strata, p, 2), cases in either tail of each term, and their outcomes' sum.
    """

    cross: Floats
    low: Floats
    high: Floats


def profile(snapshot: Snapshot, settings: Settings, asked: Asked) -> Profile:
    """One look at all cases, before a model is chosen."""
    made_from = ("profile", settings.dimensions)
    found = _query(snapshot, made_from, asked, lambda cases: _profiled(_cases(settings, cases), len(asked.terms)))
    counted = _query(
        snapshot, ("strata", *made_from), asked, lambda cases: _counted_strata(_cases(settings, cases), cases)
    )
    names = [f"x{place}" for place in range(len(asked.terms))]
    is_early = np.asarray(found["is_early"], dtype=bool)

    def of(name: str) -> float:
        """The cases' own; nan where there are none."""
        return next(map(_number, found[name][~is_early]), float("nan"))

    def each(kind: str) -> Floats:
        return np.array([of(f"{kind}_{name}") for name in names])

    n, early = of("n"), np.asarray(found["n"], dtype=float)[is_early].sum()
    least, most = each("least"), each("most")
    tails = tuple(
        _tail(term, *cuts) for term, *cuts in zip(asked.terms, each("low"), each("high"), least, most, strict=True)
    )
    return Profile(
        _count_of(n),
        of("total"),
        _count_of(early),
        np.nan_to_num(each("n")),
        least,
        most,
        tails,
        int(counted["n"][0]),
        _count_of(of("days")),
        float(reach_of(np.asarray(of("contacts")), np.asarray(n))),
    )


def _profiled(rows: Any, terms: int) -> Any:
    """What the cases hold, those left out apart."""
    names = [f"x{place}" for place in range(terms)]
    sums: dict[str, Any] = {"n": rows.count(), "total": rows.y.sum(), "contacts": rows.contacts.sum()}
    sums["days"] = rows.on.nunique()
    for name in names:
        column = rows[name]
        sums |= {f"n_{name}": column.count(), f"least_{name}": column.min(), f"most_{name}": column.max()}
        sums |= {f"low_{name}": column.quantile(_LOW), f"high_{name}": column.quantile(_HIGH)}
    return rows.group_by("is_early").aggregate(**{name: value.cast("float64") for name, value in sums.items()})


def _counted_strata(rows: Any, asked: Asked) -> Any:
    return rows.filter(~rows.is_early).select(*_strata(asked)).distinct().aggregate(n=lambda t: t.count())


def moments(
    snapshot: Snapshot,
    settings: Settings,
    asked: Asked,
    tails: Sequence[Tail] = (),
    chances: Sequence[str] = (CUSTOMERS,),
) -> dict[str, Moments]:
    """Chance -> all sums by its groups, in one scan.

    Args:
        tails: one for each term, or none where they are not asked.
    """
    made_from = ("moments", list(tails), list(chances), settings.dimensions)
    pairs = np.triu_indices(len(asked.terms) + 2)
    found = _query(
        snapshot,
        made_from,
        asked,
        lambda cases: _multiplied(_complete(settings, cases), cases, tails, chances),
        keys=len(asked.strata),
        groups=len(chances),
    )
    sums = [name for name in found if name.startswith("s")]
    stratum = _stratum(found, len(asked.strata))
    stacked = np.stack([np.asarray(found[name], dtype=float) for name in sums], axis=1)
    return {
        chance: _of_chance(found[f"g{place}"], stratum, stacked, groups_of(chance), pairs)
        for place, chance in enumerate(chances)
    }


def _multiplied(rows: Any, asked: Asked, tails: Sequence[Tail], chances: Sequence[str]) -> Any:
    """Sums of products s0 ... of 1, the terms and the outcome, and what lies in the tails, by stratum and groups."""
    rows = rows.mutate(one=ibis.literal(1.0, "float64"))
    groups = {f"g{place}": queries.group_of(rows, "", chance) for place, chance in enumerate(chances)}
    rows = rows.mutate(**groups)
    p = len(asked.terms)
    factors = [rows.one, *(rows[f"x{place}"] for place in range(p)), rows.y]
    values = [(factors[one] * factors[other]).sum() for one, other in zip(*np.triu_indices(p + 2), strict=True)]
    values += [value for place, tail in enumerate(tails) for value in _beyond(rows, rows[f"x{place}"], tail)]
    sums = {f"s{place}": value for place, value in enumerate(values)}
    return rows.group_by(*_strata(asked), *groups).aggregate(**sums)


def _beyond(rows: Any, x: Any, tail: Tail) -> list[Any]:
    """Cases in the low tail and their outcomes' sum, and the same of the high one."""
    return [value for is_in in (x <= tail.low, is_high(x, tail)) for value in (_count(is_in), _within(is_in, rows.y))]


def _within(is_in: Any, y: Any) -> Any:
    return is_in.ifelse(y, 0.0).sum()


def _of_chance(
    group: np.ndarray, stratum: Integers, stacked: Floats, width: int, pairs: tuple[Integers, ...]
) -> Moments:
    """The rows of a result (rows, sums) that belong to a chance, group by group."""
    strata = int(stratum.max(initial=0)) + 1
    dense = np.swapaxes(spread_over(group, stratum, stacked, strata, width), 0, 1)
    size = int(pairs[0].max()) + 1
    count = len(pairs[0])
    cross = np.zeros((width, strata, size, size))
    cross[..., pairs[0], pairs[1]] = cross[..., pairs[1], pairs[0]] = dense[..., :count]
    tails = dense[..., count:].reshape(width, strata, -1, 2, 2)
    return Moments(cross, tails[..., 0, :], tails[..., 1, :])


def bands(snapshot: Snapshot, settings: Settings, asked: Asked, tails: Sequence[Tail]) -> tuple[Floats, Floats, Floats]:
    """(cells, terms), the band of each (0 low, 1 between, 2 high); (cells,) cases; (cells,) sums of the outcome."""
    made_from = ("bands", list(tails), settings.dimensions)
    found = _query(snapshot, made_from, asked, lambda cases: _banded(_complete(settings, cases), tails))
    cells = np.stack([np.asarray(found[f"b{place}"], dtype=float) for place in range(len(tails))], axis=1)
    return cells, np.asarray(found["n"], dtype=float), np.asarray(found["total"], dtype=float)


def _banded(rows: Any, tails: Sequence[Tail]) -> Any:
    """Cases and the sum of their outcomes by band of every measure, b0 ..."""
    codes = {}
    for place, tail in enumerate(tails):
        x = rows[f"x{place}"]
        codes[f"b{place}"] = (x > tail.low).cast("int64") + is_high(x, tail).cast("int64")
    rows = rows.mutate(**codes)
    return rows.group_by(*codes).aggregate(n=rows.count().cast("float64"), total=rows.y.sum())


def distribution(
    snapshot: Snapshot, settings: Settings, asked: Asked, least: float, most: float
) -> tuple[Floats, Floats]:
    """(bins,) cases and (bins,) sums of the outcome along the values of the first term, from the least to the most."""
    made_from = ("distribution", least, most, settings.dimensions)
    found = _query(snapshot, made_from, asked, lambda cases: _placed(_complete(settings, cases), least, most))
    return np.asarray(found["n"], dtype=float), np.asarray(found["total"], dtype=float)


def _placed(rows: Any, least: float, most: float) -> Any:
    """Cases and the sum of their outcomes by place along the first term, in order."""
    width = (most - least) / _BINS or 1.0
    place = ibis.least(((rows.x0 - least) / width).floor().cast("int64"), _BINS - 1)
    grouped = rows.group_by(place=place).aggregate(n=rows.count().cast("float64"), total=rows.y.sum())
    return grouped.order_by("place")


def is_high(x: Any, tail: Tail) -> Any:
    """Whether a value lies in the upper tail; above the lower one where both begin at the same value."""
    return x >= tail.high if tail.high > tail.low else x > tail.high


def _tail(term: Term, low: float, high: float, least: float, most: float) -> Tail:
    """Where the tails begin; the ends themselves of what is nearly always at its most."""
    if term.kind == "mark" or low >= most:
        return Tail(float(least), float(most))
    return Tail(float(low), float(high))


def _complete(settings: Settings, asked: Asked) -> Any:
    rows = _cases(settings, asked)
    known = [rows[f"x{place}"].notnull() for place in range(len(asked.terms))]
    return rows.filter([~rows.is_early, *known])


def _cases(settings: Settings, asked: Asked) -> Any:
    """Columns y, x0 ... as numbers, h0 ... the strata, contacts, is_early, and what groups of chances are made of."""
    known = dimensions_of("issues" if asked.grain == "issues" else "contacts", settings.dimensions)
    question = Question((), (), "", asked.where or {}, asked.from_on, asked.to_on, settings.dimensions)
    rows = _issues(question, asked) if asked.grain == "issues" else _answers(question, asked)
    rows = rows.filter([rows[flag] for flag in asked.flags] + [rows[asked.outcome].notnull()])
    terms = {f"x{place}": _scaled(rows[term.column], term.kind) for place, term in enumerate(asked.terms)}
    strata = {f"h{place}": _held(rows, name, known) for place, name in enumerate(asked.strata)}
    contacts = rows.contacts if asked.grain == "issues" else ibis.literal(1.0)
    return rows.select(
        *_GROUPED, "is_early", y=rows[asked.outcome].cast("float64"), contacts=contacts, **terms, **strata
    )


def _held(rows: Any, name: str, known: Sequence[str]) -> Any:
    if name == MONTH:
        return rows.on.truncate("M").cast("date").cast("string")
    return rows[name] if name in known else ibis.null("string")


def _issues(question: Question, asked: Asked) -> Any:
    used = {asked.outcome, *asked.flags, *asked.strata, *(term.column for term in asked.terms), *_GROUPED} - {MONTH}
    rows = queries.asked(question, "issues", used | {"customer_id", "contacts"})
    if not asked.landmark_days:
        return rows.mutate(is_early=ibis.literal(False))
    left = queries.first_churn().select(leaver="customer_id", left_on="churned_on")
    joined = rows.left_join(left, rows.customer_id == left.leaver)
    days = joined.left_on.delta(joined.on, unit="day")
    return joined.mutate(is_early=((days >= 0) & (days <= asked.landmark_days)).fill_null(False))


def _answers(question: Question, asked: Asked) -> Any:
    """Answers with the contact each is about, and how old its issue was."""
    plain = replace(question, where={}, from_on=None, to_on=None)
    of_answer = {asked.outcome, *asked.flags}
    answers = queries.asked(plain, "responses", of_answer | {"contact_id"})
    answers = answers.select(*of_answer, about="contact_id")
    used = {*asked.strata, *(term.column for term in asked.terms), "contact_id", "issue_id", *_GROUPED} - {MONTH}
    contacts = queries.asked(question, "contacts", used - of_answer)
    begun = queries.asked(plain, "issues", {"issue_id"})
    begun = begun.select(issue="issue_id", begun_on="on")
    rows = answers.inner_join(contacts, answers.about == contacts.contact_id)
    rows = rows.left_join(begun, rows.issue_id == begun.issue)
    return rows.mutate(
        is_early=ibis.literal(False), **{OPEN_DAYS: rows.on.delta(rows.begun_on, unit="day").cast("float64")}
    )


def _scaled(column: Any, kind: str) -> Any:
    if kind == "text":
        return column.re_search(_NUMBER).ifelse(column, ibis.null("string")).cast("float64")
    number = column.cast("float64")
    if kind != "log":
        return number
    return ibis.cases((number.notnull(), (ibis.greatest(number, 0.0) + 1.0).ln()))


def _strata(asked: Asked) -> list[str]:
    return [f"h{place}" for place in range(len(asked.strata))]


def _stratum(found: Mapping[str, np.ndarray], width: int) -> np.ndarray:
    """Which stratum each row of a result is of."""
    known: dict[tuple[Any, ...], int] = {}
    rows = zip(*(found[f"h{place}"].tolist() for place in range(width)), strict=True)
    labels = [tuple(row) for row in rows] if width else [()] * len(found["g0"])
    return np.array([known.setdefault(label, len(known)) for label in labels], dtype=np.int64)


def _query(
    snapshot: Snapshot,
    made_from: tuple[Any, ...],
    asked: Asked,
    expression: Callable[[Asked], Any],
    *,
    keys: int = 0,
    groups: int = 1,
) -> dict[str, np.ndarray]:
    """The answer of the engine; where it is by several groups after the keys, by each of these alone."""
    check_refused(snapshot, "moments")
    plain = replace(asked, from_on=None, to_on=None)

    def of_days(from_on: date | None, to_on: date | None) -> Any:
        return expression(replace(plain, from_on=from_on, to_on=to_on))

    return answered(snapshot, (*made_from, plain), of_days, asked.from_on, asked.to_on, keys=keys, groups=groups)


def _count(flag: Any) -> Any:
    return flag.cast("float64").sum()


def _count_of(value: float) -> int:
    return round(float(np.nan_to_num(value)))


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)

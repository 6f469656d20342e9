"""What is associated with effort among similar issues: a curve over the first contact's dose, slope and bend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.answers import Estimate, Interval
from steelyard.measure import Band, Cells, Product
from steelyard.measure.cells.cells import columns_of
from steelyard.measure.cells.first_contact import BIN, KIND, Beginnings
from steelyard.measure.question import AGENTS, CUSTOMERS, ROWS
from steelyard.stats.arrays import Floats
from steelyard.stats.regression.dose_response import Curve, slope_between, within
from steelyard.stats.regression.segmented import PLACE_LEVEL, davies, find_break, fit_levels
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.stats.sampling.quantiles import BINS_PER_E, ZERO_BIN

STRATA = ("topic", "channel", "segment", "priority")
COARSE = {"topic": "family"}
MOST_STRATA = 300
"""Above so many kinds of issue, topic families stand for topics."""

LEAST_BANDS, MOST_BANDS = 5, 16
LEAST_LEVELS = 4
LEAST_MARKED, LEAST_RATED, LEAST_LEFT = 100, 30, 50
"""A band needs so many mature issues and rated ones; all bands together so many issues whose customer left."""

OVERLAPPING = "kinds of case with different amounts of it"
AMOUNTS = "different amounts of it"
LEFT = "cases whose customer left"

LEAST_POINTS = 6
"""Under so many levels of the dose no bend is looked for."""

MARKED_SHARE = 0.80
"""Under this share of issues with a mark the rating of all issues is their value."""

CHANCES = (CUSTOMERS, AGENTS, ROWS)


@dataclass(frozen=True)
class Dose:
    """An effort that is known when the first contact ends.

    Args:
        title: as people say it; one: one unit more of it.
        column: of the issue or, as first_..., of its first contact; scale: units in one of the column's.
        needs: what to map where no case carries it.
        where, unless: what an issue must be and must not be to count.
    """

    id: str
    title: str
    one: str
    column: str
    unit: str
    scale: float
    needs: str
    where: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


_BY_PEOPLE = ("first_is_contact", "first_is_human")
_UNTOUCHED = ("first_is_reopened",)
DOSES = (
    Dose(
        "handle_time",
        "handling time",
        "one more minute of handling",
        "first_work_s",
        "minutes",
        1 / 60,
        "contacts.handle_s",
        _BY_PEOPLE,
        _UNTOUCHED,
    ),
    Dose(
        "wait_time",
        "waiting time",
        "one more minute of waiting",
        "first_wait_s",
        "minutes",
        1 / 60,
        "contacts.wait_s",
        ("first_is_contact",),
    ),
    Dose(
        "replies",
        "replies",
        "one more reply",
        "first_replies",
        "count",
        1.0,
        "contacts.replies",
        _BY_PEOPLE,
        _UNTOUCHED,
    ),
    Dose(
        "quality",
        "interaction quality",
        "one more point of interaction quality",
        "quality_share",
        "points",
        100.0,
        "evaluations.score",
    ),
    Dose("rating", "rating", "one more point of rating", "rating", "points", 100.0, "surveys.score and outcomes.kind"),
)

RESPONSES = {"value": "value", "resolution": "resolution", "retention": "retention"}
_ONLY_LATER = frozenset({"rating"})
"""Part of value itself, so only what follows is asked."""


@dataclass(frozen=True)
class Line:
    """How one response changes with one dose.

    Args:
        response: value (resolved x rating), resolution where too few are rated, retention.
        doses, levels, lows, highs: of the bands, the dose in its unit, the response as a share.
        slope: of the response for one unit of dose, within strata; None of it where nothing can be said.
        pooled, between: the same over all issues whatever their kind, and over the kinds' means.
        bend_p: probability of a bend as sharp where there is none; None with too few levels to look.
        knee: where it bends, None where it does not.
        before, after: slopes on either side of the knee.
        mean: the dose now; n: issues; strata: kinds of issue.
    """

    dose: Dose
    response: str
    doses: tuple[float, ...]
    levels: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    slope: Estimate
    pooled: float
    between: float
    bend_p: float | None
    knee: Estimate | None
    before: Estimate | None
    after: Estimate | None
    mean: float
    n: int
    strata: int

    @property
    def here(self) -> Estimate:
        """The slope at the dose given now."""
        if self.knee is None or self.knee.value is None or self.before is None or self.after is None:
            return self.slope
        return self.before if self.mean <= self.knee.value else self.after


LEAST_GROUPS = 2
"""Groups of customers, and of agents, from which their sampling error can be estimated."""


@dataclass(frozen=True)
class Thin:
    """A dose too thinly known, and what it would take."""

    dose: Dose
    has: int
    needs: int
    of: str


def strata_of(source: Beginnings) -> tuple[tuple[str, ...], float]:
    """The dimensions within which cases are similar, and how many mature cases have a known first contact."""
    found = source.cells(STRATA, {"n": Product(where=("is_mature",))})
    count = float(found.total("n").sum())
    if len(found.labels) <= MOST_STRATA:
        return STRATA, count
    return tuple(COARSE.get(name, name) for name in STRATA), count


def columns() -> set[str]:
    """What all doses are read from."""
    return {name for dose in DOSES for name in (dose.column, *columns_of(_products(dose).values(), CHANCES))}


def responses_of(dose: Dose, basis: str = "value") -> tuple[str, ...]:
    """What is asked of a dose."""
    return ("retention",) if dose.id in _ONLY_LATER else (basis, "retention")


def read(source: Beginnings, dose: Dose, bend_level: float) -> list[Line] | Thin:
    """The lines of a dose, one a response; or why there are none.

    Args:
        source: joined, its kinds the strata.
        bend_level: a bend is claimed where its probability under a straight line is below this.
    """
    products = _products(dose)
    totals = source.histogram(dose.column, products)
    basis = _basis(totals)
    bands = _bands(totals, basis, dose)
    if bands < LEAST_BANDS:
        return _thin(dose, totals)
    edges = _edges(totals, bands)
    if len(edges) + 1 < LEAST_LEVELS:
        return Thin(dose, len(edges) + 1, LEAST_LEVELS, AMOUNTS)
    asked = _known(responses_of(dose, basis), totals)
    if not asked:
        return Thin(dose, round(float(totals.total("left").sum())), LEAST_LEFT, LEFT)
    found = _Table(source.cells([KIND, Band(dose.column, edges)], products, CHANCES), dose)
    for chance in (CUSTOMERS, AGENTS):
        if len(found.without(chance)) < LEAST_GROUPS:
            return Thin(dose, len(found.without(chance)), LEAST_GROUPS, chance)
    lines = [_line(found, dose, response, bend_level) for response in asked]
    return [line for line in lines if line is not None] or Thin(dose, 0, 1, OVERLAPPING)


def _known(responses: Sequence[str], totals: Cells) -> list[str]:
    """Those with customers enough who left, where staying is the response."""
    has_left = totals.total("left").sum() >= LEAST_LEFT
    return [response for response in responses if response != "retention" or has_left]


def _products(dose: Dose) -> dict[str, Product]:
    mature = (*dose.where, "is_mature")
    loyal = (*dose.where, "is_loyalty_mature")

    def product(columns: tuple[str, ...], where: tuple[str, ...], *known: str) -> Product:
        return Product(columns, where, dose.unless, (dose.column, *known))

    return {
        "n": product((), mature),
        "x": product((dose.column,), mature),
        "marked": product(("expected_marked",), mature),
        "resolved": product(("value_weight", "expected_resolved"), mature),
        "thanked": product((), (*mature, "is_resolved"), "rating"),
        "thanks": product(("rating",), (*mature, "is_resolved")),
        "rated": product((), mature, "rating"),
        "ratings": product(("rating",), mature),
        "loyal": product((), loyal, "is_churned"),
        "left": product(("is_churned",), loyal),
    }


def _basis(totals: Cells) -> str:
    """What the response is: value where enough rate, else resolution."""
    has_marks = totals.total("marked").sum() >= MARKED_SHARE * totals.total("n").sum()
    rated = totals.total("thanked" if has_marks else "rated").sum()
    return "resolution" if has_marks and rated < LEAST_RATED * LEAST_BANDS else "value"


def _bands(totals: Cells, basis: str, dose: Dose) -> int:
    if dose.id in _ONLY_LATER:
        room = totals.total("loyal").sum() / LEAST_MARKED
    else:
        room = totals.total("n").sum() / LEAST_MARKED
        room = room if basis == "resolution" else min(room, totals.total("rated").sum() / LEAST_RATED)
    return int(min(MOST_BANDS, room))


def _thin(dose: Dose, totals: Cells) -> Thin:
    later = dose.id in _ONLY_LATER
    has = round(float(totals.total("loyal" if later else "n").sum()))
    if later:
        return Thin(dose, has, LEAST_BANDS * LEAST_MARKED, "rated cases old enough to show who left")
    if has >= LEAST_BANDS * LEAST_MARKED:
        return Thin(dose, round(float(totals.total("rated").sum())), LEAST_BANDS * LEAST_RATED, "rated cases")
    return Thin(dose, has, LEAST_BANDS * LEAST_MARKED, "mature cases")


def _edges(totals: Cells, bands: int) -> tuple[float, ...]:
    """Where a dose is cut: no dose at all is a band of its own where it is common, the rest hold about as many each."""
    held = zip(totals.column(BIN), totals.total("n").tolist(), strict=True)
    counts = {int(place): n for place, n in held if place is not None}
    none, known = counts.get(ZERO_BIN, 0.0), sum(counts.values())
    if none * bands > known:
        counts.pop(ZERO_BIN)
        bands = int(min(bands - 1, (known - none) / LEAST_MARKED))
        return (0.0, *_quantiles(counts, bands))
    return _quantiles(counts, bands)


def _quantiles(counts: Mapping[int, float], bands: int) -> tuple[float, ...]:
    held = sorted((place, n) for place, n in counts.items() if n)
    if not held:
        return ()
    share = np.cumsum([n for _, n in held]) / sum(n for _, n in held)
    cuts = np.unique(np.searchsorted(share, np.arange(1, bands) / bands))
    return tuple(float(np.exp((held[cut][0] + 1) / BINS_PER_E)) for cut in cuts if cut < len(held) - 1)


class _Table:
    """Sums of a dose by kind of issue and band."""

    def __init__(self, cells: Cells, dose: Dose) -> None:
        self.names = cells.names
        self._without: dict[str, Floats] = {}
        kinds: dict[tuple[object, ...], int] = {}
        held = [place for place, label in enumerate(cells.labels) if label[-1] is not None]
        rows = np.array([kinds.setdefault(cells.labels[place][:-1], len(kinds)) for place in held], dtype=np.int64)
        bands = np.array([cells.labels[place][-1] for place in held], dtype=np.int64)
        self.shape = (len(kinds), int(bands.max()) + 1)
        self.whole = self._dense(cells.whole[held], rows, bands)
        self.groups = {
            chance: np.moveaxis(self._dense(values[held], rows, bands), 2, 0) for chance, values in cells.groups.items()
        }
        n, x = (self.sums(name).sum(axis=0) for name in ("n", "x"))
        self.doses = x / n * dose.scale
        self.mean = float(x.sum() / n.sum() * dose.scale)
        self.scale = dose.scale

    def _dense(self, values: Floats, rows: np.ndarray, bands: np.ndarray) -> Floats:
        dense = np.zeros((*self.shape, *values.shape[1:]))
        dense[rows, bands] = values
        return dense

    def sums(self, name: str) -> Floats:
        """(strata, B) of one product."""
        return self.whole[..., self.names.index(name)]

    def without(self, chance: str) -> Floats:
        """(groups, strata, B, products), the sums without each group that holds anything."""
        if chance not in self._without:
            groups = self.groups[chance]
            self._without[chance] = np.asarray(self.whole - groups[groups.any(axis=(1, 2, 3))])
        return self._without[chance]


def _respond(table: _Table, sums: Floats, response: str) -> Curve:
    """The curve of a response from sums (..., strata, B, products)."""

    def curve(count: str, total: str) -> Curve:
        return within(sums[..., table.names.index(count)], sums[..., table.names.index(total)])

    if response == "retention":
        churn = curve("loyal", "left")
        return Curve(1 - churn.levels, churn.weight)
    marked = table.sums("marked").sum() >= MARKED_SHARE * table.sums("n").sum()
    if not marked:
        return curve("rated", "ratings")
    solved = curve("marked", "resolved")
    if response == "resolution":
        return solved
    return Curve(solved.levels * curve("thanked", "thanks").levels, solved.weight)


def _line(table: _Table, dose: Dose, response: str, bend_level: float) -> Line | None:
    """None where no chain of kinds of issue joins all bands."""
    curve = _respond(table, table.whole, response)
    if np.linalg.matrix_rank(curve.weight, tol=1e-9 * np.trace(curve.weight), hermitian=True) < len(table.doses) - 1:
        return None
    spread = {chance: _covariance(table, curve, chance, response) for chance in table.groups}
    customers, agents, rows = (spread[chance][0] for chance in CHANCES)
    covariances = np.stack([customers, agents, customers + agents - rows])
    df = float(min(count for _, count in spread.values()) - 1)
    fit = fit_levels(curve.levels, curve.weight, covariances, df)
    count = table.sums("loyal" if response == "retention" else "n")
    n = round(float(count.sum()))
    t = float(t_quantile(df))
    straight = fit(table.doses[:, None])
    bend_p = davies(fit, table.doses) if len(table.doses) >= LEAST_POINTS else None
    knee = before = after = None
    if bend_p is not None and bend_p < bend_level:
        bent = find_break(fit, table.doses)
        ends = float(table.doses[0]), float(table.doses[-1])
        wide = float(t_quantile(df, PLACE_LEVEL))
        knee = _estimate("knee", dose.unit, bent.place, bent.place_se, wide, n, ends)
        before, after = (
            _estimate(response, "share", slope, error, t, n)
            for slope, error in zip(bent.slopes, bent.slope_ses, strict=True)
        )
    half = t * np.sqrt(np.diagonal(covariances, axis1=1, axis2=2).max(axis=0))
    return Line(
        dose,
        response,
        _floats(table.doses),
        _floats(curve.levels),
        _floats(curve.levels - half),
        _floats(curve.levels + half),
        _estimate(response, "share", float(straight.coefficients[0]), straight.error([1.0]), t, n),
        _pooled(table, response),
        _between(table, response),
        bend_p,
        knee,
        before,
        after,
        table.mean,
        n,
        int((count > 0).any(axis=1).sum()),
    )


def _covariance(table: _Table, curve: Curve, chance: str, response: str) -> tuple[Floats, int]:
    """(B, B), the jackknife's covariance of the levels, and the groups it rests on."""
    without = table.without(chance)
    away = _respond(table, without, response).levels - curve.levels
    count = len(without)
    return np.asarray((count - 1) / count * away.T @ away), count


def _pooled(table: _Table, response: str) -> float:
    """The slope over all issues, whatever their kind."""
    curve = _respond(table, table.whole.sum(axis=0, keepdims=True), response)
    fit = fit_levels(curve.levels, curve.weight, np.zeros((1, *curve.weight.shape)), np.inf)
    return float(fit(table.doses[:, None]).coefficients[0])


def _between(table: _Table, response: str) -> float:
    """The slope over the kinds' means."""
    kinds = table.whole.sum(axis=1)
    n, x = kinds[:, table.names.index("n")], kinds[:, table.names.index("x")] * table.scale
    needed = {"value": "thanked", "resolution": "marked", "retention": "loyal"}[response]
    if response == "value" and kinds[:, table.names.index("marked")].sum() < MARKED_SHARE * n.sum():
        needed = "rated"
    held = kinds[:, table.names.index(needed)] > 0
    level = _respond(table, kinds[held, None, None, :], response).levels[:, 0]
    return slope_between(n[held], x[held], n[held] * level)


def _estimate(
    metric: str, unit: str, value: float, error: float, t: float, n: int, ends: tuple[float, float] | None = None
) -> Estimate:
    low, high = value - t * error, value + t * error
    if ends:
        low, high = max(low, ends[0]), min(high, ends[1])
    limits = Interval(low, high, 0.95, "jackknife, own scale", ("customers", "agents"))
    return Estimate(metric, unit, {}, value, limits, n=n, n_unit="cases")


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(map(float, values))

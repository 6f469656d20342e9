"""Bunching at targets: do more contacts end just under a limit than a smooth distribution has?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from steelyard import measure
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.readings.signals import Reading, Signal, parts_of
from steelyard.measure import Band, Cells, Product
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.surveys.bunching import bunching, chance, moved_mean, placebos, step
from steelyard.store import Snapshot
from steelyard.theme import counted, figure, span
from steelyard.wording import capital

LEAST_CONTACTS = 2_000
"""Contacts a unit needs in the histogram."""

BINS = 20
"""Bins on either side of the limit."""

BELOW, ABOVE = 2, 4
"""Bins left out of the fit below the limit, where moved contacts arrive, and above, where they come from."""

LEAST_MOVED = 0.02
"""A share that is higher by less just under the limit is no signal; nor is any where nothing bunches."""

LEAST_RATIO = 0.5
"""Excess, in bins of the smooth count's height, under which there is no question."""

_WIDTHS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400)
_ROUND = (60, 300, 3_600, 86_400)
_NEAR = {
    "is_transferred": ("transfers", "transferred"),
    "is_reopened": ("reopens", "reopened"),
    "is_resolved": ("closures", "marked solved"),
}

_COLUMNS = {
    "handle_time": "work_s",
    "first_reply_time": "first_reply_s",
    "speed_of_answer": "answer_s",
    "wait_time": "wait_s",
    "resolution_time": "resolution_s",
    "closing_time": "closing_s",
}
TITLES = {
    "work_s": "Handle time",
    "first_reply_s": "First reply time",
    "answer_s": "Speed of answer",
    "wait_s": "Waiting time",
    "resolution_s": "Resolution time",
    "closing_s": "Time to close",
}
ASKS = "Check whether contacts are ended, transferred or marked as solved because a limit is near."


@dataclass(frozen=True)
class Limit:
    """Args: the column of contacts it applies to, its seconds, and who says so."""

    column: str
    seconds: float
    source: str


@dataclass(frozen=True)
class Histogram:
    """Contacts by time around a limit.

    Args:
        title: what is timed, and of whom.
        edges: of the bins, seconds; counts, smooth: contacts in each, and those a smooth distribution would have.
        is_within: the bins just under the limit.
        excess: contacts in those above the smooth count; low, high: where it lies with 95%.
    """

    title: str
    limit_s: float
    edges: tuple[float, ...]
    counts: tuple[float, ...]
    smooth: tuple[float, ...]
    is_within: tuple[bool, ...]
    excess: float
    low: float
    high: float


def limits(settings: Settings) -> tuple[Limit, ...]:
    """What contacts are held against, in seconds: declared targets, and the service level."""
    found: dict[tuple[str, float], Limit] = {}
    for name, target in settings.targets.items():
        column = next((column for start, column in _COLUMNS.items() if name.startswith(start)), None)
        if column is not None and target.value > 0:
            found[column, target.value] = Limit(column, target.value, target.source)
    level = settings.assumptions.service_level_s
    if level >= BINS * _WIDTHS[0]:
        found.setdefault(("answer_s", level), Limit("answer_s", level, "the service level"))
    return tuple(found.values())


def targets(
    snapshot: Snapshot,
    settings: Settings,
    dimensions: Sequence[str],
    days: Span,
    where: Mapping[str, Sequence[str]] | None,
) -> list[tuple[Reading, Histogram | None]]:
    """A reading of every limit and unit, each with its histogram where there are contacts enough."""
    found: list[tuple[Reading, Histogram | None]] = []
    for limit in limits(settings):
        edges = _edges(limit.seconds)
        cells = _read(snapshot, settings, limit, edges, dimensions, days, where)
        for dimension in ("", *dimensions):
            parts = parts_of(cells, dimension)
            found += [_looked(limit, edges, cells, dimension, unit, mine) for unit, mine in parts.items()]
    return found


def _edges(limit: float) -> Floats:
    """Bins of a round width with the limit at an edge, from half of it to half as much again at the most."""
    width = max((width for width in _WIDTHS if width <= limit / 40), default=_WIDTHS[0])
    return np.asarray(limit + width * np.arange(-BINS, BINS + 1))


def _read(
    snapshot: Snapshot,
    settings: Settings,
    limit: Limit,
    edges: Floats,
    dimensions: Sequence[str],
    days: Span,
    where: Mapping[str, Sequence[str]] | None,
) -> Cells:
    flags = ("is_contact", "is_human") if limit.column == "work_s" else ("is_contact",)
    products = {"n": Product(where=flags, known=(limit.column,))}
    for name in _NEAR:
        products |= {name: Product((name,), where=flags), f"{name} n": Product(where=flags, known=(name,))}
    band = Band(limit.column, tuple(edges.tolist()))
    return measure.cells(
        snapshot, settings, "contacts", [*dimensions, band], products, chances=(), where=where,
        from_on=days.from_on, to_on=days.to_on,
    )  # fmt: skip


def _looked(
    limit: Limit, edges: Floats, cells: Cells, dimension: str, unit: str, mine: Flags
) -> tuple[Reading, Histogram | None]:
    counts = _counts(cells, limit.column, mine)
    place: Floats = np.arange(-BINS, BINS, dtype=np.float64) + 0.5
    window = (place > -BELOW) & (place < ABOVE)
    within = (place > -BELOW) & (place < 0)
    title = TITLES[limit.column]
    detail = figure(limit.seconds, "seconds")
    enough = counts["n"].sum() >= LEAST_CONTACTS
    if not enough:
        few = counted(round(counts["n"].sum()), "contacts")
        said = f"{few} around the limit; at least {LEAST_CONTACTS:,} are required"
        signals: tuple[Signal, ...] = (Signal("bunching", "times", f"Contacts just under {detail}", said),)
        return Reading("targets", title, dimension, unit, signals, ASKS, detail), None
    first, drawn = _bunched(counts["n"], place, window, within, edges, detail)
    others = tuple(_near(counts, name, place, within, first.is_suspect) for name in _NEAR)
    held = Histogram(
        f"{title}, {unit or 'the service as a whole'}",
        limit.seconds,
        tuple(edges.tolist()),
        tuple(counts["n"].tolist()),
        tuple(drawn[0].tolist()),
        tuple(bool(one) for one in within),
        *drawn[1:],
    )
    return Reading("targets", title, dimension, unit, (first, *others), ASKS, detail), held


def _counts(cells: Cells, column: str, mine: Flags) -> dict[str, Floats]:
    """Each product by bin, those beyond the histogram's ends left out."""
    bands = cells.column(column)
    found = {}
    for name in cells.names:
        sums = np.zeros(2 * BINS + 2)
        for band, value, is_mine in zip(bands, cells.total(name), mine, strict=True):
            if band is not None and is_mine:
                sums[int(band)] += value
        found[name] = sums[1:-1]
    return found


def _bunched(
    counts: Floats, place: Floats, window: Flags, within: Flags, edges: Floats, detail: str
) -> tuple[Signal, tuple[Floats, float, float, float]]:
    rounds = _rounds(edges, window)
    found = bunching(counts, place, window, within=within, rounds=rounds)
    spread = chance(counts, place, window, within=within, rounds=rounds)
    others = placebos(counts, place, window, range(-BINS, BINS), within=within, rounds=rounds)
    drop, error = step(counts[BINS // 2 : -BINS // 2], place[BINS // 2 : -BINS // 2])
    falls = bool(drop > 1.96 * error)
    stands_out = not len(others) or found.ratio > np.nanquantile(others, 0.95)
    z = found.excess / spread.se if spread.se > 0 else 0.0
    more = "more" if found.excess > 0 else "fewer"
    low, high = (spread.low, spread.high) if found.excess > 0 else (-spread.high, -spread.low)
    between = span(low, high, "count", beside=abs(found.excess))
    said = f"{abs(found.excess):,.0f} ({between}) {more} contacts just under {detail} than a smooth distribution has"
    is_suspect = bool(found.ratio > LEAST_RATIO and falls and stands_out)
    signal = Signal("bunching", "times", f"Contacts just under {detail}", said, float(2 * ndtr(-abs(z))), is_suspect)
    return signal, (found.smooth, found.excess, spread.low, spread.high)


def _rounds(edges: Floats, window: Flags) -> Floats | None:
    """A step for each kind of round number that lies in several bins beside the limit."""
    width = float(edges[1] - edges[0])
    columns = []
    for unit in _ROUND:
        holds = np.floor(edges[1:] / unit) > np.floor(edges[:-1] / unit)
        if width < unit and 2 <= (holds & ~window).sum() < (~window).sum() / 2:
            columns.append(holds.astype(float))
    return np.stack(columns, axis=1) if columns else None


def _near(counts: Mapping[str, Floats], name: str, place: Floats, within: Flags, is_bunched: bool) -> Signal:
    """Whether more of the contacts just under the limit were transferred, reopened or marked than around it."""
    records, words = _NEAR[name]
    title = f"{capital(words)} just under it"
    known = counts[f"{name} n"]
    if known[within].sum() < 100 or not counts[name].sum():
        return Signal(name, records, title, "not recorded, or too few contacts")
    near = (place > -BELOW) & (place < ABOVE)
    kept = ~near | within
    moved, error = moved_mean(counts[name][kept], place[kept], within[kept], known[kept])
    if np.isnan(moved) or error <= 0:
        return Signal(name, records, title, "not recorded, or too few contacts")
    p = float(2 * ndtr(-abs(moved / error)))
    often = "more" if moved > 0 else "less"
    said = f"contacts just under the limit are {words} {100 * abs(moved):.1f} points {often} often than those around it"
    return Signal(name, records, title, said, p, is_bunched and moved > LEAST_MOVED)

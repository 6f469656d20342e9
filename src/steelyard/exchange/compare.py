"""Where a company lies among its peers, at its own mix of channels and beyond sampling error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from steelyard import catalogue
from steelyard.exchange.model import Cell, ExchangeError, Shared
from steelyard.stats.sampling.intervals import t_quantile
from steelyard.theme import counted

LEAST_PEERS = 3
"""Of fewer, a peer's figure would be read off the others'."""

QUARTERS = 5
"""Of fewer peers no quartiles are told, as those would be single peers."""

LEAST_MIX = 0.8
"""Of the own mix of channels a peer must have."""

_Stratum = tuple[str, str]
_Pooled = Mapping[_Stratum, tuple[float, float, float]]


@dataclass(frozen=True)
class Standing:
    """A measure of one company among its peers.

    Args:
        value, low, high: its own, over the months all share. peers: how many can be compared.
        median, quartiles: of the peers at the own mix; None where they are too few to be told.
        above, below: how many peers lie surely below, and surely above it.
        named: peers that let themselves be named, with their figures.
        why: why nothing is compared; empty where something is.
        by_topic: how many of the peers are read at the own mix of topics too, for both give these.
    """

    metric: str
    title: str
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    peers: int = 0
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    above: int = 0
    below: int = 0
    named: tuple[tuple[str, float], ...] = ()
    why: str = ""
    by_topic: int = 0


def compare(own: Shared, peers: Sequence[Shared]) -> tuple[Standing, ...]:
    """Every measure of the company.

    Raises:
        ExchangeError: too few peers.
    """
    if len(peers) < LEAST_PEERS:
        raise ExchangeError(
            f"{counted(len(peers), 'peers')} {'is' if len(peers) == 1 else 'are'} too few: a figure could be read off",
            next=f"Put {LEAST_PEERS} or more together.",
        )
    known = catalogue.entries("metrics", "METRIC")
    names = [name for name in own.definitions if name in known]
    held = {cell.metric for cell in own.cells if cell.n > 0}
    looked_at = sum(name in held for name in names)
    return tuple(_standing(own, peers, name, known[name], looked_at) for name in names)


def _standing(own: Shared, peers: Sequence[Shared], name: str, metric: object, looked_at: int) -> Standing:
    blank = Standing(name, str(getattr(metric, "title", name)), str(getattr(metric, "unit", "")))
    alike = [peer for peer in peers if peer.definitions.get(name) == own.definitions[name]]
    if len(alike) < LEAST_PEERS:
        return _because(blank, len(alike), "define it alike")
    months = {cell.month for cell in _of(own, name)}
    if not months:
        return replace(
            blank, why=f"your own file gives none of it: no month of a channel rests on {own.minimum[0]} or more"
        )
    for peer in alike:
        months &= {cell.month for cell in _of(peer, name)} or months
    cells = [cell for cell in _of(own, name) if cell.month in months]
    if not cells:
        return _because(blank, 0, "share a month with it")
    found, fine = [], 0
    for peer in alike:
        theirs = [cell for cell in _of(peer, name) if cell.month in months]
        told = _beside(cells, theirs, by_topic=True) or _beside(cells, theirs, by_topic=False)
        fine += _beside(cells, theirs, by_topic=True) is not None
        if told is not None:
            found.append((peer, *told))
    if len(found) < LEAST_PEERS:
        return _because(blank, len(found), "have the same channels in the same months")
    mine = _pooled(cells, by_topic=False)
    value, variance = _at(_mix(mine), mine)
    return replace(_placed(blank, value, variance, found, looked_at), by_topic=fine)


def _beside(
    own: Sequence[Cell], theirs: Sequence[Cell], *, by_topic: bool
) -> tuple[float, float, tuple[float, float]] | None:
    """A peer's mean and variance at the own mix, and the own over what both have; None where they share too little."""
    if by_topic and not (any(cell.topic for cell in own) and any(cell.topic for cell in theirs)):
        return None
    mine, others = _pooled(own, by_topic=by_topic), _pooled(theirs, by_topic=by_topic)
    mix = _mix(mine)
    if sum(share for stratum, share in mix.items() if stratum in others) < LEAST_MIX:
        return None
    return (*_at(mix, others), _at(mix, mine, others))


def _mix(mine: _Pooled) -> dict[_Stratum, float]:
    total = sum(n for n, _, _ in mine.values())
    return {stratum: n / total for stratum, (n, _, _) in mine.items()}


def _placed(
    blank: Standing,
    value: float,
    variance: float,
    found: Sequence[tuple[Shared, float, float, tuple[float, float]]],
    looked_at: int,
) -> Standing:
    """Peers that lie surely apart, where all peers and all measures looked at share 5% of false claims."""
    reach = float(t_quantile(np.inf, 1 - 0.05 / (len(found) * looked_at)))
    gaps = [(same[0] - at, np.sqrt(same[1] + spread)) for _, at, spread, same in found]
    values = np.array([at for _, at, _, _ in found])
    half = 1.96 * float(np.sqrt(variance))
    low, high = np.quantile(values, [0.25, 0.75]).tolist()
    return Standing(
        blank.metric,
        blank.title,
        blank.unit,
        value,
        value - half,
        value + half,
        len(found),
        float(np.median(values)) if len(found) >= QUARTERS else None,
        (low, high) if len(found) >= QUARTERS else None,
        sum(gap > reach * error for gap, error in gaps),
        sum(gap < -reach * error for gap, error in gaps),
        tuple((peer.company, at) for peer, at, _, _ in found if peer.is_named),
    )


def _because(blank: Standing, count: int, what: str) -> Standing:
    peers = (
        "no peer does" if not count else f"{count} {'peer' if count == 1 else 'peers'} {'does' if count == 1 else 'do'}"
    )
    why = f"{LEAST_PEERS} peers must {what}; {peers}"
    return Standing(blank.metric, blank.title, blank.unit, peers=count, why=why)


def _of(shared: Shared, name: str) -> Iterable[Cell]:
    return (cell for cell in shared.cells if cell.metric == name and cell.n > 0)


def _pooled(cells: Sequence[Cell], *, by_topic: bool) -> _Pooled:
    """Channel (and topic) -> number, mean over months by their numbers, and its variance."""
    found: dict[_Stratum, list[Cell]] = {}
    for cell in cells:
        topic = cell.topic.strip().lower() if by_topic else ""
        found.setdefault((cell.channel.strip().lower(), topic), []).append(cell)
    told = {}
    for stratum, held in found.items():
        n = float(sum(cell.n for cell in held))
        mean = sum(cell.n * cell.value for cell in held) / n
        # Months of one company differ by more than who called; the larger of both counts.
        within = sum(cell.n**2 * cell.variance for cell in held) / n**2
        between = sum(cell.n**2 * (cell.value - mean) ** 2 for cell in held) / n**2 * len(held) / max(len(held) - 1, 1)
        told[stratum] = (n, mean, max(within, between))
    return told


def _at(mix: Mapping[_Stratum, float], held: _Pooled, only: _Pooled | None = None) -> tuple[float, float]:
    """Mean and variance at a mix, over strata that are held (and held by another, too)."""
    shared = {one: share for one, share in mix.items() if one in held and (only is None or one in only)}
    total = sum(shared.values())
    value = sum(share * held[one][1] for one, share in shared.items()) / total
    variance = sum(share**2 * held[one][2] for one, share in shared.items()) / total**2
    return value, variance

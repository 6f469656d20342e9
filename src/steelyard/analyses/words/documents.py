"""Documents: what each customer wrote in a period, counted once, with its terms and what was read in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from steelyard.analyses.periods.date_range import Span
from steelyard.measure.models.remarks import Remarks
from steelyard.remarks import ASKS, FEELINGS
from steelyard.remarks.rules import LEAVING
from steelyard.remarks.terms import terms
from steelyard.stats.arrays import Flags, Integers

SAID = (*ASKS, LEAVING, *FEELINGS)


@dataclass(frozen=True)
class Documents:
    """One for each customer and period (and part, where split); without a customer, one for each remark.

    Attributes:
        names: the terms. held: (documents, terms), 1 where it holds a term.
        said: (documents, SAID), 1 where one of its remarks is read so. is_read: anything was read.
        is_now: of the days shown; else of those before.
        day, agent: codes of the first remark.
        part: dimension -> code of the part, and what the codes stand for.
        remarks: the remarks of each document, as places among all.
    """

    names: tuple[str, ...]
    held: csr_matrix
    said: csr_matrix
    is_read: Flags
    is_now: Flags
    day: Integers
    agent: Integers
    part: Mapping[str, tuple[Integers, tuple[str, ...]]]
    remarks: tuple[tuple[int, ...], ...]

    def of(self, rows: Flags) -> Documents:
        """Those rows alone."""
        at = np.flatnonzero(rows)
        return Documents(
            self.names,
            self.held[at],
            self.said[at],
            self.is_read[at],
            self.is_now[at],
            self.day[at],
            self.agent[at],
            {name: (codes[at], labels) for name, (codes, labels) in self.part.items()},
            tuple(self.remarks[place] for place in at.tolist()),
        )


def documents(found: Remarks, now: Span, dimensions: Sequence[str], least: int) -> Documents:
    """Documents of all remarks.

    Args:
        least: customers who have to write a term for it to be one.
    """
    days = found.columns["on"].astype("datetime64[D]")
    is_now = (days >= np.datetime64(now.from_on)) & (days <= np.datetime64(now.to_on))
    who = found.columns["customer_id"].tolist()
    keys = [
        (bool(at), one if one is not None else f" {place}")
        for place, (at, one) in enumerate(zip(is_now, who, strict=True))
    ]
    members: dict[tuple[bool, str], list[int]] = {}
    for place, key in enumerate(keys):
        members.setdefault(key, []).append(place)
    first = np.array([places[0] for places in members.values()], dtype=np.int64)
    written = terms(found.texts, found.names, [reading.language for reading in found.readings])
    sets = [frozenset().union(*(written[place] for place in places)) for places in members.values()]
    names, held = _table(sets, least)
    readings = [[found.readings[place] for place in places] for places in members.values()]
    said = [
        {name for reading in some for name in (*reading.asks, reading.feeling, LEAVING if reading.leaving else "")}
        for some in readings
    ]
    return Documents(
        names,
        held,
        csr_matrix(np.array([[name in some for name in SAID] for some in said], dtype=float).reshape(-1, len(SAID))),
        np.array([any(not reading.unread for reading in some) for some in readings], dtype=bool),
        is_now[first],
        _codes(days[first].tolist())[0],
        _agents(found.columns["agent_id"][first].tolist()),
        {name: _codes(found.columns[name][first].tolist()) for name in dimensions},
        tuple(map(tuple, members.values())),
    )


def _table(sets: Sequence[frozenset[str]], least: int) -> tuple[tuple[str, ...], csr_matrix]:
    """Terms that enough documents hold, and which hold them."""
    counts: dict[str, int] = {}
    for held in sets:
        for term in held:
            counts[term] = counts.get(term, 0) + 1
    names = tuple(sorted(term for term, count in counts.items() if count >= least))
    place = {term: at for at, term in enumerate(names)}
    rows = [[place[term] for term in sorted(held) if term in place] for held in sets]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([at for row in rows for at in row], dtype=np.int64)
    return names, csr_matrix((np.ones(len(columns)), columns, ends), (len(sets), len(names)))


def _codes(values: Sequence[object]) -> tuple[Integers, tuple[str, ...]]:
    """Codes of values and what they stand for; a missing one has a code of its own, whose label is empty."""
    known: dict[object, int] = {}
    codes = np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64)
    return codes, tuple("" if value is None else str(value) for value in known)


def _agents(values: Sequence[object]) -> Integers:
    """Codes of agents; a document without one is a cluster of its own."""
    return _codes([f" {place}" if value is None else value for place, value in enumerate(values)])[0]

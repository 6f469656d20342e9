"""Sums as they are kept with a version of the store, so that the same question is summed once.

The key is everything sums follow from besides the data: the question with its metrics' definitions, the engine's
dialect, and the code that compiles and reads. What is kept is what the engine gave: intervals are computed anew. What
is asked of an engine beside sums is kept as it came (`store.asked`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from steelyard.measure.question import Question
from steelyard.measure.sums.compiled import written_in
from steelyard.measure.sums.model import Atom, Bins, Part, Strata, Sums
from steelyard.measure.sums.spans import days_of
from steelyard.settings.model import Settings
from steelyard.store.snapshot import Snapshot

_NAMES = "names"
_BINS = ("cell", "least", "most", "count", "is_open")


def kept(snapshot: Snapshot, settings: Settings, question: Question, fresh: Callable[[], Sums]) -> Sums:
    """The sums of a question as kept with the version, or else fresh and kept from now on."""
    if snapshot.results is None:
        return fresh()
    key = key_of(question, snapshot.engine.dialect)
    arrays = snapshot.results.get(key)
    if arrays is not None:
        return decode(arrays, question, settings)
    sums = fresh()
    snapshot.results.put(key, encode(sums))
    return sums


def key_of(question: Question, dialect: str) -> str:
    """What a question's sums are kept under."""
    return hashlib.sha256(f"{written_in()} {dialect} {question!r}".encode()).hexdigest()


def encode(sums: Sums) -> dict[str, np.ndarray]:
    """Sums as plain arrays, named by their place in the question."""
    strata = [(place, chance, rows) for place, held in enumerate(sums.strata.values()) for chance, rows in held.items()]
    names: dict[str, Any] = {
        "parts": sums.parts,
        "strata": [(place, chance, rows.labels) for place, chance, rows in strata],
        "bins": [place for place, quantile in enumerate(sums.question.quantiles) if quantile in sums.bins],
    }
    arrays: dict[str, np.ndarray] = {_NAMES: np.frombuffer(json.dumps(names).encode(), dtype=np.uint8)}
    wanted = _atoms(sums.question, names["bins"])
    for chance, atoms in sums.groups.items():
        arrays[f"groups.{chance}"] = np.array([atoms[atom] for atom in wanted])
    for nth, (_, _, rows) in enumerate(strata):
        arrays |= {f"strata.{nth}.{name}": _narrow(getattr(rows, name)) for name in ("cell", "stratum", "group")}
        arrays[f"strata.{nth}.values"] = rows.values
    for place, quantile in enumerate(sums.question.quantiles):
        if quantile in sums.bins:
            bins = sums.bins[quantile]
            arrays |= {f"bins.{place}.{name}": getattr(bins, name) for name in _BINS}
            arrays[f"cuts.{place}"] = sums.cuts[quantile]
    return arrays


def decode(arrays: Mapping[str, np.ndarray], question: Question, settings: Settings) -> Sums:
    """The sums that were encoded."""
    names = json.loads(arrays[_NAMES].tobytes())
    entries, quantiles = question.stratified, question.quantiles
    atoms = _atoms(question, names["bins"])
    groups = {chance: dict(zip(atoms, arrays[f"groups.{chance}"], strict=True)) for chance in question.chances}
    strata: dict[Any, dict[str, Strata]] = {entry: {} for entry in entries}
    for nth, (place, chance, labels) in enumerate(names["strata"]):
        cell, stratum, group = (
            arrays[f"strata.{nth}.{name}"].astype(np.int64) for name in ("cell", "stratum", "group")
        )
        values = arrays[f"strata.{nth}.values"]
        strata[entries[place]][chance] = Strata(_parts(labels), cell, stratum, group, values)
    bins = {quantiles[place]: Bins(*(arrays[f"bins.{place}.{name}"] for name in _BINS)) for place in names["bins"]}
    cuts = {quantiles[place]: arrays[f"cuts.{place}"] for place in names["bins"]}
    parts = _parts(names["parts"])
    return Sums(question, parts, groups, strata, bins, cuts, settings.assumptions, days_of(question, parts))


def _atoms(question: Question, places: Sequence[int]) -> tuple[Atom, ...]:
    """What every chance has sums of: the row-level sums, and the quantiles at those places that could be found."""
    quantiles = question.quantiles
    return (*(atom for atoms in question.atoms.values() for atom in atoms), *(quantiles[place] for place in places))


def _parts(listed: Any) -> tuple[Part, ...]:
    return tuple(tuple(part) for part in listed)


def _narrow(codes: np.ndarray) -> np.ndarray:
    """Small integers in as few bytes as hold them."""
    return codes.astype(np.min_scalar_type(int(codes.max(initial=0))))

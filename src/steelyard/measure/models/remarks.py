"""Customers' remarks of some days as they were read: language, asks, feelings; texts stay on this machine.

found = written(snapshot, settings, from_on=..., to_on=...)
found.readings[0].asks                  of the remark in found.texts[0]
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np

from steelyard.measure.question import Question, filters_of
from steelyard.measure.sums import queries
from steelyard.remarks import Reading, read
from steelyard.remarks.tokens import plain
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.store.answers import written_in
from steelyard.store.asked import asked
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.lazily import ibis

_ID = ("survey_id", "instrument")
_COLUMNS = ("customer_id", "agent_id")


@dataclass(frozen=True)
class Remarks:
    """One entry for each remark, by day and survey.

    Attributes:
        texts: as written.
        columns: "on", "survey_id", "customer_id", "agent_id" and the dimensions asked; None where missing.
        readings: what was read in each.
        names: parts of agents' and customers' ids that are words, as `plain` writes them.
    """

    texts: tuple[str, ...]
    columns: Mapping[str, np.ndarray]
    readings: tuple[Reading, ...]
    names: frozenset[str] = frozenset()


def reads_here(snapshot: Snapshot) -> bool:
    """Whether the tables lie in the store: remarks are read where they are, and sent nowhere."""
    return isinstance(snapshot.engine, DuckEngine)


def why_none(snapshot: Snapshot) -> tuple[str, str]:
    """Why there are no remarks to read, and what to do; empty where there are some."""
    if not reads_here(snapshot):
        return "remarks are read with the embedded engine alone", "ask a workspace whose tables lie in its own store"
    if not snapshot.manifest.known.get("surveys", {}).get("comment"):
        return "no remarks of customers are mapped", "map surveys.comment"
    return "", ""


def written(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: Sequence[str] = (),
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Remarks:
    """Remarks about contacts of those days.

    Args:
        by: dimensions of answers to give beside each.
    """
    question = Question((), (), "", filters_of(where), from_on, to_on, settings.dimensions)
    used = {*_ID, *_COLUMNS, *by}
    rows = queries.asked(question, "responses", used)
    surveys = ibis.table(dict.fromkeys((*_ID, "comment"), "string"), name="surveys")
    said = surveys.filter(surveys.comment.notnull())
    joined = rows.join(said, [rows[name] == said[name] for name in _ID])
    chosen = joined.select(*(rows[name].name(name) for name in sorted(used | {"on"})), comment=said.comment)
    sql = queries.to_sql(chosen.order_by("on", "survey_id", "comment"), snapshot.engine.dialect)
    found = dict(asked(snapshot, sql))
    texts = tuple(str(text) for text in found.pop("comment"))
    return Remarks(texts, found, tuple(readings_of(snapshot, settings, texts)), _names(found))


def readings_of(snapshot: Snapshot, settings: Settings, texts: Sequence[str]) -> list[Reading]:
    """The reading of each text; kept with the version by what the texts are, never with a text."""
    told = settings.remarks
    key = hashlib.sha256(repr(("remarks", written_in(), told.languages, sorted(told.phrases.items()))).encode())
    for text in texts:
        key.update(hashlib.sha256(text.encode()).digest())
    held = snapshot.results.get(key.hexdigest()) if snapshot.results is not None else None
    if held is not None:
        kept = json.loads(held["readings"].tobytes())
        return [_reading(kept["different"][place]) for place in kept["places"]]
    readings = read(texts, told.languages, told.phrases)
    places: dict[Reading, int] = {}
    at = [places.setdefault(reading, len(places)) for reading in readings]
    if snapshot.results is not None:
        kept = json.dumps({"different": [asdict(reading) for reading in places], "places": at}).encode()
        snapshot.results.put(key.hexdigest(), {"readings": np.frombuffer(kept, dtype=np.uint8)})
    return readings


def _reading(told: Mapping[str, object]) -> Reading:
    return Reading(**{name: tuple(value) if isinstance(value, list) else value for name, value in told.items()})  # type: ignore[arg-type]


def _names(columns: Mapping[str, np.ndarray]) -> frozenset[str]:
    """Words of ids that people may be called by."""
    ids = {str(value) for name in _COLUMNS for value in columns[name].tolist() if value is not None}
    return frozenset(plain(word.casefold()) for one in ids for word in one.replace(".", " ").split() if word.isalpha())

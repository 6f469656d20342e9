"""Compares the facts two engines built, value by value.

The golden data are the product's own and small: the rows themselves are read, so that each single value is held to the
tolerance, which no sum over rows would do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import ibis
import numpy as np

from steelyard import facts, schema
from steelyard.conformance.equality import differing
from steelyard.conformance.golden import SETTINGS
from steelyard.conformance.outcome import Difference
from steelyard.store.dialects import to_sql
from steelyard.store.engine import Engine

EXACT = {"text", "date", "count", "boolean", "instant"}
"""Types of columns that must agree to the last digit."""


def compare(expected: Engine, found: Engine, name: str) -> tuple[int, list[Difference]]:
    """How many values of a fact were compared, and the columns that differ.

    Raises:
        EngineError: an engine refused to hand its rows out.
    """
    one, other = (_read(engine, name) for engine in (expected, found))
    identity = facts.fact(name).columns[0].name
    times = [Counter(rows[identity].tolist()) for rows in (one, other)]
    missing = (times[0] - times[1]) | (times[1] - times[0])
    if missing:
        first = min(missing)
        expected_row, found_row = (f"{counts[first]} times" for counts in times)
        place = _row(name, first)
        return len(one[identity]), [Difference(f"{name}.{identity}", place, expected_row, found_row, missing.total())]
    return sum(map(len, one.values())), list(_columns(name, one, other))


def _columns(name: str, one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> Iterator[Difference]:
    identities = next(iter(one.values()))
    kinds = {column.name: column.type for column in facts.fact(name).columns}
    for column, values in one.items():
        places = differing(values, other[column], is_exact=kinds.get(column, "text") in EXACT)
        if len(places):
            at = places[0]
            pair = (str(values[at]), str(other[column][at]))
            yield Difference(f"{name}.{column}", _row(name, identities[at]), *pair, len(places))


def _read(engine: Engine, name: str) -> dict[str, np.ndarray]:
    """The rows of a fact in the order of their ids."""
    fact = facts.fact(name)
    columns = {column.name: schema.IBIS_TYPES[column.type] for column in fact.columns}
    table = ibis.table(columns | dict.fromkeys(SETTINGS.dimensions, "string"), name=fact.table)
    rows = engine.query(to_sql(table.select(*table.columns), engine.dialect))
    order = np.argsort(rows[fact.columns[0].name].astype(str), kind="stable")
    return {column: values[order] for column, values in rows.items()}


def _row(name: str, identity: str) -> str:
    return f"{facts.fact(name).grain.removeprefix('one ')} {identity!r}"

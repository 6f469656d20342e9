"""The parts of the comparison, each run in a fresh process: python -m benchmarks.parts NAME FOLDER.

A part says, as JSON, the CPU it took from the question to the figures (starting Python and importing left out on every
side) and the figures where they are compared: (month, team) -> one value per measure.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import expert

Figures = dict[str, list[float | None]]


def load(folder: Path) -> Figures:
    """The raw files through the real intake."""
    import steelyard

    steelyard.open(folder).load()
    return {}


def measured(folder: Path) -> Figures:
    """The measures with intervals, every chance of the question."""
    return _estimated(folder, expert.METRICS, ())


def measured_once(folder: Path) -> Figures:
    """The same with the customers' chance alone."""
    return _estimated(folder, expert.METRICS, ("customers",))


def quantiles(folder: Path) -> Figures:
    """Medians and ninetieth percentiles with intervals."""
    return _estimated(folder, tuple(expert.QUANTILES), ())


def by_hand(folder: Path) -> Figures:
    """The measures by hand over the raw files."""
    from steelyard.store.engine.duckdb import DuckEngine

    engine = DuckEngine()
    try:
        rows = engine.connection.execute(expert.raw(str(folder))).fetchall()
    finally:
        engine.close()
    return {f"{row[0]:%Y-%m-%d} {row[1]}": list(row[2:]) for row in rows}


def by_hand_over_facts(folder: Path) -> Figures:
    """The measures by hand over the stored facts."""
    return _queried(folder, tuple(expert.FACTS.values()))


def quantiles_by_hand(folder: Path) -> Figures:
    """The quantiles by hand over the stored facts."""
    return _queried(folder, (expert.FACT_QUANTILES,))


PARTS: dict[str, Callable[[Path], Figures]] = {
    part.__name__: part
    for part in (load, measured, measured_once, quantiles, by_hand, by_hand_over_facts, quantiles_by_hand)
}


def _estimated(folder: Path, metrics: Sequence[str], chances: tuple[str, ...]) -> Figures:
    import steelyard
    from steelyard.measure import estimates
    from steelyard.measure.question import ask
    from steelyard.measure.reading import read

    workspace = steelyard.open(folder)
    question = replace(ask(metrics, by=["team"], period="month"), forced=chances)
    with workspace.store.snapshot() as snapshot:
        found = estimates(read(snapshot, workspace.settings, question))
    figures: Figures = {}
    for estimate in found:
        figures.setdefault(f"{estimate.part['period']} {estimate.part['team']}", []).append(estimate.value)
    return figures


def _queried(folder: Path, queries: Sequence[str]) -> Figures:
    import steelyard

    with steelyard.open(folder).store.snapshot() as snapshot:
        for sql in queries:
            snapshot.engine.query(sql)
    return {}


def _import() -> None:
    import steelyard.measure
    import steelyard.store.engine.duckdb  # noqa: F401


def main() -> None:
    """Run the part named and say what it took."""
    name, folder = sys.argv[1:]
    _import()
    begun = time.process_time()
    figures: Any = PARTS[name](Path(folder))
    print(json.dumps({"cpu_s": time.process_time() - begun, "figures": figures}))


if __name__ == "__main__":
    main()

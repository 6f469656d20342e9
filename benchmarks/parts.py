"""python -m benchmarks.parts PART FOLDER: one part in a fresh process, its seconds from the question to the figures.

Imports come before: what starting costs is measured apart (`benchmarks.start`).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import ours, theirs

PARTS: dict[str, Callable[[Path], Any]] = {
    part.__name__: part
    for part in (
        ours.load,
        ours.measured,
        ours.measured_once,
        ours.quantiles,
        ours.change,
        ours.report,
        ours.page_sums,
        ours.on_spark,
        theirs.load_by_hand,
        theirs.by_hand,
        theirs.by_hand_over_facts,
        theirs.quantiles_by_hand,
        theirs.change_by_hand,
        theirs.in_polars,
        theirs.in_pandas,
    )
}

IMPORTED = {"in_polars": ("polars",), "in_pandas": ("pandas",), "on_spark": ("pyspark.sql",)}
"""What a part needs imported beforehand, besides Steelyard."""

_OURS = ("steelyard.measure.sums.run", "steelyard.store.engine.duckdb")


def main() -> None:
    """Run the part named and say what it took."""
    name, folder = sys.argv[1:]
    for module in (*_OURS, *IMPORTED.get(name, ())):
        import_module(module)
    cpu_s, begun = _cpu_s(), time.perf_counter()
    said = PARTS[name](Path(folder))
    print(json.dumps({"cpu_s": _cpu_s() - cpu_s, "wall_s": time.perf_counter() - begun, "said": said}))


def _cpu_s() -> float:
    """CPU of this process and of its living children (Spark works in one), where the system tells them apart."""
    return time.process_time() + sum(_ticks(status) for status in Path("/proc").glob("[0-9]*/stat")) / _TICKS


def _ticks(status: Path) -> int:
    try:
        fields = status.read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12]) if int(fields[1]) == os.getpid() else 0


_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


if __name__ == "__main__":
    main()

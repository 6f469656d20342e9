"""python -m benchmarks.weigh --contacts 10000000: what a load takes and what intervals cost, with the targets."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import expert, world
from benchmarks.process import Run, python, run

PEAK_MOST_MIB = 4096
TARGET_SIZE = 10_000_000
EXACT, CLOSE = 1e-9, 0.02
"""How far apart values may lie; the second for issues, where by hand a contact counts in its own month."""


@dataclass(frozen=True)
class Comparison:
    """One price: a part of ours against one by hand."""

    what: str
    ours: str
    hand: str
    most: float


COMPARISONS = (
    Comparison("20 measures, intervals | by hand, raw files, no intervals", "measured", "by_hand", 1.0),
    Comparison("20 measures, one chance | by hand, facts", "measured_once", "by_hand_over_facts", 1.5),
    Comparison("20 measures, all chances | by hand, facts", "measured", "by_hand_over_facts", 3.0),
    Comparison("4 quantiles, all chances | by hand, facts", "quantiles", "quantiles_by_hand", 4.0),
)


def main() -> None:
    """Build the data, load them, ask both sides, print the ratios."""
    asked = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="steelyard-benchmark-", dir=asked.scratch))
    try:
        world.build(folder, asked.contacts)
        print(f"{asked.contacts:,} contacts, {os.cpu_count()} processors, by month and team")
        _print_load(run(python("-m", "benchmarks.parts", "load", str(folder))))
        names = dict.fromkeys(name for each in COMPARISONS for name in (each.ours, each.hand))
        said = {name: json.loads(run(python("-m", "benchmarks.parts", name, str(folder))).said) for name in names}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _print_prices({name: answer["cpu_s"] for name, answer in said.items()}, asked.contacts)
    _print_agreement(said["measured"]["figures"], said["by_hand"]["figures"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weigh", description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--scratch", help="folder for about 300 bytes a contact, removed at the end")
    return parser.parse_args(sys.argv[1:] if __name__ == "__main__" else [])


def _print_load(load: Run) -> None:
    print(
        f"load: {load.wall_s:.0f} s, {load.cpu_s:.0f} CPU-s, "
        f"{load.peak_mib:,.0f} MiB at the most (target {PEAK_MOST_MIB:,})"
    )


def _print_prices(cpu_s: Mapping[str, float], contacts: int) -> None:
    if contacts < TARGET_SIZE:
        print(f"The targets are for {TARGET_SIZE:,} contacts: what follows the group-bys costs the same at any size.")
    print(f"{'CPU-s':60}{'ours':>8}{'by hand':>9}{'ratio':>7}{'target':>8}")
    for each in COMPARISONS:
        ours, hand = cpu_s[each.ours], cpu_s[each.hand]
        print(f"{each.what:60}{ours:8.2f}{hand:9.2f}{ours / hand:7.2f}{each.most:8.1f}")


def _print_agreement(ours: Mapping[str, list[float | None]], hand: Mapping[str, list[float | None]]) -> None:
    """How far the two sides lie apart, over whole and mature months; parts too thin for a number of ours left out."""
    months = sorted({cell.split()[0] for cell in hand})[1:-2]
    cells = [cell for cell in hand if cell.split()[0] in months]
    gaps = {
        name: [_gap(ours[cell][place], hand[cell][place]) for cell in cells if ours[cell][place] is not None]
        for place, name in enumerate(expert.METRICS)
    }
    exact = max(max(found) for name, found in gaps.items() if name not in expert.ISSUES)
    close = max(median(found) for name, found in gaps.items() if name in expert.ISSUES)
    print(f"values: {exact:.1e} apart at the most; measures of issues {close:.4f} in the middle")
    if exact > EXACT or close > CLOSE:
        raise SystemExit("the two sides do not agree")


def _gap(one: float | None, other: float | None) -> float:
    """Relative difference, absolute below 1."""
    return float("inf") if one is None or other is None else abs(one - other) / max(abs(other), 1.0)


if __name__ == "__main__":
    main()

"""python -m benchmarks.answers --contacts 1000000: what every question of the report takes on a simulated centre.

The target: all of them within a minute for a million contacts on two processors.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.process import python, run

TARGET_S = 60
SCENARIO = "handle-time-target"

_ASK = """
import sys, time
import steelyard
workspace = steelyard.open(sys.argv[1])
cpu, wall = time.process_time(), time.perf_counter()
workspace.ask(sys.argv[2])
print(time.process_time() - cpu, time.perf_counter() - wall)
"""


def main() -> None:
    """Simulate, load, ask each question in a process of its own, print what it took."""
    asked = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="steelyard-answers-", dir=asked.scratch))
    try:
        place = folder / "centre"
        cli = "from steelyard.cli import main; main()"
        run(python("-c", cli, "simulate", SCENARIO, "--contacts", str(asked.contacts), "--out", str(place)))
        run(python("-c", cli, "load", "-w", str(place)))
        print(f"{asked.contacts:,} contacts\n{'question':16}{'CPU-s':>8}{'wall s':>8}")
        took = [_ask(place, name) for name in _questions()]
        print(f"{'all':16}{sum(cpu for cpu, _ in took):8.1f}{sum(wall for _, wall in took):8.1f}  (target {TARGET_S})")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers", description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--scratch", help="folder for about 500 bytes a contact, removed at the end")
    return parser.parse_args(sys.argv[1:])


def _questions() -> list[str]:
    from steelyard.report.asking import sections

    return [analysis.id for analysis in sections()]


def _ask(folder: Path, question: str) -> tuple[float, float]:
    begun = time.perf_counter()
    cpu, wall = map(float, run(python("-c", _ASK, str(folder), question)).said.split())
    print(f"{question:16}{cpu:8.1f}{wall:8.1f}  ({time.perf_counter() - begun:.1f} with starting)")
    return cpu, wall


if __name__ == "__main__":
    main()

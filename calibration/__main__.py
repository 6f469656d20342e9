"""python -m calibration: runs every part, writes docs/calibration/results.json, and the page from it.

Parts already there are kept where --part names others, so that a part can be run again alone. `python -m calibration
claims` asks centres of one plant and prints what was claimed falsely, and what was found; `evaluations` does so of
simulated evaluators and steady services, `debts` of broken steps of journeys, `perspectives` of services in which
nothing contradicts. None of them writes results.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

from calibration import debts, page, perspectives, simulated
from calibration.parts import PARTS, SEED
from calibration.planted import run as planted
from calibration.results import RESULTS, keep, read


def main() -> None:
    """Run what was asked; where every section has something to say, write the page."""
    if sys.argv[1:2] == ["claims"]:
        planted.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["evaluations"]:
        simulated.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["perspectives"]:
        perspectives.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["debts"]:
        debts.main(sys.argv[2:])
        return
    asked = _arguments()
    for place, name in enumerate(PARTS):
        if asked.only and not any(f"{name}-".startswith(f"{part}-") for part in asked.only):
            continue
        print(f"{name} ...", end=" ", flush=True)
        begun, cpu = time.monotonic(), _cpu_s()
        found = PARTS[name](asked.share, SEED + 1000 * place, asked.scratch)
        took = {"took_s": round(time.monotonic() - begun), "cpu_s": round(_cpu_s() - cpu)}
        run = {**took, "seed": SEED + 1000 * place, "share": asked.share, **_circumstances()}
        keep(asked.results, name, {**found, **run})
        print(f"{took['took_s']:,} s, {took['cpu_s']:,} CPU-s", flush=True)
    if page.is_whole(read(asked.results)):
        page.publish(asked.results)


def _cpu_s() -> float:
    """Of this process and of those it started and that have ended."""
    return sum(os.times()[:4])


def _circumstances() -> dict[str, str]:
    names = ("steelyard", "duckdb", "numpy", "scipy")
    return {
        "on": date.today().isoformat(),
        "versions": ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)]),
        "processors": str(os.cpu_count()),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m calibration", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the full number of worlds")
    parser.add_argument("--only", "--part", nargs="*", help="parts, or beginnings of their names")
    parser.add_argument("--scratch", type=Path, help="folder for about 1 GB at a time")
    parser.add_argument("--results", type=Path, default=RESULTS)
    return parser.parse_args(sys.argv[1:])


if __name__ == "__main__":
    main()

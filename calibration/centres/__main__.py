"""python -m calibration.centres OUT --plant null --seed 1: writes one centre and prints what was planted in it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from calibration.centres import PLANTS, Truth, centre, write


def main() -> None:
    """Write one centre."""
    parser = argparse.ArgumentParser(prog="python -m calibration.centres", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plant", choices=list(PLANTS), default="null")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--place", help="a site or a team, instead of the plant's own")
    parser.add_argument("--contacts", type=int, help="about how many in 15.6 months")
    parser.add_argument("--days-after", type=int, help="days the export goes on after 2026-03-31")
    parser.add_argument("--solution-days", type=float, help="mean of the exponential time to a solution")
    asked = parser.parse_args()
    names = ("contacts", "days_after", "solution_days")
    other: dict[str, Any] = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    print(_told(write(asked.folder, centre(asked.plant, place=asked.place, **other), asked.seed)))


def _told(truth: Truth) -> str:
    planted = ", ".join(f"{name} {'up' if sign > 0 else 'down'}" for name, sign in truth.moves.items()) or "nothing"
    lines = [f"{truth.plant}: {planted}", f"{truth.contacts:,} contacts, {truth.issues:,} issues"]
    pairs = [("all", truth.before, truth.after)]
    if truth.at_place is not None:
        pairs.append((truth.places[0], *truth.at_place))
    for where, before, after in pairs:
        lines += [f"{where}: {name} {before[name]:.4g} -> {after[name]:.4g}" for name in before]
    return "\n".join(lines)


if __name__ == "__main__":
    main()

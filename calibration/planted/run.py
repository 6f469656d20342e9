"""python -m calibration claims: asks many centres of one plant and counts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from calibration.centres import PLANTS
from calibration.planted import counting
from calibration.planted.collect import QUESTIONS
from calibration.planted.one import World, ask


def run(
    plant: str,
    seeds: Sequence[int],
    scratch: Path | None = None,
    only: tuple[str, ...] = (),
    each: Path | None = None,
    **other: Any,
) -> dict[str, Any]:
    """Counts over centres of one plant.

    Args:
        only: questions; all unless told. each: file every centre's claims are added to, a line each.
        other: parameters of the centre in place of the plant's.
    """
    found = []
    for world in asked([World(plant, seed, other) for seed in seeds], scratch, only):
        found.append(world)
        if each is not None:
            with each.open("a", encoding="utf-8") as file:
                file.write(json.dumps(world, default=str) + "\n")
    return counting.summary(found)


def asked(worlds: Sequence[World], scratch: Path | None = None, only: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Every centre in a process of its own, one after the other: what one leaves in memory does not slow the next."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        yield from pool.map(partial(ask, scratch=scratch, only=only), worlds)


def main(given: Sequence[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m calibration claims", description=__doc__)
    parser.add_argument("--plant", choices=list(PLANTS), default="null")
    parser.add_argument("--seeds", type=seeds_of, default=range(1, 11), help="such as 1-40")
    parser.add_argument("--place", help="a site or a team, instead of the plant's own")
    parser.add_argument("--contacts", type=int)
    parser.add_argument("--days-after", type=int)
    parser.add_argument("--solution-days", type=float)
    parser.add_argument("--questions", nargs="*", choices=list(QUESTIONS), default=[])
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("--each", type=Path, help="file to add every centre's claims to, as lines of JSON")
    parser.add_argument("--json", action="store_true", help="counts as JSON")
    asked_for = parser.parse_args(given)
    names = ("place", "contacts", "days_after", "solution_days")
    other = {name: getattr(asked_for, name) for name in names if getattr(asked_for, name) is not None}
    only = tuple(asked_for.questions)
    found = run(asked_for.plant, asked_for.seeds, asked_for.scratch, only, asked_for.each, **other)
    print(json.dumps(found, indent=1) if asked_for.json else counting.table(asked_for.plant, found))


def seeds_of(text: str) -> range:
    """1-40 as the range of those seeds; 7 as that one alone."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)

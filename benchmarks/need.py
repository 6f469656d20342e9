"""How many of those on today's list are really in need: python -m benchmarks.need [SEED ...] [--contacts N]

A simulated centre for each seed, in which it is known who is in need; the weights of the reasons were set looking at
other seeds (1, 11 and 12). Printed for each, and in all: of those listed in a day, how many are in need, beside as
many by lowest rating and at random, the silent ones among them, and what they are worth a year.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

import steelyard
from steelyard.analyses.list.answer import Today
from steelyard.analyses.list.judging import Judged, judge
from steelyard.settings import shaping
from steelyard.simulate.workspace import prepare

SCENARIO = "handle-time-target"
SEEDS = (13, 21, 22, 23, 31)
"""Never looked at when a weight was set."""


def judged(seed: int, contacts: int) -> Judged:
    """The list of one centre against its truth."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "centre"
        truth = prepare(SCENARIO, folder, contacts, seed, has_effects=False)
        workspace = steelyard.open(folder)
        workspace.load()
        with workspace.snapshot() as snapshot:
            held = shaping.as_built(workspace.settings, snapshot.manifest.notes)
            answer = workspace.put(snapshot, "list")
            assert isinstance(answer, Today)
            return judge(snapshot, held, answer, truth.needs["customers"], truth.needs["silent"])


def said(name: str, found: list[Judged]) -> str:
    """One line of the table."""
    listed, needy, silent = (sum(getattr(one, of) for one in found) for of in ("listed", "found", "silent"))
    rated, chance = sum(one.by_rating for one in found), sum(one.at_random for one in found)
    worth = [sum(one.values[place] for one in found) for place in range(3)]
    return (
        f"{name:>6}  {needy:>3} of {listed:<4} {needy / listed:>5.0%}  {silent:>6}  {rated:>9}  {chance:>9.1f}  "
        f"{worth[0]:>10,.0f} {worth[1]:>10,.0f} {worth[2]:>10,.0f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("seeds", nargs="*", type=int, default=list(SEEDS))
    parser.add_argument("--contacts", type=int, default=80_000)
    given = parser.parse_args()
    print("  seed      in need         silent  by rating  at random   worth a year: list, by rating, at random")
    found = []
    for seed in given.seeds:
        found.append(judged(seed, given.contacts))
        print(said(str(seed), found[-1:]), flush=True)
    print(said("all", found))


if __name__ == "__main__":
    main()

"""python -m calibration debts: centres in which a step of the journey is broken, and such in which nothing is.

Counts in how many a debt is proposed, where it lies, since when, what it costs, and what is claimed where nothing
broke.
Each centre is written, loaded, asked and removed; what was found of each can be added to a file, a line a centre.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import steelyard
from calibration.centres import centre, write
from steelyard import catalogue
from steelyard.analyses.debt.answer import Debt, Debts
from steelyard.analyses.periods.annualise import YEAR_DAYS
from steelyard.answers import Estimate
from steelyard.simulate.setting.plants import Break
from steelyard.simulate.workspace import prepare

BROKEN = ("broken-step", "slow-step", "doubled-step", "half-repaired-step")
NULLS = ("nothing-happens", "mix-shift", "another-maker")
"""Where nothing may be claimed; the last is drawn by the simulator of `calibration.centres`."""

CONTACTS = 40_000


@dataclass(frozen=True)
class Judged:
    """What was said of one centre.

    Attributes:
        claimed: debts proposed. found: one of them lies where the step broke. others: how many lie elsewhere.
        dated: its first day lies in its interval. priced: what it costs the provider a month lies in that of its cost;
            None where no price is told. timed: what it costs customers in hours lies above the lower limit of its time,
            of which the exports hold what phone, chat and bots record, and nothing of writing emails.
        cost: lower limit, estimate, upper limit, and what it really was.
    """

    plant: str
    seed: int
    claimed: int
    found: bool = False
    others: int = 0
    dated: bool = False
    priced: bool | None = None
    timed: bool | None = None
    cost: tuple[float, ...] = ()
    said: tuple[str, ...] = ()


def judge(plant: str, seed: int, contacts: int = CONTACTS, scratch: Path | None = None) -> Judged:
    """One centre of a plant."""
    folder = Path(tempfile.mkdtemp(prefix="steelyard-debts-", dir=scratch))
    try:
        truth = _write(plant, seed, contacts, folder / "centre")
        workspace = steelyard.open(folder / "centre")
        workspace.load()
        answer = workspace.ask("debt")
        assert isinstance(answer, Debts)
        found, until = answer.found, answer.until or date.max
        families = workspace.settings.topic_families
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    said = tuple(f"{one.id} since {one.since.on if one.since else ''}" for one in found)
    if plant in NULLS:
        return Judged(plant, seed, len(found), others=len(found), said=said)
    broken = catalogue.entry("simulate.scenarios", "SCENARIO", plant.replace("-", "_")).breaks[0]
    mine = [one for one in found if _lies_there(one, broken, families)]
    if not mine:
        return Judged(plant, seed, len(found), others=len(found), said=said)
    one, effects = mine[0], truth[broken.name][broken.topic]
    really = _monthly(effects, "cost", one, broken, until)
    assert one.since is not None
    return Judged(
        plant,
        seed,
        len(found),
        True,
        len(found) - len(mine),
        one.since.low <= broken.begins_on <= one.since.high,
        _holds(one.cost, really, is_least=False),
        _holds(one.time, _monthly(effects, "customer_min", one, broken, until) / 60, is_least=True),
        _limits(one.cost, really),
        said,
    )


def _write(plant: str, seed: int, contacts: int, folder: Path) -> dict[str, Any]:
    if plant == "another-maker":
        write(folder, centre("null", contacts=contacts), seed)
        return {}
    effects: dict[str, Any] = prepare(plant, folder, contacts=contacts, seed=seed).effects
    return effects


def _lies_there(one: Debt, broken: Break, families: Mapping[str, Sequence[str]]) -> bool:
    family = next((name for name, topics in families.items() if broken.topic in topics), broken.topic)
    return one.by == "family" and one.part == family and (not one.topics or broken.topic in one.topics)


def _monthly(effects: Mapping[str, Mapping[str, float]], name: str, one: Debt, broken: Break, last_on: date) -> float:
    """What the break really added a month, over the days a debt is said to last; nothing outside its own."""
    assert one.since is not None
    ends = one.until or last_on
    total = 0.0
    for month, told in effects.items():
        first = date.fromisoformat(f"{month}-01")
        last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
        begins_on, ends_on = max(first, broken.begins_on), min(last, broken.ends_on or last)
        of, inside = _days(begins_on, ends_on), _days(max(begins_on, one.since.on), min(ends_on, ends))
        total += (told[f"{name}_with"] - told[f"{name}_without"]) * (inside / of if of else 0.0)
    return total / (_days(one.since.on, ends) / (YEAR_DAYS / 12))


def _days(first: date, last: date) -> int:
    return max((last - first).days + 1, 0)


def _holds(told: Estimate | None, really: float, *, is_least: bool) -> bool | None:
    if told is None or told.interval is None:
        return None
    return told.interval.low <= really and (is_least or really <= told.interval.high)


def _limits(told: Estimate | None, really: float) -> tuple[float, ...]:
    if told is None or told.value is None or told.interval is None:
        return ()
    return told.interval.low, told.value, told.interval.high, really


def summary(judged: Sequence[Judged]) -> str:
    """Counts by plant, in words."""
    lines = []
    for plant in dict.fromkeys(one.plant for one in judged):
        mine = [one for one in judged if one.plant == plant]
        if plant in NULLS:
            lines.append(f"{plant}: a debt is claimed in {sum(one.claimed > 0 for one in mine)} of {len(mine)}")
            continue
        held = [one for one in mine if one.found]
        priced, timed = ([one for one in held if getattr(one, name) is not None] for name in ("priced", "timed"))
        lines.append(
            f"{plant}: found in {len(held)} of {len(mine)}; dated {sum(one.dated for one in held)} of {len(held)}; "
            f"priced {sum(bool(one.priced) for one in priced)} of {len(priced)}; "
            f"customers' time at least so much {sum(bool(one.timed) for one in timed)} of {len(timed)}; "
            f"something else claimed in {sum(one.others > 0 for one in mine)}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Judge what was asked."""
    parser = argparse.ArgumentParser(prog="python -m calibration debts", description=__doc__)
    parser.add_argument("--plants", nargs="*", choices=[*BROKEN, *NULLS], default=[*BROKEN, *NULLS])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--contacts", type=int, default=CONTACTS)
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("--each", type=Path, help="file to which a line is added for each centre")
    asked = parser.parse_args(arguments)
    judged = []
    for seed in range(asked.first, asked.first + asked.seeds):
        for plant in asked.plants:
            one = judge(plant, seed, asked.contacts, asked.scratch)
            judged.append(one)
            if asked.each:
                with asked.each.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(one)) + "\n")
            print(one, flush=True)
    print(summary(judged))

"""Worlds in which nothing changes and nobody differs: how often is a change or a difference claimed?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from calibration.drawn import Setting, Shocks
from calibration.worlds import Load, chunks, loaded, one_chance, quiet
from steelyard import measure
from steelyard.analyses.attribution.attribution import SEGMENTS, attribute
from steelyard.answers import Estimate
from steelyard.measure import Side
from steelyard.measure.sums.model import Part, Sums, take

METRICS = (
    "first_contact_resolution",
    "contacts_per_issue",
    "resolution_rate",
    "handle_time",
    "csat_score",
    "cost_per_issue",
    "balance",
)
TEAMS = 16
AGENTS_OF_TEAM = 12
MONTHS = tuple(date(2025, month, 1) for month in range(3, 13))
LAST_ON = date(2025, 12, 31)
HALVES = ((date(2025, 3, 1), date(2025, 7, 31)), (date(2025, 8, 1), date(2025, 12, 31)))
SHOCKS = Shocks(day_returns=0.3, day_handle=0.3, day_resolved=0.15, agent_returns=0.3, agent_handle=0.3)
CONTACTS_OF_A_CUSTOMER = 3.22
"""In the year, attempts given up included, on average."""

_SMALL = replace(
    quiet(Setting(teams=TEAMS, agents=TEAMS * AGENTS_OF_TEAM, hourly_cost=(30, 30))),
    invited=(("csat", 0.3),),
    evaluated=0.02,
)
SETTINGS = {
    "nothing-happens": _SMALL,
    "shared-shock": replace(_SMALL, shocks=SHOCKS),
    "mix-shift": replace(_SMALL, drift=0.3),
}
MOVES = {"mix-shift": ["handled_otherwise"]}
"""Kind of world -> factors of the balance that do move there: channels are ways of handling."""
WORLDS_AT_ONCE = 20


def run(scenario: str, worlds: int, contacts: int, seed: int, scratch: Path | None) -> dict[str, object]:
    """Claims in one kind of world at one size, to be written down."""
    customers = round(contacts / CONTACTS_OF_A_CUSTOMER)
    with loaded(SETTINGS[scenario], worlds, customers, seed, scratch=scratch) as load:
        found = {
            "months": _between_months(load, ("channel",) if scenario == "mix-shift" else ()),
            "teams": _between_teams(load),
            "factors": _of_factors(load),
        }
        told = {"scenario": scenario, "worlds": worlds, "contacts": load.contacts // worlds, "claims": found}
        return {**told, "moves": MOVES.get(scenario, [])}


def _between_months(load: Load, within: tuple[str, ...]) -> dict[str, object]:
    """Pairs of neighbouring months, no month in two pairs; within each channel where the channels' mix moves."""
    counted = _Counted()
    for names in chunks(load.names, WORLDS_AT_ONCE):
        sums = _sums(load, names, ("world", *within), period="month")
        for part in dict.fromkeys(part[:-1] for part in sums.parts):
            pairs = zip(MONTHS[::2], MONTHS[1::2], strict=True)
            counted.add(sums, [((*part, str(one)), (*part, str(two))) for one, two in pairs])
    return counted.summary()


def _between_teams(load: Load) -> dict[str, object]:
    """Pairs of teams, no team in two pairs, over the whole time."""
    counted = _Counted()
    names = [f"team {place:02d}" for place in range(TEAMS)]
    for worlds in chunks(load.names, WORLDS_AT_ONCE):
        sums = _sums(load, worlds, ("world", "team"))
        for world in worlds:
            counted.add(sums, [((world, a), (world, b)) for a, b in zip(names[::2], names[1::2], strict=True)])
    return counted.summary()


def _sums(load: Load, names: Sequence[str], by: tuple[str, ...], period: str = "") -> Sums:
    with load.workspace.snapshot() as snapshot:
        return measure.measure(
            snapshot,
            load.workspace.settings,
            METRICS,
            by=by,
            period=period,
            where={"world": names},
            from_on=MONTHS[0],
            to_on=LAST_ON,
        )


class _Counted:
    """Claims by metric, with every chance and with the customers' alone."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.claimed: Counter[str] = Counter()
        self.naive: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def add(self, sums: Sums, pairs: Iterable[tuple[Part, Part]]) -> None:
        for one, two in pairs:
            both = take(sums, (sums.place(one), sums.place(two)))
            for ours, naive in zip(
                measure.differences(both, one, two), measure.differences(one_chance(both), one, two), strict=True
            ):
                self.refused[ours.metric] += ours.interval is None
                self.asked[ours.metric] += ours.interval is not None
                self.claimed[ours.metric] += is_claim(ours)
                self.naive[ours.metric] += is_claim(naive)

    def summary(self) -> dict[str, object]:
        return {
            name: {
                "asked": self.asked[name],
                "claimed": self.claimed[name],
                "naive": self.naive[name],
                "refused": self.refused[name],
            }
            for name in METRICS
        }


def is_claim(estimate: Estimate) -> bool:
    """Whether the interval of a change leaves zero out."""
    return estimate.interval is not None and not estimate.interval.low <= 0 <= estimate.interval.high


FACTORS = ("experience", "effectiveness", "onceness", "pace", "price", "technology", "other", "handled_otherwise")


def _of_factors(load: Load) -> dict[str, object]:
    """Factors of the change of the balance from one span of months to another; the mix may move, they do not."""
    counts = {name: Counter[str]() for name in (*FACTORS, "mix")}
    with load.workspace.snapshot() as snapshot:
        for name in load.names:
            sides = [Side(one, two, {"world": (name,)}) for one, two in HALVES]
            found = attribute(measure.identity(snapshot, load.workspace.settings, *sides, by=SEGMENTS))
            for factor, count in counts.items():
                if factor in found.factors:
                    effect = found.effect((factor,))
                    count.update(asked=effect.interval is not None, claimed=is_claim(effect))
    return {name: dict(count) for name, count in counts.items()}

"""What moved the balance: are planted changes of its factors found, at the size they were planted?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from calibration import drawn
from calibration.drawn import Regime, Setting
from calibration.tally import Tally
from calibration.worlds import Load, loaded, on, quiet
from steelyard import measure
from steelyard.analyses.attribution.attribution import SEGMENTS, attribute
from steelyard.measure import Side

CHANGE_DAY = 180
PLANTED = Regime(returns=0.8, resolved=1.06, rating=0.94, handle=0.85, first_share=-0.15, capacity=0.78, price=33)
BEFORE, AFTER = (0, 150), (180, 330)
"""Days of the issues compared; a month lies between, so that no issue of the first is worked on in the second."""

WORLDS_OF_A_LOAD = 100
"""The ledger's rows meet every day and team of their span: many worlds in one ledger cost their square."""


def setting(regime: Regime = PLANTED) -> Setting:
    """Worlds that change in every factor, and in their mix, on one day."""
    return replace(quiet(Setting(has_ledger=True)), later=regime, change_day=CHANGE_DAY)


def tally(load: Load, tallies: dict[str, Tally]) -> None:
    """Add every world's split."""
    with load.workspace.snapshot() as snapshot:
        for name in load.names:
            sides = [Side(on(first), on(last), {"world": (name,)}) for first, last in (BEFORE, AFTER)]
            found = attribute(measure.identity(snapshot, load.workspace.settings, *sides, by=SEGMENTS))
            for term, entry in tallies.items():
                entry.add(found.effect(found.factors if term == "balance" else (term,)))


def run(count: int, customers: int, seed: int, scratch: Path | None) -> dict[str, object]:
    """The split of a planted change at one size, to be written down."""
    planted, contacts = setting(), 0
    tallies = {name: Tally(value) for name, value in drawn.split(planted).items()}
    for place, first in enumerate(range(0, count, WORLDS_OF_A_LOAD)):
        size = min(WORLDS_OF_A_LOAD, count - first)
        with loaded(planted, size, customers, seed + place, scratch=scratch) as load:
            tally(load, tallies)
            contacts += load.contacts
    terms = {name: entry.summary() for name, entry in tallies.items()}
    return {"worlds": count, "customers": customers, "contacts": contacts, "terms": terms}

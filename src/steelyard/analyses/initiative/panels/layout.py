"""Who of a panel was treated in which periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from steelyard.answers import Missing
from steelyard.measure.models.panels import Measure, Sums
from steelyard.settings.undertaken import PanelInitiative
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.theme import counted
from steelyard.wording import listed

Design = Literal["randomised", "two-by-two", "staggered", "synthetic", "series"]

MANY = 5
"""Units on either side from which they, and not the periods, tell how sure an effect is."""

DONORS = 19
"""Units not treated from which a placebo test over them can reach 5%."""

LEAST_BEFORE = 2
"""Periods before it began that a comparison of changes needs; a lot needs none."""

LEAST_SERIES = 24
"""Periods before it began from which the periods alone tell how sure a step of few units is."""


@dataclass(frozen=True)
class Layout:
    """Attributes:
    sums: of the units that are compared. treated: (units,), the others are control.
    start: (units,), place of the first period with it; of controls, of those who began first.
    before, after: (units, periods). is_randomised: drawn by lot. is_unlike: no mix of the others follows those treated.
    """

    sums: Sums
    treated: Flags
    start: Integers
    before: Flags
    after: Flags
    is_randomised: bool
    is_unlike: bool = False

    @property
    def starts(self) -> Integers:
        """Where units began, each place once."""
        return np.unique(self.start[self.treated])

    @property
    def first(self) -> int:
        """The period in which the first began."""
        return int(self.starts[0])

    @property
    def design(self) -> Design:
        """The best these units and periods allow."""
        count, others = int(self.treated.sum()), int((~self.treated).sum())
        if min(count, others) >= MANY:
            if self.is_randomised and len(self.starts) == 1:
                return "randomised"
            return "staggered" if len(self.starts) > 1 else "two-by-two"
        if self.first < LEAST_SERIES:
            return "synthetic"
        return "synthetic" if others >= DONORS and len(self.starts) == 1 and not self.is_unlike else "series"

    def totals(self, one: Measure, flags: Flags) -> tuple[Floats, Floats]:
        """(units,) each: the sums over some periods, and what they are divided by; only where a sum is known."""
        known = flags & np.isfinite(one.amounts) & (one.sizes > 0)
        return np.where(known, one.amounts, 0.0).sum(axis=1), np.where(known, one.sizes, 0.0).sum(axis=1)

    def means(self, one: Measure, flags: Flags) -> Floats:
        """(units,): a measure over some periods; nan where nothing is known."""
        above, below = self.totals(one, flags)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(below > 0, above / below, np.nan)


def laid_out(sums: Sums, initiative: PanelInitiative) -> Layout | Missing:
    """Units and periods sorted; or why nobody can be compared."""
    if sums.unread:
        said = f"the panel's periods cannot be put in order ({listed([repr(text) for text in sums.unread])})"
        return _lacking(said, "write them as 2026-01-31, 2026-01, 2026-W05, 2026-Q1 or a number")
    if not sums.units:
        return _lacking("no panel of sums by unit and period is loaded", "map a file to the table panel")
    start = _starts(sums, initiative)
    if isinstance(start, Missing):
        return start
    treated = start >= 0
    control = np.isin(np.array(sums.units), initiative.controls) if initiative.controls else ~treated
    if np.isfinite(sums.eligible).any():
        control &= sums.eligible == 1
        treated &= ~(sums.eligible == 0)
    known = _known(sums)
    treated, control = treated & known, control & known
    chosen = treated | control
    if not treated.any():
        return _lacking("the panel holds nobody who was treated", "mend treated, starts or from in steelyard.toml")
    if not (control & ~treated).any():
        return _lacking(
            "nobody was left out, so before and after is all there is, and that is no evidence: whatever else changed "
            "would count as the initiative's",
            "begin it in some units later than in others, best drawn by lot",
        )
    held = sums.kept(chosen)
    begun = np.where(treated, start, int(start[treated].min()))[chosen]
    places = np.arange(len(held.periods))
    before, after = places[None, :] < begun[:, None], places[None, :] >= begun[:, None]
    if initiative.until:
        last = held.place(initiative.until)
        if last is None:
            return _unread(initiative.until, held)
        after &= (places <= last)[None, :]
    found = Layout(held, treated[chosen], begun, before, after, initiative.is_randomised)
    return _refused(found) or found


def _known(sums: Sums) -> Flags:
    """(units,): those of whom anything is known."""
    return np.any([np.isfinite(one.means).any(axis=1) for one in sums.measures.values()], axis=0)


def _starts(sums: Sums, initiative: PanelInitiative) -> Integers | Missing:
    """(units,): place of the period each began in; -1 for those who never did."""
    start = np.full(len(sums.units), -1, dtype=np.int64)
    if initiative.starts:
        absent = [unit for unit in (*initiative.starts, *initiative.controls) if unit not in sums.units]
        if absent:
            known = listed(sums.units[:8])
            return _lacking(f"the panel has no unit {listed(absent)}; there are {known}", "mend treated or starts")
        for unit, period in initiative.starts.items():
            place = sums.place(period)
            if place is None:
                return _unread(period, sums)
            start[sums.units.index(unit)] = place
        return start
    if initiative.begins:
        place = sums.place(initiative.begins)
        if place is None:
            return _unread(initiative.begins, sums)
        if np.isfinite(sums.assigned).any():
            return np.where(sums.assigned == 1, place, start)
        if np.isfinite(sums.reached).any():
            return np.where(_first_reached(sums) >= 0, place, start)
        said = "no column of the panel says who was treated"
        return _lacking(said, "map assigned, or register treated = [...] beside from")
    if sums.has_begins:
        return np.where(sums.assigned == 0, -1, sums.begins)
    if np.isfinite(sums.reached).any():
        return _first_reached(sums)
    return _lacking(
        "neither the register nor the panel says who was treated since when",
        "register treated and from, or map begins; with assigned mapped, from alone is enough",
    )


def _first_reached(sums: Sums) -> Integers:
    """(units,): the first period in which each was treated for half of it or more; -1 where it never was.

    Where the periods before it are not known, it may have begun earlier: then with those who are known to have.
    """
    on = sums.reached >= 0.5
    first = np.where(on.any(axis=1), on.argmax(axis=1), -1)
    places = np.arange(on.shape[1])
    last_off = np.where((sums.reached < 0.5) & (places[None, :] < first[:, None]), places[None, :], -1).max(axis=1)
    held = np.unique(first[(first >= 0) & (last_off == first - 1)])
    for row in np.flatnonzero(first >= 0):
        likely = held[(held > last_off[row]) & (held <= first[row])]
        first[row] = likely[0] if len(likely) else first[row]
    return first


def _refused(held: Layout) -> Missing | None:
    since = len(held.sums.periods) - held.first
    before = held.first if len(held.starts) == 1 else int(held.starts[-1])
    if since < 1:
        said = f"the panel ends at {held.sums.periods[-1]} and holds no period since it began"
        return _lacking(said, "load later periods, or mend from where it is mistyped")
    if before < LEAST_BEFORE and not held.is_randomised:
        few = f"only {counted(before, 'periods')}" if before else "no period"
        said = f"the panel begins at {held.sums.periods[0]} and holds {few} before it began; {LEAST_BEFORE} are needed"
        return _lacking(said, "load earlier periods, or mend from where it is mistyped")
    return None


def _unread(period: str, sums: Sums) -> Missing:
    shown = f"{sums.periods[0]} to {sums.periods[-1]}"
    return _lacking(
        f"{period!r} is none of the panel's periods ({shown})",
        f"write it as the panel does, such as {sums.periods[-1]}",
    )


def _lacking(reason: str, unlock: str) -> Missing:
    return Missing("initiative", "", reason, unlock)

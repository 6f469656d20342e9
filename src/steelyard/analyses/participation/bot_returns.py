"""What a bot's sessions tell of its solving: what is unmarked stays open, but customers who came again are seen.

A session that ends without a mark may have solved the issue or not: everything formed of solved issues is read with
none, half and all of them solved. How often customers had to come again after it is measured, and is held against
similar issues that people began to handle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from steelyard.analyses.participation.matched_groups import (
    LEAST,
    LEAST_IN_ALL,
    Formula,
    Sums,
    TwoStates,
    estimate,
    figures,
)
from steelyard.analyses.participation.modes import BOT_FIRST, share_of, split
from steelyard.answers import Estimate
from steelyard.measure import Cells
from steelyard.measure.estimates.spanning import first_over
from steelyard.stats.arrays import Flags, Floats
from steelyard.stats.comparison.stratified_difference import Contrast
from steelyard.stats.distributions import student_sf
from steelyard.theme import figure
from steelyard.wording import limits_of, with_limits

ENDS = (0.5, 0.0, 1.0)
"""Shares of the unmarked sessions taken to have solved the issue: the middle first, then both ends."""

HANDLED_BY = "handled_by"

MOST_FURTHER = 0.10
"""Further contacts to an issue by which the work came back; fewer, and a bot's silence is taken as people's."""


@dataclass(frozen=True)
class BotReturns:
    """How issues begun with the bot go on, in the days asked.

    Args:
        share, share_before: of all issues; the second None without days before.
        further: contacts an issue takes more than similar issues that people began.
        variance, df: of that difference.
        ends: the same however likely unidentified contacts are to be returns, see `over_range`.
    """

    share: float
    share_before: float | None
    further: Estimate
    variance: float
    df: float
    ends: tuple[BotReturns, ...] = ()

    @property
    def has_grown(self) -> bool:
        """Whether the bot begins more of the issues than before."""
        return self.share_before is not None and self.share > self.share_before

    @property
    def came_back(self) -> float:
        """The least probability that issues begun with the bot take a tenth of a contact more than similar issues."""
        return float(np.min([one._more() for one in (self, *self.ends)]))

    @property
    def stayed_away(self) -> float:
        """The least probability that they do not."""
        return float(np.min([1 - one._more() for one in (self, *self.ends)]))

    def _more(self) -> float:
        if self.further.value is None or not np.isfinite([self.variance, self.df]).all() or self.variance <= 0:
            return float("nan")
        return float(student_sf((MOST_FURTHER - self.further.value) / np.sqrt(self.variance), self.df))

    @property
    def said(self) -> str:
        """Issues begun with the bot (14.7%, before 2.6%) take 0.19 (0.15–0.23) more contacts than similar issues."""
        further = self.further
        if further.value is None or further.interval is None:
            return ""
        before = "" if self.share_before is None else f", before {figure(self.share_before, 'share')}"
        lead = f"issues begun with the bot ({figure(self.share, 'share')}{before}) take"
        if not further.sign:
            return f"{lead} about as many contacts as similar issues ({limits_of(further)})"
        word = "more" if further.sign > 0 else "fewer"
        return f"{lead} {with_limits(further.sized())} {word} contacts than similar issues"


def bot_returns(now: Cells, before: Cells | None) -> BotReturns | None:
    """None where too few issues are begun with the bot, or too few alike are not."""
    two = split(now, BOT_FIRST)
    chosen = two.holds("n", LEAST)
    n = two.total("n")[:, chosen].sum(axis=1)
    if not chosen.any() or n.min() < LEAST_IN_ALL:
        return None
    value, spread = figures(two, _contacts(two, chosen))
    variance, df = float(spread.variance[0]), float(spread.df[0])
    further = estimate(two, "further_contacts", "number", float(value[0]), variance, df, n=int(n.min()))
    share = share_of(now, BOT_FIRST)[1] or 0.0
    return BotReturns(share, None if before is None else share_of(before, BOT_FIRST)[1], further, variance, df)


def over_range(found: Sequence[BotReturns | None]) -> BotReturns | None:
    """The first of several readings of the issues, as far as all say the same; None where one says nothing."""
    known = [one for one in found if one is not None]
    return replace(first_over(known, "further"), ends=tuple(known[1:])) if len(known) == len(found) else None


def _contacts(two: TwoStates, chosen: Flags) -> Formula:
    def formula(sums: Sums) -> Floats:
        n, y = sums("n")[..., chosen], sums("contacts")[..., chosen]
        contrast = Contrast(n[..., 1, :], y[..., 1, :], n[..., 0, :], y[..., 0, :])
        return np.asarray(contrast.within(contrast.n1, np.ones(int(chosen.sum()), dtype=bool)))[..., None]

    return formula


def settled(cells: Cells, solved: float) -> Cells:
    """The cells as if that share of the issues bots left unmarked had been solved; people's stay as they are."""
    is_bot = np.array([name == "bot" for name in cells.column(HANDLED_BY)], dtype=bool)
    groups = {chance: _settled(cells, rows, is_bot, solved) for chance, rows in cells.groups.items()}
    return replace(cells, whole=_settled(cells, cells.whole, is_bot, solved), groups=groups)


def as_people(cells: Cells) -> Cells:
    """The cells with bots' unmarked issues solved as often as people's marked ones."""
    by_people = np.array([name != "bot" for name in cells.column(HANDLED_BY)], dtype=bool)
    marked = float(cells.total("marked")[by_people].sum())
    return settled(cells, float(cells.total("resolved")[by_people].sum()) / marked if marked else 0.0)


def has_unmarked(cells: Cells) -> bool:
    """Whether bots left any issue unmarked."""
    is_bot = np.array([name == "bot" for name in cells.column(HANDLED_BY)], dtype=bool)
    return bool(cells.total("unmarked")[is_bot].sum() > 0)


def _settled(cells: Cells, sums: Floats, is_bot: Flags, solved: float) -> Floats:
    """Sums (cells, ..., products)."""
    n, marked, unmarked, resolved, weight, worth = (
        cells.names.index(name) for name in ("n", "marked", "unmarked", "resolved", "weight", "solved_weight")
    )
    found = sums.copy()
    rows = found[is_bot]
    silent = rows[..., unmarked].copy()
    rows[..., worth] += solved * silent * rows[..., weight] / np.where(rows[..., n] > 0, rows[..., n], 1.0)
    rows[..., resolved] += solved * silent
    rows[..., marked] += silent
    rows[..., unmarked] = 0.0
    found[is_bot] = rows
    return found

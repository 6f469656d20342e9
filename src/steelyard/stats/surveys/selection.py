"""Are those whose contact went well asked more often than the others?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from steelyard.stats.arrays import Flags, Floats


@dataclass(frozen=True)
class Selection:
    """How much likelier a contact is to be asked about where it went well.

    Attributes:
        log_odds_ratio: 0 where both are asked alike, above where the good ones are asked more; nan where nobody knows.
        se: its standard error.
    """

    log_odds_ratio: Floats
    se: Floats

    @property
    def z(self) -> Floats:
        """In standard errors."""
        return self.log_odds_ratio / self.se

    @property
    def p(self) -> Floats:
        """How likely chance alone goes as far, either way."""
        return 2 * ndtr(-np.abs(self.z))


def selection(
    good_asked: ArrayLike, good_unasked: ArrayLike, bad_asked: ArrayLike, bad_unasked: ArrayLike
) -> Selection:
    """The log odds ratio of being asked, a half added to every count.

    Args:
        good_asked, good_unasked, bad_asked, bad_unasked: (...), counts of contacts.

    Source:
        Haldane (1956), Annals of Human Genetics 20, 309-311; Woolf (1955), the same 19, 251-253, for the
        error. Checked against a simulation of 30 agents of whom two select.
    """
    cells = [np.asarray(counts, dtype=float) + 0.5 for counts in (good_asked, good_unasked, bad_asked, bad_unasked)]
    ratio = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    return Selection(ratio, np.sqrt(sum(1 / cell for cell in cells)))


def pooled(parts: Selection, usable: ArrayLike) -> Selection:
    """One ratio from several kinds of contact (last axis), each weighing by how well it is known (Woolf 1955).

    A kind that is asked less and solved less makes no selection within any kind.

    Args:
        usable: which kinds hold enough contacts; nan where none does.
    """
    weight = np.where(np.asarray(usable, dtype=bool), 1 / parts.se**2, 0.0)
    total = weight.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(weight > 0, weight * parts.log_odds_ratio, 0.0).sum(axis=-1) / total
        return Selection(np.asarray(mean), np.asarray(1 / np.sqrt(total)))


def discoveries(p: ArrayLike, rate: float = 0.05) -> Flags:
    """Which of many tests stand when at most `rate` of those that do are expected to be chance; a nan is no test.

    Source:
        Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    values = np.asarray(p, dtype=float)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    passes = values[order] <= rate * np.arange(1, len(order) + 1) / max(len(order), 1)
    last = np.flatnonzero(passes)[-1] + 1 if passes.any() else 0
    found = np.zeros(len(values), dtype=bool)
    found[order[:last]] = True
    return found

"""How places moved against the frontier between two spans, and how the frontier itself moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.analyses.frontier.efficiency import affordable
from steelyard.stats.arrays import Floats
from steelyard.stats.efficiency.malmquist import malmquist
from steelyard.stats.efficiency.null_distribution import draw

MOST_DRAWS = 60
_YEAR = 1


@dataclass(frozen=True)
class Moved:
    """Logarithms of the factors of change of places, each the mean over its pairs of periods.

    Attributes:
        places: P of them. before, after: the first days of the periods compared, in pairs.
        catch_up, shift: (P,). catch_up_sd, shift_sd: (P,), their standard deviation by chance.
        whole_shift, whole_shift_sd: of all pairs together.
        chances: what was allowed to vary.
        counts: (P,), pairs. is_year: the same periods a year apart; else the later half against the earlier.
    """

    places: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    catch_up: Floats
    shift: Floats
    catch_up_sd: Floats
    shift_sd: Floats
    whole_shift: float
    whole_shift_sd: float
    chances: tuple[str, ...]
    counts: tuple[int, ...]
    is_year: bool


def moved(
    units: Sequence[tuple[str, str]], inputs: Floats, outputs: Floats, lucks: Mapping[str, Floats], least: int
) -> Moved | None:
    """The move of every place; None where either span has fewer units than `least`.

    Args:
        units: (place, first day of the period as ISO text), U of them.
        inputs: (U, m). outputs: (U, s). lucks: chance -> (U, m, groups).
    """
    year, half = _a_year_apart(units), _halves(units)
    is_year = len(year) >= least
    pairs = year if is_year else half
    if len(pairs) < least:
        return None
    before, after = (np.array(side) for side in zip(*pairs, strict=True))
    names = [units[place][0] for place in before.tolist()]
    places = tuple(dict.fromkeys(names))
    member = np.array([[name == place for name in names] for place in places], dtype=float)
    weights = np.concatenate([member / member.sum(axis=1, keepdims=True), np.full((1, len(names)), 1 / len(names))])

    draws = affordable(4 * len(pairs), MOST_DRAWS)
    worlds = inputs * np.exp(np.concatenate([np.zeros((1, *inputs.shape)), draw(lucks, draws, seed=1)]))
    given = np.broadcast_to(outputs, (len(worlds), *outputs.shape))
    found = malmquist((worlds[:, before], given[:, before]), (worlds[:, after], given[:, after]))
    every = np.stack([np.log(factor) @ weights.T for factor in (found.catch_up, found.shift)], axis=1)
    seen, spread = every[0], np.std(every[1:], axis=0, ddof=1)
    return Moved(
        places,
        tuple(sorted({units[place][1] for place in before.tolist()})),
        tuple(sorted({units[place][1] for place in after.tolist()})),
        seen[0, :-1],
        seen[1, :-1],
        spread[0, :-1],
        spread[1, :-1],
        float(seen[1, -1]),
        float(spread[1, -1]),
        tuple(lucks),
        tuple(int(count) for count in member.sum(axis=1)),
        is_year,
    )


def _a_year_apart(units: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """Pairs (before, after) of the latest year and the one before it."""
    number = {unit: place for place, unit in enumerate(units)}
    last = max(on for _, on in units)
    found = []
    for (place, on), after in number.items():
        earlier = f"{int(on[:4]) - _YEAR}{on[4:]}"
        if (place, earlier) in number and on > f"{int(last[:4]) - _YEAR}{last[4:]}":
            found.append((number[place, earlier], after))
    return found


def _halves(units: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """Pairs of the periods of the earlier half with those of the later half, in order; an odd one in the middle out."""
    number = {unit: place for place, unit in enumerate(units)}
    periods = sorted({on for _, on in units})
    half = len(periods) // 2
    later = dict(zip(periods[:half], periods[len(periods) - half :], strict=True))
    return [
        (before, number[place, later[on]])
        for (place, on), before in number.items()
        if on in later and (place, later[on]) in number
    ]

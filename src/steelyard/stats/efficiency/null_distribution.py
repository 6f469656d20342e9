"""What distances to the frontier chance alone would show, were all units alike.

A frontier is made of the luckiest units, so the others seem to lag even where none does. How much they would lag by
luck alone is what a distance has to exceed before it is anything.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import nnls

from steelyard.stats.arrays import Floats
from steelyard.stats.efficiency.dea import Returns
from steelyard.stats.efficiency.worlds import input_scores

_FLOOR = 1e-6


def luck(
    inputs: Floats, outputs: Floats, deviations: Mapping[str, Floats], *, customers: str, both: str
) -> dict[str, Floats]:
    """How far each group moves the inputs a unit needs for what it gave, by chance: chance -> (U, m, groups).

    How much was asked for, and of what, is no luck of this kind: from the move of an input is taken the move of what
    the outputs need of it. The chances are scaled so that together they have, in each unit, the variance of all at
    once, V = max(V_c, V_o, V_c + V_o - V_both) for each other chance o, then the largest, as in `stats.chances`; V is
    that of the mean over the inputs. What agents bring lasts over months, but is drawn with the rest: units of one
    place come out more apart than they are (by a fifth in a simulated centre), so luck is too large rather than too
    small.

    Args:
        inputs: (U, m). outputs: (U, s).
        deviations: chance -> (U, m + s, groups), relative moves whose squares add up to a variance; inputs come first.
        customers: the chance that is crossed with all others. both: the one that is in two of them; it is no chance of
            its own.
    """
    needs = outputs[:, :, None] * _needs(inputs, outputs)
    total = needs.sum(axis=1, keepdims=True)
    parts = np.divide(needs, total, out=np.zeros_like(needs), where=total > 0)
    width = inputs.shape[1]
    moved = {
        chance: held[:, :width] - np.einsum("usm,usg->umg", parts, held[:, width:])
        for chance, held in deviations.items()
    }
    variance = {chance: (held.mean(axis=1) ** 2).sum(axis=-1) for chance, held in moved.items()}
    drawn = [chance for chance in moved if chance != both]
    wanted = variance[customers]
    for chance in drawn:
        if chance != customers:
            crossed = variance[customers] + variance[chance] - variance[both]
            wanted = np.maximum(wanted, np.maximum(variance[chance], crossed))
    have = np.sum([variance[chance] for chance in drawn], axis=0)
    factor = np.sqrt(np.divide(wanted, have, out=np.zeros_like(have), where=have > 0))
    return {chance: moved[chance] * factor[:, None, None] for chance in drawn}


def draw(lucks: Mapping[str, Floats], draws: int, seed: int = 0) -> Floats:
    """Draws of how far chance moves the logarithm of every input, (draws, U, m).

    A group moves all units it has a part in together: the same customers call every month, the same agents work.
    """
    random = np.random.default_rng(seed)
    normal = [[random.standard_normal(held.shape[-1]) for held in lucks.values()] for _ in range(draws)]
    drawn = zip(lucks.values(), map(np.array, zip(*normal, strict=True)), strict=True)
    return np.sum([np.tensordot(each, held, axes=(1, 2)) for held, each in drawn], axis=0)


def alike(
    inputs: Floats,
    outputs: Floats,
    lucks: Mapping[str, Floats],
    *,
    returns: Returns = "variable",
    draws: int = 100,
    seed: int = 0,
) -> Floats:
    """Input scores of worlds in which every unit needs the same for each output, but for chance.

    What an output needs of each input is fitted to the units (least squares of relative errors, none negative).

    Args:
        inputs: (U, m). outputs: (U, s). lucks: chance -> (U, m, groups), from `luck`.

    Returns:
        (draws, U).

    Source:
        Steelyard: a parametric bootstrap of the null hypothesis of one technology without inefficiency. Checked by
        simulation: of worlds without inefficiency about 1 in 20 lies below the 5% quantile of its draws.
    """
    same = np.maximum(outputs @ _needs(inputs, outputs), _FLOOR * inputs.mean(axis=0))
    worlds = same * np.exp(draw(lucks, draws, seed))
    return input_scores(worlds, np.broadcast_to(outputs, (draws, *outputs.shape)), returns=returns)


def _needs(inputs: Floats, outputs: Floats) -> Floats:
    """What one of each output takes of each input, (s, m)."""
    size = np.maximum(inputs, _FLOOR * inputs.mean(axis=0))
    fitted = [
        nnls(outputs / size[:, [place]], inputs[:, place] / size[:, place])[0] for place in range(inputs.shape[1])
    ]
    return np.stack(fitted, axis=1)

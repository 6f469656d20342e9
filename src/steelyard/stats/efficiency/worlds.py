"""Input scores in many worlds at once: the same small linear programs, solved side by side in arrays.

Draws of chance take tens of thousands of programs of a few rows. Each goes from corner to corner by the revised simplex
method, all of them in step; what it gives is proven at the end by prices and limits, and what is not is solved one by
one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.efficiency.dea import Returns, check, scores

_AT_ONCE = 200_000
"""Pairs of a unit and one of the reference, over all worlds that are solved side by side."""

_PATIENCE, _MOST_STEPS = 25, 100
"""Steps after which the first column that helps is taken in place of the best, so that none goes round in circles."""

_SIZE: dict[str, tuple[float | None, float | None, float | None, float]] = {
    "constant": (None, None, None, -1),
    "variable": (1, 1, 1, 0),
    "decreasing": (1, 0, 1, 1),
    "increasing": (1, 1, 1, -1),
}
"""returns -> of the row of the size its limit, the least, what a unit gives, and how it may be missed."""

_BETTER, _PIVOT, _ALIKE, _PROVEN = 1e-9, 1e-11, 1e-12, 1e-8


def input_scores(
    inputs: Floats,
    outputs: Floats,
    *,
    returns: Returns,
    reference: tuple[Floats, Floats] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Floats:
    """The input scores of the units of each world against its own frontier, (W, N), as `dea.scores` gives them.

    Args:
        inputs: (W, N, m). outputs: (W, N, s). Amounts.
        reference: (W, R, m) and (W, R, s), the units whose practice counts; the units themselves when None.
        progress: told (worlds done, of how many).

    Raises:
        QuestionError, SteelyardError: as `dea.scores`.

    Source:
        The revised simplex method, with Bland (1977), Mathematics of Operations Research 2, 103-107, against cycles.
        Checked against `dea.scores` on random worlds with ties, zeros and every kind of returns.
    """
    best_x, best_y = reference or (inputs, outputs)
    count, step = len(inputs), max(_AT_ONCE // (inputs.shape[1] * best_x.shape[1]), 1)
    found = np.empty(inputs.shape[:2])
    for first in range(0, count, step):
        part = slice(first, first + step)
        found[part] = _scored(inputs[part], outputs[part], best_x[part], best_y[part], returns)
        if progress:
            progress(min(first + step, count), count)
    return found


def _scored(x: Floats, y: Floats, best_x: Floats, best_y: Floats, returns: Returns) -> Floats:
    for amounts in ((x, y), (best_x, best_y)):
        check(*(each.reshape(-1, each.shape[-1]) for each in amounts))
    scale_x, scale_y = (np.where(mean > 0, mean, 1.0) for mean in (best_x.mean(axis=(0, 1)), best_y.mean(axis=(0, 1))))
    programs = _Programs.of(x / scale_x, y / scale_y, best_x / scale_x, best_y / scale_y, returns)
    found = programs.solved().reshape(x.shape[:2])
    for world in np.flatnonzero(np.isnan(found).any(axis=1)):
        found[world] = scores(x[world], y[world], returns=returns, reference=(best_x[world], best_y[world])).score
    return found


@dataclass(frozen=True)
class _Programs:
    """P programs: the least own column, and weights of the table's columns, that keep rows at their limits.

    Attributes:
        table: (W, K, rows), of each world: its reference units, then what may be left over in a row.
        world: (P,). own, limits: (P, rows).
        basis: (P, rows), the columns each program's corner is made of; the first is its own.
        is_begun: (P,), whether that is a corner; no single unit gives as much where it is none.
    """

    table: Floats
    world: Integers
    own: Floats
    limits: Floats
    basis: Integers
    is_begun: Flags

    @classmethod
    def of(cls, x: Floats, y: Floats, best_x: Floats, best_y: Floats, returns: Returns) -> _Programs:
        """From amounts of about 1; rows are inputs, with a minus, the size and outputs."""
        width, sizes = x.shape[-1], _SIZE[returns]
        wanted, least, given = (_sized(side, size) for side, size in zip((y, y, best_y), sizes[:3], strict=True))
        left = -np.eye(width + given.shape[-1])
        left[width, width] = sizes[3]
        peer, tight, score = _begun(x, least, best_x, given, returns)
        rows = np.broadcast_to(np.arange(len(left)), (*peer.shape, len(left)))
        slack = rows[(rows != tight[0][..., None]) & (rows != tight[1][..., None])].reshape(*peer.shape, -1)
        basis = np.concatenate([np.full_like(peer, -1)[..., None], peer[..., None], best_x.shape[1] + slack], axis=-1)
        used, over = np.concatenate([-best_x, given], axis=-1), np.broadcast_to(left, (len(x), *left.shape))
        return cls(
            np.concatenate([used, over], axis=1),
            np.repeat(np.arange(len(x)), x.shape[1]),
            np.concatenate([x, np.zeros_like(wanted)], axis=-1).reshape(-1, len(left)),
            np.concatenate([np.zeros_like(x), wanted], axis=-1).reshape(-1, len(left)),
            basis.reshape(-1, len(left)),
            np.isfinite(score).ravel(),
        )

    def solved(self) -> Floats:
        """(P,), the least own column; nan where it is not proven."""
        live = np.flatnonzero(self.is_begun)
        inverse, values = self._corner(live)
        for step in range(_MOST_STEPS):
            gain = self._gain(live, inverse)
            entering = gain.argmax(axis=-1) if step < _PATIENCE else (gain > _BETTER).argmax(axis=-1)
            on = np.take_along_axis(gain, entering[:, None], axis=-1)[:, 0] > _BETTER
            live, inverse, values, entering = live[on], inverse[on], values[on], entering[on]
            if not len(live):
                break
            self._move(live, inverse, values, entering, is_patient=step < _PATIENCE)
        return self._proven()

    def _corner(self, which: Integers) -> tuple[Floats, Floats]:
        """The inverse of some programs' bases, and what their columns stand at."""
        columns = self.table[self.world[which, None], self.basis[which]]
        columns[:, 0] = self.own[which]
        inverse = np.asarray(np.linalg.inv(np.swapaxes(columns, -1, -2)), dtype=float)
        return inverse, (inverse @ self.limits[which, :, None])[..., 0]

    def _gain(self, which: Integers, inverse: Floats) -> Floats:
        """By how much a unit of each of the table's columns would lower the own one."""
        return np.asarray((self.table[self.world[which]] @ inverse[:, 0, :, None])[..., 0])

    def _move(self, live: Integers, inverse: Floats, values: Floats, entering: Integers, *, is_patient: bool) -> None:
        """To the next corner, in place: a column enters, and the first one to come to nothing leaves."""
        each = np.arange(len(live))
        change = (inverse @ self.table[self.world[live], entering][..., None])[..., 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(change > _PIVOT, np.maximum(values, 0.0) / change, np.inf)
        reach[:, 0] = np.inf
        leaving = reach.argmin(axis=-1)
        if not is_patient:
            is_least = reach <= reach[each, leaving, None] + _ALIKE
            leaving = np.where(is_least, self.basis[live], self.table.shape[1]).argmin(axis=-1)
        self.basis[live, leaving] = entering
        pivot = change[each, leaving]
        row, level = inverse[each, leaving] / pivot[:, None], values[each, leaving] / pivot
        change[each, leaving] -= 1
        inverse -= change[:, :, None] * row[:, None]
        values -= change * level[:, None]

    def _proven(self) -> Floats:
        """What the corners give, computed afresh, where no column would lower it and nothing is below zero."""
        found = np.full(len(self.world), np.nan)
        held = np.flatnonzero(self.is_begun)
        inverse, values = self._corner(held)
        is_best = (self._gain(held, inverse) < _PROVEN).all(axis=-1) & (values > -_BETTER).all(axis=-1)
        found[held[is_best]] = values[is_best, 0]
        return found


def _begun(
    x: Floats, wanted: Floats, best_x: Floats, given: Floats, returns: Returns
) -> tuple[Integers, tuple[Integers, Integers], Floats]:
    """For each unit the one of the reference that alone gives as much with the least of its inputs, (W, N).

    Returns:
        It; the rows of the input, and of the size or output, in which nothing is left over; and the score.
    """
    weight = _most(wanted, given)
    if returns in ("variable", "decreasing"):
        weight = np.where(weight <= 1, weight, np.inf)
    score = weight * np.swapaxes(_most(best_x, x), -1, -2)
    peer = score.argmin(axis=-1)
    chosen_x, chosen = (np.take_along_axis(side, peer[..., None], axis=1) for side in (best_x, given))
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = [np.nan_to_num(over / under).argmax(axis=-1) for over, under in ((chosen_x, x), (wanted, chosen))]
    least = np.take_along_axis(score, peer[..., None], axis=-1)[..., 0]
    return peer, (rows[0], rows[1] + x.shape[-1]), least


def _sized(outputs: Floats, size: float | None) -> Floats:
    """Outputs with the size before them."""
    return outputs if size is None else np.concatenate([np.full_like(outputs[..., :1], size), outputs], axis=-1)


def _most(wanted: Floats, given: Floats) -> Floats:
    """(W, N, R): how many times what is given holds all that is wanted; infinite where it never does."""
    found = np.zeros((*wanted.shape[:2], given.shape[1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        for column in range(wanted.shape[-1]):
            np.fmax(found, wanted[:, :, None, column] / given[:, None, :, column], out=found)
    return found

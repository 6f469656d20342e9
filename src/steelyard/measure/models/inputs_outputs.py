"""What places took and gave in each period, as amounts: hours, other cost and the customers' time against value.

Amounts, never rates. Value is the identity's V, split over topic families in proportion to what each gave; what is
known of some issues only is carried at their mean, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from steelyard.declare import MOST_MISSING, StratifiedSum, Sum
from steelyard.measure.estimates.evaluate import Evaluator
from steelyard.measure.missing import Unidentified, check_refused
from steelyard.measure.models.hidden_returns import less
from steelyard.measure.question import ATTEMPTS, NONE, UNIDENTIFIED, ask, bare
from steelyard.measure.sums.model import Sums
from steelyard.measure.sums.read import check_values, read
from steelyard.metrics import identity
from steelyard.settings.model import Settings
from steelyard.stats.arrays import Flags, Floats, Integers
from steelyard.stats.sampling.jackknife import replicate
from steelyard.store.snapshot import Snapshot

LEAST_ANSWERS = 10
"""Answers an output needs in a unit for a mean rating of its own; else it takes the unit's."""


_KNOWN = {"paid_s": "paying", "work_s": "worked", "other_cost": "costed", "customer_s": "clocked"}
_MATURE = ("is_mature",)
_SUMS = {
    **{name: identity.PLAIN[name] for name in ("issues", "begun", "marked", "unmarked", "rated", "cost", "costed")},
    **{name: identity.PLAIN[name] for name in ("resolved", "hidden_resolved", "hidden_marked", "false_start")},
    "labour_cost": Sum("issues", column="labour_cost", where=_MATURE, known=("cost",)),
    "paid_s": Sum("issues", column="paid_s", where=_MATURE),
    "paying": Sum("issues", where=_MATURE, known=("paid_s",)),
    "work_s": identity.PLAIN["work"],
    "worked": identity.PLAIN["worked"],
    "customer_s": Sum("issues", column="customer_s", where=_MATURE),
    "clocked": Sum("issues", where=_MATURE, known=("customer_s",)),
    "customer_cost": identity.PLAIN["customer_cost"],
    "timed": identity.PLAIN["timed"],
    "unidentified": UNIDENTIFIED,
    "attempts": ATTEMPTS,
}

Unit = tuple[str, str]
"""A place and the first day of a period."""


@dataclass(frozen=True)
class Amounts:
    """What units took and gave.

    Attributes:
        inputs: (U, m). outputs: (U, s).
        deviations: chance -> (U, m + s, groups): by what share of itself each amount moves without a group, scaled so
            that their squares add up to the jackknife's variance of its logarithm.
    """

    inputs: Floats
    outputs: Floats
    deviations: Mapping[str, Floats]


@dataclass(frozen=True)
class Rows:
    """Sums of units, of all rows or without each group (last axis).

    Attributes:
        sums: name -> (U,) or (U, groups). value: the same shape, the identity's V of what is marked.
        families: (U, F, 3) or (U, F, 3, groups): issues that count, ratings and answers by family.
    """

    sums: Mapping[str, Floats]
    value: Floats
    families: Floats


@dataclass(frozen=True)
class Practice:
    """Places in periods.

    Attributes:
        units: U of them, "(none)" where the place is missing.
        families: the topic families, F of them, "(none)" among them.
        whole: what all rows add up to. without: chance -> the same without each group.
        work_s: (F,), seconds of handling for each issue that counts, by family; nan where none are known.
        is_rated: whether all issues count, for want of marks, and not the resolved alone.
        unidentified: the contacts of all units that have no customer's id.
    """

    units: tuple[Unit, ...]
    families: tuple[str, ...]
    whole: Rows
    without: Mapping[str, Rows]
    work_s: Floats
    is_rated: bool
    unidentified: Unidentified

    def known_share(self, name: str) -> float:
        """Of what share of the issues an input is known."""
        issues = self.whole.sums["issues"].sum()
        return float(self.whole.sums[_KNOWN[name]].sum() / issues) if issues else 0.0

    def cost(self) -> Floats:
        """Provider cost of each unit, (U,); nan where it is not known."""
        return _carried(self.whole.sums, self.whole.sums["cost"], "costed")

    def amounts(self, units: Integers, inputs: Sequence[str], outputs: Integers) -> Amounts:
        """The amounts of some units.

        Args:
            units: which of the U.
            inputs: names in INPUTS.
            outputs: (F,), the output each family belongs to, from 0 on.
        """
        answers = _merged(self.whole.families[units], outputs)[:, :, 2]
        stands_alone = answers >= LEAST_ANSWERS
        full = self._amounts(_of(self.whole, units), inputs, outputs, stands_alone)
        moved = {
            chance: self._amounts(_of(rows, units), inputs, outputs, stands_alone)
            for chance, rows in self.without.items()
        }
        width = len(inputs)
        deviations = {chance: _deviations(full, values) for chance, values in moved.items()}
        return Amounts(full[:, :width], full[:, width:], deviations)

    def _amounts(self, rows: Rows, inputs: Sequence[str], outputs: Integers, stands_alone: Flags) -> Floats:
        taken = [_input(name, rows.sums) for name in inputs]
        value = _value(rows, is_rated=self.is_rated)
        split = _split(_merged(rows.families, outputs), stands_alone)
        return np.concatenate([np.stack(taken, axis=1), value[:, None] * split], axis=1)


def practice(
    snapshot: Snapshot,
    settings: Settings,
    *,
    by: str,
    period: str,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Practice:
    """What the places of a dimension took and gave in each period.

    Args:
        by: the dimension; empty for the whole service as one place.

    Raises:
        QuestionError: a dimension, value or period that does not exist.
    """
    check_refused(snapshot, "practice")
    agents = bool(snapshot.manifest.known.get("contacts", {}).get("agent_id"))
    split = (by,) if by else ()
    asked = ask(
        ("balance",),
        by=(*split, "family"),
        period=period,
        where=where,
        from_on=from_on,
        to_on=to_on,
        dimensions=settings.dimensions,
        has_agents=agents,
    )
    check_values(snapshot, asked)
    places = bare(replace(asked, by=split), {**_SUMS, **identity.CARRIED})
    sums = read(snapshot, settings, places)
    total = {name: sums.total(atom) for name, atom in _SUMS.items()}
    is_rated = bool(total["unmarked"].sum() > MOST_MISSING * total["issues"].sum())
    entry = identity.CARRIED["value_rated" if is_rated else "value_marked"]
    families = read(snapshot, settings, replace(bare(asked, _family_sums(entry)), forced=places.chances))
    return _practice(sums, families, entry, total, is_rated)


def _family_sums(entry: StratifiedSum) -> dict[str, Sum]:
    return {"count": entry.count, "total": entry.total, "answers": entry.answers, "work": identity.PLAIN["work"]}


def _practice(sums: Sums, split: Sums, entry: StratifiedSum, total: Mapping[str, Floats], is_rated: bool) -> Practice:
    evaluator = Evaluator(sums)
    names = tuple(dict.fromkeys(part[-2] or NONE for part in split.parts))
    cells = {unit: place for place, unit in enumerate(sums.parts)}
    slots = np.array([cells[(*part[:-2], part[-1])] for part in split.parts], dtype=np.int64)
    columns = np.array([names.index(part[-2] or NONE) for part in split.parts], dtype=np.int64)
    shape = (len(sums.parts), len(names))

    def placed(values: Floats) -> Floats:
        found = np.zeros((*shape, *values.shape[1:]))
        np.add.at(found, (slots, columns), values)
        return found

    atoms = (entry.count, entry.total, entry.answers)
    whole = Rows(
        total,
        evaluator.carried(entry, "").whole[:, 0],
        np.stack([placed(split.total(atom)) for atom in atoms], axis=2),
    )
    without = {}
    for chance in sums.question.chances:
        stacked = np.stack([sums.groups[chance][atom] for atom in _SUMS.values()], axis=-1)
        carried = evaluator.carried(entry, chance)
        present = (stacked != 0).any(axis=-1) | (carried.by_group != 0)
        left = np.moveaxis(replicate(stacked, present)[1], -1, 0)
        parts = np.stack([placed(split.groups[chance][atom]) for atom in atoms], axis=-1)
        held = np.broadcast_to(present[:, None], parts.shape[:-1])
        with np.errstate(divide="ignore", invalid="ignore"):
            value = whole.value[:, None] * carried.without[:, 0] / carried.whole * _scale(present)
        without[chance] = Rows(
            dict(zip(_SUMS, left, strict=True)),
            np.where(present, value, whole.value[:, None]),
            np.moveaxis(replicate(parts, held)[1], -1, 2),
        )
    counted = placed(split.total(entry.count)).sum(axis=0)
    work = placed(split.total(identity.PLAIN["work"])).sum(axis=0)
    needed = np.divide(work, counted, out=np.full(len(names), np.nan), where=(counted > 0) & (work > 0))
    units = tuple(((part[0] or NONE) if len(part) > 1 else "", part[-1] or "") for part in sums.parts)
    attempts, nobody = (float(total[name].sum()) for name in ("attempts", "unidentified"))
    unidentified = Unidentified(nobody / max(attempts, 1.0), 0.0, sums.assumptions.unidentified_max_share)
    return Practice(units, names, whole, without, needed, is_rated, unidentified)


def _scale(present: Flags) -> Floats:
    count = present.sum(axis=-1, keepdims=True)
    return np.where(count > 1, count / np.maximum(count - 1, 1), np.nan)


def _of(rows: Rows, units: Integers) -> Rows:
    sums = {name: values[units] for name, values in rows.sums.items()}
    return Rows(sums, rows.value[units], rows.families[units])


def _input(name: str, sums: Mapping[str, Floats]) -> Floats:
    amount = sums["cost"] - sums["labour_cost"] if name == "other_cost" else sums[name]
    return _carried(sums, amount, _KNOWN[name])


def _carried(sums: Mapping[str, Floats], amount: Floats, known: str) -> Floats:
    """An amount known of some issues, for all of them."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sums[known] > 0, amount / sums[known] * sums["issues"], np.nan)


def _value(rows: Rows, *, is_rated: bool) -> Floats:
    """V of all issues, less what only looks solved, or like an issue of its own, for want of customers' ids."""
    left = {
        name: less(rows.sums[name], rows.sums[hidden])
        for name, hidden in (("resolved", "hidden_resolved"), ("marked", "hidden_marked"), ("issues", "false_start"))
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        if is_rated:
            return np.asarray(rows.value * left["issues"] / rows.sums["issues"])
        solved = np.where(rows.sums["resolved"] > 0, rows.value * left["resolved"] / rows.sums["resolved"], 0.0)
        return np.where(rows.sums["marked"] > 0, solved / left["marked"] * left["issues"], np.nan)


def _merged(families: Floats, outputs: Integers) -> Floats:
    """Families added up to outputs: (U, F, ...) to (U, s, ...)."""
    found = np.zeros((len(families), int(outputs.max()) + 1, *families.shape[2:]))
    for family, output in enumerate(outputs.tolist()):
        found[:, output] += families[:, family]
    return found


def _split(rows: Floats, stands_alone: Flags) -> Floats:
    """What share of a unit's value each output gave: (U, s, ...) of (U, s, 3, ...)."""
    count, total, answers = rows[:, :, 0], rows[:, :, 1], rows[:, :, 2]
    own = stands_alone.reshape(*stands_alone.shape, *[1] * (count.ndim - 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total.sum(axis=1, keepdims=True) / answers.sum(axis=1, keepdims=True)
        rating = np.where(own & (answers > 0), total / answers, mean)
        given = count * rating
        return given / given.sum(axis=1, keepdims=True)


def _deviations(full: Floats, without: Floats) -> Floats:
    """Relative moves (U, K, groups), 0 where an amount is 0; an amount that needs a group is gone without it."""
    groups = without.shape[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.where(full[..., None] > 0, without / full[..., None] - 1, 0.0)
    return np.nan_to_num(moved, nan=-1.0) * np.sqrt((groups - 1) / groups)

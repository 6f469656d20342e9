"""Who scores what was drawn: first and second scorings by different people, gold items beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analyses.evaluations.plan import Planned

if TYPE_CHECKING:
    from steelyard.desk import Drawn


def assigned(
    planned: Planned, evaluators: Sequence[str] = (), gold: Mapping[str, object] | None = None, gold_each: int = 0
) -> list[Drawn]:
    """What the desk keeps: a first scoring of each contact, a second of those scored twice, gold items of each person.

    Args:
        evaluators: in turn; whoever begins where none are named. gold: contacts whose points were agreed on.
        gold_each: how many of them each scores.
    """
    from steelyard.desk import Drawn

    rng = np.random.default_rng([planned.seed, 1])
    names = list(dict.fromkeys(evaluators))
    frame, drawn = planned.frame, planned.drawn
    found = []
    for turn, (place, one, is_double) in enumerate(zip(drawn.places, drawn.of, drawn.twice, strict=True)):
        stratum, contact, team = drawn.strata[one], str(frame.contacts[place]), str(frame.teams[place])
        first = names[turn % len(names)] if names else ""
        found.append(Drawn(contact, "random", stratum.chance, team, stratum.name, first))
        if is_double:
            others = [name for name in names if name != first]
            second = others[int(rng.integers(len(others)))] if others else ""
            found.append(Drawn(contact, "second", None, team, stratum.name, second))
    known = sorted(gold or {})
    for name in names:
        for place in rng.permutation(len(known))[:gold_each]:
            found.append(Drawn(known[place], "gold", evaluator=name))
    return [found[place] for place in rng.permutation(len(found))]

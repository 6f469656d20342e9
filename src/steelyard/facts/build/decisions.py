"""What a build makes of what it asks the engine on its way: as little as tells the ways apart that it may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from steelyard.facts.build.standins import MOVED_FROM, MOVED_TO, day_text

VOCABULARY_LEAST = 30

Rows = Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """What an answer says.

    Args:
        told: decides how the build goes on; plain JSON.
        fills: stand-in -> what it stands for from here on.
    """

    told: Any
    fills: Mapping[str, str] = field(default_factory=dict)


def is_any(rows: Rows) -> Decision:
    """Whether there is a row, of a count `n`."""
    return Decision(bool(rows["n"][0]))


def share(rows: Rows) -> Decision:
    """Whether a mark holds for "none" of the rows, "all", or "some": of the counts `marked` and `n`."""
    marked, count = int(rows["marked"][0]), int(rows["n"][0])
    return Decision("none" if not marked else "all" if marked == count else "some")


def listed(rows: Rows) -> Decision:
    """The values of `name`, sorted."""
    return Decision(sorted(map(str, rows["name"])))


def isolated(rows: Rows) -> Decision:
    """See `isolated_of`."""
    return Decision(list(isolated_of(rows)))


def moved(rows: Rows) -> Decision:
    """Whether there is a day at all between `first` and `last`, which are put in for their stand-ins."""
    first, last = rows["first"][0], rows["last"][0]
    if np.isnat(first) or np.isnat(last):
        return Decision(False)
    days = {MOVED_FROM: first, MOVED_TO: last}
    return Decision(True, {day_text(name): day_text(day.astype("datetime64[D]").item()) for name, day in days.items()})


def isolated_of(counts: Rows) -> tuple[str, ...]:
    """Of contacts by channel and family, the channels that share no family with another.

    Judged only on channels with enough contacts; a small one may miss the others' topics by chance.
    """
    words: dict[str, set[str]] = {}
    sizes: dict[str, int] = {}
    for channel, family, n in zip(counts["channel"], counts["family"], counts["n"], strict=True):
        words.setdefault(channel, set()).add(family)
        sizes[channel] = sizes.get(channel, 0) + int(n)
    large = [channel for channel in sorted(words) if sizes[channel] >= VOCABULARY_LEAST]
    others = {channel: set().union(*(words[other] for other in large if other != channel)) for channel in large}
    return tuple(channel for channel in large if len(large) > 1 and not words[channel] & others[channel])


DECISIONS: Mapping[str, Callable[[Rows], Decision]] = {
    decide.__name__: decide for decide in (is_any, share, listed, isolated, moved)
}

"""What customers' answers to single questions tell: what fails them, what pleases them, what they expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from steelyard.answers import Estimate
from steelyard.stats.regression.penalty_reward import Kind

Field = Literal["look first", "keep", "look later", "more than needed", "cannot tell"]
Conflict = Literal["", "said, not felt", "felt, not said"]


@dataclass(frozen=True)
class ItemTold:
    """One thing that customers were asked about.

    Args:
        item: its name.
        rating: how it was rated, 0 to 100.
        stated: how important customers say it is, 0 to 100. carried: the share it carries of what all items together
            go with of the overall rating.
        gap: rating less what was expected, in points, of answers that hold both.
        met: answers better than expected less those worse, as a share.
        low, middle, high: answers in the lowest and the highest quarter of the scale, and between, of those compared.
        penalty, reward: points of the overall rating by which it is lower where the item is low, and higher where it
            is high, than where it is in the middle.
        kind: basic, performance, excitement or not telling; empty where it is not looked at.
        refusal: why it is not; empty where it is.
        field: what importance and rating together say, of which importance `ItemsTold.importance` tells.
        conflict: stated and carried importance against each other.
        side: -1 where customers got less than they expected beyond chance over all items, 1 where more, else 0.
    """

    item: str
    rating: Estimate | None = None
    stated: Estimate | None = None
    carried: Estimate | None = None
    gap: Estimate | None = None
    met: Estimate | None = None
    low: int = 0
    middle: int = 0
    high: int = 0
    penalty: Estimate | None = None
    reward: Estimate | None = None
    kind: Kind | Literal[""] = ""
    refusal: str = ""
    field: Field = "cannot tell"
    conflict: Conflict = ""
    side: int = 0


@dataclass(frozen=True)
class Unfelt:
    """A criterion of one's own and the item of the same name: scored at target, rated short of it, or the other way."""

    item: str
    scored: Estimate
    rated: Estimate
    outcome: Literal["scored, not felt", "felt, not scored"]


@dataclass(frozen=True)
class ItemsTold:
    """The items of the whole or of a part.

    Args:
        part: its name; empty for the whole.
        answers: with any item. compared: those that hold the overall rating and every item of the joint model.
        items: those rated most first.
        importance: "stated", "carried", or empty where neither is known.
        explained: the share of differences in the overall rating that all items together go with.
        left_out: items rated by too few to be looked at together with the others.
        unread: how many more items there are, that were rated by fewer.
        other_scales: answers on another scale than the one read.
        refusal: why low and high answers are not looked at; empty where they are.
    """

    part: str = ""
    answers: int = 0
    compared: int = 0
    items: tuple[ItemTold, ...] = ()
    importance: Literal["", "stated", "carried"] = ""
    explained: float | None = None
    left_out: tuple[str, ...] = ()
    other_scales: int = 0
    unread: int = 0
    refusal: str = ""

"""Three perspectives with items that cost, please and do both, to be drawn."""

from __future__ import annotations

from steelyard.analyses.perspectives.answer import Perspectives, View
from steelyard.analyses.perspectives.expected import ItemsTold, ItemTold
from steelyard.answers import Estimate, Interval
from steelyard.stats.regression.penalty_reward import Kind


def figure(metric: str, value: float, half: float) -> Estimate:
    return Estimate(metric, "score", {}, value, Interval(value - half, value + half), n=900, n_unit="answers")


def item(name: str, penalty: float, reward: float, kind: Kind) -> ItemTold:
    return ItemTold(
        item=name,
        rating=figure(f"item.{name}.rating", 70, 1),
        gap=figure(f"item.{name}.gap", -12, 1),
        low=200,
        middle=300,
        high=400,
        penalty=figure(f"item.{name}.penalty", penalty, 2),
        reward=figure(f"item.{name}.reward", reward, 2),
        kind=kind,
        side=-1,
    )


def perspectives() -> Perspectives:
    """The whole with items."""
    told = (
        item("solution", 19, 1, "basic"),
        item("the friendliness of whoever took the call", 1, 18, "excitement"),
        item("speed", 11, 10, "performance"),
        item("knowledge", 1, -1, "not telling"),
    )
    view = View("", figure("interaction_quality", 93, 1), figure("customer_rating", 71, 2), "unfelt")
    return Perspectives(
        "perspectives", "Three perspectives", whole=view, items=ItemsTold(answers=900, compared=900, items=told)
    )


def without_items() -> Perspectives:
    """The whole and two parts, of which one has no evaluations."""
    whole = View("", figure("interaction_quality", 93, 1), figure("customer_rating", 71, 2), "unfelt")
    north = View("North", figure("interaction_quality", 91, 2), figure("customer_rating", 75, 3), "cannot tell")
    south = View("South", None, figure("customer_rating", 66, 3), "cannot tell")
    return Perspectives("perspectives", "Three perspectives", by="team", whole=whole, views=(north, south))


def thin_perspectives() -> Perspectives:
    """Nothing of either side."""
    return Perspectives("perspectives", "Three perspectives", whole=View("", None, None, "cannot tell"))

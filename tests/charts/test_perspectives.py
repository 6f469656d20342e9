"""Three perspectives as pictures: items by what they cost and add, else both sides beside their targets."""

from __future__ import annotations

from charts.reading import drawn, words
from charts.sides import perspectives, thin_perspectives, without_items
from steelyard.charts.perspectives import describe, draw


def test_every_item_stands_there_with_both_sides() -> None:
    assert describe(perspectives()).startswith("solution: rated low −19.0, rated high +1.0 (basic: fails more")
    found = words(drawn(draw(perspectives(), 330, True)))
    assert any("the friendline" in text for text in found)
    assert "speed" in found


def test_without_items_both_sides_stand_beside_each_other() -> None:
    assert "South: own standards unknown, customers 66.0" in describe(without_items())
    found = words(drawn(draw(without_items())))
    assert {"all", "North", "South", "own standards", "customers"} <= set(found)


def test_nothing_known_is_said() -> None:
    assert describe(thin_perspectives()) == "No figure of either side is known."

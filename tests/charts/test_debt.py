"""CX debt as a picture: what is drawn where a cost is known, and where none is."""

from __future__ import annotations

from charts.owing import debts, thin_debts, unpriced
from charts.reading import drawn, words
from steelyard.charts.debt import CHART


def test_debts_on_a_line_of_time_and_what_fractures_cost() -> None:
    said = CHART.describe(debts())
    assert "Returns: topic family delivery since 2 Feb 2026: 920" in said
    assert "Interest a month, charged once: Transfers 400" in said
    shown = words(drawn(CHART.draw(debts())))
    assert {"Delivery: returns", "Delivery: transfers", "Transfers", "Returns"} <= set(shown)


def test_without_a_cost_fractures_are_counted() -> None:
    assert CHART.describe(unpriced()).startswith("Fractures a month: Returns 40")
    assert CHART.describe(thin_debts()) == "No fractures to draw."

"""Sentences: size, certainty, reasons, place; nothing is said that chance explains."""

from __future__ import annotations

from dataclasses import replace

from analyses.attribution.test_attribution import identity
from steelyard.analyses.attribution.attribution import attribute
from steelyard.analyses.change import wording
from steelyard.analyses.change.concentration import Loss, concentrate
from steelyard.answers import Estimate, Interval

PERIODS = wording.Comparison("Apr–Jun 2025", "Apr–Jun 2026")


def effect(value: float, half: float = 0.01) -> Estimate:
    return Estimate("balance", "ln", value=value, interval=Interval(value - half, value + half))


def test_a_claimed_change_leads_with_its_size_and_names_losses_before_gains() -> None:
    claimed = [
        ("pace", effect(0.074)),
        ("effectiveness", effect(-0.04)),
        ("onceness", effect(-0.062)),
        ("mix", effect(-0.001, 0.0005)),
    ]
    found = wording.sentences(effect(-0.072), claimed, PERIODS, None, ("", ""), "EUR")
    assert found[0] == "Customers received 6.9% less for every euro spent (6.0–7.9)."
    assert found[1] == (
        "Customers had to come back more often (−6.2) and fewer issues were solved (−4.0), "
        "but handling got faster (+7.4)."
    )


def test_what_chance_explains_is_not_claimed() -> None:
    found = wording.sentences(effect(-0.02, 0.03), [], PERIODS, None, ("", ""), "EUR")
    assert found == (
        "Whether the balance changed between Apr–Jun 2025 and Apr–Jun 2026 cannot be told (−4.9% to +1.0%).",
    )


def test_the_part_that_carries_it_is_named_with_what_changed_there_and_since_when() -> None:
    split = attribute(identity(hurt=0.7))
    place = concentrate(split, "site")
    found = wording.sentences(split.effect(split.factors), [], PERIODS, place, ("effectiveness", "Jan 2026"), "EUR")
    assert found[1].startswith("Nearly all of it comes from site B, where fewer issues were solved from Jan 2026 on (")
    assert "with 50% of the issues" in found[1]


def test_two_parts_are_compared_without_words_of_change() -> None:
    answer = wording.Comparison("Porto", "Braga", dimension="site")
    found = wording.sentences(effect(0.13), [("pace", effect(-0.21))], answer, None, ("", ""), "USD")
    assert found[0].startswith("In site Braga customers received 13.9% more for every dollar spent than in site Porto")
    assert found[1] == "Handling was slower (−21.0)."


def test_without_a_balance_the_factors_are_named() -> None:
    reason = "No column says what contacts cost."
    first, second = wording.alone([("onceness", effect(-0.05))], PERIODS, reason)
    assert "cannot be added up to a balance: no column says what contacts cost." in first
    assert second == "Customers had to come back more often (−5.0)."
    assert wording.alone([], PERIODS, reason)[1] == "No factor that can be told changed beyond sampling error."


def test_what_parts_lost_is_said_in_the_sentence_of_the_gain() -> None:
    """The head of a report repeats the first sentence alone."""
    lost = (Loss("team", "North 2", effect(-0.021), True), Loss("family", "delivery", effect(-0.012), False))
    found = wording.sentences(effect(0.03), [], replace(PERIODS, lost=lost), None, ("", ""), "EUR")
    assert found[0] == (
        "Customers received 3.0% more for every euro spent (2.0–4.1), but customers lost at team North 2 "
        "(−2.1 points, while a contact there cost less) and topic family delivery (−1.2 points)."
    )
    found = wording.sentences(effect(0.03), [], replace(PERIODS, lost=(*lost, *lost)), None, ("", ""), "EUR")
    assert "and 1 more." in found[0]


def test_log_percent_is_explained_where_it_is_another_figure() -> None:
    said = "effects are in log percent, so that they add up: −5.6 together is −5.4%"
    assert [caveat.text for caveat in wording.units(effect(-0.056))] == [said]
    assert wording.units(effect(0.001)) == ()

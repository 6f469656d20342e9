"""What the truth says a plant did is what was planted: where, when, how, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from steelyard.simulate import Scenario, Truth, find_scenario
from steelyard.simulate.centre.ledger import keep_ledger
from steelyard.simulate.centre.run import Centre
from steelyard.simulate.centre.world import build_world
from steelyard.simulate.setting.plants import Adoption, Break, Initiative
from steelyard.simulate.truth.effects import EFFECTS, TARGET
from steelyard.simulate.truth.truth import tell_truth


def run(scenario: Scenario, contacts: int = 12_000, seed: int = 3) -> Truth:
    world = build_world(scenario, contacts, seed)
    centre = Centre(world)
    centre.rehearse()
    return tell_truth(world, centre.tally, keep_ledger(world, centre.tally), centre.outcomes(), {})


def gain(truth: Truth, plant: str, unit: str, name: str, since: str = "", until: str = "9") -> float:
    """What the plant added to a sum over some months."""
    months = [figures for month, figures in truth.effects[plant][unit].items() if since <= month < until]
    return sum(figures[f"{name}_with"] - figures[f"{name}_without"] for figures in months)


def level(truth: Truth, plant: str, unit: str, name: str, since: str = "") -> float:
    return sum(figures[f"{name}_without"] for month, figures in truth.effects[plant][unit].items() if month >= since)


@pytest.fixture(scope="module")
def short() -> Scenario:
    """Half a year in which nothing but chance is at work, so that effects stay where they are planted."""
    calm = find_scenario("nothing-happens")
    return replace(calm, begins_on=date(2025, 10, 1), ends_on=date(2026, 3, 31), churn_unsolved_share=0.06, grudge=0.3)


def plant(short: Scenario, unit: str = "Porto", **effects: float) -> Scenario:
    return replace(short, initiatives=(Initiative("it", (Adoption(unit, date(2026, 1, 1)),), **effects),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("effect", "value", "name", "sign"),
    [
        ("handle_log", -0.2, "handle_min", -1),
        ("haste_share", 0.2, "handle_min", -1),
        ("haste_share", 0.2, "solved", -1),
        ("haste_share", 0.2, "returned", 1),
        ("solve_odds", 0.8, "solved", 1),
        ("solve_odds", 0.8, "churned", -1),
        ("rating_sd", 0.5, "rating", 1),
        ("wait_log", 1.0, "customer_min", 1),
        ("bot_share", 0.4, "handle_min", -1),
        ("bot_solve_odds", 3.0, "solved", 1),
        ("bot_containment_share", 0.65, "contacts", -1),
    ],
)
def test_each_effect_shows_where_it_is_planted(
    short: Scenario, effect: str, value: float, name: str, sign: int
) -> None:
    truth = run(plant(short, **{effect: value}))
    there = gain(truth, "it", "Porto", name, "2026-01")
    assert sign * there > 0.005 * level(truth, "it", "Porto", name, "2026-01")
    for other in ("Braga", "Faro"):
        assert abs(gain(truth, "it", other, name)) < 0.2 * abs(there)
    assert all(gain(truth, "it", "all", key, until="2025-12") == 0 for key in EFFECTS)


def test_cost_only_and_experience_only(short: Scenario) -> None:
    faster = run(plant(short, handle_log=-0.2))
    assert gain(faster, "it", "Porto", "cost") < -0.1 * level(faster, "it", "Porto", "cost", "2026-01")
    for name in ("contacts", "issues", "solved", "returned", "rating", "churned"):
        assert gain(faster, "it", "Porto", name) == 0, name
    kinder = run(plant(short, rating_sd=0.5))
    for name in ("contacts", "handle_min", "solved", "returned", "cost"):
        assert abs(gain(kinder, "it", "Porto", name)) < 0.01 * level(kinder, "it", "Porto", name), name


def test_an_initiative_without_effects_has_none(short: Scenario) -> None:
    truth = run(plant(short))
    assert all(gain(truth, "it", unit, name) == 0 for unit in truth.effects["it"] for name in EFFECTS)


def test_a_team_adopts_alone(short: Scenario) -> None:
    truth = run(plant(short, unit="Porto Digital", handle_log=-0.3))
    own, site = (gain(truth, "it", unit, "handle_min") for unit in ("Porto Digital", "Porto"))
    assert own < -0.15 * level(truth, "it", "Porto Digital", "handle_min", "2026-01")
    assert site < own
    assert gain(truth, "it", "Braga Digital", "handle_min") == 0


def test_the_world_as_it_is_is_the_one_told_elsewhere(short: Scenario) -> None:
    truth = run(plant(short, bot_share=0.2))
    for month, figures in truth.effects["it"]["all"].items():
        assert figures["issues_with"] == truth.issues["all"][month]["issues"]
        assert figures["contacts_with"] == truth.issues["all"][month]["answered"]
    left = sum(month["left"] for month in truth.churn["Porto"].values())
    assert sum(month["churned_with"] for month in truth.effects["it"]["Porto"].values()) == left
    parts = sum(gain(truth, "it", site, "cost") for site in ("Porto", "Braga", "Faro"))
    assert parts == pytest.approx(gain(truth, "it", "all", "cost"))


def test_staggered_delayed_and_unequal() -> None:
    truth = run(find_scenario("staggered-coaching"), contacts=40_000)
    assert gain(truth, "coaching", "Porto", "solved", until="2025-11") == 0
    assert gain(truth, "coaching", "Braga", "solved", until="2026-04") == pytest.approx(0, abs=3)
    grown = {
        site: gain(truth, "coaching", site, "solved", "2026-05") / level(truth, "coaching", site, "issues", "2026-05")
        for site in ("Porto", "Braga", "Faro")
    }
    assert grown["Porto"] > 1.4 * grown["Braga"] > 0
    assert abs(grown["Faro"]) < 0.1 * grown["Braga"]
    faster = gain(truth, "new-tool", "Faro", "handle_min")
    assert faster < -0.05 * level(truth, "new-tool", "Faro", "handle_min", "2026-01")
    assert abs(gain(truth, "new-tool", "Porto", "handle_min")) < 0.01 * abs(faster)


def test_churn_comes_two_months_after_what_caused_it(short: Scenario) -> None:
    def months_late(days: float) -> float:
        """Mean month of the leavers that a bad January adds, after January."""
        bad = plant(replace(short, churn_days=days, churn_unsolved_share=0.3), solve_odds=-4.0)
        truth = run(replace(bad, ends_on=date(2026, 9, 30)), contacts=30_000)
        added = [gain(truth, "it", "Porto", "churned", f"2026-{m:02}", f"2026-{m + 1:02}") for m in range(1, 10)]
        return sum(added[:1]) / sum(added)

    assert months_late(60.0) < 0.6 * months_late(10.0)


def test_the_cost_of_a_break(short: Scenario) -> None:
    days = date(2026, 1, 1), date(2026, 2, 28)
    broken = Break("down", "late_delivery", *days, volume_share=0.5, handle_s=120, solve_odds=-1.0, churn_share=0.1)
    truth = run(replace(short, breaks=(broken,)), contacts=30_000)
    issues = gain(truth, "down", "all", "issues", "2026-01", "2026-03")
    ordinary = level(truth, "down", "all", "issues", "2026-01") / 3 * 2
    assert issues == pytest.approx(0.5 * 0.17 * ordinary, rel=0.15)
    assert gain(truth, "down", "all", "issues", until="2026-01") == 0
    assert -0.2 * issues < gain(truth, "down", "all", "issues", "2026-03") <= 0
    contacts = gain(truth, "down", "all", "contacts")
    assert contacts > issues
    assert gain(truth, "down", "all", "handle_min") > contacts * 5
    assert gain(truth, "down", "all", "cost") > 0
    assert gain(truth, "down", "all", "churned") > 0.03 * issues
    assert abs(gain(truth, "down", "all", "solved")) < issues


def test_the_target_is_told_by_a_paired_twin(scenario: Scenario) -> None:
    assert not scenario.is_paired
    truth = run(scenario, contacts=30_000)
    assert set(truth.effects) == {TARGET}
    assert gain(truth, TARGET, "Porto", "handle_min") < 0
    assert gain(truth, TARGET, "Porto", "returned") > 0
    assert gain(truth, TARGET, "Porto", "solved") < 0
    assert gain(truth, TARGET, "all", "issues", until="2025-12") == 0
    assert abs(gain(truth, TARGET, "Faro", "handle_min")) < 0.05 * abs(gain(truth, TARGET, "Porto", "handle_min"))

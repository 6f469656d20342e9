"""Every knob of how a centre is moves what it says, in the direction it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from steelyard.simulate import Scenario, find_scenario
from steelyard.simulate.centre.arrivals import draw_new_issues, keep_quiet
from steelyard.simulate.centre.columns import Columns, stack, take
from steelyard.simulate.centre.run import Centre
from steelyard.simulate.centre.world import World, build_world
from steelyard.simulate.setting.house import MixChange, Route, Trait

Figure = Callable[[World, Columns, Columns], float]
HARD = (1, 5, 8)


@pytest.fixture(scope="module")
def short() -> Scenario:
    """Half a year."""
    return replace(find_scenario("steady"), begins_on=date(2025, 10, 1), ends_on=date(2026, 3, 31), warm_up_weeks=0)


def run(scenario: Scenario, contacts: int = 6_000) -> tuple[World, Columns, Columns]:
    world = build_world(scenario, contacts, 3)
    weeks = list(Centre(world).weeks())
    table = stack([week.contacts for week in weeks])
    return world, take(table, table["kind"] == 0), stack([week.surveys for week in weeks])


def days(name: str) -> Figure:
    return lambda world, contacts, surveys: float(
        np.std(np.log(world.days[name]) if name == "wait" else world.days[name])
    )


def people(name: str) -> Figure:
    return lambda world, contacts, surveys: float(np.std(world.customers[name]))


def mean(name: str) -> Figure:
    return lambda world, contacts, surveys: float(np.mean(contacts[name]))


def missing(channel: int) -> Figure:
    return lambda world, contacts, surveys: float(np.mean(~contacts["is_identified"][contacts["channel"] == channel]))


def skill_of_hard(world: World, contacts: Columns, surveys: Columns) -> float:
    hard = np.isin(contacts["topic"], HARD) & (contacts["agent"] >= 0)
    return float(world.agents["skill"][contacts["agent"][hard]].mean())


def share_of_channel(channel: int) -> Figure:
    return lambda world, contacts, surveys: float(np.mean(contacts["channel"] == channel))


def unequal_rates(world: World, contacts: Columns, surveys: Columns) -> float:
    rates = np.diff(world.customers["contact_rate"], prepend=0)
    return float(rates.std() / rates.mean())


def away_from_home(world: World, contacts: Columns, surveys: Columns) -> float:
    return float(np.mean(world.customers["site"][contacts["customer"]] != contacts["site"]))


def extreme_answers(world: World, contacts: Columns, surveys: Columns) -> float:
    csat = surveys["is_answered"] & (surveys["instrument"] == 0)
    return float(np.mean(np.isin(surveys["score"][csat], (1, 5))))


@pytest.mark.parametrize(
    ("knob", "low", "high", "figure"),
    [
        ("overflow_share", 0.0, 0.4, away_from_home),
        ("joins_per_year", 0.0, 0.5, lambda world, *_: float(np.mean(world.customers["since_day"] >= 0))),
        ("contact_rate_shape", 5.0, 0.5, unequal_rates),
        ("patience_shape", 20.0, 1.5, people("patience_s")),
        ("expectation_sd", 0.2, 1.5, people("leniency")),
        ("returning_sd", 0.1, 1.0, people("returning")),
        ("answering_sd", 0.1, 1.0, people("answering")),
        ("day_wait_sd", 0.05, 0.5, days("wait")),
        ("week_volume_sd", 0.0, 0.6, days("volume")),
        ("week_solve_sd", 0.0, 0.5, days("solve")),
        ("week_rating_sd", 0.0, 0.5, days("rating")),
        ("agent_late_share", 0.0, 0.5, lambda world, *_: float(np.mean(world.agents["start_day"] > 0))),
        ("agent_cost_share", 0.01, 0.2, lambda world, *_: float(np.std(world.agents["cost"]))),
        ("specialist_pay_share", 0.0, 0.5, lambda world, *_: float(np.max(world.agents["cost"]))),
        ("phone_share", 0.2, 0.7, share_of_channel(0)),
        ("chat_share", 0.05, 0.4, share_of_channel(1)),
        ("hard_share", 0.0, 0.9, lambda world, contacts, _: float(np.mean(contacts["team"] % 4 == 3))),
        ("hard_difficulty", 9.0, -9.0, lambda world, contacts, _: float(np.mean(contacts["team"] % 4 == 3))),
        ("sorted_share", 0.0, 1.0, skill_of_hard),
        ("sibling_share", 0.0, 0.3, lambda world, contacts, _: float(np.mean(contacts["coded"] != contacts["topic"]))),
        ("miscoded_share", 0.0, 0.3, lambda world, contacts, _: float(np.mean(contacts["coded"] != contacts["topic"]))),
        ("answer_extreme_odds", -2.0, 2.0, extreme_answers),
        ("unidentified_chat_share", 0.0, 0.3, missing(1)),
        ("unidentified_email_share", 0.0, 0.3, missing(2)),
        ("contacts_per_issue", 1.4, 1.0, lambda world, contacts, _: float(len(contacts["at"]))),
    ],
)
def test_a_knob_moves_what_it_says(short: Scenario, knob: str, low: float, high: float, figure: Figure) -> None:
    less, more = (figure(*run(replace(short, **{knob: value}))) for value in (low, high))
    assert more > 1.05 * less + 1e-3


def test_skill_and_speed_of_a_trait(short: Scenario) -> None:
    taught = build_world(replace(short, traits=(Trait("Digital", skill=1.0), Trait("Faro", speed=-0.5))), 5_000, 1)
    plain = build_world(short, 5_000, 1)
    digital = plain.agents["team"] % 4 == 2
    assert taught.agents["skill"] - plain.agents["skill"] == pytest.approx(digital * 1.0)
    assert taught.agents["speed"] - plain.agents["speed"] == pytest.approx((plain.agents["team"] >= 8) * -0.5)


def test_routes(short: Scenario) -> None:
    routed = replace(short, routes=(Route("Specialists", 1.0), Route("Phone 2", 1.0, ("outage",))))
    _, contacts, _ = run(routed)
    human = take(contacts, contacts["channel"] != 3)
    outage = human["topic"] == 5
    assert set(human["team"][outage] % 4) == {1}
    assert set(human["team"][~outage] % 4) == {3}


def test_random_routing_gives_every_team_the_same_mix(short: Scenario) -> None:
    _, contacts, _ = run(replace(short, is_routed_at_random=True, hard_share=0.0), contacts=40_000)
    porto = take(contacts, (contacts["site"] == 0) & (contacts["channel"] != 3))
    share = np.bincount(porto["team"], minlength=4)[:4] / len(porto["team"])
    assert share == pytest.approx([0.28, 0.27, 0.30, 0.15], abs=0.02)
    for team in range(4):
        own = porto["team"] == team
        assert np.mean(porto["topic"][own]) == pytest.approx(np.mean(porto["topic"]), abs=0.2)
        assert np.mean(porto["channel"][own] == 0) == pytest.approx(np.mean(porto["channel"] == 0), abs=0.03)


def test_the_mix_of_one_site_drifts(short: Scenario) -> None:
    change = MixChange("outage", date(2026, 1, 1), 4.0, ramp_days=60, site="Faro")
    world = build_world(replace(short, mix_changes=(change,)), 5_000, 1)
    outage = np.diff(world.topic_shares, axis=2, prepend=0)[:, :, 5]
    assert outage[0].min() == pytest.approx(outage[0].max())
    assert outage[2, 0] == pytest.approx(0.09)
    assert outage[2, 0] < outage[2, 120] < outage[2, 170] == pytest.approx(4 * 0.09 / (1 + 3 * 0.09))
    assert world.topic_shares[:, :, -1] == pytest.approx(1)


def test_quiet_days_keep_issues_of_a_customer_and_family_apart(short: Scenario) -> None:
    world = build_world(replace(short, quiet_days=30, contacts_per_customer=20.0), 30_000, 1)
    last_day = np.full((len(world.customers["site"]), 5), -10_000, np.int16)
    drawn = [draw_new_issues(world, np.random.default_rng(day), day, day + 7, day * 10_000) for day in range(0, 84, 7)]
    issues = stack([keep_quiet(world, part, last_day) for part in drawn])
    key = issues["customer"] * 5 + issues["topic"] // 2
    order = np.lexsort([issues["at"], key])
    same = np.diff(key[order]) == 0
    assert same.sum() > 50
    assert np.diff(world.day_of(issues["at"])[order])[same].min() >= 30
    assert len(key) < 0.9 * sum(len(part["at"]) for part in drawn)


def test_warm_up_leaves_the_first_weeks_like_any_other(short: Scenario) -> None:
    def returning(weeks: int) -> float:
        world, contacts, _ = run(replace(short, warm_up_weeks=weeks), contacts=30_000)
        first_week = world.day_of(contacts["at"]) < 5
        assert contacts["at"].min() >= world.first_day * 86_400 - 3_600
        return float(np.mean(contacts["attempt"][first_week] > 1))

    cold, warm = returning(0), returning(4)
    assert warm > cold + 0.05

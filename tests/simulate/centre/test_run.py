from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import islice

import numpy as np
import pytest

from steelyard.simulate import Scenario, Truth
from steelyard.simulate.centre.columns import order_by, stack
from steelyard.simulate.centre.ledger import keep_ledger
from steelyard.simulate.centre.run import Centre, Week
from steelyard.simulate.centre.world import build_world
from steelyard.simulate.setting.scenario import Target
from steelyard.simulate.truth.truth import tell_truth


def run(scenario: Scenario, contacts: int = 15_000, seed: int = 3) -> tuple[Truth, list[Week]]:
    world = build_world(scenario, contacts, seed)
    centre = Centre(world)
    weeks = list(centre.weeks())
    return tell_truth(
        world, centre.tally, keep_ledger(world, centre.tally), centre.outcomes(), {}, has_effects=False
    ), weeks


@pytest.fixture(scope="module")
def short(scenario: Scenario) -> Scenario:
    """Half a year."""
    return replace(scenario, begins_on=date(2025, 10, 1), ends_on=date(2026, 3, 31))


@pytest.fixture(scope="module")
def base(scenario: Scenario) -> tuple[Truth, list[Week]]:
    return run(scenario)


def test_a_week_does_not_depend_on_what_is_run_after_it(scenario: Scenario, base: tuple[Truth, list[Week]]) -> None:
    some = list(islice(Centre(build_world(scenario, 15_000, 3)).weeks(), 5))
    for week, again in zip(some, base[1][:5], strict=True):
        for table in ("contacts", "surveys", "evaluations"):
            first, second = getattr(week, table), getattr(again, table)
            assert first.keys() == second.keys()
            assert all(np.array_equal(first[name], second[name], equal_nan=True) for name in first)


def test_another_seed_is_another_world(scenario: Scenario, base: tuple[Truth, list[Week]]) -> None:
    assert run(scenario, seed=4)[0].issues != base[0].issues


def test_about_as_many_contacts_as_asked(base: tuple[Truth, list[Week]]) -> None:
    assert sum(len(week.contacts["at"]) for week in base[1]) == pytest.approx(15_000, rel=0.05)


def test_contacts_are_in_order_and_refer_to_earlier_ones(base: tuple[Truth, list[Week]]) -> None:
    contacts = stack([week.contacts for week in base[1]])
    assert len(np.unique(contacts["contact"])) == len(contacts["contact"])
    real = contacts["kind"] == 0
    row = dict(zip(contacts["contact"][real].tolist(), np.flatnonzero(real).tolist(), strict=True))
    later = np.flatnonzero(real & (contacts["follows"] >= 0))
    earlier = np.array([row[number] for number in contacts["follows"][later].tolist()])
    assert len(later) > 500
    assert np.all(contacts["at"][later] > contacts["ended_at"][earlier])
    assert np.all(contacts["issue"][later] == contacts["issue"][earlier])
    assert np.all(contacts["attempt"][later] == contacts["attempt"][earlier] + 1)
    assert np.all(contacts["ended_at"] >= contacts["first_reply_at"])
    assert np.all(contacts["first_reply_at"] >= contacts["at"])


def test_nobody_gets_in_touch_after_leaving(scenario: Scenario) -> None:
    world = build_world(scenario, 15_000, 3)
    centre = Centre(world)
    contacts = stack([week.contacts for week in centre.weeks()])
    outcomes = centre.outcomes()
    gone = outcomes["kind"] == 0
    left_at = np.full(len(world.customers["site"]), 2**40)
    left_at[outcomes["customer"][gone]] = outcomes["at"][gone]
    real = contacts["kind"] == 0
    assert gone.sum() > 100
    assert np.all(contacts["at"][real] <= left_at[contacts["customer"][real]])


def test_the_sums_of_the_truth_are_those_of_the_contacts(base: tuple[Truth, list[Week]]) -> None:
    truth, weeks = base
    contacts = stack([week.contacts for week in weeks])
    real = contacts["kind"] == 0
    whole = truth.issues["all"]["whole"]
    ordered = order_by({name: values[real] for name, values in contacts.items()}, "issue", "at", "contact")
    last_of_chain = np.append(ordered["fresh"][1:], True)
    assert whole["answered"] == np.sum(real & ~contacts["is_abandoned"])
    assert whole["issues"] == np.sum(real & contacts["fresh"])
    assert whole["resolved"] == np.sum(ordered["is_marked"] & last_of_chain)
    scores = (ordered["score"][ordered["is_marked"] & last_of_chain] - 1) / 4
    assert whole["quality"] == pytest.approx(scores.mean())
    handle_s = contacts["talk_s"] + contacts["hold_s"] + contacts["wrap_s"]
    assert whole["handle_s"] == handle_s[real].sum()
    for name, halves in truth.issues.items():
        assert halves["1"]["issues"] + halves["2"]["issues"] == halves["whole"]["issues"], name


def test_factors_add_up_to_the_balance(base: tuple[Truth, list[Week]]) -> None:
    for change in base[0].factors.values():
        parts = sum(value for name, value in change.items() if name != "balance")
        assert parts == pytest.approx(change["balance"], abs=1e-12)


WHOLE_ISSUES = {
    "solve_odds": (0.3, 2.0, "solve_rate", 1),
    "callback_share": (0.3, 0.95, "contacts_per_issue", 1),
    "confirm_share": (0.0, 0.2, "fcr_behavioural", -1),
    "mark_unsolved_share": (0.2, 0.9, "resolution_rate", 1),
    "rating_solved": (0.5, 3.0, "quality", -1),
    "bot_containment_share": (0.0, 1.0, "contacts_per_issue", -1),
}
WHOLE_WORK = {
    "wait_s": (10, 150, "abandonment_rate", 1),
    "transfer_odds": (-4.0, -1.0, "transfer_rate", 1),
    "grudge": (0.0, 1.5, "csat", -1),
    "occupancy": (0.4, 0.9, "paid_h", -1),
    "hourly_cost": (15, 40, "labour_cost", 1),
}


@pytest.mark.parametrize(("knob", "turn"), [*WHOLE_ISSUES.items(), *WHOLE_WORK.items()])
def test_a_knob_acts_in_the_stated_direction(short: Scenario, knob: str, turn: tuple) -> None:
    low, high, figure, sign = turn
    part = "issues" if knob in WHOLE_ISSUES else "work"
    before, after = (
        getattr(run(replace(short, **{knob: value}), contacts=6_000)[0], part)["all"]["whole"][figure]
        for value in (low, high)
    )
    assert sign * (after - before) > 0.01 * abs(before)


@pytest.mark.parametrize(
    ("knob", "low", "high", "count"),
    [
        ("invite_share", 0.1, 0.9, lambda week: len(week.surveys["contact"])),
        ("answer_odds", -3.0, 0.0, lambda week: week.surveys["is_answered"].sum()),
        ("evaluate_share", 0.01, 0.1, lambda week: len(week.evaluations["contact"])),
        ("unidentified_share", 0.0, 0.3, lambda week: np.sum(~week.contacts["is_identified"])),
        ("spam_share", 0.0, 0.1, lambda week: np.sum(week.contacts["kind"] == 3)),
        ("bot_first_share", 0.0, 0.6, lambda week: np.sum(week.contacts["channel"] == 3)),
    ],
)
def test_a_knob_changes_how_many(short: Scenario, knob: str, low: float, high: float, count: object) -> None:
    few, many = (
        sum(map(count, run(replace(short, **{knob: value}), contacts=6_000)[1]))  # type: ignore[arg-type]
        for value in (low, high)
    )
    assert many > 1.5 * few


def test_who_answers_depends_on_the_outcome(scenario: Scenario) -> None:
    def find_bias(odds: float) -> float:
        surveys = stack([week.surveys for week in run(replace(scenario, answer_solved_odds=odds))[1]])
        csat = surveys["instrument"] == 0
        scores = [surveys["score"][csat & surveys["is_answered"]].mean(), surveys["score"][csat].mean()]
        return float(scores[0] - scores[1])

    assert find_bias(2.0) > 0.15
    assert find_bias(-2.0) < -0.15


def test_staff_stay_when_the_target_comes(scenario: Scenario) -> None:
    with_target, without = run(scenario)[0], run(replace(scenario, target=None))[0]
    paid_h = [truth.work["Porto"]["2"]["paid_h"] for truth in (with_target, without)]
    assert paid_h[0] == pytest.approx(paid_h[1], rel=0.01)
    assert with_target.work["Porto"]["2025-11"]["answered"] == without.work["Porto"]["2025-11"]["answered"]
    assert with_target.work["Porto"]["2"]["handle_time_s"] < 0.9 * without.work["Porto"]["2"]["handle_time_s"]


def test_the_target_begins_on_its_day_and_at_its_site(scenario: Scenario) -> None:
    late = replace(scenario, target=Target("Faro", date(2026, 4, 1), 0.3, ramp_days=1))
    work = run(late)[0].work
    assert work["Faro"]["2026-03"]["cut"] == 0
    assert work["Faro"]["2026-04"]["cut"] > 0.2
    assert work["Porto"]["whole"]["cut"] == 0

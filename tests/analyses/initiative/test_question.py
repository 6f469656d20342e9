"""What is asked of a registered initiative, on a small simulated centre."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

import numpy as np
import pytest

from steelyard import metrics
from steelyard.analyses.initiative.answer import Evaluation
from steelyard.analyses.initiative.designs import Layout, can_be_permuted, layout
from steelyard.analyses.initiative.panel import Panel, read
from steelyard.errors import QuestionError
from steelyard.settings.undertaken import Initiative
from steelyard.workspace import Workspace

BEGUN = date(2026, 1, 1)
FASTER = Initiative("faster", "shorter waits", "site", {"Porto": BEGUN})


def asked(centre: Workspace, *registered: Initiative, name: str = "") -> Evaluation:
    settings = replace(centre.settings, initiatives=registered)
    return replace(centre, settings=settings).initiative(name)


def test_a_site_beside_others_is_found_to_hurt(centre: Workspace) -> None:
    """What is planted: less time for each case, and with it fewer solutions."""
    answer = asked(centre, FASTER)
    assert answer.design == "series"
    assert answer.units == (1, 2)
    assert answer.verdict in ("hurt", "cannot tell")
    assert {one.role for one in answer.measures} == {"primary", "cost", "effort", "guardrail", "told"}
    assert all(one.effect.interval and one.other.value is not None for one in answer.measures if not one.is_open)
    assert any(said.startswith("Before and after alone would have said") for said in answer.sentences)
    assert {
        "pre_trend",
        "placebo_dates",
        "placebo_units",
        "same_issues",
        "overlap",
        "spill_over",
    } <= {"parting"} | {check.id for check in answer.evidence.checks}
    assert answer.naive
    assert [study.metric for study in answer.study] == [answer.measures[0].metric, "cost_per_issue"]
    weeks = [moment.week for moment in answer.study[0].moments]
    assert min(weeks) < 0 <= max(weeks)
    first = next(one for one in answer.measures if one.metric == "first_contact_resolution")
    assert first.effect.value is not None
    assert first.effect.value < 0


def test_before_and_after_is_no_evidence(centre: Workspace) -> None:
    answer = asked(centre, replace(FASTER, starts=dict.fromkeys(("Porto", "Braga", "Faro"), BEGUN)))
    assert answer.verdict == "cannot tell"
    assert "before and after is all there is" in answer.sentences[0]
    assert "To unlock this, begin it in some units later" in answer.sentences[0]
    assert not answer.estimates


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts": {"Lisbon": BEGUN}}, "no issues are found of site Lisbon"),
        ({"starts": {"Porto": date(2025, 4, 20)}}, "only 1 whole week before 20 Apr 2025; 12 are needed"),
        ({"starts": {"Porto": date(2026, 9, 1)}}, "4 are needed"),
        ({"controls": ("Elsewhere",)}, "no issues are found of site Elsewhere"),
    ],
)
def test_what_cannot_be_told_says_why(centre: Workspace, change: dict, said: str) -> None:
    answer = asked(centre, replace(FASTER, **change))
    assert answer.verdict == "cannot tell"
    assert said in answer.sentences[0]


def test_nothing_is_said_of_a_single_person(centre: Workspace) -> None:
    answer = asked(centre, replace(FASTER, treats="agent_id", starts={"1001": BEGUN}))
    assert "nothing is said of so few people" in answer.sentences[0]
    assert not answer.estimates


def test_two_at_the_same_time_cannot_be_told_apart(centre: Workspace) -> None:
    other = Initiative("script", "fewer calls back", "team", {"Porto Digital": BEGUN})
    answer = asked(centre, FASTER, other, name="faster")
    assert answer.verdict == "cannot tell"
    assert {check.id: check.passed for check in answer.evidence.checks}["overlap"] is False


def test_many_units_are_their_own_yardstick(centre: Workspace) -> None:
    teams = ("Porto Digital", "Porto Phone 1", "Porto Phone 2", "Braga Phone 1", "Faro Phone 1", "Faro Digital")
    chosen = Initiative("script", "fewer calls back", "team", dict.fromkeys(teams, BEGUN))
    assert asked(centre, chosen).design == "two-by-two"
    assert asked(centre, replace(chosen, is_randomised=True)).design == "randomised"
    starts = {team: BEGUN if place < 3 else date(2026, 3, 30) for place, team in enumerate(teams)}
    assert asked(centre, replace(chosen, starts=starts)).design == "staggered"


def test_few_units_are_judged_by_who_else_could_have_been_chosen() -> None:
    """Two of eight can be chosen in 28 ways; three of six in 20, of which every second is the opposite of another."""
    mondays = tuple(date(2025, 1, 6) + timedelta(weeks=week) for week in range(40))

    def laid(units: int, treated: int, *days: date) -> Layout:
        names = tuple(f"u{unit}" for unit in range(units))
        nothing = np.empty(0, dtype=np.int64)
        panel = Panel(cast(Any, None), names, mondays, nothing, nothing)
        starts = {names[unit]: days[unit % len(days)] for unit in range(treated)}
        return layout(panel, Initiative("x", "y", "team", starts))

    first, second = date(2025, 7, 7), date(2025, 8, 4)
    assert can_be_permuted(laid(8, 2, first))
    assert can_be_permuted(laid(20, 1, first))
    assert not can_be_permuted(laid(6, 3, first))
    assert not can_be_permuted(laid(3, 1, first))
    assert not can_be_permuted(laid(8, 2, first, second))


def test_a_choice_of_teams_that_others_show_as_well_claims_nothing(centre: Workspace) -> None:
    chosen = Initiative("script", "fewer calls back", "team", dict.fromkeys(("Faro Phone 1", "Braga Phone 1"), BEGUN))
    answer = asked(centre, chosen)
    check = next(check for check in answer.evidence.checks if check.id == "placebo_units")
    assert "Of all choices of as many units" in check.said
    assert answer.verdict in ("cannot tell", "neutral")


def test_names(centre: Workspace) -> None:
    assert "no initiative is registered" in asked(centre).sentences[0]
    with pytest.raises(QuestionError, match="no initiative is called"):
        asked(centre, FASTER, name="fastr")


def test_all_of_them_are_remembered(centre: Workspace) -> None:
    """One that can be computed and one begun too late: verdicts, promises, what they cost, and what would mislead."""
    early = replace(FASTER, name="too-early", starts={"Porto": date(2026, 9, 1)}, cost=500.0)
    answer = asked(centre, replace(FASTER, cost=1_500.0), early)
    assert [one.name for one in answer.memory] == ["faster", "too-early"]
    first, second = answer.memory
    assert first.primary is not None
    assert first.after_90_days
    assert (second.verdict, second.naive, second.primary) == ("cannot tell", "", None)
    assert "2 initiatives" in answer.sentences[0]
    assert any("would have misled" in said for said in answer.sentences)
    assert answer.sentences[-1] == "2 of them cost 2,000 € themselves."
    assert not answer.measures
    late = asked(centre, replace(early, name="later", cost=None), early)
    assert late.sentences == ("None of 2 initiatives can be told.", "1 of them cost 500 € itself.")


def test_planned_looks_share_one_error(centre: Workspace) -> None:
    """The first look is made on what was known by then; before it nothing is said."""
    planned = replace(FASTER, looks=(date(2026, 3, 1), date(2027, 3, 1)))
    answer = asked(centre, planned)
    assert answer.look == (1, 2)
    assert answer.weeks_after <= 9
    assert "look 1 of 2" in " ".join(answer.sentences)
    early = asked(centre, replace(FASTER, looks=(date(2027, 3, 1),)))
    assert early.verdict == "cannot tell"
    assert "its first planned look is on 1 Mar 2027" in early.sentences[0]


def test_a_pilot_that_ended_is_looked_at_afterwards(centre: Workspace) -> None:
    checks = asked(centre, replace(FASTER, until=date(2026, 4, 5))).evidence.checks
    assert any(check.id == "reverted" and check.said.startswith("Since it ended the gap in") for check in checks)


def test_whom_it_reached(centre: Workspace) -> None:
    """Shares of issues that began with a bot, which nothing changed here."""
    answer = asked(centre, replace(FASTER, reached={"channel": ("bot", "chat")}))
    held = answer.reached
    assert held is not None
    assert held.treated.value is not None
    assert 0 < held.treated.value < 1
    assert held.gained.sign == 0
    assert any(said.startswith("Channel bot and chat took") for said in answer.sentences)


@pytest.mark.parametrize(
    ("other", "is_apart"),
    [
        ({"treats": "topic", "starts": {"password_reset": BEGUN}}, True),
        ({"treats": "site", "starts": {"Braga": BEGUN}}, False),
        ({"treats": "team", "starts": {"Braga Digital": BEGUN}}, False),
    ],
)
def test_what_runs_beside_it_counts_where_it_meets_the_units(centre: Workspace, other: dict, is_apart: bool) -> None:
    answer = asked(centre, FASTER, replace(FASTER, name="other", **other), name="faster")
    assert {check.id: check.passed for check in answer.evidence.checks}["overlap"] is is_apart


def test_whether_those_not_treated_felt_it_is_looked_at(centre: Workspace) -> None:
    """Sites have their own agents and customers; topics share both, so that nothing there is called neutral."""
    looked = [
        next(check for check in asked(centre, one).evidence.checks if check.id == "spill_over")
        for one in (FASTER, replace(FASTER, treats="family", starts={"technical": BEGUN}))
    ]
    assert looked[0].passed is True
    assert looked[1].passed is False
    assert "had served" in looked[1].said


def test_values_alone_are_those_with_customers_left_out(centre: Workspace) -> None:
    """What a figure is does not hang on whether groups of customers are told apart as well."""
    names = ("first_contact_resolution", "customer_rating", "cost_per_issue")
    held = read(centre.snapshot(), centre.settings, "site", names, date(2025, 6, 2), date(2025, 8, 31))
    groups = np.arange(len(held.units))[:, None] + np.zeros((1, len(held.weeks)), dtype=np.int64)
    for name in names:
        plain, whole = (
            held.figure(metrics.metric(name), groups, len(held.units), is_plain=flag) for flag in (True, False)
        )
        assert plain.values == pytest.approx(whole.values, nan_ok=True)
        assert plain.n == pytest.approx(whole.n)
        assert np.isfinite(plain.value).all()

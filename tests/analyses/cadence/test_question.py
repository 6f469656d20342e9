"""What is asked of the simulated centre, whose site got worse half way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from steelyard.analyses.cadence.answer import Cadence, State, Trigger
from steelyard.analyses.cadence.question import _advice
from steelyard.settings.model import Target
from steelyard.settings.undertaken import Event
from steelyard.workspace import Workspace


@pytest.fixture(scope="module")
def answer(centre: Workspace) -> Cadence:
    return centre.cadence()


def test_states_and_charts(answer: Cadence) -> None:
    assert [one.metric for one in answer.watched] == [
        "interaction_quality",
        "customer_rating",
        "first_contact_resolution",
    ]
    rating = answer.watched[1]
    assert rating.state == "not yet"
    assert answer.state == "not yet"
    assert "customers' rating" in answer.sentences[0]
    assert len(answer.watched[2].points) > 52
    solved = answer.watched[2]
    assert sum(point.is_baseline for point in solved.points) == 26
    assert not any(point.signal for point in solved.points if point.is_baseline)
    assert rating.milestones[-1].value == 85


def test_only_mature_weeks_enter(answer: Cadence) -> None:
    to_on = answer.provenance.to_on
    assert to_on is not None
    assert to_on.weekday() == 6
    last = answer.watched[2].points[-1].on
    assert (to_on - last).days == 6


def test_what_was_reached_is_said(centre: Workspace) -> None:
    easy = {name: Target(value, "ours") for name, value in (("customer_rating", 40.0), ("interaction_quality", 50.0))}
    found = replace(centre, settings=replace(centre.settings, targets=easy)).cadence()
    assert found.state in ("optimised", "slipping")
    assert found.advice == (
        "less" if found.state == "optimised" and not any(t.fires for t in found.triggers) else "more"
    )


@pytest.mark.parametrize(
    ("state", "fires", "advice"),
    [
        ("optimised", (False, False), "less"),
        ("optimised", (False, None), "usual"),
        ("optimised", (True, None), "more"),
        ("lost", (None,), "more"),
        ("not yet", (False,), "usual"),
    ],
)
def test_what_cannot_be_told_is_not_steady(state: State, fires: tuple[bool | None, ...], advice: str) -> None:
    assert _advice(state, [Trigger("volume", one, "") for one in fires]) == advice


def test_events_begin_a_baseline_and_call_for_more(centre: Workspace, answer: Cadence) -> None:
    to_on = answer.provenance.to_on
    assert to_on is not None
    events = (
        Event("Moved house", "other", date(2025, 9, 1), is_new_baseline=True),
        Event("Spring campaign", "campaign", to_on),
    )
    found = replace(centre, settings=replace(centre.settings, events=events)).cadence()
    assert [one.name for one in found.events] == ["Moved house", "Spring campaign"]
    first = next(point.on for point in found.watched[2].points if point.is_baseline)
    assert first == date(2025, 9, 1)
    assert found.advice == "more"
    assert any("Spring campaign" in said for said in found.sentences)


def test_too_few_weeks_have_no_chart(centre: Workspace) -> None:
    late = (Event("Just now", "other", date(2026, 6, 1), is_new_baseline=True),)
    found = replace(centre, settings=replace(centre.settings, events=late)).cadence()
    assert all(one.why and not one.points for one in found.watched)
    assert {entry.metric for entry in found.samples} == {"interaction_quality", "customer_rating"}
    assert all(entry.needed for entry in found.samples)


def test_a_part_of_the_data(centre: Workspace) -> None:
    found = centre.cadence(where={"site": ("Porto",)}, points=4, weeks=13)
    assert found.fall == 4
    assert {entry.weeks for entry in found.samples} <= {4, 13}
    assert [one.id for one in found.triggers] == ["events"]


def test_figures_are_finite(answer: Cadence) -> None:
    for one in answer.watched:
        ends = [value for point in one.points for value in (point.value, point.low, point.high) if value is not None]
        assert np.isfinite(ends).all()

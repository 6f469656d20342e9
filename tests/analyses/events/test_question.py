"""What is said of what was logged, on the simulated centre."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from steelyard.analyses.events.answer import Log
from steelyard.errors import QuestionError
from steelyard.settings.undertaken import Event
from steelyard.workspace import Workspace

TARGET = Event("Target", "other", date(2026, 1, 1), purpose="shorter waits", treats="site", treated=("Porto",))


def asked(centre: Workspace, *events: Event, event: str = "") -> Log:
    found = replace(centre, settings=replace(centre.settings, events=events)).ask("events", event=event)
    assert isinstance(found, Log)
    return found


def test_those_who_took_part_are_held_against_the_others(centre: Workspace) -> None:
    [one] = asked(centre, TARGET).entries
    assert one.verdict in ("hurt", "cannot tell")
    assert one.effect is not None
    assert one.effect.value is not None
    assert one.who == "sites Porto"
    assert one.why or one.verdict == "hurt"


def test_of_everybody_nothing_can_be_told_and_why(centre: Workspace) -> None:
    answer = asked(centre, Event("Invoice", "release", date(2026, 3, 2)))
    assert answer.sentences[0] == "1 event is logged: what it moved cannot be told."
    assert "because nobody is named who took part" in answer.sentences[1]
    assert not answer.estimates


def test_what_begins_while_it_is_followed_blurs_it(centre: Workspace) -> None:
    other = replace(TARGET, name="Training", on=date(2026, 2, 1), treated=("Braga",))
    found = asked(centre, TARGET, other, event="Target")
    assert found.entries[0].verdict == "cannot tell"
    assert "Training" in found.entries[0].why.capitalize()
    late = replace(other, on=date(2026, 5, 4))
    assert "training" not in asked(centre, TARGET, late, event="Target").entries[0].why


def test_nothing_logged_is_said(centre: Workspace) -> None:
    assert "steelyard.toml" in asked(centre).sentences[0]


def test_a_name_that_is_none(centre: Workspace) -> None:
    with pytest.raises(QuestionError, match="no event is called 'Traget'"):
        asked(centre, TARGET, event="Traget")


def test_old_ones_are_asked_by_name(centre: Workspace) -> None:
    many = [Event(f"Release {day}", "release", date(2026, 3, day)) for day in range(1, 10)]
    found = asked(centre, *many)
    assert len(found.entries) == 6
    assert found.more == ("Release 3", "Release 2", "Release 1")


def test_one_that_is_asked_by_name_is_told_alone(centre: Workspace) -> None:
    first, other = (Event(name, "release", date(2026, 3, day)) for day, name in ((2, "One"), (9, "Other")))
    answer = asked(centre, first, other, event="One")
    assert len(answer.sentences) == 1
    assert "Cannot tell what One moved" in answer.sentences[0]

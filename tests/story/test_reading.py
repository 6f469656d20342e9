"""The story of an issue and of a customer, on a handful of contacts whose story is known."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from tests import workspaces

from steelyard.errors import QuestionError
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.story import naming, reading

MAPPING = """[workspace]
currency = "EUR"
time_zone = "Europe/Lisbon"

[assumptions]
hourly_cost = 36
customer_hour_value = 12

[sources.contacts]
files = "contacts.csv"
[sources.contacts.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "at"
ended_at = "end"
channel = "channel"
team = "team"
agent_id = "agent"
topic = "topic"
wait_s = "wait"
handle_s = "handle"
transfers = "handed"
resolved = "solved"
abandoned = "gave_up"

[sources.answers]
files = "answers.csv"
invitations = "all"
[sources.answers.surveys.columns]
survey_id = "id"
contact_id = "about"
instrument = { constant = "csat" }
score = "score"
scale_min = 1
scale_max = 5
better = { constant = "high" }
answered_at = "at"

[sources.done]
files = "done.csv"
[sources.done.outcomes.columns]
customer_id = "who"
at = "at"
kind = { constant = "churned" }
"""
CONTACTS = """id,who,at,end,channel,team,agent,topic,wait,handle,handed,solved,gave_up
C0,eve,2026-05-01T09:00:00,2026-05-01T09:10:00,phone,North,A1,billing,10,240,0,true,false
C1,ann,2026-07-01T09:00:00,2026-07-01T09:10:00,phone,North,A1,billing,60,300,0,true,false
C2,ann,2026-07-03T09:00:00,2026-07-03T09:01:00,phone,North,,billing,45,,0,,true
C3,ann,2026-07-03T10:00:00,2026-07-03T10:20:00,chat,South,A2,billing,,600,1,true,false
C4,ann,2026-08-20T09:00:00,2026-08-20T09:10:00,phone,South,A2,delivery,10,240,0,false,false
C5,bob,2026-08-21T09:00:00,2026-08-21T09:10:00,phone,North,A1,billing,10,240,0,true,false
C6,,2026-08-22T09:00:00,2026-08-22T09:10:00,phone,North,A1,billing,10,240,0,true,false
C9,zoe,2026-11-02T09:00:00,2026-11-02T09:10:00,phone,North,A1,billing,10,240,0,true,false
"""
FILES = {
    "contacts.csv": CONTACTS,
    "answers.csv": "id,about,score,at\nS1,C3,2,2026-07-04T10:00:00\nS2,C1,,\n",
    "done.csv": "who,at\nann,2026-09-01T00:00:00\n",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Settings]:
    # the data end with the last contact, so that the others are old enough
    workspace = workspaces.loaded(tmp_path_factory.mktemp("told"), MAPPING, FILES)
    return workspace.snapshot(), workspace.settings


def test_an_issue_is_told_in_order(told: tuple[Snapshot, Settings]) -> None:
    story = reading.issue(*told, "C1")
    assert [step.contact_id for step in story.steps] == ["C1", "C2", "C3"]
    first, second, third = story.steps
    assert first.at == datetime(2026, 7, 1, 9)
    assert (first.outcome, second.outcome, third.outcome) == ("solved", "abandoned", "solved")
    assert (first.since_s, second.since_s, third.since_s) == (None, 172_800, 3_600)
    assert (third.wait_s, third.handle_s, third.transfers, third.team) == (None, 600, 1, "South")
    assert first.cost == pytest.approx(3.0)
    assert second.cost in (None, 0)
    assert story.summary.contacts == 2
    assert story.summary.attempts == 1
    assert story.return_day == 1
    assert story.customer_id == "ann"
    assert story.currency == "EUR"
    assert story.sentence.startswith("2 contacts and 1 attempt given up about billing over phone and chat, 1 transfer")
    assert "the customer came back 1 day after the first solution" in story.sentence


def test_answers_stand_beside_their_contacts(told: tuple[Snapshot, Settings]) -> None:
    ratings = {entry.contact_id: entry for entry in reading.issue(*told, "C1").ratings}
    assert (ratings["C3"].score, ratings["C3"].low, ratings["C3"].high) == (2, 1, 5)
    assert ratings["C1"].score is None


def test_costs_of_the_steps_are_those_of_the_issue(told: tuple[Snapshot, Settings]) -> None:
    for name in ("C1", "C4", "C5"):
        story = reading.issue(*told, name)
        assert sum(step.cost or 0 for step in story.steps) == pytest.approx(story.summary.cost or 0)
        assert sum(step.wait_s or 0 for step in story.steps) == pytest.approx(story.summary.wait_s or 0)


def test_a_customer_is_told_with_what_they_did(told: tuple[Snapshot, Settings]) -> None:
    story = reading.customer(*told, "ann")
    assert [entry.issue_id for entry in story.issues] == ["C4", "C1"]
    assert [(done.kind, done.at) for done in story.outcomes] == [("churned", datetime(2026, 9, 1))]
    assert story.sentence.endswith("; the customer left.")
    assert (story.hidden, story.loose) == (0, 0)


def test_a_lead_sees_their_own_teams_alone(told: tuple[Snapshot, Settings]) -> None:
    assert reading.issue(*told, "C1", ["North"]).summary.team == "North"
    with pytest.raises(QuestionError) as hidden:
        reading.issue(*told, "C1", ["South"])
    with pytest.raises(QuestionError) as absent:
        reading.issue(*told, "nothing")
    assert str(hidden.value) == str(absent.value)
    story = reading.customer(*told, "ann", ["South"])
    assert ([entry.issue_id for entry in story.issues], story.hidden, story.outcomes) == (["C4"], 1, ())
    with pytest.raises(QuestionError):
        reading.customer(*told, "bob", ["South"])
    assert {entry.team for entry in reading.issues(*told, teams=["South"])} == {"South"}


def test_issues_are_listed_newest_first_and_picked(told: tuple[Snapshot, Settings]) -> None:
    found = reading.issues(*told)
    assert [entry.on for entry in found] == sorted((entry.on or date.min for entry in found), reverse=True)
    assert [entry.issue_id for entry in reading.issues(*told, sign="returned")] == ["C1"]
    assert [entry.issue_id for entry in reading.issues(*told, where={"topic": ["delivery"]})] == ["C4"]
    assert reading.issues(*told, most=1, after=1) == found[1:2]


@pytest.mark.parametrize(
    "given", [{"where": {"customer_id": ["ann"]}}, {"where": {'x" OR 1=1 --': ["y"]}}, {"sign": "odd"}]
)
def test_nobody_is_picked_by_what_is_no_dimension(told: tuple[Snapshot, Settings], given: dict[str, str]) -> None:
    with pytest.raises(QuestionError):
        reading.issues(*told, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("id", ["' OR true --", "C1'", ""])
def test_ids_are_texts(told: tuple[Snapshot, Settings], id: str) -> None:
    with pytest.raises(QuestionError) as error:
        reading.issue(*told, id)
    assert not id or id not in str(error.value)


def test_what_is_too_young_is_said_to_be(told: tuple[Snapshot, Settings]) -> None:
    story = reading.issue(*told, "C9")
    assert not story.summary.is_mature
    assert story.sentence.endswith("too young to tell how it ended.")
    assert story.summary.is_returned is None


def test_a_story_is_json(told: tuple[Snapshot, Settings]) -> None:
    found = reading.issue(*told, "C1").to_dict()
    assert found["steps"][0]["at"] == "2026-07-01T09:00:00"
    assert found["summary"]["on"] == "2026-07-01"


def test_a_customers_name_in_addresses_says_nothing_and_is_found_again(
    told: tuple[Snapshot, Settings], tmp_path: Path
) -> None:
    key = naming.key_of(tmp_path)
    name = naming.token(key, "ann")
    assert "ann" not in name
    assert len(name) == naming.LENGTH
    assert naming.remembered(key, name) == "ann"
    assert reading.find_customer(*told, key, name) == "ann"
    naming.forget(name)
    assert not naming.remembered(key, name)
    assert reading.find_customer(*told, key, name) == "ann"
    with pytest.raises(QuestionError):
        reading.find_customer(*told, key, naming.token(key, "nobody there"))
    assert naming.token(naming.key_of(tmp_path), "ann") == name
    assert naming.token("another key", "ann") != name
    assert (tmp_path / naming.FILE).stat().st_mode & 0o077 == 0
    with pytest.raises(QuestionError):
        reading.find_customer(*told, key, "0' OR true --")

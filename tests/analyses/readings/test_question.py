"""False readings: found where they were planted, nothing where nothing was."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests.workspaces import loaded, simulated

from steelyard.analyses.readings.answer import Readings
from steelyard.errors import QuestionError
from steelyard.workspace import Workspace

TOML = """[workspace]
name = "Made"
time_zone = "UTC"

[targets.handle_time]
value = 300
source = "the house"

[sources.calls]
files = "calls.csv"

[sources.calls.contacts]
key = ["id"]

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "customer"
opened_at = "opened"
ended_at = "ended"
team = "team"
agent_id = "agent"
channel = "channel"
topic = "topic"
handle_s = "handle"
transfers = "transfers"
"""


@pytest.fixture(scope="module")
def gamed(tmp_path_factory: pytest.TempPathFactory) -> Readings:
    return simulated(tmp_path_factory.mktemp("gamed"), "survey-gaming", contacts=20_000, seed=3).readings()


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Readings:
    return simulated(tmp_path_factory.mktemp("quiet"), "nothing-happens", contacts=15_000, seed=3).readings()


def calls(size: int, *, is_gamed: bool, seed: int = 1) -> str:
    """Calls of two teams; where gamed, the first cuts what runs over five minutes, hands it on, and splits work."""
    dice = random.Random(seed)
    lines = ["id,customer,opened,ended,team,agent,channel,topic,handle,transfers"]
    for number in range(size):
        team = dice.choice(["North", "South"])
        handle, moved = round(dice.lognormvariate(5.65, 0.35)), int(dice.random() < 0.08)
        if is_gamed and team == "North" and 300 < handle <= 345 and dice.random() < 0.8:
            handle, moved = dice.randrange(289, 301), int(dice.random() < 0.6)
        opened = datetime(2026, 4, 1, 8) + timedelta(minutes=dice.randrange(90 * 24 * 60))
        agent = f"{team}-{dice.randrange(12)}"
        customer = f"K{dice.randrange(size)}"
        for part in range(1 + (is_gamed and team == "North" and dice.random() < 0.04)):
            ended = opened + timedelta(seconds=handle)
            row = (f"C{number}-{part}", customer, opened, ended, team, agent, "phone", "bill", handle, moved)
            lines.append(",".join(map(str, row)))
            opened = ended + timedelta(seconds=dice.randrange(20, 120))
        if dice.random() < 0.1:
            later = ended + timedelta(minutes=dice.choice([dice.randrange(8, 55), dice.randrange(60, 1_200)]))
            over = later + timedelta(seconds=handle)
            other = f"{team}-{dice.randrange(12)}"
            row = (f"C{number}-later", customer, later, over, team, other, "phone", "bill", handle, 0)
            lines.append(",".join(map(str, row)))
    return "\n".join(lines) + "\n"


def made(folder: Path, *, is_gamed: bool) -> Readings:
    workspace = loaded(folder, TOML, {"calls.csv": calls(8_000, is_gamed=is_gamed)})
    return workspace.readings(from_on=date(2026, 4, 1), to_on=date(2026, 6, 30))


def test_gamed_surveys_are_found_where_they_are(gamed: Readings) -> None:
    first = gamed.findings[0]
    assert (first.kind, first.part) == ("ratings", "Porto")
    assert {"invitations", "returns"} <= {signal.records for signal in first.fired}
    assert {reading.kind for reading in gamed.findings} == {"ratings"}
    assert all(reading.part.startswith("Porto") or not reading.part for reading in gamed.findings)
    assert gamed.highlights[0].said in gamed.sentences


def test_a_finding_says_what_to_check_and_names_nobody(gamed: Readings) -> None:
    assert gamed.sentences[1].startswith("Check whether ")
    assert any(caveat.id == "question" for caveat in gamed.caveats)
    assert {reading.dimension for reading in gamed.readings} <= {"", "site", "team"}
    assert gamed.evidence is not None
    assert gamed.evidence.grade == "descriptive"


def test_the_silent(gamed: Readings) -> None:
    silent = gamed.silent
    assert silent is not None
    assert silent.weighted.bounds is not None
    assert silent.weighted.value is not None
    assert silent.naive.value is not None
    low, high = silent.weighted.bounds
    assert low < silent.weighted.value < silent.naive.value < high, "who was well served answers more"
    assert silent.is_carried
    assert silent.weighted.interval is not None
    assert silent.weighted.interval.chances == ("customers", "days")


def test_nothing_is_found_where_nothing_is(quiet: Readings, centre: Workspace) -> None:
    for answer in (quiet, centre.readings()):
        assert answer.findings == ()
        assert answer.highlights == ()
        assert answer.looked > 10
        assert "none confirmed by a second source" in answer.sentences[0]


@pytest.mark.slow
def test_remarks_beside_begged_scores_sound_worse(tmp_path: Path) -> None:
    answer = simulated(tmp_path, "survey-gaming", contacts=60_000, seed=3).readings(by="site")
    found = {
        reading.part: signal for reading in answer.readings for signal in reading.signals if signal.id == "remarks"
    }
    assert found["Porto"].fires
    assert not [part for part, signal in found.items() if signal.fires and part not in ("Porto", "")]
    assert not any(caveat.id == "remarks" for caveat in answer.caveats)


def test_remarks_are_looked_at_where_a_tool_read_them(quiet: Readings, tmp_path: Path) -> None:
    ratings = next(reading for reading in quiet.readings if reading.kind == "ratings")
    assert next(signal for signal in ratings.signals if signal.id == "remarks").is_known
    assert any(caveat.id == "remarks" for caveat in made(tmp_path, is_gamed=False).caveats)


def test_bunching_and_splitting_are_found(tmp_path: Path) -> None:
    answer = made(tmp_path, is_gamed=True)
    found = {(reading.kind, reading.part): reading for reading in answer.findings}
    assert {signal.records for signal in found["targets", "North"].fired} == {"times", "transfers"}
    assert {signal.id for signal in found["splitting", "North"].fired} == {"soon", "same_agent"}
    assert not any(part == "South" for _, part in found)
    assert answer.histogram is not None
    assert answer.histogram.limit_s == 300
    assert answer.histogram.title == "Handle time, North"
    assert answer.histogram.low > 0
    assert len(answer.highlights) == 2
    assert {entry.metric for entry in answer.missing} == {"ratings", "silent"}


def test_honest_calls_bunch_nowhere(tmp_path: Path) -> None:
    answer = made(tmp_path, is_gamed=False)
    assert answer.findings == ()
    assert answer.histogram is None
    assert answer.silent is None


def test_persons_are_refused(centre: Workspace) -> None:
    with pytest.raises(QuestionError, match="individuals"):
        centre.readings(by="agent_id")
    with pytest.raises(QuestionError, match="individuals"):
        centre.readings(by="agent")
    with pytest.raises(QuestionError, match="individuals"):
        centre.readings(where={"agent_id": ["A1"]})
    with pytest.raises(QuestionError, match="no dimension"):
        centre.readings(by="sight")

from __future__ import annotations

import csv
import io
import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.workspaces import loaded

from steelyard.errors import QuestionError
from steelyard.measure.models import remarks
from steelyard.workspace import Workspace

MAPPING = """
[sources.calls]
files = "calls.csv"

[sources.calls.contacts.columns]
contact_id = "id"
customer_id = "who"
opened_at = "start"
ended_at = "end"
agent_id = "agent"
team = "team"
topic = "topic"

[sources.answers]
files = "answers.csv"

[sources.answers.surveys.columns]
survey_id = "id"
contact_id = "call"
instrument = { constant = "csat" }
score = "score"
scale_min = { constant = 1 }
scale_max = { constant = 5 }
better = { constant = "high" }
sent_at = "at"
answered_at = "at"
comment = "remark"
"""
USUAL = (
    "the invoice was explained",
    "my order arrived",
    "router works",
    "Good service",
    "nothing to add",
    "account updated",
)
PLANTED = "the new menu keeps looping, call me back on 07700 900123, says Featherstone"
FIRST, SECOND = (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))


def centre(folder: Path, *, planted: float, burst: bool = False, seed: int = 1, mapping: str = MAPPING) -> Workspace:
    chance = random.Random(seed)
    calls, answers = io.StringIO(), io.StringIO()
    call, answer = csv.writer(calls), csv.writer(answers)
    call.writerow(["id", "who", "start", "end", "agent", "team", "topic"])
    answer.writerow(["id", "call", "score", "at", "remark"])
    for number in range(1200):
        on = date(2026, 1, 1) + timedelta(days=number * 59 // 1200)
        team = chance.choice(("North", "South"))
        agent = f"{team} {chance.randrange(8)}"
        at = f"{on} {chance.randrange(8, 18):02}:00:00"
        call.writerow([number, f"c{number}", at, at.replace(":00:00", ":10:00"), agent, team, chance.choice("ab")])
        if burst:
            is_planted = on == date(2026, 2, 10)
        else:
            is_planted = on >= SECOND[0] and team == "South" and chance.random() < planted
        answer.writerow([number, number, chance.randrange(1, 6), at, PLANTED if is_planted else chance.choice(USUAL)])
    return loaded(folder, mapping, {"calls.csv": calls.getvalue(), "answers.csv": answers.getvalue()})


def ask(workspace: Workspace, **more):
    return workspace.ask("words", from_on=SECOND[0], to_on=SECOND[1], against=FIRST, **more)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return centre(tmp_path_factory.mktemp("planted"), planted=0.3)


def test_a_planted_theme_is_found_where_it_is_with_its_counts(planted):
    answer = ask(planted)
    found = {
        (theme.against, *theme.part.values()): theme
        for theme in answer.themes
        if "looping" in theme.term or "menu" in theme.term
    }
    assert ("before",) in found
    assert ("before", "South") in found
    assert ("others", "South") in found or ("others", "North") in found
    assert ("before", "North") not in found
    theme = found["before",]
    assert theme.way == "more"
    assert theme.share.value == theme.customers / answer.writers
    assert theme.other.value == 0
    assert theme.share.interval.low <= theme.share.value <= theme.share.interval.high
    assert theme.quotes == ()
    beside = found.get(("others", "South")) or found["others", "North"]
    ends = sorted([beside.share.value, beside.other.value])
    assert ends[0] == 0, "nobody at North wrote it"
    assert ends[1] == pytest.approx(found["before", "South"].share.value, rel=0.05)
    assert answer.sentences[0].startswith("More customers")


def test_what_is_said_in_several_words_comes_before_single_ones(planted):
    words = [len(theme.term.split()) > 1 for theme in ask(planted).themes]
    assert words[0]
    assert words == sorted(words, reverse=True)


def test_names_and_numbers_are_no_theme_and_masked_in_quotes(planted):
    answer = ask(planted, quotes=2)
    assert not [theme.term for theme in answer.themes if "featherstone" in theme.term]
    quotes = [quote for theme in answer.themes for quote in theme.quotes]
    assert quotes
    assert not [quote for quote in quotes if "07700" in quote or "Featherstone" in quote]


def test_readings_are_shares_of_those_read_and_move_with_them(planted):
    said = {entry.kind: entry for entry in ask(planted).said}
    assert said["callback"].moved == 1
    assert said["callback"].other.value == 0
    assert said["refund"].moved == 0


def test_without_a_change_nothing_is_claimed(tmp_path):
    claims = 0
    for seed in range(6):
        folder = tmp_path / str(seed)
        folder.mkdir()
        claims += bool(ask(centre(folder, planted=0.0, seed=seed)).themes)
    assert claims <= 1


def test_one_day_of_the_same_words_is_no_theme(tmp_path):
    answer = ask(centre(tmp_path, planted=0.0, burst=True))
    assert not [theme for theme in answer.themes if theme.against == "before"]


def test_few_writers_and_no_remarks_are_said(tmp_path, planted):
    few = planted.ask("words", from_on=date(2026, 2, 10), to_on=date(2026, 2, 10))
    assert not few.themes
    assert "at least 40" in few.sentences[0]
    folder = tmp_path / "bare"
    folder.mkdir()
    bare = centre(folder, planted=0.0, mapping=MAPPING.replace('comment = "remark"\n', ""))
    assert bare.ask("words").missing[0].unlock == "map surveys.comment"


def test_agents_are_no_split(planted):
    with pytest.raises(QuestionError, match="not split by agent"):
        ask(planted, by="agent_id")
    with pytest.raises(QuestionError, match="no dimension"):
        ask(planted, by="tema")


def test_as_text_and_as_json(planted):
    answer = ask(planted, by="team", quotes=1)
    assert "as read by rules" in answer.to_text()
    assert json.loads(json.dumps(answer.to_dict(), default=str))["question"] == "words"


def test_remarks_are_read_once(tmp_path, monkeypatch):
    workspace = centre(tmp_path, planted=0.3)
    first = ask(workspace)

    def never(*told):
        raise AssertionError("read again")

    monkeypatch.setattr(remarks, "read", never)
    assert ask(workspace) == first


def test_a_workspaces_own_phrases_are_heeded(tmp_path):
    own = MAPPING + '[remarks.phrases]\nescalation = ["menu keeps looping"]\n'
    said = {entry.kind: entry for entry in ask(centre(tmp_path, planted=0.3, mapping=own)).said}
    assert said["escalation"].share.value == said["callback"].share.value > 0


def test_another_engine_says_that_it_does_not_read_remarks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = centre(tmp_path, planted=0.0)
    monkeypatch.setattr(remarks, "DuckEngine", int)
    (missing,) = place.ask("words").missing
    assert missing.reason == "remarks are read with the embedded engine alone"
    assert "map" not in missing.unlock

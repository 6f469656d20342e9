"""What a proposal leaves open, answered and corrected: the same for the terminal and the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import settings
from steelyard.errors import SettingsError
from steelyard.intake.proposal.answering import (
    Question,
    accepted,
    answered,
    choosable,
    chosen,
    columns_of,
    questions,
    taken,
)
from steelyard.intake.proposal.keeping import from_json, to_json
from steelyard.intake.proposal.propose import Proposal, propose
from steelyard.settings.model import Settings

EFFORT = "Response ID,Contact ID,CES\n" + "".join(f"S{n},C{n},{n % 7 + 1}\n" for n in range(100))
CALLS = "Call ID,Start,Other start,Agent,Wait,Client\n" + "".join(
    f"C{n},2026-03-{n % 28 + 1:02d} 09:00:00,{n % 28 + 1:02d}.03.2026 10:00,A{n % 5},{n % 60},K{n % 40}\n"
    for n in range(200)
)


@pytest.fixture
def effort(tmp_path: Path) -> Proposal:
    return proposed(tmp_path, "survey.csv", EFFORT)


@pytest.fixture
def calls(tmp_path: Path) -> Proposal:
    return proposed(tmp_path, "calls.csv", CALLS)


def proposed(folder: Path, name: str, text: str) -> Proposal:
    (folder / name).write_text(text, "utf-8")
    return propose([folder / name])


def read_back(proposal: Proposal, folder: Path) -> Settings:
    (folder / "steelyard.toml").write_text(proposal.to_toml(), "utf-8")
    return settings.read(folder)


def test_what_is_open_is_a_question_with_its_choices(effort: Proposal) -> None:
    (asked,) = questions(effort)
    assert asked.id == "survey.surveys.better"
    assert asked.choices == ("high", "low")
    assert asked.proposed == '{ constant = "high" }'


def test_an_answer_is_in_force(effort: Proposal, tmp_path: Path) -> None:
    settled = answered(effort, {"survey.surveys.better": "low"})
    assert questions(settled) == ()
    assert read_back(settled, tmp_path).sources[0].tables[0].columns["better"].constant == "low"


def test_an_empty_answer_leaves_it_open(effort: Proposal) -> None:
    still = answered(effort, {"survey.surveys.better": " "})
    assert questions(still) == questions(effort)
    assert '# unsure: better = { constant = "high" }' in still.to_toml()


@pytest.mark.parametrize("word", ["n", "No"])
def test_no_declines(tmp_path: Path, word: str) -> None:
    rows = "".join(f"S{n},C{n},{n % 7 + 1},thank you all\n" for n in range(100))
    remarked = f"Response ID,Contact ID,CES,Comment\n{rows}"
    proposal = proposed(tmp_path, "survey.csv", remarked)
    assert "survey.surveys.comment" in [question.id for question in questions(proposal)]
    declined = answered(proposal, {"survey.surveys.comment": word})
    assert "survey.surveys.comment" not in [question.id for question in questions(declined)]
    assert '# declined: comment = "Comment"' in declined.to_toml()


def test_the_time_zone_is_asked_unless_it_is_declared(calls: Proposal, tmp_path: Path) -> None:
    assert questions(calls)[0].id == "time_zone"
    assert "time_zone" not in [question.id for question in questions(calls, has_workspace=True)]
    assert read_back(answered(calls, {"time_zone": "Europe/Lisbon"}), tmp_path).time_zone == "Europe/Lisbon"


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        (Question("time_zone", ""), "Lisbon", "no time zone"),
        (Question("currency", ""), "euros", "no currency"),
        (Question("a.b.c", "", "x", choices=("high", "low")), "up", "none of high, low"),
    ],
)
def test_what_cannot_be_is_not_accepted(question: Question, typed: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        accepted(question, typed)


def test_an_answer_to_nothing_is_an_error(effort: Proposal) -> None:
    with pytest.raises(SettingsError, match="no question is open"):
        answered(effort, {"survey.surveys.score": "yes"})


def test_a_chosen_column_is_read_as_its_values_are_written(calls: Proposal, tmp_path: Path) -> None:
    other = chosen(calls, {"calls.contacts.opened_at": "Other start"})
    mapping = read_back(other, tmp_path).sources[0].tables[0].columns["opened_at"]
    assert mapping.columns == ("Other start",)
    assert mapping.formats == ("%d.%m.%Y %H:%M",)


def test_a_column_that_is_taken_out_is_declined(calls: Proposal, tmp_path: Path) -> None:
    without = chosen(calls, {"calls.contacts.customer_id": ""})
    assert "customer_id" not in read_back(without, tmp_path).sources[0].tables[0].columns


@pytest.mark.parametrize(
    ("name", "column"),
    [("calls.contacts.opened_at", "No such"), ("calls.contacts.shoe_size", "Wait"), ("x.contacts.opened_at", "Wait")],
)
def test_only_what_is_there_can_be_chosen(calls: Proposal, name: str, column: str) -> None:
    with pytest.raises(SettingsError):
        chosen(calls, {name: column})


def test_what_is_asked_about_is_not_chosen_too(calls: Proposal) -> None:
    asked = {question.id.rpartition(".")[2] for question in questions(calls)}
    assert not asked & {*choosable(calls.sources[0], "calls.contacts")}


ODD = "nr,wann,note,wer\n" + "".join(f"A{n},{n % 28 + 1:02d}.03.2026 09:00,{n % 5 + 1},K{n}\n" for n in range(60))


def test_a_file_in_which_nothing_was_recognised_is_mapped_by_a_person(tmp_path: Path) -> None:
    odd = proposed(tmp_path, "odd.csv", ODD)
    assert not odd.sources
    began = taken(odd, {"odd.csv": "contacts"})
    assert not began.is_in_force
    assert began.left == ()
    columns = {"odd.contacts.contact_id": "nr", "odd.contacts.opened_at": "wann", "odd.contacts.channel": "=email"}
    mapped = chosen(began, columns)
    assert mapped.is_in_force
    assert columns_of(mapped) == columns
    table = read_back(mapped, tmp_path).sources[0].tables[0]
    assert (table.columns["opened_at"].formats, table.columns["channel"].constant) == (("%d.%m.%Y %H:%M",), "email")
    assert taken(odd, {"odd.csv": ""}) == odd


def test_answers_are_mapped_with_their_scale(tmp_path: Path) -> None:
    chosen_ = {
        "survey_id": "nr", "instrument": "=csat", "score": "note", "scale_min": "=1", "scale_max": "=5",
        "better": "=high", "contact_id": "wer",
    }  # fmt: skip
    began = taken(proposed(tmp_path, "odd.csv", ODD), {"odd.csv": "surveys"})
    mapped = chosen(began, {f"odd.surveys.{target}": column for target, column in chosen_.items()})
    table = read_back(mapped, tmp_path).sources[0].tables[0]
    assert [table.columns[name].constant for name in ("instrument", "scale_min", "scale_max", "better")] == [
        "csat", 1, 5, "high",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tables", "columns"),
    [({"odd.csv": "shoes"}, {}), ({"odd.csv": "contacts"}, {"odd.contacts.channel": "=carrier pigeon"})],
)
def test_nothing_else_can_be_said(tmp_path: Path, tables: dict[str, str], columns: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        chosen(taken(proposed(tmp_path, "odd.csv", ODD), tables), columns)


def test_a_kept_proposal_is_the_same(calls: Proposal) -> None:
    assert from_json(to_json(calls)) == calls
    assert from_json(to_json(calls)).to_toml() == calls.to_toml()
    with pytest.raises(ValueError, match="no kept value"):
        from_json('{"sources": 3}')

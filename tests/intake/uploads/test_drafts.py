"""From files that were sent to a mapping that loads: looked at, answered, corrected, accepted."""

from __future__ import annotations

import io
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

import steelyard
from steelyard.errors import QuestionError, SettingsError, SourceError
from steelyard.intake.uploads import drafts, looking
from steelyard.intake.uploads.drafts import Draft
from steelyard.intake.uploads.receiving import Bounds, Sent

CALLS = "Call ID,Start time,Queue,Agent,Wait,Outcome,Customer no.\n" + "".join(
    f"C{n},2026-03-{n % 28 + 1:02d} 09:00:00,Sales {n % 3},A{n % 5},{n % 60},"
    f"{'ANSWERED' if n % 4 else 'ABANDONED'},{5000 + n % 50}\n"
    for n in range(200)
)
EFFORT = "Response ID,Call ID,CES\n" + "".join(f"R{n},C{n},{n % 7 + 1}\n" for n in range(90))


def send(workspace: Path, files: dict[str, str], source: str = "", replaces: str = "") -> Draft:
    """What was sent, looked at in this process."""
    sent = [Sent(name, io.BytesIO(text.encode())) for name, text in files.items()]
    draft = drafts.create(workspace, sent, Bounds(), data=workspace, source=source, replaces=replaces)
    looking.run(workspace, draft.id, workspace)
    return drafts.read(workspace, draft.id)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return send(tmp_path / "support", {"calls.csv": CALLS, "survey.csv": EFFORT})


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    """A workspace that was begun from an upload."""
    folder = tmp_path / "support"
    drafts.accept(send(folder, {"calls.csv": CALLS}), folder, folder)
    steelyard.open(folder).load()
    return folder


def test_files_are_looked_at_and_tried(draft: Draft) -> None:
    assert draft.error == ""
    assert draft.mapped.name == "Support"
    calls, survey = draft.mapped.sources
    assert (calls.name, calls.files, calls.rows) == ("calls", ("uploads/calls.csv",), 200)
    assert [tried.source for tried in draft.tried] == ["calls"]
    assert draft.tried[0].tables[0].kept == 200
    assert survey.name == "survey"


def test_answers_are_kept_and_tried_again(draft: Draft, tmp_path: Path) -> None:
    said = replace(draft, answers={"survey.surveys.better": "high", "time_zone": "Europe/Lisbon"}, name="Help")
    drafts.said(said)
    looking.run(tmp_path / "support", draft.id, tmp_path / "support")
    again = drafts.read(tmp_path / "support", draft.id)
    assert (again.answers, again.mapped.name, again.mapped.time_zone) == (said.answers, "Help", "Europe/Lisbon")
    assert [tried.source for tried in again.tried] == ["calls", "survey"]


def test_what_cannot_be_said_is_not_kept(draft: Draft, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no time zone"):
        drafts.said(replace(draft, answers={"time_zone": "Lisbon"}))
    assert drafts.read(tmp_path / "support", draft.id).answers == {}


def test_accepted_it_loads(draft: Draft, tmp_path: Path) -> None:
    folder = tmp_path / "support"
    drafts.accept(replace(draft, answers={"survey.surveys.better": "high"}), folder, folder)
    assert sorted(path.name for path in (folder / "uploads").iterdir()) == ["calls.csv", "survey.csv"]
    assert not draft.folder.exists()
    report = steelyard.open(folder).load()
    assert {account.source: account.accepted for account in report.accounts} == {"calls": 200, "survey": 90}


def test_further_files_are_put_behind_what_is_there(loaded: Path) -> None:
    toml = loaded / "steelyard.toml"
    toml.write_text("# ours\n" + toml.read_text("utf-8"), "utf-8")
    before = toml.read_text("utf-8")
    more = send(loaded, {"survey.csv": EFFORT})
    drafts.accept(replace(more, answers={"survey.surveys.better": "high"}), loaded, loaded)
    assert toml.read_text("utf-8").startswith(before)
    assert [source.name for source in steelyard.open(loaded).settings.sources] == ["calls", "survey"]


def test_a_file_more_for_a_source_that_is_there(loaded: Path) -> None:
    draft = send(loaded, {"calls.csv": CALLS.replace("\nC", "\nD")}, source="calls")
    assert draft.tried[0].tables[0].read == 400
    comments = [line for line in (loaded / "steelyard.toml").read_text("utf-8").splitlines() if "#" in line]
    drafts.accept(draft, loaded, loaded)
    held = (loaded / "steelyard.toml").read_text("utf-8")
    assert [line for line in held.splitlines() if "#" in line] == comments
    workspace = steelyard.open(loaded)
    assert workspace.settings.sources[0].files["calls"] == ("uploads/calls.csv", "uploads/calls-2.csv")
    assert workspace.load().accounts[0].accepted == 200


def test_files_of_a_source_that_is_there_are_known_and_join_it(loaded: Path) -> None:
    draft = send(loaded, {"april.csv": CALLS.replace("\nC", "\nD")})
    held = steelyard.open(loaded).settings
    assert drafts.alike(draft, held) == "calls"
    assert drafts.alike(send(loaded, {"survey.csv": EFFORT}), held) == ""
    drafts.join(draft, "calls")
    looking.run(loaded, draft.id, loaded)
    joined = drafts.read(loaded, draft.id)
    assert (joined.source, joined.proposal, joined.tried[0].tables[0].read) == ("calls", None, 400)
    drafts.accept(joined, loaded, loaded)
    assert [source.name for source in steelyard.open(loaded).settings.sources] == ["calls"]


def test_rows_that_contradict_those_there_are_said_before_anything_changes(loaded: Path) -> None:
    draft = send(loaded, {"calls.csv": CALLS.replace("Sales 1", "Sales 9")}, source="calls")
    assert "on rows with different contents" in draft.tried[0].error


def test_a_corrected_file_takes_the_place_of_the_first(loaded: Path) -> None:
    draft = send(loaded, {"calls.csv": CALLS.replace("Sales 1", "Sales 9")}, "calls", "uploads/calls.csv")
    assert draft.tried[0].error == ""
    drafts.accept(draft, loaded, loaded)
    workspace = steelyard.open(loaded)
    assert workspace.settings.sources[0].files["calls"] == ("uploads/calls-2.csv",)
    assert workspace.load().accounts[0].accepted == 67


def test_only_a_file_that_is_read_can_be_replaced(loaded: Path) -> None:
    draft = send(loaded, {"calls.csv": CALLS}, "calls", "uploads/other.csv")
    assert "reads no file" in draft.error


def test_a_file_for_a_source_it_does_not_fit_says_so(loaded: Path) -> None:
    draft = send(loaded, {"survey.csv": EFFORT}, source="calls")
    (tried,) = draft.tried
    assert tried.tables[0].quarantined == 90
    assert [len(names) for names in tried.lacking.values()] == [6]


def test_a_pattern_never_means_files_of_an_earlier_upload(loaded: Path) -> None:
    (loaded / "uploads" / "other-7.csv").write_text("x", "utf-8")
    draft = send(loaded, {f"other-{n}.csv": EFFORT.replace("\nR", f"\nR{n}") for n in range(2)})
    text = drafts.text_of(replace(draft, answers={"other.surveys.better": "high"}), loaded)
    assert 'files = ["uploads/other-0.csv", "uploads/other-1.csv"]' in text


def test_what_nobody_recognises_is_said(tmp_path: Path) -> None:
    draft = send(tmp_path, {"odd.csv": "colour,size\nred,2\nblue,3\n"})
    assert draft.error or draft.mapped.left


def test_an_upload_that_is_not_there(tmp_path: Path) -> None:
    for id in ("0" * 16, "../secret", ""):
        with pytest.raises(QuestionError, match="no such upload"):
            drafts.read(tmp_path, id)


def test_what_nobody_came_back_to_is_removed(draft: Draft, tmp_path: Path) -> None:
    old = time.time() - drafts.KEPT_S - 60
    os.utime(draft.folder, (old, old))
    send(tmp_path / "support", {"calls.csv": CALLS})
    assert not draft.folder.exists()


def test_not_more_than_a_number_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 1)
    drafts.create(tmp_path, [Sent("a.csv", io.BytesIO(b"a,b\n1,2\n"))], Bounds(), data=tmp_path)
    with pytest.raises(SourceError, match="wait to be loaded"):
        drafts.create(tmp_path, [Sent("a.csv", io.BytesIO(b"a,b\n1,2\n"))], Bounds(), data=tmp_path)


def test_looking_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    sent = [Sent("calls.csv", io.BytesIO(CALLS.encode()))]
    draft = drafts.create(tmp_path, sent, Bounds(), data=tmp_path)
    assert "took longer" in looking.look(tmp_path, draft, 0.05, data=tmp_path).error
    assert looking.look(tmp_path, draft, 300, data=tmp_path).error == ""

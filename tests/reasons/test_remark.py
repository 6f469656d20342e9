"""Remarks as a reason for a follow-up, on a world small enough to be checked by eye."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.reasons.test_reasons import FILES, MAPPING
from tests.workspaces import loaded

from steelyard.analyses.list.answer import Held, Today

SURVEYS = """id,about,score,at,remark
1,l1,4,2026-03-25 18:00,Please call me back about my bill
2,g1,5,2026-03-25 18:00,Great service and very friendly
3,a1,4,2026-03-20 18:00,Please call me back about my bill
4,b3,4,2026-03-24 18:00,Please call me back about my bill
5,b3,4,2026-03-25 18:00,"Great service, thank you very much"
6,p1,4,2026-03-25 18:00,I want to speak to your manager
7,k1,4,2026-03-25 18:00,I am leaving you for a competitor. Please call me back
8,c1,4,2026-03-25 18:00,Please tell me when my order will be delivered
9,y1,4,2026-04-02 18:00,Please call me back about my bill
10,f1,4,2026-01-02 18:00,Please call me back about my bill
11,h2,4,2026-03-29 18:00,I want my money back
12,w1,4,2026-03-29 18:00,
13,q1,4,2026-03-29 18:00,"I can't say ''x''); DROP TABLE surveys; --"
"""
WITH_REMARKS = MAPPING.replace('score = "score"', 'score = "score"\ncomment = "remark"', 1)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Held]:
    """Customer -> the reason, of whom it holds."""
    found = loaded(tmp_path_factory.mktemp("remark"), WITH_REMARKS, {**FILES, "surveys.csv": SURVEYS}).ask("list")
    assert isinstance(found, Today)
    return {item.customer_id: entry for item in found.items for entry in item.why if entry.reason == "remark"}


def test_it_holds_of_whom_the_newest_remark_asks(held: dict[str, Held]) -> None:
    """Not of the pleased, of one solved since, of a newer remark that asks for nothing, nor outside the window."""
    assert {
        who: (entry.action, entry.said.removeprefix("their remark was read as ")) for who, entry in held.items()
    } == {
        "low": ("callback", "asking for a callback"),
        "promised": ("escalation", "asking for an escalation"),
        "kept": ("callback", "a threat to leave"),
        "cross": ("information", "asking for information"),
        "helped": ("callback", "asking for a refund"),
    }


def test_where_and_when_the_remark_was_is_told(held: dict[str, Held]) -> None:
    assert (held["low"].topic, held["low"].channel) == ("bill", "phone")
    assert held["low"].at.isoformat() == "2026-03-25T18:00:00"


def test_settings_say_what_it_is_for_and_how_it_weighs(tmp_path: Path) -> None:
    told = '[followup.actions]\nremark = "apology"\n[followup.weights]\nremark = 5\n'
    answer = loaded(tmp_path, WITH_REMARKS + told, {**FILES, "surveys.csv": SURVEYS}).ask("list")
    assert isinstance(answer, Today)
    found = next(entry for item in answer.items for entry in item.why if entry.reason == "remark")
    assert found.action == "apology"
    assert 2.5 <= found.weight <= 5


def test_phrases_of_the_workspace_are_heeded(tmp_path: Path) -> None:
    surveys = SURVEYS + "14,o1,4,2026-03-29 18:00,It is all about the blue widget here\n"
    told = '[remarks.phrases]\ninformation = ["blue widget"]\n'
    answer = loaded(tmp_path, WITH_REMARKS + told, {**FILES, "surveys.csv": surveys}).ask("list")
    assert isinstance(answer, Today)
    assert "once" in {item.customer_id for item in answer.items for entry in item.why if entry.reason == "remark"}


def test_without_remarks_it_says_what_to_map(tmp_path: Path) -> None:
    lacking = {entry.metric: entry.unlock for entry in loaded(tmp_path, MAPPING, FILES).ask("list").missing}
    assert "surveys.comment" in lacking["remark"]


def test_where_remarks_are_not_read_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on an engine whose texts would have to leave it."""
    workspace = loaded(tmp_path, WITH_REMARKS, {**FILES, "surveys.csv": SURVEYS})
    for module in ("measure.models.in_need", "measure.models.remarks", "analyses.list.question"):
        monkeypatch.setattr(f"steelyard.{module}.reads_here", lambda snapshot: False)
    with workspace.snapshot() as snapshot:
        answer = workspace.put(snapshot, "list")
    assert isinstance(answer, Today)
    assert "embedded engine" in next(entry.reason for entry in answer.missing if entry.metric == "remark")
    assert not [entry for item in answer.items for entry in item.why if entry.reason == "remark"]

"""Evaluations: drawn once, scored blind by one evaluator each, calibrated together; out and in as sheets."""

from __future__ import annotations

import csv
import io

import pytest

from steelyard import rubrics
from steelyard.desk import Desk, Drawn, sheets
from steelyard.errors import DeskError, QuestionError, StaleError

CHAT = rubrics.shipped()["chat"]
FULL = {entry.id: entry.most for entry in CHAT.criteria}
STRATA = [{"stratum": "North", "contacts": 100, "drawn": 2, "chance": 0.02}]
DRAWN = [
    Drawn("c1", "random", 0.02, "North", "North"),
    Drawn("c1", "second", None, "North", "North"),
    Drawn("c2", "random", 0.02, "South", "North", "bea"),
]


@pytest.fixture
def planned(desk: Desk) -> Desk:
    desk.evaluations.keep_plan(CHAT, "2026-03-02", "2026-03-08", 7, 1, STRATA, DRAWN, "ann")
    return desk


def test_days_are_drawn_once_by_a_rubric(planned: Desk) -> None:
    with pytest.raises(DeskError, match="drawn by this rubric already"):
        planned.evaluations.keep_plan(CHAT, "2026-03-08", "2026-03-14", 7, 1, STRATA, DRAWN, "ann")
    other = rubrics.shipped()["support"]
    planned.evaluations.keep_plan(other, "2026-03-08", "2026-03-14", 7, 1, STRATA, DRAWN, "ann")
    plan = planned.evaluations.plans()[-1]
    assert (plan.seed, plan.tasks, plan.scored, plan.strata[0]["chance"]) == (7, 3, 0, 0.02)


def test_nobody_scores_a_contact_twice_nor_sees_another_s(planned: Desk) -> None:
    held = planned.evaluations
    first = next(task for task in held.queue("ann") if task.contact_id == "c1")
    assert [task.contact_id for task in held.queue("ann")] == ["c1"]
    assert [task.contact_id for task in held.queue("bea")] == ["c2", "c1"]
    done = held.save(first.id, "ann", first.version, CHAT, FULL, is_done=True)
    assert done.state == "done"
    assert held.queue("ann") == []
    with pytest.raises(DeskError, match="no such evaluation"):
        held.find(first.id, "bea")
    second = next(task for task in held.queue("bea") if task.contact_id == "c1")
    assert second.id != first.id
    assert second.points == {}
    with pytest.raises(DeskError, match="no such evaluation"):
        held.find(second.id, "ann")
    with pytest.raises(DeskError, match="no such evaluation"):
        held.save(second.id, "ann", second.version, CHAT, FULL, is_done=True)


def test_a_lead_scores_what_is_of_their_teams(planned: Desk) -> None:
    assert planned.evaluations.queue("cid", ("South",)) == []
    task = planned.evaluations.queue("cid", ("North",))[0]
    with pytest.raises(DeskError):
        planned.evaluations.find(task.id, "cid", ("South",))


def test_a_draft_is_kept_and_of_two_windows_the_second_is_told(planned: Desk) -> None:
    held = planned.evaluations
    task = held.queue("ann")[0]
    draft = held.save(task.id, "ann", task.version, CHAT, {"tone": 1, "presence": ""}, is_done=False)
    assert draft.points == {"tone": 1}
    with pytest.raises(StaleError):
        held.save(task.id, "ann", task.version, CHAT, FULL, is_done=True)
    with pytest.raises(DeskError, match="not scored yet: The customer"):
        held.save(task.id, "ann", draft.version, CHAT, {"tone": 1}, is_done=True)
    with pytest.raises(QuestionError, match="no words"):
        held.save(task.id, "ann", draft.version, CHAT, {"tone": 9}, is_done=False)
    done = held.save(task.id, "ann", draft.version, CHAT, FULL, is_done=True)
    with pytest.raises(DeskError, match="blind scores are not changed"):
        held.save(task.id, "ann", done.version, CHAT, FULL, is_done=True)


def test_a_rubric_that_changed_is_told(planned: Desk) -> None:
    held = planned.evaluations
    task = held.queue("ann")[0]
    held.save(task.id, "ann", task.version, CHAT, {"tone": 1}, is_done=False)
    text = rubrics.reading.text_of("chat").replace("weight = 10", "weight = 20", 1)
    changed = rubrics.read(text, "chat", "rubrics/chat.toml")
    with pytest.raises(DeskError, match="changed since"):
        held.save(task.id, "ann", task.version + 1, changed, FULL, is_done=True)


def test_picks_have_no_chance(desk: Desk) -> None:
    assert desk.evaluations.pick(CHAT, Drawn("c9", "coaching"), "ann").chance is None
    with pytest.raises(DeskError, match="coaching or complaint"):
        desk.evaluations.pick(CHAT, Drawn("c9", "random"), "ann")


def test_a_calibration_shows_scores_when_all_are_in_and_makes_gold(desk: Desk) -> None:
    held = desk.evaluations
    number = held.calibrate("March", CHAT, ["c1", "c2"], ["ann", "bea"], "cid")
    for who in ("ann", "bea"):
        for task in held.queue(who):
            assert held.calibration(number).tasks == ()
            held.save(task.id, who, task.version, CHAT, {**FULL, "tone": 0 if who == "ann" else 2}, is_done=True)
    found = held.calibration(number)
    assert len(found.tasks) == 4
    with pytest.raises(DeskError, match="every criterion"):
        held.agree(number, "cid", found.version, CHAT, {"c1": {"tone": 1}}, "")
    closed = held.agree(number, "cid", found.version, CHAT, {"c1": {**FULL, "tone": 1}}, "A joke is no curtness.")
    assert closed.said == "A joke is no curtness."
    assert held.gold(CHAT) == {"c1": {**FULL, "tone": 1}}
    with pytest.raises(DeskError, match="closed already"):
        held.agree(number, "cid", closed.version, CHAT, {}, "")
    rows = sheets.scores(held.done(), [closed])
    gold = [row for row in rows if row[2] == "gold"]
    assert {row[10] for row in gold} == {"gold"}
    assert next(row for row in gold if row[4] == "tone")[6:8] == [5.0, 10.0]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_sheets_go_out_and_come_back(planned: Desk, kind: str) -> None:
    held = planned.evaluations
    held.pick(CHAT, Drawn("=cmd()", "complaint", evaluator="bea"), "ann")
    rows = sheets.sheet(held.open("bea"), CHAT)
    assert rows[1][2] == "c2"
    assert rows[2][2] == "'=cmd()"
    assert [row[5] for row in rows[1:]] == ["evaluation", "complaint"]
    for row in rows[1:]:
        row[len(sheets.HEADS) :] = [FULL[name] for name in rows[0][len(sheets.HEADS) :]]
    rows[2][len(sheets.HEADS)] = 7
    content = sheets.to_csv(rows) if kind == "csv" else sheets.to_xlsx(rows, CHAT)
    found = sheets.entered(held, sheets.read(content, f"scores.{kind}"), lambda name: CHAT)
    assert found.taken == 1
    assert [(one.line, "no words" in one.what, one.contact) for one in found.refused] == [(3, True, "'=cmd()")]
    assert found.refused[0].next == "Give 0 or 1 or 2."
    back = list(csv.DictReader(io.StringIO(sheets.to_csv(sheets.scores(held.done(), [])).decode())))
    assert {row["purpose"] for row in back} == {"random"}
    assert {row["chance"] for row in back} == {"0.02"}
    assert sum(float(row["score"]) for row in back) == pytest.approx(100)


def test_a_sheet_that_comes_twice_is_taken_once_and_says_what_changed(planned: Desk) -> None:
    held = planned.evaluations
    rows = sheets.sheet(held.open("bea"), CHAT)
    rows[1][len(sheets.HEADS) :] = [FULL[name] for name in rows[0][len(sheets.HEADS) :]]
    again = sheets.read(sheets.to_csv(rows), "s.csv")
    assert sheets.entered(held, again, lambda name: CHAT).taken == 1
    found = sheets.entered(held, again, lambda name: CHAT)
    assert (found.taken, found.known, found.refused) == (0, 1, ())
    again[0]["tone"] = "0"
    changed = sheets.entered(held, again, lambda name: CHAT)
    assert (changed.known, [one.what for one in changed.refused]) == (
        0,
        ["this is scored already, and blind scores are not changed"],
    )


def test_a_lead_finds_what_they_calibrate(desk: Desk) -> None:
    desk.evaluations.calibrate("March", CHAT, ["c1"], ["ann", "lea"], "cid")
    assert [task.contact_id for task in desk.evaluations.queue("lea", ("North",))] == ["c1"]


def test_a_draft_is_cleared_when_the_rubric_has_changed(planned: Desk) -> None:
    held = planned.evaluations
    task = held.queue("ann")[0]
    draft = held.save(task.id, "ann", task.version, CHAT, {"tone": 1}, is_done=False)
    changed = rubrics.read(
        rubrics.reading.text_of("chat").replace("weight = 10", "weight = 20", 1), "chat", "chat.toml"
    )
    cleared = held.save(task.id, "ann", draft.version, changed, {}, is_done=False)
    done = held.save(task.id, "ann", cleared.version, changed, FULL, is_done=True)
    assert (cleared.points, done.series) == ({}, changed.series)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a,b\n1,2\n", b"", b'evaluation,version,rubric\n"1'])
def test_what_is_no_sheet_is_refused(content: bytes) -> None:
    with pytest.raises(DeskError):
        sheets.read(content, "scores.csv")
    with pytest.raises(DeskError):
        sheets.read(content, "scores.xlsx")


def test_what_a_backup_holds_comes_back(planned: Desk) -> None:
    content = planned.dump()
    assert len(content["evaluation_tasks"]) == 3

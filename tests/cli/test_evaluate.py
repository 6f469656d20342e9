from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.analyses.evaluations.world import World, centre

from steelyard import cli, rubrics
from steelyard.desk import Desk
from steelyard.settings import read


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as raised:
        cli.main(list(words))
    out, err = capsys.readouterr()
    return int(raised.value.code or 0), out, err


def test_a_shipped_rubric_is_printed_to_begin_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "evaluate", "rubric", "chat")
    assert code == 0
    assert rubrics.read(out, "chat", "chat.toml").title == "Chat"
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "ours.toml").write_text(out)
    (tmp_path / "steelyard.toml").write_text("")
    code, out, _ = _run(capsys, "evaluate", "--json", "-w", str(tmp_path))
    assert [entry["id"] for entry in json.loads(out)] == ["ours"]


def test_one_that_is_not_shipped_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _run(capsys, "evaluate", "rubric", "chatt")
    assert code != 0
    assert "chat" in err


def test_a_plan_is_drawn_scored_and_comes_back_as_evaluations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Planned, sheet out, sheet in, scores as a source, loaded: the mean is what was scored, by the plan's weights."""
    world = World(contacts=400, doubles=0)
    folder = str(centre(tmp_path, world).settings.folder)
    days = ("--from", "2026-04-01", "--to", "2026-04-20", "-w", folder)
    code, out, _ = _run(capsys, "evaluate", "plan", "--count", "22", "--look", "--json", *days)
    assert code == 0
    assert json.loads(out)["plan"] is None
    names = ("--evaluator", "ann", "--evaluator", "bea", "--rubric", "chat", "--seed", "4")
    code, out, _ = _run(capsys, "evaluate", "plan", "--count", "22", "--json", *names, *days)
    told = json.loads(out)
    assert code == 0
    assert (told["drawn"], told["twice"], told["seed"]) == (20, 2, 4)
    assert {need["id"] for need in told["needs"]} == {"mean", "difference", "agent"}
    code, _, err = _run(capsys, "evaluate", "plan", "--count", "22", *names, *days)
    assert code != 0
    assert "drawn by this rubric already" in err
    code, out, _ = _run(capsys, "evaluate", "pick", "c9", "--for", "complaint", "--rubric", "chat", "-w", folder)
    assert code == 0
    sheet = tmp_path / "out.csv"
    assert _run(capsys, "evaluate", "sheet", str(sheet), "--rubric", "chat", "-w", folder)[0] == 0
    rows = list(csv.DictReader(sheet.open()))
    assert len(rows) == 23
    for row in rows:
        row["evaluator"] = row["evaluator"] or "cid"
        row.update({entry.id: str(entry.most) for entry in rubrics.shipped()["chat"].criteria})
        if row["purpose"] == "complaint":
            row["tone"] = "0"
    with sheet.open("w", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    code, out, _ = _run(capsys, "evaluate", "enter", str(sheet), "-w", folder)
    assert (code, out) == (0, "23 taken, 0 refused.\n")
    back = tmp_path / "quality.csv"
    assert _run(capsys, "evaluate", "scores", str(back), "-w", folder)[0] == 0
    found = list(csv.DictReader(back.open()))
    assert {row["purpose"] for row in found} == {"random", "second", "complaint"}
    assert {row["rubric"] for row in found} == {rubrics.shipped()["chat"].series}
    assert all((row["chance"] != "") == (row["purpose"] == "random") for row in found)


def test_only_a_contact_that_is_there_is_picked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(centre(tmp_path, World(contacts=60, doubles=0)).settings.folder)
    picked = ("evaluate", "pick", "c9x", "--for", "coaching", "--rubric", "chat", "-w", folder)
    code, _, err = _run(capsys, *picked)
    assert code != 0
    assert "no such contact" in err


def test_an_evaluator_without_an_account_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = centre(tmp_path, World(contacts=100, doubles=0)).settings.folder
    desk = Desk.open(read(folder))
    desk.users.add("ann", "administrator", by="ann")
    desk.close()
    names = ("--evaluator", "Ann", "--evaluator", "bob", "--rubric", "chat", "--gold", "1")
    code, _, err = _run(capsys, "evaluate", "plan", "--count", "8", *names, "-w", str(folder))
    assert code == 0
    assert "bob has no account here" in err
    assert "No gold items" in err
    desk = Desk.open(read(folder))
    assert {task.evaluator for task in desk.evaluations.open()} == {"ann", "bob"}
    desk.close()


def test_the_list_of_rubrics_is_not_cut_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "steelyard.toml").write_text("")
    _, out, _ = _run(capsys, "evaluate", "-w", str(tmp_path))
    assert "sales-and-service@" in out
    assert "Criteria" in out
    assert "shipped" in out

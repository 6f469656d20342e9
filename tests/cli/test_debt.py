"""steelyard debt: the register worked from the command line, out as a file and back."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from tests.workspaces import loaded

from steelyard import cli, register, settings
from steelyard.analyses.debt.answer import Debt, Debts, Standing
from steelyard.desk import Desk, RegisteredDebt, Verdict

MAPPING = """
[sources.desk]
files = "desk.csv"

[sources.desk.contacts.columns]
contact_id = "id"
customer_id = "who"
topic = "topic"
opened_at = "start"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("owed")
    rows = [f"p{n},c{n},billing,2026-03-{1 + n % 28:02} 10:00:00" for n in range(60)]
    loaded(where, MAPPING, {"desk.csv": "\n".join(["id,who,topic,start", *rows])})
    return where


def typed(folder: Path, *words: str) -> int:
    return left(["debt", *words, "--workspace", str(folder)])


def left(words: list[str]) -> int:
    """With which code a command leaves."""
    try:
        cli.main(words)
    except SystemExit as error:
        return int(error.code or 0)
    return 0


def test_the_register_is_worked(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(folder, "list") == 0
    assert "The register is empty" in capsys.readouterr().out
    assert typed(folder, "note", "returned", "--by", "family", "--part", "billing", "--since", "2026-02-02") == 0
    assert "Debt 1 (returned@family=billing) is noted, owner: unowned." in " ".join(capsys.readouterr().out.split())
    assert typed(folder, "accept", "1") == 0
    assert typed(folder, "own", "1", "Web") == 0
    assert typed(folder, "estimate", "1", "2000", "5000", "--removable", "60") == 0
    assert typed(folder, "remark", "1", "The form is sent twice") == 0
    assert typed(folder, "repair", "1", "--on", "2026-06-01") == 0
    capsys.readouterr()
    assert typed(folder, "show", "1", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["state"], found["owner"], found["removable"]) == ("being repaid", "Web", 0.6)
    assert found["principal"] == [2000, 5000]
    assert [event["what"] for event in found["history"]] == [
        *("noted", "accepted", "owned", "estimated", "note", "being repaid")
    ]
    assert typed(folder, "list") == 0
    shown = capsys.readouterr().out
    assert "Cannot tell what it costs" in " ".join(shown.split())

    file = tmp_path / "debts.csv"
    assert typed(folder, "export", str(file)) == 0
    rows = list(csv.DictReader(file.open()))
    rows[0] |= {"owner": "=Sales", "note": "handed over"}
    rows.append(dict.fromkeys(rows[0], "") | {"fracture": "transfer"})
    rows.append(dict.fromkeys(rows[0], "") | {"fracture": "transfer", "since": "soon"})
    with file.open("w", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    capsys.readouterr()
    assert typed(folder, "import", str(file)) == 1
    assert "2 taken, 1 refused." in capsys.readouterr().out
    assert typed(folder, "dismiss", "2", "--why", "It is meant to be so") == 0
    capsys.readouterr()
    assert typed(folder, "list", "--json") == 0
    assert [one["debt"]["owner"] for one in json.loads(capsys.readouterr().out)] == ["=Sales"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("note", "retruned"), "there is no fracture 'retruned'"),
        (("note", "returned", "--by", "family"), "Name both"),
        (("accept", "77"), "there is no such debt"),
        (("list", "--state", "paid"), "There is no state 'paid'"),
        (("repair", "77", "--on", "soon"), "there is no such debt"),
        (("link", "1", "--initiative", "nothing"), "There is no initiative 'nothing'"),
    ],
)
def test_what_cannot_be_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert typed(folder, *words) != 0
    assert said in " ".join(capsys.readouterr().err.split())


def test_options_before_a_command_of_the_register_are_not_lost(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert left(["debt", "--workspace", str(folder), "list"]) == 2
    assert "Put --workspace behind list" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        ("helped", "repaid"),
        ("cannot tell", "repaid"),
        ("neutral", "repaid"),
        (None, "repaid"),
        ("hurt", "being repaid"),
    ],
)
def test_a_debt_with_an_initiative_is_repaid_unless_that_hurt(tmp_path: Path, verdict: str | None, state: str) -> None:
    (tmp_path / "steelyard.toml").write_text(MAPPING)
    desk = Desk.open(settings.read(tmp_path))
    one = desk.debts.add("anna", "returned", "", "", "")
    one = desk.debts.link(one.id, "anna", one.version, (), "new-form")
    one = desk.debts.repair(one.id, "anna", one.version, date(2026, 6, 1))
    judged = {} if verdict is None else {"new-form": verdict}
    held = [one]
    desk.debts.take_over(1, [], register.verdicts(held, _repaid(one), judged))
    found = desk.debts.find(one.id)
    desk.close()
    assert found.state == state


def test_a_debt_that_rises_again_reopens_whatever_its_initiative_said(tmp_path: Path) -> None:
    (tmp_path / "steelyard.toml").write_text(MAPPING)
    desk = Desk.open(settings.read(tmp_path))
    one = desk.debts.add("anna", "returned", "", "", "")
    desk.debts.repair(one.id, "anna", one.version, date(2026, 6, 1))
    desk.debts.take_over(1, [], {one.id: Verdict("repaid", "Repaid.")})
    desk.debts.take_over(2, [], {one.id: Verdict("repaid", "It rises again.", date(2026, 9, 7))})
    found = desk.debts.find(one.id)
    desk.close()
    assert found.state == "reopened"
    assert found.history[-1].who == ""


def _repaid(one: RegisteredDebt) -> Debts:
    nothing = dict.fromkeys(
        ("since", "until", "rise", "p", "cost", "time", "time_value", "contacts", "interest", "now", "lost",
         "lost_value", "total")
    )  # fmt: skip
    debt = Debt(id=one.key, fracture=one.fracture, title="", by="", part="", **nothing)  # type: ignore[arg-type]
    from steelyard.answers import Provenance

    return Debts(question="debt", title="", provenance=Provenance(), standings=(Standing(debt, verdict="repaid"),))

"""No column and no file is dropped in silence, and the reason said is the true one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from steelyard.intake.proposal.answering import answered
from steelyard.intake.proposal.model import Unused
from steelyard.intake.proposal.propose import Proposal, propose


def looked_at(folder: Path, header: str, row: Callable[[int], list[object]], name: str = "tickets.csv") -> Proposal:
    lines = [header, *(",".join(map(str, row(n))) for n in range(120))]
    (folder / name).write_text("\n".join(lines), "utf-8")
    return propose([folder / name])


def unused(folder: Path, header: str, value: Callable[[int], object]) -> Unused:
    def row(n: int) -> list[object]:
        return [f"T{n}", f"2026-03-{n % 28 + 1:02d} 09:15:00", f"A{n % 5}", ("low", "high")[n % 2], value(n)]

    proposal = looked_at(folder, f"Ticket ID,Created at,Agent,Priority,{header}", row)
    (entry,) = proposal.sources[0].unused
    assert entry.column == header
    assert f"{header}: {entry.reason}" in proposal.to_toml()
    return entry


@pytest.mark.parametrize(
    ("header", "value", "words"),
    [
        ("Resolved at", lambda n: f"week {n} of 2026 Q1", "120 values such as `aaaa 9"),
        ("Resolved at", lambda n: f"05|Jan|26 {n % 12 + 1}h PM PDT", "no format I know"),
        ("Time spent", lambda n: f"{n} h plus {n}", "no duration I know"),
        (
            "Abandoned",
            lambda n: ("maybe", "perhaps")[n % 2],
            "`maybe`, `perhaps` stand for nothing I know in abandoned",
        ),
        ("Transfers", lambda n: ("some", "many")[n % 2], "not a whole number"),
    ],
)
def test_a_name_that_says_something_its_values_do_not_give_is_told_with_them(
    tmp_path: Path, header: str, value: Callable[[int], object], words: str
) -> None:
    entry = unused(tmp_path, header, value)
    assert entry.is_telling
    assert words in entry.reason


@pytest.mark.parametrize(
    ("header", "value", "words"),
    [
        ("Colour", lambda n: ("red", "blue")[n % 2], "no canonical column is called so"),
        ("Closed at", lambda n: "", "empty"),
        ("First response time", lambda n: f"00:{n % 60:02d}:10", "holds durations; first_reply_at needs an instant"),
        ("Ticket status time", lambda n: n, "no canonical column is called so"),
        ("Assignee", lambda n: f"A{n % 5}", "agent_id is read from Agent"),
    ],
)
def test_every_other_column_is_listed_with_its_reason(
    tmp_path: Path, header: str, value: Callable[[int], object], words: str
) -> None:
    assert words in unused(tmp_path, header, value).reason


def test_the_most_telling_columns_come_first(tmp_path: Path) -> None:
    def row(n: int) -> list[object]:
        return [f"T{n}", f"2026-03-{n % 28 + 1:02d} 09:15:00", "red", f"A{n % 5}", "low", f"{n} ~ {n}"]

    proposal = looked_at(tmp_path, "Ticket ID,Created at,Colour,Agent,Priority,Resolved at", row)
    assert [entry.column for entry in proposal.sources[0].unused] == ["Resolved at", "Colour"]


@pytest.mark.parametrize("header", ["Resolved at", "Time spent", "Abandoned", "Transfers", "Colour"])
def test_no_reason_quotes_a_person(tmp_path: Path, header: str) -> None:
    people = [f"Ana{n} Lima{n}" for n in range(7)]
    reason = unused(tmp_path, header, lambda n: f"{people[n % 7]} ana{n}@example.org 0041 79 {n}").reason
    assert not re.search(r"Ana|Lima|example|0041", reason)


def test_a_file_that_fills_nothing_is_told_the_true_reason(tmp_path: Path) -> None:
    dates = looked_at(tmp_path, "Issue key,Created,Assignee", lambda n: [f"K{n}", f"05~01~26 {n}", f"A{n % 5}"])
    assert "Created: 120 values such as `05~01~26 39` match no format I know" in dates.left[0].reason
    assert "no date" not in dates.left[0].reason
    nothing = looked_at(tmp_path, "Colour,Size", lambda n: ["red", n])
    assert "no column is called an id of contacts" in nothing.left[0].reason
    assert "it holds no date" in nothing.left[0].reason


def test_legs_of_one_call_are_told_as_such(tmp_path: Path) -> None:
    def row(n: int) -> list[object]:
        call = n // 3
        return [f"2026-03-02 10:{call:02d}:00", f"+41{call}", f"L{n}", ("BUSY", "UP")[n % 3 == 0], f"17676.{call}"]

    reason = looked_at(tmp_path, "calldate,src,leg,state,linkedid", row, "cdr.csv").left[0].reason
    assert "120 rows hold 40 values of linkedid" in reason
    assert "view" in reason


def test_what_a_person_denies_is_listed(tmp_path: Path) -> None:
    rows = "".join(f"T{n},2026-03-02 09:{n % 60:02d}:00,A{n % 5},low,{n % 4 + 1}\n" for n in range(100))
    (tmp_path / "tickets.csv").write_text(f"Ticket ID,Created at,Agent,Priority,Reopens\n{rows}", "utf-8")
    proposal = propose([tmp_path / "tickets.csv"])
    declined = answered(proposal, {"tickets.contacts.reopens": "no"})
    assert "# declined: reopens = " in declined.to_toml()

"""Logs become one row for each case: by the right column, and a step's end is no solution."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from steelyard.intake.proposal.model import Guess, SourceProposal
from steelyard.intake.proposal.propose import propose

CASES = range(60)


def log(folder: Path, header: str, rows: Sequence[Sequence[object]], name: str = "ticket_events.csv") -> SourceProposal:
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    (folder / name).write_text("\n".join(lines), "utf-8")
    return propose([folder / name]).sources[0]


def guesses(source: SourceProposal) -> dict[str, Guess]:
    return {guess.target: guess for guess in source.tables[0].guesses}


def events(steps: Sequence[str]) -> list[list[object]]:
    return [
        [f"E{n}-{place}", f"T{n}", f"2026-03-{n % 28 + 1:02d} {9 + place:02d}:{n % 60:02d}:00", step, f"A{n % 5}"]
        for n in CASES
        for place, step in enumerate(steps)
    ]


HEADER = "ID,Ticket ID,Timestamp,Activity,Agent"


def test_the_case_is_the_ticket_not_the_event(tmp_path: Path) -> None:
    source = log(tmp_path, HEADER, events(["Create", "Assign", "Resolve", "Close"]))
    assert '"Ticket ID" AS case_id' in source.view
    assert guesses(source)["resolved_at"].is_sure
    assert guesses(source)["reopens"].is_sure


def test_a_step_that_completes_many_times_is_no_solution(tmp_path: Path) -> None:
    source = log(tmp_path, HEADER, events(["Created", "Completed", "Completed", "Completed"]))
    assert not guesses(source)["resolved_at"].is_sure
    assert not guesses(source)["reopens"].is_sure
    assert "3.0 times" in guesses(source)["reopens"].reason


def test_a_step_that_most_cases_go_on_after_is_no_solution(tmp_path: Path) -> None:
    found = guesses(log(tmp_path, HEADER, events(["Submit", "Complete application", "Assess", "Decline"])))
    assert not found["resolved_at"].is_sure
    assert not found["reopens"].is_sure
    assert "100% of the cases that have Complete application go on after it" in found["resolved_at"].reason
    ends = guesses(log(tmp_path, HEADER, events(["Submit", "Assess", "Complete request", "Closed"])))
    assert ends["resolved_at"].is_sure


def test_a_completion_does_not_count_beside_a_solution(tmp_path: Path) -> None:
    source = log(tmp_path, HEADER, events(["Created", "Task complete", "Task complete", "Resolved"]))
    assert "'Resolved'" in source.view
    assert "'Task complete'" not in source.view


def test_reopenings_are_counted_where_the_log_tells_them(tmp_path: Path) -> None:
    rows = events(["Created", "Resolved", "Resolved"]) + [
        [f"R{n}", f"T{n}", f"2026-03-{n % 28 + 1:02d} 15:00:00", "Reopened", "A1"] for n in range(0, 60, 6)
    ]
    source = log(tmp_path, HEADER, rows)
    assert "activity IN ('Reopened')) AS reopened" in source.view
    assert guesses(source)["reopens"].is_sure


@pytest.mark.parametrize("case", ["Incident ID", "Interaction ID"])
def test_of_two_ids_the_one_that_brings_more_with_it_is_the_case(tmp_path: Path, case: str) -> None:
    other = {"Incident ID": "Interaction ID", "Interaction ID": "Incident ID"}[case]
    rows = [
        [f"C{n}", f"X{(n * 7 + place) % 40}", f"2026-03-02 1{place}:{n % 60:02d}:00", step, f"P{n % 3}", f"G{n % 7}"]
        for n in CASES
        for place, step in enumerate(["Open", "Assign", "Resolve"])
    ]
    source = log(tmp_path, f"{case},{other},Timestamp,Activity,Priority,Product", rows)
    assert f'"{case}" AS case_id' in source.view


def test_calls_of_one_case_stay_calls(tmp_path: Path) -> None:
    rows = [[f"C{n}", f"K{n // 3}", f"2026-03-02 1{n % 9}:30:00", f"A{n % 5}", 200 + n, n % 40] for n in range(120)]
    source = log(tmp_path, "Call ID,Case Number,Start time,Agent,Talk time (s),Wait (s)", rows, "calls.csv")
    assert source.view == ""
    assert guesses(source)["contact_id"].mapping.columns == ("Call ID",)


def changes(folder: Path, names: Sequence[str]) -> SourceProposal:
    """A history of fields: two changes of the status of each ticket, and one of who has it."""
    rows = []
    for n in CASES:
        at = f"2026-03-{n % 28 + 1:02d}T{{:02d}}:00:00.000+0000"
        rows.append([f"SUP-{n}", "ana", at.format(9), "status", "Open", "In Progress"])
        rows.append([f"SUP-{n}", "bo", at.format(10), "assignee", "ana", "bo"])
        rows.append([f"SUP-{n}", "bo", at.format(11), "status", "In Progress", "Resolved"])
    return log(folder, ",".join(names), rows, "history.csv")


@pytest.mark.parametrize(
    "names",
    [
        ("Issue key", "Author", "Created", "Field", "From", "To"),
        ("issue_key", "author", "created", "field", "fromString", "toString"),
        ("Case ID", "User", "Created At", "Field", "Old Value", "New Value"),
    ],
)
def test_a_history_of_fields_gives_the_states(tmp_path: Path, names: Sequence[str]) -> None:
    source = changes(tmp_path, names)
    assert f'"{names[5]}" AS activity' in source.view
    assert f"\"{names[3]}\" = 'status'" in source.view, "changes of other fields do not count"
    assert guesses(source)["resolved_at"].is_sure


def test_a_history_without_states_is_no_log_of_them(tmp_path: Path) -> None:
    days = [f"2026-03-{n % 28 + 1:02d} 0{hour}:00:00" for n in CASES for hour in range(3)]
    rows = [f"SUP-{place // 3},{day},assignee,ana,bo" for place, day in enumerate(days)]
    (tmp_path / "history.csv").write_text("\n".join(["Issue key,Created,Field,From,To", *rows]), "utf-8")
    assert not propose([tmp_path / "history.csv"]).sources


def test_one_column_is_not_the_case_and_the_activity(tmp_path: Path) -> None:
    """In German a "Vorgang" is a case in one house and a step in the next: the values decide."""
    steps = ("Angelegt", "Geplant", "Vor Ort", "Erledigt")
    rows = [
        [f"A{n:05}", step, f"2026-03-{n % 28 + 1:02d} {9 + place:02d}:{n % 60:02d}:00"]
        for n in CASES
        for place, step in enumerate(steps)
    ]
    source = log(tmp_path, "Auftragsnummer,Vorgang,Zeitpunkt", rows, "ablauf.csv")
    assert '"Auftragsnummer" AS case_id, "Vorgang" AS activity' in source.view
    source = log(tmp_path, "Vorgang,Status,Zeitpunkt", rows, "verlauf.csv")
    assert '"Vorgang" AS case_id, "Status" AS activity' in source.view

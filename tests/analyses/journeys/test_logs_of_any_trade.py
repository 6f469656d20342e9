"""Logs of any trade: the case is found by how its values lie, whatever it is called; what is no case is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from steelyard.analyses.journeys.answer import Journeys
from steelyard.intake.proposal.model import SourceProposal
from steelyard.intake.proposal.propose import propose
from steelyard.workspace import open as open_workspace

STEPS = ("Open", "Assign", "Work", "Resolve", "Close")
CASES = 80


def events(case: str = "Order", *, steps: tuple[str, ...] = STEPS) -> list[dict[str, str]]:
    """Cases over a quarter, each within a day; every fourth is worked on twice."""
    rng = np.random.default_rng(7)
    rows = []
    for number in range(CASES):
        day, hour = int(rng.integers(1, 90)), int(rng.integers(1, 9))
        taken = [*steps[:3], *(steps[1:3] if number % 4 == 0 else ()), *steps[3:]]
        for at, step in enumerate(taken):
            begun = np.datetime64("2026-01-01T00:00:00") + np.timedelta64(24 * day + hour + at, "h")
            told = str(begun).replace("T", " ")
            rows.append(
                {
                    case: f"K{number}",
                    "Task": step,
                    "When": told,
                    "Clerk": f"P{rng.integers(9)}",
                    "Due": str(number % 50),
                }
            )
    return rows


def proposed(folder: Path, rows: list[dict[str, str]], name: str = "export.csv") -> list[SourceProposal]:
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    (folder / name).write_text("\n".join(lines), "utf-8")
    proposal = propose([folder / name])
    (folder / "steelyard.toml").write_text(proposal.to_toml(), "utf-8")
    return list(proposal.sources)


def journeys(folder: Path) -> Journeys:
    workspace = open_workspace(folder)
    workspace.load()
    found = workspace.ask("journeys")
    assert isinstance(found, Journeys)
    return found


@pytest.mark.parametrize("case", ["Order", "Patient", "Purchase document", "Invoice"])
def test_a_case_of_any_trade_is_found_by_how_its_values_lie(tmp_path: Path, case: str) -> None:
    contacts, steps = proposed(tmp_path, events(case))
    assert f'"{case}" AS case_id' in contacts.view
    assert f'"{case}" AS case_id' in steps.view


def test_its_figures_are_those_of_the_rows(tmp_path: Path) -> None:
    proposed(tmp_path, events())
    found = journeys(tmp_path)
    twice = CASES // 4
    assert (found.journeys, found.ways, found.steps) == (CASES, 2, 5 * CASES + 2 * twice)
    assert {loop.step: loop.share.value for loop in found.loops} == {"Assign": 0.25, "Work": 0.25}


def test_agents_and_states_of_an_export_are_no_cases(tmp_path: Path) -> None:
    rows = [{name: row[name] for name in ("Task", "When", "Clerk")} for row in events()]
    assert proposed(tmp_path, rows) == []


def test_events_of_a_customer_are_one_case_where_nothing_names_another(tmp_path: Path) -> None:
    contacts, _ = proposed(tmp_path, events("customer_id"))
    guess = contacts.tables[0].guess("contact_id")
    assert guess is not None
    assert guess.is_sure
    assert "no column names a case" in guess.reason
    assert contacts.tables[0].guess("customer_id") is not None


def test_activities_are_numbers_too_and_say_nothing_of_solving(tmp_path: Path) -> None:
    proposed(tmp_path, events("Case ID", steps=("1", "2", "3", "4", "5")))
    found = journeys(tmp_path)
    assert found.variants[0].steps == ("1", "2", "3", "4", "5")
    assert not {"solved_again", "solved", "reopened"} & found.whole.keys()


def test_a_day_and_a_time_in_two_columns_are_one_instant(tmp_path: Path) -> None:
    rows = [{**row, "Date": row["When"][:10], "Time": row["When"][11:]} for row in events("Case ID")]
    for row in rows:
        del row["When"]
    proposed(tmp_path, rows)
    assert journeys(tmp_path).ways == 2


def test_a_log_that_stands_newest_first_is_read_from_its_end(tmp_path: Path) -> None:
    rows = [{**row, "When": row["When"][:10]} for row in events("Case ID")]
    late = [{**row, "When": "2026-05-01"} if row["Task"] == "Close" else row for row in rows]
    proposed(tmp_path, late[::-1])
    found = journeys(tmp_path)
    assert found.variants[0].steps == STEPS
    assert found.ways == 2


def test_transitions_are_known_by_their_values(tmp_path: Path) -> None:
    rows = [{**row, "event_type": told} for row in events("Case ID") for told in ("SCHEDULE", "START", "COMPLETE")]
    _, steps = proposed(tmp_path, rows)
    assert "a begin and a completion are one step" in steps.notes[0]
    found = journeys(tmp_path)
    assert found.steps == 5 * CASES + 2 * (CASES // 4)


def test_one_solution_of_a_ticket_without_a_log_says_nothing_of_second_ones(tmp_path: Path) -> None:
    lines = ["Ticket ID,Opened at,Resolved at,Agent"]
    lines += [f"T{n},2026-03-{n % 28 + 1:02d} 09:00:00,2026-03-{n % 28 + 1:02d} 11:00:00,A{n % 5}" for n in range(60)]
    (tmp_path / "tickets.csv").write_text("\n".join(lines), "utf-8")
    (tmp_path / "steelyard.toml").write_text(propose([tmp_path / "tickets.csv"]).to_toml(), "utf-8")
    assert "solved_again" not in journeys(tmp_path).whole

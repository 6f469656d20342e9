"""Steps: a log becomes contacts and steps; a begin and its completion are one step; a step belongs to something."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from intake.test_logs import HEADER, events
from steelyard.intake.proposal.model import Guess, SourceProposal
from steelyard.intake.proposal.propose import propose
from steelyard.intake.proposal.step_kinds import find_kinds
from steelyard.workspace import open as open_workspace

OWN = """
[sources.log]
files = "log.csv"

[sources.log.steps.columns]
contact_id = "case"
issue_id = "issue"
step = "what"
at = "end"
started_at = "begin"
"""


def proposed(folder: Path, header: str, rows: Sequence[Sequence[object]], name: str) -> tuple[SourceProposal, ...]:
    (folder / name).write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]), "utf-8")
    return propose([folder / name]).sources


def guesses(source: SourceProposal) -> dict[str, Guess]:
    return {guess.target: guess for guess in source.tables[0].guesses}


def test_steps_are_loaded_and_those_of_nothing_are_quarantined(tmp_path: Path) -> None:
    rows = [
        "case,issue,what,begin,end",
        "c1,,asked,2026-03-02 09:00:00,2026-03-02 09:05:00",
        "c1,,asked,2026-03-02 09:00:00,2026-03-02 09:05:00",
        ",i1,solved,,2026-03-02 10:00:00",
        ",,lost,,2026-03-02 10:00:00",
    ]
    (tmp_path / "log.csv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "steelyard.toml").write_text(OWN, "utf-8")
    workspace = open_workspace(tmp_path)
    account = {entry.source: entry for entry in workspace.load().accounts}["log"]
    assert (account.read, account.accepted, account.quarantined) == (4, 3, 1)


def test_a_log_gives_contacts_and_steps(tmp_path: Path) -> None:
    log, steps = proposed(tmp_path, HEADER, events(["Create", "Assign", "Resolve", "Close"]), "ticket_events.csv")
    assert [table.table for table in (*log.tables, *steps.tables)] == ["contacts", "steps"]
    found = guesses(steps)
    assert {"contact_id", "step", "at", "place", "agent_id", "kind"} <= found.keys()
    assert found["kind"].mapping.values == {"Create": "opened", "Assign": "", "Resolve": "solved", "Close": "closed"}


def test_a_log_beside_its_contacts_gives_steps_alone(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text(
        "Ticket ID,Created at,Channel,Customer ID,Status\n"
        + "\n".join(f"T{n},2026-03-{n % 28 + 1:02d} 09:00:00,email,K{n % 9},solved" for n in range(60)),
        "utf-8",
    )
    rows = events(["Create", "Resolve"])
    (tmp_path / "audit.csv").write_text("\n".join([HEADER, *(",".join(map(str, row)) for row in rows)]), "utf-8")
    found = propose([tmp_path / "tickets.csv", tmp_path / "audit.csv"]).sources
    assert sorted(table.table for source in found for table in source.tables) == ["contacts", "steps"]


def test_a_begin_and_its_completion_are_one_step(tmp_path: Path) -> None:
    header = "Case ID,Activity,lifecycle:transition,time:timestamp"
    rows = [
        row
        for n in range(40)
        for row in (
            [f"K{n}", "Open", "start", f"2026-03-02 09:{n:02d}:00"],
            [f"K{n}", "Open", "complete", f"2026-03-02 09:{n:02d}:00"],
            [f"K{n}", "Work", "schedule", f"2026-03-02 10:{n:02d}:00"],
            [f"K{n}", "Work", "start", f"2026-03-02 11:{n:02d}:00"],
            [f"K{n}", "Work", "complete", f"2026-03-02 12:{n:02d}:00"],
            [f"K{n}", "Work", "start", f"2026-03-02 13:{n:02d}:00"],
        )
    ]
    (tmp_path / "log.csv").write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]), "utf-8")
    (tmp_path / "steelyard.toml").write_text(propose([tmp_path / "log.csv"]).to_toml(), "utf-8")
    workspace = open_workspace(tmp_path)
    workspace.load()
    with workspace.snapshot() as held:
        found = held.engine.query(
            "SELECT step, count(*) AS n, count(started_at) AS timed, min(date_diff('hour', started_at, \"at\")) AS h "
            "FROM steps GROUP BY 1 ORDER BY 1"
        )
    assert found["step"].tolist() == ["Open", "Work"]
    assert found["n"].tolist() == [40, 80]
    assert found["timed"].tolist() == [0, 40]
    assert found["h"].tolist()[1] == 1


def test_what_an_activity_is_is_said_by_its_whole_name() -> None:
    kinds = find_kinds(
        ("Resolve ticket", "Case closed", "Resolve SW anomaly", "Not resolved", "Vorgang geschlossen", "x")
    )
    assert kinds.said == {"Resolve ticket": "solved", "Case closed": "closed", "Vorgang geschlossen": "closed"}
    assert kinds.guessed == {"Resolve SW anomaly": "solved"}

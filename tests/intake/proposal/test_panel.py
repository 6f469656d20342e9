"""Sums by unit and period, long and wide, under names that are not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.intake.proposal.propose import Proposal, propose

UNITS, WEEKS = 6, 12


def proposed(folder: Path, rows: list[list[object]]) -> Proposal:
    path = folder / "report.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", "utf-8")
    return propose([path])


def mapped(proposal: Proposal) -> dict[str, object]:
    (source,) = proposal.sources
    assert {table.table for table in source.tables} == {"panel"}
    guesses = {guess.target: guess for guess in source.tables[0].guesses if guess.is_sure}
    return {
        name: guess.mapping.columns or guess.mapping.constant or guess.mapping.sql for name, guess in guesses.items()
    }


def value(unit: int, week: int) -> int:
    return 100 + 7 * unit + (unit * week * 5) % 11


def test_a_row_for_each_unit_and_week(tmp_path: Path) -> None:
    """Who was drawn, who could have been, and who was in fact reached, by names and by what the values do."""
    rows: list[list[object]] = [["worker", "week", "prog", "volunteer", "winner", "live", "solved", "age"]]
    for unit in range(UNITS):
        for week in range(WEEKS):
            winner, since = int(unit < 2), int(week >= 8)
            rows.append(
                [f"w{unit}", week + 1, since, int(unit < 4), winner, winner * since, value(unit, week), 20 + unit]
            )
    proposal = proposed(tmp_path, rows)
    assert mapped(proposal) == {
        "unit_id": ("worker",),
        "period": ("week",),
        "measure": "solved",
        "amount": ("solved",),
        "better": "high",
        "assigned": ("winner",),
        "eligible": ("volunteer",),
        "reached": ("live",),
    }
    assert any("register from = 9" in note for note in proposal.sources[0].notes)


def test_days_written_another_way(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Standort", "Woche", "Kosten"]]
    rows += [
        [f"Ort {u}", f"{1 + 7 * (w % 4):02}.{1 + w // 4:02}.2024", value(u, w)]
        for u in range(UNITS)
        for w in range(WEEKS)
    ]
    found = mapped(proposed(tmp_path, rows))
    assert found["better"] == "low"
    assert "%d.%m.%Y" in str(found["period"])


def test_a_column_for_each_week(tmp_path: Path) -> None:
    rows: list[list[object]] = [["agent_id", *(f"week_{week + 1}" for week in range(WEEKS))]]
    rows += [[f"a{unit}", *(value(unit, week) for week in range(WEEKS))] for unit in range(UNITS)]
    found = mapped(proposed(tmp_path, rows))
    assert (found["unit_id"], found["period"], found["amount"]) == (("agent_id",), ("period",), ("amount",))


def test_a_column_for_each_unit(tmp_path: Path) -> None:
    rows: list[list[object]] = [["month", *(f"Site {unit}" for unit in range(UNITS))]]
    rows += [[f"2024-{week + 1:02}", *(value(unit, week) for unit in range(UNITS))] for week in range(WEEKS)]
    found = mapped(proposed(tmp_path, rows))
    assert (found["unit_id"], found["period"]) == (("unit_id",), ("month",))


def test_beginnings_of_units(tmp_path: Path) -> None:
    rows: list[list[object]] = [["store", "month", "csat", "go_live"]]
    rows += [
        [f"s{unit}", f"2024-{week + 1:02}", value(unit, week), "2024-07" if unit < 3 else "never"]
        for unit in range(UNITS)
        for week in range(WEEKS)
    ]
    assert mapped(proposed(tmp_path, rows))["begins"] == ("go_live",)


@pytest.mark.parametrize(
    "rows",
    [
        [["date", "calls", "aht"], *([f"2024-01-{day + 1:02}", 100 + day, 300 - day] for day in range(28))],
        [["person", "score"], *([f"p{n}", n * 3 % 7] for n in range(40))],
    ],
)
def test_one_series_and_one_row_each_are_no_panel(tmp_path: Path, rows: list[list[object]]) -> None:
    assert not [
        table for source in proposed(tmp_path, rows).sources for table in source.tables if table.table == "panel"
    ]

"""Payroll sheets become labour costs; what only looks like one does not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from steelyard import settings
from steelyard.intake.proposal.propose import propose
from steelyard.intake.sources.read_source import harvest
from steelyard.settings.model import Settings

NOW = datetime(2026, 9, 1)
PEOPLE = [(f"A{number}", ("North", "South")[number % 2], 150 + number, 4000 + 10 * number) for number in range(8)]
MONTHS = {"%Y-%m": "2026-{:02}", "%m/%Y": "{:02}/2026", "%Y%m": "2026{:02}"}


def proposed(folder: Path, name: str, lines: list[str]) -> Settings:
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "steelyard.toml").write_text(propose([folder / name], data=folder).to_toml(), "utf-8")
    return settings.read(folder)


@pytest.mark.parametrize("written", MONTHS.values(), ids=list(MONTHS))
def test_a_month_each_with_a_total_below(tmp_path: Path, written: str) -> None:
    months = [written.format(month) for month in range(1, 7)]
    rows = [f"{who},{team},{month},{hours},{paid}.50" for month in months for who, team, hours, paid in PEOPLE]
    lines = ["Employee ID,Team,Month,Paid hours,Gross cost", *rows, "Total,,,7000,190000"]
    found = proposed(tmp_path, "payroll.csv", lines)
    (tmp_path / "scratch").mkdir()
    part = harvest(found, found.sources[0], tmp_path / "scratch", NOW).parts[0]
    assert (part.table, part.read, part.quarantined) == ("costs", 49, 1)
    assert [(reason.column, reason.reason) for reason in part.reasons] == [("from_on", "is missing")]
    columns = found.sources[0].tables[0].columns
    assert (columns["hours"].columns, columns["amount"].columns, columns["kind"].constant) == (
        ("Paid hours",), ("Gross cost",), "labour",
    )  # fmt: skip


def test_between_two_days(tmp_path: Path) -> None:
    spans = [f"2026-0{month}-01;2026-0{month}-28" for month in (1, 2, 3)]
    rows = [f"{who};{span};{hours};{paid}" for span in spans for who, _, hours, paid in PEOPLE]
    found = proposed(tmp_path, "wages.csv", ["Person;Pay period start;Pay period end;Hours paid;Labour cost", *rows])
    table = found.sources[0].tables[0]
    assert (table.table, table.columns["from_on"].columns) == ("costs", ("Pay period start",))


def test_a_sheet_without_an_amount_says_what_it_needs(tmp_path: Path) -> None:
    rows = [f"{who},2026-{month:02},{hours}" for month in (1, 2, 3) for who, _, hours, _ in PEOPLE]
    (tmp_path / "hours.csv").write_text("\n".join(["Employee,Month,Paid hours", *rows]) + "\n", "utf-8")
    assert propose([tmp_path / "hours.csv"]).gaps == ("hours: costs needs amount",)


@pytest.mark.parametrize(
    ("amount", "is_pay"), [("Payroll cost (EUR)", True), ("Personalkosten", True), ("Total cost", False)]
)
def test_a_team_is_paid_where_the_amount_says_so(tmp_path: Path, amount: str, is_pay: bool) -> None:
    rows = [f"2026-{month:02};{team};10.000,00" for month in (1, 2, 3) for team in ("North", "South")]
    (tmp_path / "sheet.csv").write_text("\n".join([f"Month;Team;{amount}", *rows]) + "\n", "utf-8")
    text = propose([tmp_path / "sheet.csv"], data=tmp_path).to_toml()
    assert ('kind = { constant = "labour" }' in text) is is_pay


def test_calls_with_hours_are_calls(tmp_path: Path) -> None:
    rows = [f"C{n:03},A{n % 5},2026-01-{1 + n % 28:02} 09:00:00,2026-01,{n % 9},{n % 50}" for n in range(99)]
    found = proposed(tmp_path, "calls.csv", ["Call ID,Agent,Start time,Month,Hours,Wait time", *rows])
    assert found.sources[0].tables[0].table == "contacts"


def test_calls_without_an_id_get_one_of_their_columns(tmp_path: Path) -> None:
    rows = [f"2026-01-{1 + n % 28:02} 09:{n % 60:02}:00,0{n},A{n % 5},{60 + n},{n % 50}" for n in range(99)]
    header = "Start time,Caller,Agent,Talk time,Wait time"
    table = proposed(tmp_path, "calls.csv", [header, *rows]).sources[0].tables[0]
    assert (table.columns["contact_id"].columns, table.key) == (("Start time", "Caller"), ("Start time", "Caller"))
    legs = [f"2026-01-{1 + n % 28:02} 09:00:00,0{n},{agent},{60 + n},{n % 50}" for n in range(60) for agent in "AB"]
    (tmp_path / "legs.csv").write_text("\n".join([header, *legs]) + "\n", "utf-8")
    (guess,) = (guess for _, guess in propose([tmp_path / "legs.csv"]).unsure if guess.target == "contact_id")
    assert "are they steps of one contact?" in guess.reason


@pytest.mark.parametrize(
    ("header", "month", "kinds"),
    [
        ("Month,Cost type,Amount (EUR)", "2026-{:02}", ("Staff", "Software", "Rent")),
        ("Monat,Kostenart,Betrag EUR", "{:02}.2026", ("Personalkosten", "Lizenzen", "Miete")),
        ("Mois,Nature,Montant", "{:02}/2026", ("Salaires", "Logiciels", "Loyer")),
    ],
)
def test_what_was_spent_each_month_is_a_ledger(
    tmp_path: Path, header: str, month: str, kinds: tuple[str, str, str]
) -> None:
    rows = [f"{month.format(n)},{kind},{1000 * n}" for n in (1, 2, 3) for kind in kinds]
    found = proposed(tmp_path, "spent.csv", [header, *rows])
    (tmp_path / "scratch").mkdir()
    part = harvest(found, found.sources[0], tmp_path / "scratch", NOW).parts[0]
    assert (part.table, part.read, part.quarantined) == ("costs", 9, 0)
    meant = dict(found.sources[0].tables[0].columns["kind"].values)
    assert meant == dict(zip(kinds, ("labour", "technology", "premises"), strict=True))


def test_a_report_of_months_is_no_ledger(tmp_path: Path) -> None:
    rows = [f"2026-{n:02},{900 + n},{3000 * n}" for n in range(1, 7)]
    (tmp_path / "report.csv").write_text("\n".join(["Month,Tickets,Cost", *rows]) + "\n", "utf-8")
    assert "costs.columns" not in propose([tmp_path / "report.csv"], data=tmp_path).to_toml()


def spent(folder: Path, header: str, rows: list[str]) -> Settings:
    return proposed(folder, "spent.csv", [header, *rows])


def test_a_column_for_each_kind_of_cost_that_adds_up(tmp_path: Path) -> None:
    rows = [
        f"{month}-26,{team},30000,1200,2000,33200" for month in ("Jan", "Feb", "Mar") for team in ("North", "South")
    ]
    found = spent(tmp_path, "Month,Team,Salaries,Extras,Licences,Total", rows)
    (tmp_path / "scratch").mkdir()
    parts = harvest(found, found.sources[0], tmp_path / "scratch", NOW).parts
    assert [(part.table, part.read, part.quarantined) for part in parts] == [("costs", 18, 0)]
    kinds = {table.columns["amount"].columns[0]: table.columns["kind"].constant for table in found.sources[0].tables}
    assert kinds == {"Salaries": "labour", "Extras": "other", "Licences": "technology"}


def test_columns_that_do_not_add_up_are_no_costs(tmp_path: Path) -> None:
    rows = [
        f"{month}-26,{team},30000,12,9{month == 'Jan':d}200" for month in ("Jan", "Feb", "Mar") for team in ("N", "S")
    ]
    (tmp_path / "spent.csv").write_text("\n".join(["Month,Team,Salaries,Heads,Total", *rows]), "utf-8")
    assert not propose([tmp_path / "spent.csv"], data=tmp_path).is_in_force

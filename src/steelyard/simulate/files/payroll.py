"""Payroll and invoices: the agents, what each team cost in a month (a workbook), what technology cost."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from steelyard.simulate.centre.ledger import Ledger
from steelyard.simulate.centre.world import FIRST_AGENT, World
from steelyard.simulate.files.partfile import CsvFile, PartFile
from steelyard.simulate.setting.house import TEAMS
from steelyard.simulate.setting.scenario import CHANNELS

AGENTS_NAME = "payroll_agents.csv"
AGENTS_HEADER = ("Employee", "Team", "Site", "Start date", "Hourly cost EUR")
LABOUR_NAME = "payroll_months.xlsx"
LABOUR_SHEET = "Payroll"
LABOUR_HEADER = ("From", "To", "Team", "Kind", "Paid hours", "Cost EUR")
TECHNOLOGY_NAME = "technology_invoices.csv"
TECHNOLOGY_HEADER = ("From", "To", "Channel", "Kind", "Amount EUR")


def write_agents(world: World, folder: Path) -> CsvFile:
    """One row per agent, start dates day-first."""
    file = CsvFile(folder / AGENTS_NAME, AGENTS_HEADER)
    agents, teams = world.agents, world.team_names
    for row, (team, start, cost) in enumerate(
        zip(agents["team"].tolist(), agents["start_day"].tolist(), agents["cost"].tolist(), strict=True)
    ):
        since = world.scenario.begins_on + timedelta(days=start)
        site = world.scenario.sites[team // len(TEAMS)].name
        file.write_rows([(row + FIRST_AGENT, teams[team], site, f"{since:%d/%m/%Y}", f"{cost:.2f}")])
    return file


def write_labour(world: World, ledger: Ledger, folder: Path) -> PartFile:
    """One row per month and team in a workbook with real dates and numbers."""
    rows: list[tuple[object, ...]] = [LABOUR_HEADER]
    for at, (first, last) in enumerate(_months(world)):
        for team, name in enumerate(world.team_names):
            hours, cost = float(ledger.hours[team, at]), float(ledger.labour_cost[team, at])
            rows.append((first, last, name, "labour", hours, cost))
    file = PartFile(folder / LABOUR_NAME)
    file.text.buffer.write(_pack_workbook(LABOUR_SHEET, rows))
    file.rows = len(rows) - 1
    return file


def _pack_workbook(sheet: str, rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of one sheet; the same rows are the same bytes."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "default_date_format": "mm-dd-yy"}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})
        page = book.add_worksheet(sheet)
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return content.getvalue()


def write_technology(world: World, ledger: Ledger, folder: Path) -> CsvFile:
    """One row per month and channel, ISO dates."""
    file = CsvFile(folder / TECHNOLOGY_NAME, TECHNOLOGY_HEADER)
    for at, (first, last) in enumerate(_months(world)):
        for row, channel in enumerate(CHANNELS):
            file.write_rows([(first, last, channel, "technology", f"{ledger.technology_cost[row, at]:.2f}")])
    return file


def _months(world: World) -> list[tuple[date, date]]:
    """First and last day paid for in each month of the data."""
    starts = world.month_starts()
    ends = [start - timedelta(days=1) for start in starts[1:]] + [world.scenario.ends_on]
    firsts = [max(start, world.scenario.begins_on) for start in starts]
    return list(zip(firsts, ends, strict=True))

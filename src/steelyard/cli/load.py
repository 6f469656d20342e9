"""steelyard load: the sources into a new version of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from steelyard.cli.options import (
    console,
    json_option,
    open_workspace,
    print_json,
    progress_bar,
    workspace_options,
)

if TYPE_CHECKING:
    from rich.console import Console

    from steelyard.intake import LoadReport
    from steelyard.view.tables import Table
    from steelyard.workspace import Workspace

EXAMPLES = """
\b
Examples:
  steelyard load                        the workspace in this folder
  steelyard load calls survey           only these sources
  steelyard load -w support             another workspace
  steelyard load --data ~/exports       files that lie elsewhere
"""

KINDS = ("read", "accepted", "duplicate", "folded", "filtered", "quarantined")
"""What is read is the sum of the rest."""


@click.command(epilog=EXAMPLES)
@click.argument("sources", nargs=-1)
@workspace_options
@json_option
def load(sources: tuple[str, ...], folder: str, data: str | None, as_json: bool) -> None:
    """Read SOURCES, all of them unless named, into a new version of the store.

    Rows that do not hold go to quarantine with their reason; the same data again changes nothing. A load that is
    stopped leaves the version before.
    """
    report = run(open_workspace(folder, data), sources)
    if as_json:
        print_json(summary(report))
    else:
        show(report, console())


COMMAND = load


def run(workspace: Workspace, sources: tuple[str, ...] = ()) -> LoadReport:
    """Load with a progress bar on the terminal's error stream."""
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with progress_bar(*columns) as bar:
        task = bar.add_task("Loading", total=None)

        def progress(done: int, total: int, step: str) -> None:
            bar.update(task, description=f"Loading: {step}", completed=done, total=total)

        return workspace.load(sources or None, progress)


def summary(report: LoadReport) -> dict[str, Any]:
    """What the load did, as plain values."""
    return {
        "version": report.version,
        "is_new": report.is_new,
        "horizon": report.horizon.isoformat() if report.horizon else None,
        "accounts": [
            {"source": entry.source, "table": entry.table, **{kind: getattr(entry, kind) for kind in KINDS}}
            for entry in report.accounts
        ],
        "reasons": [vars(reason) for reason in report.reasons],
        "orphans": dict(report.orphans),
        "facts": dict(report.facts),
        "seconds": round(report.seconds, 1),
    }


def show(report: LoadReport, terminal: Console) -> None:
    """What became of every row, and why some were put aside."""
    from steelyard.view.terminal import show_table

    show_table(_accounts(report), terminal)
    if report.reasons:
        terminal.print()
        show_table(_reasons(report), terminal)
        terminal.print("See the rows with: steelyard export quarantine.csv --table quarantine", markup=False)
    for link, count in report.orphans.items():
        if count:
            terminal.print(f"{count:,} rows of {link} point to a contact nobody loaded.", markup=False)
    for file, names in report.lacking.items():
        terminal.print(
            f"{file} lacks {', '.join(names)}, which other files of its source have.", markup=False
        )
    if not report.is_new:
        terminal.print("Nothing is new: the store stays as it was.")


def _accounts(report: LoadReport) -> Table:
    from steelyard.view.tables import Cell, Column, Table

    shown = [
        kind for kind in KINDS if kind in KINDS[:2] or any(getattr(entry, kind) for entry in report.accounts)
    ]
    columns = (Column("Source"), Column("Table"), *(Column(kind.capitalize(), True) for kind in shown))
    rows = tuple(
        (Cell(entry.source), Cell(entry.table), *(Cell(f"{getattr(entry, kind):,}") for kind in shown))
        for entry in report.accounts
    )
    return Table(f"Version {report.version}: what became of every row", columns, rows)


def _reasons(report: LoadReport) -> Table:
    from steelyard.view.tables import Cell, Column, Table

    columns = (Column("Source"), Column("Column"), Column("Why", wraps=True), Column("Rows", True))
    ordered = sorted(report.reasons, key=lambda reason: -reason.count)
    rows = tuple(
        (Cell(reason.source), Cell(reason.column), Cell(reason.reason), Cell(f"{reason.count:,}"))
        for reason in ordered
    )
    return Table("Put aside", columns, rows)

"""steelyard load: the sources into a new version of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from steelyard.cli.options import console, json_option, open_workspace, print_json, progress_bar, workspace_options
from steelyard.cli.verb import Verb
from steelyard.wording import listed

if TYPE_CHECKING:
    from rich.console import Console

    from steelyard.intake import LoadReport
    from steelyard.intake.sources.read_source import Reason
    from steelyard.view.table import Table
    from steelyard.workspace import Progress, Workspace

EXAMPLES = {
    "steelyard load": "the workspace in this folder",
    "steelyard load calls survey": "only these sources",
    "steelyard load -w support": "another workspace",
    "steelyard load --data ~/exports": "files that lie elsewhere",
    "steelyard load --again": "files, too, that did not change",
}

KINDS = {
    "read": "rows in the files.",
    "accepted": "new or changed, now in the store.",
    "duplicate": "the same as a row already there.",
    "folded": "older versions of a row that is kept.",
    "filtered": "dropped by the filter in steelyard.toml.",
    "quarantined": "rejected for the reason below.",
}
"""What became of a row, and what that means; what is read is the sum of the rest."""

TARGETS = {
    "contact_id": "contacts",
    "follows_id": "contacts",
    "merged_into": "contacts",
    "agent_id": "agents",
    "customer_id": "customers",
}
"""Column that points -> table it points to."""


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("sources", nargs=-1)
@workspace_options
@click.option("--again", is_flag=True, help="Read files, too, that were read before and did not change since.")
@json_option
def load(sources: tuple[str, ...], folder: str, data: str | None, again: bool, as_json: bool) -> None:
    """Read SOURCES, all of them unless named, into a new version of the store.

    Rows that do not hold go to quarantine with their reason; the same data again changes nothing. A load that is
    stopped leaves the version before.
    """
    report = run(open_workspace(folder, data), sources, again)
    if as_json:
        print_json(summary(report))
    else:
        show(report, console())


COMMAND = load


def run(workspace: Workspace, sources: tuple[str, ...] = (), again: bool = False) -> LoadReport:
    """Load with a progress bar on the terminal's error stream; pages show how far it is, too."""
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

    from steelyard import background

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with progress_bar(*columns) as bar:
        task = bar.add_task("Loading", total=None)

        def loaded(telling: Progress) -> LoadReport:
            def progress(done: int, total: int, step: str) -> None:
                bar.update(task, description=f"Loading: {step}", completed=done, total=total)
                telling(done, total, step)

            return workspace.load(sources or None, progress, again=again)

        return background.told(workspace.store.folder.parent, loaded)


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
        "joined_ids": {f"{source}.{table}": count for (source, table), count in report.joined_ids.items()},
        "replaced_answers": dict(report.replaced_answers),
        "tied_answers": dict(report.tied_answers),
        "orphans": dict(report.orphans),
        "facts": dict(report.facts),
        "raw_files": list(report.raw_files),
        "is_pseudonymised": report.is_pseudonymised,
        "passed": dict(report.passed),
        "touched": report.touched,
        "whole": report.whole,
        "seconds": round(report.seconds, 1),
    }


def show(report: LoadReport, terminal: Console) -> None:
    """What became of every row, and why some were put aside."""
    from steelyard.view.terminal import show_table

    show_table(_accounts(report), terminal)
    for kind in _kinds(report):
        terminal.print(f"  {kind.capitalize()}: {KINDS[kind]}", style="bright_black", markup=False)
    for reasons, title, heading in (
        ([reason for reason in report.reasons if reason.kind == "row"], "Rejected rows", "Rows"),
        ([reason for reason in report.reasons if reason.kind == "cell"], "Values left empty in rows kept", "Values"),
    ):
        if reasons:
            terminal.print()
            show_table(_reasons(reasons, title, heading), terminal)
    if report.reasons:
        terminal.print("Every place, by file and row: steelyard export quarantine.csv --table quarantine", markup=False)
    for line in _notes(report):
        terminal.print(line, markup=False)


def _notes(report: LoadReport) -> list[str]:
    """What the tables do not say."""
    notes = [
        f"{entry.source} held no rows for {entry.table}: is the export empty?"
        for entry in report.accounts
        if not entry.read
    ]
    if report.empty:
        have = "has" if len(report.empty) == 1 else "have"
        notes.append(f"{listed(report.empty)} {have} a header and no rows: is the export empty?")
    if report.passed:
        many, names = sum(report.passed.values()), ", ".join(report.passed)
        files = "1 file was" if many == 1 else f"{many:,} files were"
        notes.append(f"{files} read before and did not change ({names}); to read again: steelyard load --again")
    if report.is_pseudonymised:
        notes.append("Customers' ids that earlier loads stored are pseudonyms now; versions before are gone.")
    if report.raw_files:
        notes.append(_raw(report.raw_files))
    if report.removed:
        notes.append(f"Rows gone, since their sources are declared full and no longer hold them: {report.removed:,}.")
    for (source, table), count in report.joined_ids.items():
        spellings = "1 spelling of a customer's id was" if count == 1 else f"{count:,} spellings of customers' ids were"
        notes.append(
            f"{spellings} joined with another in {table} of {source} (case, blanks, Unicode form, 12001.0); "
            "to keep them apart: fold_ids = false"
        )
    for source, count in report.replaced_answers.items():
        notes.append(_replaced(source, count, report.tied_answers.get(source, 0)))
    for link, count in report.orphans.items():
        table, _, column = link.partition(".")
        target = TARGETS[column]
        notes.append(f"Rows of {table} whose {column} is not among the {target} loaded: {count:,}.")
    notes += [
        f"{file} lacks {', '.join(names)}, which other files of its source have."
        for file, names in report.lacking.items()
    ]
    return notes if report.is_new else [*notes, "Nothing is new: the store stays as it was."]


def _raw(files: Sequence[str]) -> str:
    """Which files beside the store hold customers' ids as they are, and what to do about it."""
    shown = ", ".join(files[:3]) + (f" and {len(files) - 3:,} more" if len(files) > 3 else "")
    hold = "1 file in the workspace holds" if len(files) == 1 else f"{len(files):,} files in the workspace hold"
    return f"{hold} customers' ids as they are ({shown}): keep source files in another folder (--data)."


def _replaced(source: str, count: int, tied: int) -> str:
    """Which answers of a source do not count, and how to count them."""
    answers = "1 answer was" if count == 1 else f"{count:,} answers were"
    told = (
        f"In {source}, {answers} changed or given again later: the last answer to an invitation counts. "
        "To count each: fold_answers = false"
    )
    if not tied:
        return told
    many = "1 of them has" if tied == 1 else f"{tied:,} of them have"
    why = "another score and no time that says which came last: the highest id was taken"
    return f"{told}. {many} {why}. To be sure, map answered_at."


def _kinds(report: LoadReport) -> list[str]:
    """What became of any row, beside being read and accepted."""
    return [kind for kind in KINDS if any(getattr(entry, kind) for entry in report.accounts) and kind != "read"]


def _accounts(report: LoadReport) -> Table:
    from steelyard.view.table import Cell, Column, Table

    shown = list(dict.fromkeys(("read", "accepted", *_kinds(report))))
    columns = (Column("Source"), Column("Fills"), *(Column(kind.capitalize(), True) for kind in shown))
    rows = tuple(
        (Cell(entry.source), Cell(entry.table), *(Cell(f"{getattr(entry, kind):,}") for kind in shown))
        for entry in report.accounts
    )
    return Table(f"Version {report.version}: what became of every row", columns, rows)


def _reasons(reasons: Sequence[Reason], title: str, heading: str) -> Table:
    from steelyard.view.table import Cell, Column, Table

    columns = (
        Column("Fills"),
        Column("Column"),
        Column("Why", wraps=True),
        Column(heading, True),
        Column("First in", wraps=True),
    )
    rows = tuple(
        (
            Cell(reason.table),
            Cell(reason.column or "whole row"),
            Cell(reason.reason),
            Cell(f"{reason.count:,}"),
            Cell(reason.first, "quiet"),
        )
        for reason in sorted(reasons, key=lambda reason: -reason.count)
    )
    return Table(title, columns, rows)

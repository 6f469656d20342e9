"""steelyard load: the sources into a new version of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from steelyard.cli.options import console, json_option, open_workspace, print_json, workspace_options

if TYPE_CHECKING:
    from steelyard.store import Load, Manifest

EXAMPLES = """
\b
Examples:
  steelyard load                        the workspace in this folder
  steelyard load -w support             another workspace
  steelyard load --data ~/exports       files that lie elsewhere
"""


@click.command(epilog=EXAMPLES)
@workspace_options
@json_option
def load(folder: str, data: str | None, as_json: bool) -> None:
    """Read every source into a new version of the store.

    Rows that do not hold go to quarantine with their reason; the same data again changes nothing. A load that is
    stopped leaves the version before.
    """
    workspace = open_workspace(folder, data)
    manifest = run(workspace)
    if as_json:
        print_json(summary(manifest))
    else:
        show(manifest)


COMMAND = load


def run(workspace: Any) -> Manifest:
    """Load with a progress bar on the terminal's error stream."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(is_error=True), transient=True) as bar:
        task = bar.add_task("Loading", total=None)

        def progress(step: str, done: int = 0, total: int = 0) -> None:
            bar.update(task, description=step, completed=done, total=total or None)

        manifest: Manifest = workspace.load(progress=progress)
    return manifest


def latest(manifest: Manifest) -> tuple[Load, ...]:
    """The accounting of the newest load: one entry for each source and table."""
    newest = max((entry.loaded_at for entry in manifest.loads), default=None)
    return tuple(entry for entry in manifest.loads if entry.loaded_at == newest)


def summary(manifest: Manifest) -> dict[str, Any]:
    """The version and its newest accounting as plain values."""
    from dataclasses import asdict

    loads = [{**asdict(entry), "loaded_at": entry.loaded_at.isoformat()} for entry in latest(manifest)]
    horizon = manifest.horizon.isoformat() if manifest.horizon else None
    return {"version": manifest.version, "horizon": horizon, "loads": loads}


def show(manifest: Manifest) -> None:
    """The accounting as a table: what was read, and what became of it."""
    from steelyard.view.tables import Cell, Column, Table
    from steelyard.view.terminal import show_table

    kinds = ("read", "accepted", "duplicate", "folded", "filtered", "quarantined")
    columns = (Column("Source"), Column("Table"), *(Column(kind.capitalize(), True) for kind in kinds))
    rows = tuple(
        (Cell(entry.source), Cell(entry.table), *(Cell(f"{getattr(entry, kind):,}") for kind in kinds))
        for entry in latest(manifest)
    )
    show_table(Table(f"Version {manifest.version}: what became of every row", columns, rows), console())
    held_back = sum(entry.quarantined for entry in latest(manifest))
    if held_back:
        click.echo(
            f"{held_back:,} rows are in quarantine; see them with: steelyard export --table quarantine"
        )

"""steelyard report: everything as one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from steelyard.cli.options import json_option, open_workspace, options, print_json, workspace_options
from steelyard.cli.verb import Verb
from steelyard.parameters import AGAINST, BY, PART, PERIOD

if TYPE_CHECKING:
    from steelyard.workspace import Workspace

EXAMPLES = {
    "steelyard report": "writes report.html into the workspace",
    "steelyard report board.html --open": "writes board.html and opens it",
    "steelyard report porto.html --where site=Porto --period month": "last month at one site",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("path", required=False, type=click.Path(dir_okay=False))
@click.option("--open/--no-open", "opens", default=False, help="Open it in the browser.")
@options(PERIOD, BY.but("Split the scorecard by team, site, channel, topic ..."), AGAINST, *PART)
@workspace_options
@json_option
def report(path: str | None, opens: bool, folder: str, data: str | None, as_json: bool, **asked: Any) -> None:
    """Write one self-contained HTML page to PATH: it needs no network and no other file."""
    workspace = open_workspace(folder, data)
    given = {name: value for name, value in asked.items() if value}
    written = write(workspace, Path(path) if path else Path(folder) / "report.html", **given)
    if as_json:
        print_json({"report": str(written)})
    else:
        click.echo(f"The report is in {written}")
    if opens:
        click.launch(written.as_uri())


COMMAND = report


def write(workspace: Workspace, path: Path, **asked: Any) -> Path:
    """Write the report; the absolute path of the page."""
    from steelyard import report as page

    page.write(workspace, path, **asked)
    return path.absolute()

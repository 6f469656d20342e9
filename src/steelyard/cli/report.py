"""steelyard report: everything as one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from steelyard.cli.options import json_option, open_workspace, options, print_json, workspace_options
from steelyard.cli.verb import Verb
from steelyard.parameters import REPORT

EXAMPLES = {
    "steelyard report": "writes report.html into the workspace",
    "steelyard report board.html --open": "writes board.html and opens it",
    "steelyard report porto.html --where site=Porto --period month": "last month at one site",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("path", required=False, type=click.Path(dir_okay=False))
@click.option("--open/--no-open", "opens", default=False, help="Open it in the browser.")
@options(*REPORT)
@workspace_options
@json_option
def report(path: str | None, opens: bool, folder: str, data: str | None, as_json: bool, **asked: Any) -> None:
    """Write one self-contained HTML page to PATH: it needs no network and no other file."""
    from steelyard import report as page

    written = page.write(open_workspace(folder, data), path or Path(folder) / "report.html", **asked)
    if as_json:
        print_json({"report": str(written)})
    else:
        click.echo(f"The report is in {written}")
    if opens:
        click.launch(written.as_uri())


COMMAND = report

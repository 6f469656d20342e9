"""steelyard check: what the data can answer, what they cannot, and what is odd."""

from __future__ import annotations

from dataclasses import replace

import click

from steelyard.cli.options import json_option, open_workspace, tell, workspace_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard check": "the workspace in this folder",
    "steelyard check -w support": "another workspace",
    "steelyard check --all": "with every measure that cannot be computed",
    "steelyard check --json": "everything, as JSON",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.option("--all", "with_all", is_flag=True, help="List every measure that cannot be computed, and why.")
@workspace_options
@json_option
def check(with_all: bool, folder: str, data: str | None, as_json: bool) -> None:
    """Say what the data can answer, what they cannot and which column would unlock it, and what is odd."""
    answer = open_workspace(folder, data).check()
    is_short = not (with_all or as_json)
    tell(replace(answer, missing=()) if is_short else answer, as_json)
    if answer.missing and is_short:
        count = len(answer.missing)
        click.echo(f"{count} measure{'s' * (count > 1)} cannot be computed; see why with: steelyard check --all")


COMMAND = check

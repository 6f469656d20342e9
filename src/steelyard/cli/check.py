"""steelyard check: what the data can answer, what they cannot, and what is odd."""

from __future__ import annotations

from dataclasses import replace

import click

from steelyard.cli.options import console, json_option, open_workspace, print_json, workspace_options

EXAMPLES = """
\b
Examples:
  steelyard check                 the workspace in this folder
  steelyard check -w support      another workspace
  steelyard check --all           with every measure that cannot be computed
  steelyard check --json          everything, as JSON
"""


@click.command(epilog=EXAMPLES)
@click.option("--all", "with_all", is_flag=True, help="List every measure that cannot be computed, and why.")
@workspace_options
@json_option
def check(with_all: bool, folder: str, data: str | None, as_json: bool) -> None:
    """Say what the data can answer, what they cannot and which column would unlock it, and what is odd."""
    answer = open_workspace(folder, data).check()
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer if with_all else replace(answer, missing=()), console())
    if answer.missing and not with_all:
        count = len(answer.missing)
        click.echo(f"{count} measure{'s' * (count > 1)} cannot be computed; see why with: steelyard check --all")


COMMAND = check

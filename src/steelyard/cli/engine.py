"""steelyard engine: which engines there are, and whether yours gives the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from steelyard.cli.options import console, json_option, open_workspace, print_json, tell, workspace_options
from steelyard.cli.verb import Verb, VerbGroup

if TYPE_CHECKING:
    from steelyard.declare import EngineKind

EXAMPLES = {
    "steelyard engine": "which kinds there are",
    "steelyard engine check": "the engine steelyard.toml names",
    "steelyard engine check --engine spark": "another one",
    "steelyard engine check --engine postgresql --address postgresql://me@db:5432/crm": "one that runs elsewhere",
}


@click.group(cls=VerbGroup, invoke_without_command=True, examples=EXAMPLES)
@json_option
@click.pass_context
def engine(context: click.Context, as_json: bool) -> None:
    """List the engines that can run the questions, or check one."""
    if context.invoked_subcommand is not None:
        return
    from steelyard.store.engine import kinds

    found = kinds()
    if as_json:
        plain = sorted((name, kind.meaning, kind.is_certified) for name, kind in found.items())
        print_json({name: {"meaning": meaning, "is_certified": certified} for name, meaning, certified in plain})
    else:
        _list(found)


@engine.command(cls=Verb, examples=EXAMPLES)
@click.option("--engine", "kind", metavar="KIND", help="Its kind, if not the one steelyard.toml names.")
@click.option("--address", default="", help="Where it runs, if not where steelyard.toml says.")
@workspace_options
@json_option
def check(kind: str | None, address: str, folder: str, data: str | None, as_json: bool) -> int:
    """Run all that can be asked on an engine, over temporary data, and compare with the embedded engine.

    Leaves with 1 where anything differs. What it finds is kept in the workspace: a measure that differs is refused on
    that engine from then on, and an experimental engine answers nothing before it has been checked.
    """
    found = open_workspace(folder, data).check_engine(kind, address)
    tell(found, as_json)
    return 0 if found.has_passed else 1


COMMAND = engine


def _list(found: Mapping[str, EngineKind]) -> None:
    from steelyard.view.table import Cell, Column, Table
    from steelyard.view.terminal import show_table

    columns = (Column("Kind"), Column("Runs", wraps=True), Column("State"))
    rows = tuple(
        (Cell(name), Cell(kind.meaning), Cell("certified" if kind.is_certified else "experimental"))
        for name, kind in sorted(found.items())
    )
    show_table(Table("Engines", columns, rows), console())
    click.echo("One that is experimental answers no question before: steelyard engine check --engine KIND")

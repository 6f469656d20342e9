"""steelyard evaluate: rubrics, which contacts to evaluate, and scores out and in."""

from __future__ import annotations

import click
from click.core import ParameterSource

from steelyard.cli.options import console, json_option, print_json, workspace_options
from steelyard.cli.verb import Verb, VerbGroup

EXAMPLES = {
    "steelyard evaluate": "the rubrics of this workspace",
    "steelyard evaluate rubric support > rubrics/support.toml": "a rubric to begin from",
}


@click.group(cls=VerbGroup, invoke_without_command=True, examples=EXAMPLES)
@workspace_options
@json_option
@click.pass_context
def evaluate(context: click.Context, folder: str, data: str | None, as_json: bool) -> None:
    """List rubrics, or work with evaluations."""
    if context.invoked_subcommand is None:
        _rubrics(folder, data, as_json)
    elif context.get_parameter_source("folder") is ParameterSource.COMMANDLINE:
        raise click.UsageError(f"Put --workspace behind {context.invoked_subcommand}.")


@evaluate.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
def rubric(name: str) -> None:
    """Print the shipped rubric NAME: support, sales-and-service or chat."""
    from steelyard.rubrics.reading import text_of

    click.echo(text_of(name), nl=False)


COMMAND = evaluate


def _rubrics(folder: str, data: str | None, as_json: bool) -> None:
    from steelyard import rubrics
    from steelyard.cli.options import open_workspace
    from steelyard.view.table import Cell, Column, Table
    from steelyard.view.terminal import show_table

    known = rubrics.of(open_workspace(folder, data).settings)
    if as_json:
        print_json(
            [
                {
                    "id": held.id,
                    "title": held.title,
                    "series": held.series,
                    "is_own": held.is_own,
                    "criteria": len(held.criteria),
                }
                for held in known.values()
            ]
        )
        return
    heads = (Column("Name"), Column("Title"), Column("Criteria", True), Column("Series"), Column("From"))
    rows = tuple(
        (
            Cell(held.id),
            Cell(held.title),
            Cell(f"{len(held.criteria)}"),
            Cell(held.series),
            Cell("this workspace" if held.is_own else "shipped"),
        )
        for held in known.values()
    )
    show_table(Table("Rubrics", heads, rows), console())

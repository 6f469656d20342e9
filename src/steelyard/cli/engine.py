"""steelyard engine: which engines there are, and whether yours gives the same numbers."""

from __future__ import annotations

import click

from steelyard.cli.options import console, json_option, open_workspace, print_json, workspace_options

EXAMPLES = """
\b
Examples:
  steelyard engine                                     which kinds there are
  steelyard engine check                               the engine steelyard.toml names
  steelyard engine check --engine spark                another one
  steelyard engine check --engine postgresql --address postgresql://me@db:5432/crm
"""


@click.group(invoke_without_command=True, epilog=EXAMPLES)
@json_option
@click.pass_context
def engine(context: click.Context, as_json: bool) -> None:
    """List the engines that can run the questions, or check one."""
    if context.invoked_subcommand is not None:
        return
    from steelyard.store.engine import kinds

    found = sorted(kinds().items())
    if as_json:
        print_json({name: {"meaning": kind.meaning, "is_certified": kind.is_certified} for name, kind in found})
        return
    for name, kind in found:
        mark = "certified" if kind.is_certified else "experimental: type steelyard engine check first"
        click.echo(f"{name:12} {kind.meaning} ({mark})")


@engine.command(epilog=EXAMPLES)
@click.option("--engine", "kind", metavar="KIND", help="Its kind, if not the one steelyard.toml names.")
@click.option("--address", default="", help="Where it runs, if not where steelyard.toml says.")
@workspace_options
@json_option
def check(kind: str | None, address: str, folder: str, data: str | None, as_json: bool) -> int:
    """Run every fact and measure on an engine, over temporary data, and compare with the embedded engine.

    Leaves with 1 where anything differs. What it finds is kept in the workspace: a measure that differs is refused on
    that engine from then on, and an experimental engine answers nothing before it has been checked.
    """
    found = open_workspace(folder, data).check_engine(kind, address)
    if as_json:
        print_json(found.to_dict())
    else:
        from steelyard.view.terminal import show

        show(found, console())
    return 0 if found.has_passed else 1


COMMAND = engine

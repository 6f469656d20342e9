"""steelyard key: keys with which programs ask the web application."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from click.core import ParameterSource

from steelyard.cli.options import console, json_option, print_json, workspace_options
from steelyard.cli.user import ROLES, desk_of, operator
from steelyard.cli.verb import Verb, VerbGroup

DAYS = 90

EXAMPLES = {
    "steelyard key": "every key, and until when it holds",
    "steelyard key add anna@example.org nightly": "a key of Anna's for 90 days, shown once",
    "steelyard key add ben dashboard --role viewer --days 30": "one that may do less than Ben",
    "steelyard key end 3": "end it now",
}


@click.group(cls=VerbGroup, invoke_without_command=True, examples=EXAMPLES)
@workspace_options
@json_option
@click.pass_context
def key(context: click.Context, folder: str, data: str | None, as_json: bool) -> None:
    """List the keys of the API, or change them."""
    if context.invoked_subcommand is None:
        _list(folder, as_json)
    elif context.get_parameter_source("folder") is ParameterSource.COMMANDLINE:
        raise click.UsageError(f"Put --workspace behind {context.invoked_subcommand}.")


@key.command(cls=Verb, examples=EXAMPLES)
@click.argument("person")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default=None, help="What it may see; as its person unless told.")
@click.option("--days", type=click.IntRange(1, 366), default=DAYS, show_default=True, help="How long it holds.")
@workspace_options
def add(person: str, name: str, role: str | None, days: int, folder: str, data: str | None) -> None:
    """Make a key of PERSON's called NAME, and print it: once, on the standard output."""
    ends_at = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=days)
    with desk_of(folder) as desk:
        secret = desk.keys.add(person, name, ends_at, by=operator(), role=role or "")
    click.echo(secret)
    click.echo("It is not shown again. Send it as a header: Authorization: Bearer KEY", err=True)


@key.command("list", cls=Verb, examples=EXAMPLES)
@workspace_options
@json_option
def list_(folder: str, data: str | None, as_json: bool) -> None:
    """List the keys, newest first; the keys themselves are not kept."""
    _list(folder, as_json)


@key.command(cls=Verb, examples=EXAMPLES)
@click.argument("number", type=click.IntRange(1))
@workspace_options
def end(number: int, folder: str, data: str | None) -> None:
    """End the key of that NUMBER now."""
    with desk_of(folder) as desk:
        desk.keys.end(number, by=operator())
    click.echo(f"Key {number} has ended.")


COMMAND = key


def _list(folder: str, as_json: bool) -> None:
    from steelyard.view.table import Cell, Column, Table
    from steelyard.view.terminal import show_table

    with desk_of(folder) as desk:
        found = desk.keys.all()
    if as_json:
        print_json([{name: _plain(value) for name, value in asdict(held).items()} for held in found])
        return
    heads = (Column("Number", True), Column("Name"), Column("Of"), Column("Role"), Column("Until"), Column("Last used"))
    rows = tuple(
        (
            Cell(str(held.id)),
            Cell(held.name),
            Cell(held.person),
            Cell(held.role or "their own"),
            Cell(f"{held.ended_at or held.ends_at:%Y-%m-%d}" + (" (ended)" if held.ended_at else "")),
            Cell(f"{held.used_at:%Y-%m-%d}" if held.used_at else "never"),
        )
        for held in found
    )
    show_table(Table("Keys", heads, rows), console())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

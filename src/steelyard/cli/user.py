"""steelyard user: who may sign in to the web application, and what they may see."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from steelyard.cli.options import console, json_option, print_json, workspace_options
from steelyard.cli.verb import Verb, VerbGroup
from steelyard.errors import MissingExtraError

if TYPE_CHECKING:
    from steelyard.desk import Desk, User

ROLES = ("viewer", "lead", "analyst", "administrator", "agent")

FIRST_DAYS = 3

EXAMPLES = {
    "steelyard user": "everybody who may sign in",
    "steelyard user add anna@example.org --role administrator": "asks for a password",
    "steelyard user add ben --role lead --team Porto --first": "a lead, with a first password that is printed",
    "steelyard user add cy --role agent --agent A17 --no-password": "an agent who signs in through your provider",
    "steelyard user role ben analyst": "another role; ben is signed out",
    "steelyard user disable ben": "ben may no longer sign in",
    "steelyard user password anna@example.org < password.txt": "another password, read from a file",
    "steelyard user factor anna@example.org": "no second factor any more: anna lost it",
}


@contextmanager
def desk_of(folder: str) -> Iterator[Desk]:
    """The desk of a workspace, closed with the block."""
    try:
        from steelyard import desk
    except ImportError:
        raise MissingExtraError("accounts need a database", next="pip install 'steelyard[serve]'") from None
    from steelyard import settings

    opened = desk.Desk.open(settings.read(Path(folder)))
    try:
        yield opened
    finally:
        opened.close()


def operator() -> str:
    """Who types, as the audit log has it."""
    try:
        return f"{getpass.getuser()} at the command line"
    except (KeyError, OSError):
        return "the command line"


def new_password() -> str:
    """A password asked for twice at a terminal, or the first line of what is piped in; never an argument."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


@click.group(cls=VerbGroup, invoke_without_command=True, examples=EXAMPLES)
@workspace_options
@json_option
@click.pass_context
def user(context: click.Context, folder: str, data: str | None, as_json: bool) -> None:
    """List who may sign in to the web application, or change it."""
    if context.invoked_subcommand is None:
        _list(folder, as_json)
    elif context.get_parameter_source("folder") is ParameterSource.COMMANDLINE:
        raise click.UsageError(f"Put --workspace behind {context.invoked_subcommand}.")


@user.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they may see.")
@click.option("--team", "teams", multiple=True, help="A team that a lead leads; may be repeated.")
@click.option("--agent", "agent_id", default="", metavar="ID", help="Whose own page an agent sees.")
@click.option("--password/--no-password", "has_password", default=True, help="Without: signs in through your provider.")
@click.option("--first", is_flag=True, help="Make a random password, to be changed within three days, and print it.")
@workspace_options
def add(
    name: str,
    role: str,
    teams: tuple[str, ...],
    agent_id: str,
    has_password: bool,
    first: bool,
    folder: str,
    data: str | None,
) -> None:
    """Let NAME sign in. The password is asked for, or read from the standard input; --first makes one for others."""
    with desk_of(folder) as desk:
        password = new_password() if has_password and not first else ""
        if has_password and not first and not password:
            raise click.UsageError("No password was given; --no-password is for who signs in through your provider.")
        added = desk.users.add(name, role, by=operator(), password=password, teams=teams, agent_id=agent_id)
        made = desk.users.set_first_password(added.name, by=operator()) if first else ""
    click.echo(f"Added {added.name}, {added.role}.")
    if made:
        click.echo(f"First password, to be changed within {FIRST_DAYS} days: {made}")


@user.command("list", cls=Verb, examples=EXAMPLES)
@workspace_options
@json_option
def list_(folder: str, data: str | None, as_json: bool) -> None:
    """List who may sign in, and who may no longer."""
    _list(folder, as_json)


@user.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
@workspace_options
def disable(name: str, folder: str, data: str | None) -> None:
    """Keep NAME from signing in, and end their sessions and keys; what they did stays in the audit log."""
    _change(folder, name, is_active=False)


@user.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
@workspace_options
def enable(name: str, folder: str, data: str | None) -> None:
    """Let NAME, who was disabled, sign in again."""
    _change(folder, name, is_active=True)


@user.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--team", "teams", multiple=True, help="A team that a lead leads; may be repeated.")
@click.option("--agent", "agent_id", default=None, metavar="ID", help="Whose own page an agent sees.")
@workspace_options
def role(name: str, role: str, teams: tuple[str, ...], agent_id: str | None, folder: str, data: str | None) -> None:
    """Give NAME another ROLE. They are signed out."""
    _change(folder, name, role=role, teams=teams or None, agent_id=agent_id)


@user.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
@workspace_options
def password(name: str, folder: str, data: str | None) -> None:
    """Give NAME another password, asked for or read from the standard input. They are signed out."""
    with desk_of(folder) as desk:
        desk.users.get(name)
        desk.users.set_password(name, new_password(), by=operator())
    click.echo(f"{name} has another password and is signed out.")


@user.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
@workspace_options
def factor(name: str, folder: str, data: str | None) -> None:
    """Take away the second factor of NAME, who lost it. They are signed out."""
    with desk_of(folder) as desk:
        desk.factors.drop(desk.users.get(name).name, by=operator())
    click.echo(f"{name} signs in by password alone, and is signed out.")


COMMAND = user


def _change(folder: str, name: str, **given: Any) -> None:
    with desk_of(folder) as desk:
        changed = desk.users.change(name, by=operator(), **given)
    click.echo(f"{changed.name}: {changed.role}, {_state(changed)}.")


def _state(user: User) -> str:
    return "may sign in" if user.is_active else "may not sign in"


def _list(folder: str, as_json: bool) -> None:
    from steelyard.view.table import Cell, Column, Table
    from steelyard.view.terminal import show_table

    with desk_of(folder) as desk:
        found = desk.users.all()
    if as_json:
        print_json([{**asdict(user), "created_at": user.created_at.isoformat()} for user in found])
        return
    columns = (Column("Name"), Column("Role"), Column("Of", wraps=True), Column("State"), Column("Since"))
    rows = tuple(
        (
            Cell(user.name),
            Cell(user.role),
            Cell(", ".join(user.teams) or user.agent_id),
            Cell(_state(user)),
            Cell(f"{user.created_at:%Y-%m-%d}"),
        )
        for user in found
    )
    show_table(Table("Accounts", columns, rows), console())
    if not found:
        click.echo("Nobody yet. To add yourself: steelyard user add NAME --role administrator")

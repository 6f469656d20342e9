"""What the commands share: which workspace, which part of it, and how answers are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Any, TypeVar

import click

from steelyard.parameters import Parameter

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn

    from steelyard.answers import Answer
    from steelyard.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])


def option(parameter: Parameter) -> Callable[[Command], Command]:
    """What is typed for a parameter, read as the parameter reads it."""

    def read(ctx: click.Context, param: click.Parameter, typed: Any) -> Any:
        try:
            return parameter.value(typed) if typed else parameter.default
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return click.option(
        parameter.option,
        parameter.name,
        type=click.Choice(parameter.choices) if parameter.choices else str,
        multiple=parameter.is_repeated,
        metavar=None if parameter.choices else parameter.metavar,
        default=str(parameter.default) if parameter.is_default_told else None,
        show_default=parameter.is_default_told,
        help=parameter.help,
        callback=read,
    )


def options(*parameters: Parameter) -> Callable[[Command], Command]:
    """Several parameters, in their order."""

    def with_all(command: Command) -> Command:
        for parameter in reversed(parameters):
            command = option(parameter)(command)
        return command

    return with_all


def workspace_options(command: Command) -> Command:
    """--workspace and --data: which folder, and where its sources' files lie."""
    data = click.option(
        "--data",
        type=click.Path(exists=True, file_okay=False),
        help="Folder of the sources' files, if not the workspace.",
    )
    workspace = click.option(
        "-w",
        "--workspace",
        "folder",
        type=click.Path(file_okay=False),
        default=".",
        show_default=True,
        envvar="STEELYARD_WORKSPACE",
        help="Folder that holds steelyard.toml.",
    )
    return workspace(data(command))


def json_option(command: Command) -> Command:
    """--json: the answer as JSON instead of tables."""
    return click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")(command)


def open_workspace(folder: str, data: str | None) -> Workspace:
    """The workspace, opened only now: engine and settings are not needed to print help."""
    from steelyard import workspace

    return workspace.open(folder, data)


def tell(answer: Answer, as_json: bool) -> None:
    """Print an answer, as tables or as JSON."""
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


def console(is_error: bool = False) -> Console:
    """The terminal; colour only where it is one and NO_COLOR is not set."""
    from rich.console import Console

    return Console(stderr=is_error, highlight=False, soft_wrap=False)


def say(line: str, indent: int = 0) -> None:
    """Print a line; at a terminal broken between words where it is longer than that is wide."""
    terminal, lead = console(), " " * indent
    if not terminal.is_terminal:
        click.echo(lead + line)
        return
    wrapper = TextWrapper(
        terminal.width, initial_indent=lead, subsequent_indent=lead, break_long_words=False, break_on_hyphens=False
    )
    click.echo(wrapper.fill(line))


def customer_id(given: str | None) -> str:
    """The id as it was given, asked for at a terminal without an echo, or the first line of what is piped in."""
    if given is not None:
        return given
    if sys.stdin.isatty():
        typed: str = click.prompt("The customer's id", hide_input=True, err=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def progress_bar(*columns: ProgressColumn) -> Progress:
    """A bar on the error stream that goes when it is done; none where that is no terminal."""
    from rich.progress import Progress

    errors = console(is_error=True)
    return Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)


def print_json(plain: Any) -> None:
    """Plain values as JSON, readable and in UTF-8."""
    click.echo(json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False, default=_number))


def _number(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")

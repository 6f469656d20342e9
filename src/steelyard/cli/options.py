"""What several commands share: where the workspace is, which part is asked for, how answers are printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn

    from steelyard.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])
_DATE = click.DateTime(["%Y-%m-%d"])


def workspace_options(command: Command) -> Command:
    """--workspace and --data: which folder, and where its sources' files lie."""
    command = click.option(
        "--data",
        type=click.Path(exists=True, file_okay=False),
        help="Folder of the sources' files, if not the workspace.",
    )(command)
    return click.option(
        "-w",
        "--workspace",
        "folder",
        type=click.Path(file_okay=False),
        default=".",
        show_default=True,
        envvar="STEELYARD_WORKSPACE",
        help="Folder that holds steelyard.toml.",
    )(command)


def question_options(command: Command) -> Command:
    """--where, --from, --to: which part of the data is asked about."""
    command = click.option("--to", "to_on", type=_DATE, metavar="DATE", help="Last local day, e.g. 2026-09-30.")(
        command
    )
    command = click.option("--from", "from_on", type=_DATE, metavar="DATE", help="First local day, e.g. 2026-07-01.")(
        command
    )
    return click.option(
        "--where",
        "filters",
        multiple=True,
        metavar="NAME=VALUE",
        help="Only this part, e.g. site=Porto. Repeat for more.",
    )(command)


def json_option(command: Command) -> Command:
    """--json: the answer as JSON instead of tables."""
    return click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")(command)


def open_workspace(folder: str, data: str | None) -> Workspace:
    """The workspace, opened only now: engine and settings are not needed to print help."""
    from steelyard import workspace

    return workspace.open(folder, data)


def parts(filters: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """NAME=VALUE filters as name -> values; the same name several times means any of its values."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in filters:
        name, sign, value = entry.partition("=")
        if not sign or not name.strip():
            raise click.BadParameter(f"{entry!r} is not NAME=VALUE, e.g. site=Porto", param_hint="--where")
        found[name.strip()] = (*found.get(name.strip(), ()), value.strip())
    return found


def day(given: datetime | None) -> date | None:
    """The day of an option."""
    return None if given is None else given.date()


def console(is_error: bool = False) -> Console:
    """The terminal; colour only where it is one and NO_COLOR is not set."""
    from rich.console import Console

    return Console(stderr=is_error, highlight=False, soft_wrap=False)


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

"""What the commands share: which workspace, which part of it, and how answers are printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Any, TypeVar

import click

from steelyard.cli.values import day, days, part, two_parts

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn

    from steelyard.answers import Answer
    from steelyard.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])

PERIODS = "day, week, month or quarter"


@dataclass(frozen=True)
class Question:
    """Which workspace is asked, about which part of it, and how the answer is printed."""

    folder: str
    data: str | None
    where: Mapping[str, tuple[str, ...]]
    from_on: date | None
    to_on: date | None
    as_json: bool

    @property
    def part(self) -> dict[str, Any]:
        """The part asked about, as every analysis takes it."""
        return {"where": self.where, "from_on": self.from_on, "to_on": self.to_on}

    def open(self) -> Workspace:
        """The workspace asked."""
        return open_workspace(self.folder, self.data)

    def answer(self, analysis: str, **options: Any) -> None:
        """Ask an analysis about the part, with options of its own, and print what it says."""
        tell(self.open().ask(analysis, **self.part, **options), self.as_json)


def question_options(command: Callable[..., None]) -> Callable[..., None]:
    """--where, --from, --to, --workspace, --data and --json as one `Question`, the command's first argument.

    Options of its own stand above this and come to the command under their names.
    """

    @wraps(command)
    def asked(
        filters: Sequence[tuple[str, str]],
        from_on: date | None,
        to_on: date | None,
        folder: str,
        data: str | None,
        as_json: bool,
        **own: Any,
    ) -> None:
        command(Question(folder, data, grouped(filters), from_on, to_on, as_json), **own)

    return _part_options(workspace_options(json_option(asked)))


def _part_options(command: Command) -> Command:
    """--where, --from, --to: which part of the data is asked about."""
    to_on = click.option("--to", "to_on", type=day, metavar="DATE", help="Last local day, e.g. 2026-09-30.")
    from_on = click.option("--from", "from_on", type=day, metavar="DATE", help="First local day, e.g. 2026-07-01.")
    where = click.option(
        "--where",
        "filters",
        type=part,
        multiple=True,
        metavar="NAME=VALUE",
        help="Only this part, e.g. site=Porto. Repeat for more.",
    )
    return where(from_on(to_on(command)))


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


def period_option(meaning: str = f"{PERIODS}; a quarter unless told.") -> Callable[[Command], Command]:
    """--period: how long the days asked about are."""
    return click.option("--period", default="", metavar="PERIOD", help=meaning)


def by_option(meaning: str) -> Callable[[Command], Command]:
    """--by: the dimension whose parts are told apart."""
    return click.option("--by", default="", metavar="DIMENSION", help=meaning)


def against_option(meaning: str = "The days compared with.") -> Callable[[Command], Command]:
    """--against: the other days of a comparison."""
    return click.option("--against", type=days, metavar="FROM..TO", help=meaning)


def compare_option() -> Callable[[Command], Command]:
    """--compare: two parts on the same days."""
    return click.option(
        "--compare", type=two_parts, metavar="NAME=A,B", help="Two parts of a dimension instead of two periods."
    )


def grouped(filters: Sequence[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Filters as name -> values; the same name several times means any of its values."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in filters:
        found[name] = (*found.get(name, ()), value)
    return found


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

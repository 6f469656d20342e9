"""The command line: one file per command, loaded only when it is called; a question brings its own."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import IO, Any

import click

from steelyard import catalogue
from steelyard.declare import Analysis
from steelyard.errors import SteelyardError

BEFORE = {
    "init": "Look at your files and propose the mapping.",
    "load": "Read the sources into the store.",
    "check": "Say what the data can answer, and what is odd.",
    "weigh": "The verdict, the balance and the scorecard.",
}
AFTER = {
    "register": "Register an initiative before anybody looks.",
    "lot": "Write which customers an initiative treats, drawn from its seed.",
    "explain": "What a measure means and how it is computed.",
    "serve": "Open everything as pages in the browser.",
    "report": "Write everything as one HTML page.",
    "export": "Write figures or tables as CSV, Parquet or JSON.",
    "exchange": "Compare with other companies without giving anything personal away.",
    "demo": "Simulate a contact centre and weigh it.",
    "simulate": "Write the files of a simulated centre whose truth is known.",
    "user": "Who may sign in to the web application.",
    "evaluate": "Which contacts to evaluate, by what, and scores out and in.",
    "key": "Keys with which programs ask the web application.",
    "pseudonym": "What stands for a customer, and the key that makes it.",
    "erase": "Erase a customer from the store, and keep them out.",
    "backup": "Write the workspace and what people entered to one file.",
    "restore": "Put such a file back.",
    "engine": "List the engines, and check that yours gives the same numbers.",
    "completion": "Print the completion script for your shell.",
}
"""Name -> what it does; between them stand the questions. A command `x` is `COMMAND` in x.py, or a question's own."""

OWN = {"list": "today", "debt": "debt"}
"""Questions whose command does more than ask -> its file here."""

GARBAGE = 100_000
"""New objects after which cycles are looked for: at Python's 700 that takes a quarter of compiling expressions."""

FINE, FAILED, MISUSED, UNRECOGNISED, STOPPED = 0, 1, 2, 3, 130
"""Exit codes; UNRECOGNISED: init found nothing in the files that could be loaded."""


@cache
def questions() -> Mapping[str, Analysis]:
    """The questions with a command of their own, third parties' included, in the order of their place."""
    known: dict[str, Analysis] = catalogue.entries("analyses", "ANALYSIS")
    asked = (entry for entry in known.values() if entry.command)
    return {entry.id: entry for entry in sorted(asked, key=lambda entry: (entry.place, entry.id))}


def commands() -> dict[str, str]:
    """Name -> what it does, in the order people need them."""
    return {**BEFORE, **{name: entry.listed for name, entry in questions().items()}, **AFTER}


class Lazy(click.Group):
    """Knows its commands by name and imports one only to run it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What stands before the command; an option of commands found there is answered with where it belongs."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            said = f"{error.message} Options of a command stand behind it, e.g. steelyard weigh {error.option_name} …"
            raise click.NoSuchOption(error.option_name, said, error.possibilities, ctx) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order people need them."""
        return list(commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        if cmd_name in questions() and cmd_name not in OWN:
            from steelyard.cli.question import command_of

            return command_of(questions()[cmd_name])
        if cmd_name not in commands():
            return None
        command: click.Command = import_module(f"steelyard.cli.{OWN.get(cmd_name, cmd_name)}").COMMAND
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, without importing what it lists."""
        with formatter.section("Commands"):
            formatter.write_dl(list(commands().items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; one that does not exist is answered with the nearest that do."""
        name = args[0]
        if name not in commands() and not ctx.resilient_parsing:
            from steelyard.errors import did_you_mean

            raise click.UsageError(f"There is no command {name!r}. {did_you_mean(name, commands())}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Start with: steelyard demo, or steelyard init exports/*.csv",
)
@click.version_option(package_name="steelyard", message="steelyard %(version)s")
@click.option("--debug", is_flag=True, envvar="STEELYARD_DEBUG", help="Show the traceback of an unexpected error.")
def steelyard(debug: bool) -> None:
    """Weigh the value customers receive against the resources it takes to give it."""


def main(args: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code: 0 fine, 1 an error or a problem in the data, 2 misused."""
    given = list(sys.argv[1:] if args is None else args)
    _steady_streams()
    _stop_as_interrupted()
    gc.set_threshold(GARBAGE)
    try:
        code = steelyard.main(given, prog_name="steelyard", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        code = STOPPED
    except SteelyardError as error:
        code = STOPPED if _was_interrupted(error) else FAILED
        click.echo("Stopped." if code == STOPPED else f"Error: {error}", err=True)
    except BrokenPipeError:
        _let_go(sys.stdout)
        code = FAILED
    except OSError as error:
        if "--debug" in given:
            raise
        _let_go(sys.stdout)
        _say_refused(error)
        code = FAILED
    except Exception as error:
        if "--debug" in given:
            raise
        _say_unexpected(error, given)
        code = FAILED
    sys.exit(code if isinstance(code, int) else FINE)


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind it, which an engine reports as an error of its own; `raise ... from None` hides it."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "InterruptException":
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


def _stop_as_interrupted() -> None:
    """Asked to end, or left by its terminal, a command stops as on Ctrl-C and clears away what it had begun."""
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) == signal.SIG_DFL:
                signal.signal(getattr(signal, name), signal.default_int_handler)


def _steady_streams() -> None:
    """Characters a stream cannot show become question marks; a stream that was closed swallows what it is given."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        else:
            stream.reconfigure(errors="replace")


def _let_go(stream: IO[str]) -> None:
    """Keep the interpreter from writing on leaving what could not be written before."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _say_refused(error: OSError) -> None:
    place = f"{error.filename}: " if error.filename else ""
    click.echo(f"Error: {place}the system refuses to read or write: {error.strerror or type(error).__name__}", err=True)
    click.echo("  Check the place, its permissions and the space left on the disk.", err=True)


def _say_unexpected(error: Exception, given: Sequence[Any]) -> None:
    click.echo(f"Unexpected error: {type(error).__name__}. This is a fault of Steelyard, not of your data.", err=True)
    click.echo(f"  To see where it happened: steelyard --debug {' '.join(map(str, given))}", err=True)

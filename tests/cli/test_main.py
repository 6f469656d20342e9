"""The command line as a whole: speed, help, exit codes, errors without tracebacks."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from steelyard import cli, metrics, workspace
from steelyard.errors import SettingsError

STEELYARD = str(Path(sys.executable).with_name("steelyard"))
WITHOUT_JSON = {"completion", "exchange", "pseudonym", "serve"}


def test_help_imports_no_command() -> None:
    code = "import sys\nfrom steelyard import cli\ntry: cli.main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for name in ("rich", "numpy", "duckdb", "steelyard.workspace", "steelyard.cli.weigh"):
        assert name not in shown.split()


def test_every_file_with_a_command_is_listed() -> None:
    folder = Path(cli.__file__).parent
    with_command = {path.stem for path in folder.glob("*.py") if "\nCOMMAND = " in path.read_text("utf-8")}
    assert with_command == {*cli.BEFORE, *cli.AFTER, *cli.OWN.values()}
    assert not (with_command - set(cli.OWN.values())) & set(cli.questions())


def command_of(name: str) -> click.Command:
    found = cli.steelyard.get_command(click.Context(cli.steelyard), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", cli.commands())
def test_every_command_has_examples_and_json(run, name: str) -> None:
    code, out, _ = run(name, "--help")
    assert code == cli.FINE
    assert "Examples:" in out
    assert f"steelyard {name}" in out
    assert ("--json" in out) is (name not in WITHOUT_JSON)
    assert command_of(name).name == name


@pytest.mark.parametrize("name", cli.commands())
def test_help_fits_a_terminal_and_its_examples_can_be_typed(run, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = run(name, "--help")
    command = command_of(name)
    shown = [line for line in out.splitlines() if not any(example in line for example in command.examples)]
    assert max(map(len, shown)) <= 80
    for example, said in command.examples.items():
        assert said
        program, verb, *given = shlex.split(example.partition(" >")[0])
        assert (program, verb) == ("steelyard", name)
        chosen = command
        while isinstance(chosen, click.Group) and given and not given[0].startswith("-"):
            chosen = chosen.commands[given.pop(0)]
        chosen.make_parser(click.Context(chosen)).parse_args(list(given))
        assert set(re.findall(r"(?:--metric|explain) (\w+)", example)) <= set(metrics.names())


@pytest.mark.parametrize("meant", ["wiegh", "scorecard"])
def test_an_unknown_command_is_misuse_with_a_hint(run, meant: str) -> None:
    code, _, err = run(meant)
    assert code == cli.MISUSED
    assert "Did you mean weigh?" in err


def test_an_unknown_option_is_misuse(run) -> None:
    assert run("weigh", "--colour")[0] == cli.MISUSED


def test_an_engine_that_was_interrupted_stops_and_does_not_fail(run, monkeypatch: pytest.MonkeyPatch) -> None:
    class InterruptException(Exception):  # noqa: N818
        pass

    def stop(folder: str, data: str | None = None) -> None:
        try:
            raise InterruptException
        except InterruptException as error:
            raise SettingsError("a query was interrupted") from error

    monkeypatch.setattr(workspace, "open", stop)
    assert run("weigh")[0] == cli.STOPPED


def test_our_errors_are_messages(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: str, data: str | None = None) -> None:
        raise SettingsError("there is no steelyard.toml", where=folder, next="steelyard init FILES...")

    monkeypatch.setattr(workspace, "open", refuse)
    code, out, err = run("weigh")
    assert (code, out) == (cli.FAILED, "")
    assert err == "Error: .: there is no steelyard.toml\n  steelyard init FILES...\n"


def test_unexpected_errors_are_short_and_say_how_to_see_more(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: str, data: str | None = None) -> None:
        raise KeyError("customer 500001")

    monkeypatch.setattr(workspace, "open", fail)
    code, _, err = run("weigh")
    assert code == cli.FAILED
    assert "steelyard --debug weigh" in err
    assert "500001" not in err
    assert "Traceback" not in err
    with pytest.raises(KeyError):
        cli.main(["--debug", "weigh"])


def test_stopping_is_not_an_error_message(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(folder: str, data: str | None = None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workspace, "open", stop)
    code, _, err = run("weigh")
    assert code == cli.STOPPED
    assert "Stopped." in err


def test_the_version_is_told(run) -> None:
    assert run("--version")[1].startswith("steelyard ")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_scripts_name_the_command(run, shell: str) -> None:
    code, out, _ = run("completion", shell)
    assert code == cli.FINE
    assert "_STEELYARD_COMPLETE" in out


def test_completion_completes_commands() -> None:
    asked = {
        "_STEELYARD_COMPLETE": "zsh_complete",
        "COMP_WORDS": "steelyard we",
        "COMP_CWORD": "1",
        "PATH": "",
    }
    shown = subprocess.run([STEELYARD], env=asked, capture_output=True, text=True).stdout
    assert "weigh" in shown


def test_an_option_before_its_command_is_told_where_it_belongs(run) -> None:
    code, _, err = run("-w", "centre", "weigh")
    assert code == 2
    assert "Options of a command stand behind it" in err

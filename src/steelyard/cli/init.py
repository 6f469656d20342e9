"""steelyard init: look at files and write the mapping."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from steelyard.cli.options import console, json_option, print_json
from steelyard.cli.verb import Verb

if TYPE_CHECKING:
    from steelyard.intake.proposal.model import Guess, SourceProposal
    from steelyard.intake.propose import Proposal
    from steelyard.settings.model import Reading

_MOST_COLUMNS = 6
EXAMPLES = {
    "steelyard init exports/*.csv": "a workspace in this folder",
    "steelyard init calls.csv survey.xlsx -w support": "a workspace in another folder",
    "steelyard init cdr.csv --skip 2 --header 0 --columns id,start,agent": "a file with another shape than was found",
    "steelyard init exports/*.csv --dry-run": "print the mapping, write nothing",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-w",
    "--workspace",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("."),
    show_default=True,
    envvar="STEELYARD_WORKSPACE",
    help="Folder to write steelyard.toml to.",
)
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder the files are named from."
)
@click.option("--force", is_flag=True, help="Replace a steelyard.toml that is there.")
@click.option("--dry-run", is_flag=True, help="Print the mapping instead of writing it.")
@click.option("--yes", is_flag=True, help="Ask nothing; what is unsure stays marked.")
@click.option("--skip", type=click.IntRange(0), help="Lines before the header.")
@click.option("--header", type=click.IntRange(0, 20), help="Rows of the header; 0: the first line is data.")
@click.option("--columns", metavar="A,B,C", help="Names of the columns, in order, instead of those in the header.")
@click.option("--delimiter", metavar="SIGN", help='What stands between the fields: ";" or "tab".')
@click.option("--encoding", help="Of text files, such as windows-1252.")
@click.option("--sheet", help="Of a workbook; the first unless named.")
@json_option
def init(
    files: tuple[Path, ...],
    folder: Path,
    data: Path | None,
    force: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    **reading: Any,
) -> None:
    """Look at FILES and propose the mapping: which column is what, how sure that is, and why.

    Unsure guesses are asked about at a terminal, and else left in steelyard.toml marked "# unsure:".
    """
    from steelyard.errors import SettingsError
    from steelyard.intake.propose import propose
    from steelyard.settings.parse import FILE

    target = folder / FILE
    if target.exists() and not force and not dry_run:
        raise SettingsError(
            "there is a mapping already", where=str(target), next="Add --force to replace it, or --dry-run."
        )
    is_talking = sys.stdin.isatty() and sys.stdout.isatty() and not (yes or as_json or dry_run)
    with console(is_error=True).status("Looking at the files"):
        proposal = propose(_expanded(files), reading=_reading(reading), data=data or folder)
    proposal = proposal.answered(_ask()) if is_talking else proposal
    text = proposal.to_toml()
    if not dry_run:
        _write(target, text)
    if as_json:
        print_json(_summary(proposal))
    elif dry_run:
        click.echo(text, nl=False)
    else:
        _say(proposal, target)


COMMAND = init


def _reading(options: dict[str, Any]) -> Reading:
    """How the files are read, as steelyard.toml would say it."""
    from steelyard.settings.nodes import Node
    from steelyard.settings.sources import read_reading

    given = {name: value for name, value in options.items() if value is not None}
    if "columns" in given:
        given["columns"] = [name.strip() for name in next(csv.reader([given["columns"]]))]
    return read_reading({name: Node(value, (name,), {}, f"--{name}") for name, value in given.items()})


def _expanded(files: tuple[Path, ...]) -> list[Path]:
    """The files; of a folder, those in it that are data."""
    found: list[Path] = []
    for path in files:
        found += sorted(entry for entry in path.iterdir() if _is_data(entry)) if path.is_dir() else [path]
    return found


def _is_data(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in (".toml", ".md", ".html")


def _ask() -> Callable[[str, Guess], bool]:
    from steelyard.intake.proposal.text import value_of

    def ask(place: str, guess: Guess) -> bool:
        click.echo(f"{place}: {guess.reason}")
        return click.confirm(f"  {guess.target} = {value_of(guess.mapping)}   take it?", default=False)

    return ask


def _write(target: Path, text: str) -> None:
    """Write the file whole or not at all."""
    from steelyard.errors import SettingsError

    part = target.with_suffix(".toml.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SettingsError(f"cannot be written: {error.strerror}", where=str(target)) from None


def _summary(proposal: Proposal) -> dict[str, Any]:
    return {
        "sources": [
            {
                "name": source.name,
                "files": source.files,
                "rows": source.rows,
                "view": source.view,
                "not_used": [{"column": entry.column, "reason": entry.reason} for entry in source.unused],
                "tables": [
                    {
                        "table": table.table,
                        "key": table.key,
                        "columns": [
                            {
                                "column": guess.target,
                                "from": guess.mapping.columns,
                                "constant": guess.mapping.constant,
                                "confidence": guess.confidence,
                                "is_sure": guess.is_sure,
                                "reason": guess.reason,
                            }
                            for guess in table.guesses
                        ],
                    }
                    for table in source.tables
                ],
            }
            for source in proposal.sources
        ],
        "not_used": [{"files": entry.files, "reason": entry.reason} for entry in proposal.left],
        "links": proposal.links,
    }


def _say_unused(source: SourceProposal) -> None:
    """Columns whose name says something that their values do not give; of the others how many."""
    telling = [entry for entry in source.unused if entry.is_telling][:_MOST_COLUMNS]
    for entry in telling:
        click.echo(f"  Not used: {source.name}: {entry.column}: {entry.reason}")
    if more := len(source.unused) - len(telling):
        columns = "column is" if more == 1 else "columns are"
        click.echo(f"  {source.name}: {more} {'more ' if telling else ''}{columns} not used; steelyard.toml says why")


def _say(proposal: Proposal, target: Path) -> None:
    """What was found, in one table, and what to do next."""
    from steelyard.view.tables import Cell, Column, Table
    from steelyard.view.terminal import show_table

    rows = [
        (
            Cell(source.name),
            Cell(f"{source.rows:,}"),
            Cell(table.table),
            Cell(str(sum(guess.is_sure for guess in table.guesses))),
            Cell(", ".join(guess.target for guess in table.guesses if not guess.is_sure), "unsure"),
            Cell(" + ".join(table.key) or "none", "quiet"),
        )
        for source in proposal.sources
        for table in source.tables
    ]
    heads = (
        Column("Source"),
        Column("Rows", True),
        Column("Fills"),
        Column("Columns", True),
        Column("Unsure"),
        Column("Key", rank=2),
    )
    terminal = console()
    if rows:
        show_table(Table("What the files hold", heads, tuple(rows)), terminal)
    for link in proposal.links:
        click.echo(f"  {link}")
    for entry in proposal.left:
        click.echo(f"  Not used: {', '.join(entry.files)}: {entry.reason}")
    for source in proposal.sources:
        _say_unused(source)
    for gap in proposal.gaps:
        click.echo(f"  Not in force: {gap}")
    if proposal.has_local_times:
        click.echo("  Name the time zone: the files' times have no offset.")
    click.echo(f"Wrote {target}. Read it, correct it, then type: steelyard load")

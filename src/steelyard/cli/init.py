"""steelyard init: look at files and write the mapping."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from steelyard.cli import FINE, UNRECOGNISED
from steelyard.cli.options import console, json_option, print_json, say
from steelyard.cli.verb import Verb

if TYPE_CHECKING:
    from steelyard.intake.proposal.model import SourceProposal
    from steelyard.intake.proposal.propose import Proposal
    from steelyard.settings.mapping import Reading
from steelyard.settings.model import Settings

_MOST_COLUMNS = 6
EXAMPLES = {
    "steelyard init exports/*.csv": "a workspace in this folder",
    "steelyard init calls.csv survey.xlsx -w support": "a workspace in another folder",
    "steelyard init cdr.csv --skip 2 --header 0 --columns id,start,agent": "a file with another shape than was found",
    "steelyard init --add survey.csv": "a source more in the mapping that is there",
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
@click.option("--add", is_flag=True, help="Add sources to the steelyard.toml that is there; its text is kept.")
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
    add: bool,
    **reading: Any,
) -> int:
    """Look at FILES and propose the mapping: which column is what, how sure that is, and why.

    What is unsure is asked about at a terminal, and else left in steelyard.toml marked "# unsure:". Leaves with exit
    code 3 where nothing in the files was recognised well enough to be loaded.
    """
    from steelyard.cli.asking import answered
    from steelyard.intake.proposal.propose import propose
    from steelyard.settings.parse import FILE
    from steelyard.settings.writing import write

    target, paths = folder / FILE, _expanded(files)
    held = _held(target, data, is_added=add, is_replaced=force, dry_run=dry_run)
    kept = _left_alone(held, paths, target, reading.get("sheet") or "") if held else paths
    is_talking = sys.stdin.isatty() and sys.stdout.isatty() and not (yes or as_json or dry_run)
    with console(is_error=True).status("Looking at the files"):
        names = [source.name for source in held.sources] if held else []
        proposal = propose(kept, reading=_reading(reading), data=data or folder, taken=names)
    if is_talking:
        proposal = answered(proposal, has_workspace=add)
    text = proposal.to_addition() if add else proposal.to_toml()
    text += "" if proposal.sources else f"\n{_starter(proposal)}"
    is_written = bool(proposal.sources) and not dry_run
    if is_written:
        write(target, _whole(target, text) if add else text.encode("utf-8"))
    if as_json:
        print_json(_summary(proposal))
    elif dry_run:
        click.echo(text, nl=False)
    else:
        _say(proposal, target, is_added=add)
    return FINE if proposal.is_in_force else UNRECOGNISED


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


def _held(target: Path, data: Path | None, *, is_added: bool, is_replaced: bool, dry_run: bool) -> Settings | None:
    """The mapping that is added to; None where a new one is written. Refused where the two do not fit."""
    from steelyard import settings
    from steelyard.errors import SettingsError

    if is_added and is_replaced:
        raise click.UsageError("--add keeps the mapping that is there, --force replaces it: give one of them.")
    if is_added:
        return settings.read(target.parent, data=data)
    if target.exists() and not is_replaced and not dry_run:
        raise SettingsError(
            "there is a mapping already",
            where=str(target),
            next="--add puts these files behind what is there, --force replaces it, --dry-run only prints.",
        )
    return None


def _left_alone(held: Settings, paths: list[Path], target: Path, sheet: str) -> list[Path]:
    """The files that no source reads yet; those that one does are named. Refused where none is left."""
    from steelyard.errors import SettingsError
    from steelyard.intake.proposal.adding import read_already

    readers = read_already(held, paths, sheet)
    if paths and len(readers) == len(paths):
        names = ", ".join(dict.fromkeys(readers.values()))
        what = "this file is" if len(paths) == 1 else "all of these files are"
        raise SettingsError(
            f"{what} mapped already, by {names}",
            where=str(target),
            next="Correct the source there; to write the whole mapping anew: steelyard init FILES... --force",
        )
    for path, name in readers.items():
        click.echo(f"Not added: {path} is mapped already, by {name}.", err=True)
    return [path for path in paths if path not in readers]


def _starter(proposal: Proposal) -> str:
    """A mapping to start from, for the first file that was read and not recognised; empty where there is none."""
    from steelyard.intake.proposal.starter import starter

    entry = next((entry for entry in proposal.left if entry.glimpses), None)
    return starter(entry.files[0], entry.glimpses) if entry else ""


def _whole(target: Path, addition: str) -> bytes:
    from steelyard.intake.proposal.adding import added

    return added(target, addition)


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


def _unused(source: SourceProposal) -> Iterator[str]:
    """Columns whose name says something that their values do not give; of the others how many."""
    telling = [entry for entry in source.unused if entry.is_telling][:_MOST_COLUMNS]
    for entry in telling:
        yield f"Not used: {source.name}: {entry.column}: {entry.reason}"
    if more := len(source.unused) - len(telling):
        columns = "column is" if more == 1 else "columns are"
        yield f"{source.name}: {more} {'more ' if telling else ''}{columns} not used; steelyard.toml says why"


def _say(proposal: Proposal, target: Path, *, is_added: bool) -> None:
    """What was found, in one table, and what to do next."""
    from steelyard.view.table import Cell, Column, Table
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
    if rows:
        show_table(Table("What the files hold", heads, tuple(rows)), console())
    for line in _notes(proposal, is_added):
        say(line, 2)
    say(_next(proposal, target, is_added))
    if not rows:
        click.echo(f"\n{_starter(proposal)}", nl=False)


def _notes(proposal: Proposal, is_added: bool) -> Iterator[str]:
    """What the table does not say."""
    yield from proposal.links
    for entry in proposal.left:
        yield f"Not used: {', '.join(entry.files)}: {entry.reason}"
    for source in proposal.sources:
        yield from _unused(source)
    for gap in proposal.gaps:
        yield f"Not in force: {gap}"
    if proposal.has_local_times and not proposal.time_zone and not is_added:
        yield "Name the time zone: the files' times have no offset."


def _next(proposal: Proposal, target: Path, is_added: bool) -> str:
    if not proposal.sources:
        return (
            f"Nothing was recognised, and nothing was written. To start from what stands below: put it in {target}, "
            'name the columns in the place of each "?", then type: steelyard load'
        )
    done = f"Added to {target}" if is_added else f"Wrote {target}"
    if not proposal.is_in_force:
        return f"{done}, where nothing of it is in force yet. Name what is missing there, then type: steelyard load"
    return f"{done}. Read it, correct it, then type: steelyard load"

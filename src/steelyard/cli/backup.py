"""steelyard backup: the workspace and what people entered as one file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from steelyard.cli.options import json_option, print_json
from steelyard.cli.verb import Verb
from steelyard.errors import MissingExtraError

if TYPE_CHECKING:
    from steelyard.backup import Backup

EXAMPLES = {
    "steelyard backup 2026-09-30.steelyard": "the workspace in this folder",
    "steelyard backup /backups/support.steelyard -w support": "another one",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "-w", "--workspace", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."),
    show_default=True, envvar="STEELYARD_WORKSPACE", help="Folder that holds steelyard.toml.",
)  # fmt: skip
@json_option
def backup(file: Path, folder: Path, as_json: bool) -> None:
    """Write steelyard.toml, the sources' files in the workspace, the newest version and what people entered to FILE.

    A load or people at work need not stop. It never writes over a file. What is secret beside the workspace (the
    application's secret, keys of pseudonyms) is not in it: keep that elsewhere.
    """
    found = library().write(folder, file)
    if as_json:
        print_json(plain(found))
    else:
        click.echo(f"Wrote {file}: {told(found)}")


COMMAND = backup


def library() -> Any:
    """What writes and reads backups; MissingExtraError where the desk's libraries are not installed."""
    try:
        from steelyard import backup
    except ImportError:
        raise MissingExtraError("a backup needs the desk's database", next="pip install 'steelyard[serve]'") from None
    return backup


def told(found: Backup) -> str:
    """What a backup holds, in a line."""
    store = f"version {found.version} of the store" if found.version else "nothing loaded yet"
    people = f"{found.rows.get('users', 0):,} accounts" if found.rows.get("users", 0) != 1 else "1 account"
    return f"{store}, {people}, {found.files:,} files, {found.size_bytes / 1e6:,.1f} MB"


def plain(found: Backup) -> dict[str, Any]:
    """The same as plain values."""
    return {**asdict(found), "path": str(found.path), "created_at": found.created_at.isoformat()}

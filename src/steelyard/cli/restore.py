"""steelyard restore: a backup back into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from steelyard.cli.backup import library, plain, told
from steelyard.cli.options import json_option, print_json
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard restore 2026-09-30.steelyard -w support": "into a new folder",
    "steelyard restore old.steelyard -w fresh --erased support": "and erase who was erased since",
    "steelyard restore old.steelyard -w support --desk postgresql://me@db:5432/desk": "accounts into another database",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "-w", "--workspace", "folder", type=click.Path(file_okay=False, path_type=Path), required=True,
    help="A folder that is empty or not there yet.",
)  # fmt: skip
@click.option("--desk", metavar="ADDRESS", default="", help="Where accounts and views go, if not where they lay.")
@click.option(
    "--erased", "since", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="WORKSPACE",
    help="Erase again who was erased from that workspace since.",
)  # fmt: skip
@json_option
def restore(file: Path, folder: Path, desk: str, since: Path | None, as_json: bool) -> None:
    """Put the backup in FILE into a folder that is empty, and its accounts into a desk that is empty.

    Nothing is ever written over: where either holds something, nothing is changed. Everybody signs in anew.
    """
    backups = library()
    found = backups.restore(file, folder, backups.with_desk(desk), since)
    if as_json:
        print_json(plain(found))
        return
    click.echo(f"Restored {folder}: {told(found)}")
    if since:
        who = "1 customer was" if found.erased == 1 else f"{found.erased:,} customers were"
        click.echo(f"{who} erased again. The backup itself still holds whoever was erased since: delete it, too.")
    if found.holding:
        click.echo(f"Source files that hold them still: {', '.join(found.holding)}")
    if desk:
        click.echo(f"Name the database in its steelyard.toml too, or in STEELYARD_DESK_ADDRESS: {_shown(desk)}")


COMMAND = restore


def _shown(address: str) -> str:
    from sqlalchemy import make_url

    return make_url(address).render_as_string(hide_password=True)

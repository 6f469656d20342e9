"""steelyard lot: which customers of an initiative are treated, as a file for the systems that serve them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from steelyard.cli.options import json_option, open_workspace, print_json, workspace_options
from steelyard.cli.verb import Verb
from steelyard.errors import EmptyStoreError

EXAMPLES = {
    "steelyard lot call-back --out lot.csv": "every customer of the store, and the side each is on",
    "steelyard lot call-back --customers ids.txt --out lot.csv": "of customers in a file, one id a line",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
@click.option("--out", required=True, metavar="FILE", help="The CSV file to write: customer_id, side.")
@click.option("--customers", metavar="FILE", help="Ids as their systems write them, one a line; new ones, too.")
@workspace_options
@json_option
def lot(name: str, out: str, customers: str | None, folder: str, data: str | None, as_json: bool) -> None:
    """Draw the customers of initiative NAME from its seed: the same each time, for old customers and new.

    The file names customers: it is its owner's alone, and lies outside what an erasure reaches. Delete it when the
    systems that serve customers have read it.
    """
    from steelyard.intake.personal import drawing

    workspace = open_workspace(folder, data)
    drawn = drawing.lot_named(workspace.settings, name)
    ids = drawing.read_ids(Path(customers)) if customers else None
    try:
        with workspace.snapshot() as snapshot:
            if ids is None:
                rows = drawing.of_the_store(snapshot, workspace.settings, drawn)
            else:
                rows = drawing.of_ids(snapshot, workspace.settings, drawn, ids)
    except EmptyStoreError:
        if ids is None:
            raise
        rows = drawing.of_ids(None, workspace.settings, drawn, ids)
    found = drawing.write(Path(out), rows)
    if as_json:
        print_json(asdict(found))
        return
    click.echo(f"Wrote {out}: {found.treated:,} treated, {found.control:,} not.")
    if found.unclear:
        click.echo(f"Left out, since the id is that of several customers: {found.unclear:,}.")


COMMAND = lot

"""steelyard pseudonym: the key of pseudonyms, and what stands for a customer."""

from __future__ import annotations

import click

from steelyard.cli.options import customer_id, open_workspace, workspace_options
from steelyard.cli.verb import Verb, VerbGroup

EXAMPLES = {
    "steelyard pseudonym key": "make the key that steelyard.toml names",
    "steelyard pseudonym of": "the pseudonym of a customer, whose id is asked for",
    "steelyard pseudonym of 10423": "the same; the id stays in the history of your shell",
}


@click.group(cls=VerbGroup, examples=EXAMPLES)
def pseudonym() -> None:
    """Make the key of pseudonyms, or find what stands for a customer.

    With [privacy] pseudonyms = true, the store holds a keyed hash in the place of each customer's id.
    """


@pseudonym.command(cls=Verb, examples=EXAMPLES)
@workspace_options
def key(folder: str, data: str | None) -> None:
    """Make the key in the file that [privacy] key_file names, for its owner alone; never over one that is there."""
    from steelyard.intake.personal import keys

    place = keys.place(open_workspace(folder, data).settings)
    keys.make(place)
    click.echo(f"Made {place}. Keep a copy apart from the backups: without it no further data can be loaded.")


@pseudonym.command(cls=Verb, examples=EXAMPLES)
@click.argument("customer", required=False)
@workspace_options
def of(customer: str | None, folder: str, data: str | None) -> None:
    """Print what the store holds in the place of CUSTOMER's id, which is asked for unless given.

    Whoever runs it needs the key. The address of the customer's page goes to the error stream.
    """
    from steelyard.intake.personal import finding
    from steelyard.story import naming

    workspace = open_workspace(folder, data)
    given = customer_id(customer)
    for name, is_there in finding.pseudonyms_of(workspace.settings, workspace.store, given):
        click.echo(name)
        told = f"Their page: /customer/{naming.token(naming.key_of(workspace.store.folder), name)}"
        click.echo(told if is_there else "Nobody in the store has it.", err=True)


COMMAND = pseudonym

"""steelyard erase: a customer out of the store."""

from __future__ import annotations

from dataclasses import asdict

import click

from steelyard.cli.options import customer_id, json_option, open_workspace, print_json, workspace_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard erase": "asks for the customer's id, and whether you are sure",
    "steelyard erase -w support": "in another workspace",
    "steelyard erase 10423 --yes": "without asking; the id stays in the history of your shell",
}
SURE = "Erase this customer for good? Older versions of the store and kept answers go as well"


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("customer", required=False)
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
@workspace_options
@json_option
def erase(customer: str | None, yes: bool, folder: str, data: str | None, as_json: bool) -> None:
    """Put a random id in the place of CUSTOMER's in every table, delete their remarks, and never load them again.

    Measures stay what they were. CUSTOMER is the id as its system writes it, or a pseudonym; asked for unless given.
    """
    workspace = open_workspace(folder, data)
    given = customer_id(customer)
    if not yes:
        click.confirm(SURE, abort=True, err=True)
    found = workspace.erase(given)
    if as_json:
        print_json(asdict(found))
        return
    from steelyard.intake.erasure.wording import told

    for line in told(found):
        click.echo(line)


COMMAND = erase

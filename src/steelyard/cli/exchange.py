"""steelyard exchange: figures given to peers, and where one lies among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from steelyard.cli.load import open_workspace
from steelyard.cli.options import json_option, print_json, workspace_options
from steelyard.cli.verb import Verb, VerbGroup
from steelyard.errors import SteelyardError

EXAMPLES = {
    "steelyard exchange export ours.json --company 'Company 7'": "figures by month and channel, signed",
    "steelyard exchange compare ours.json peer-*.json": "where you lie among your peers",
}


@click.group(cls=VerbGroup, examples=EXAMPLES)
def exchange() -> None:
    """Compare with other companies without giving anything personal away."""


@exchange.command(cls=Verb, examples=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--company", required=True, help="What the file calls you: a name, or a number agreed on.")
@click.option("--named", "is_named", is_flag=True, help="Peers may be told your figures under that name.")
@click.option("--topics", "has_topics", is_flag=True, help="By topic too, where all agreed on what topics are called.")
@workspace_options
@json_option
def export(
    file: Path, company: str, is_named: bool, has_topics: bool, folder: str, data: str | None, as_json: bool
) -> None:
    """Write measures by whole month and channel to FILE: no totals, no group under the minimum, nothing personal.

    A month that was given before is given as it was. The file is signed with a key that stays in the workspace.
    """
    from steelyard.exchange import signing
    from steelyard.exchange.export import shared

    if file.exists():
        raise SteelyardError("the file is there already", where=str(file), next="Name another.")
    workspace = open_workspace(folder, data)
    with workspace.snapshot() as snapshot:
        named = "".join(sign for sign in company.strip()[:200] if sign.isprintable())
        found = shared(snapshot, workspace.settings, named, is_named=is_named, has_topics=has_topics)
    file.write_text(signing.sealed(found, workspace.settings.folder), "utf-8")
    key = signing.own_fingerprint(workspace.settings.folder)
    if as_json:
        print_json({"path": str(file), "cells": len(found.cells), "measures": len(found.definitions), "key": key})
    else:
        click.echo(f"Wrote {file}: {len(found.cells):,} figures of {len(found.definitions)} measures. Your key: {key}")


@exchange.command(cls=Verb, examples=EXAMPLES)
@click.argument("own", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("peers", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@json_option
def compare(own: Path, peers: Sequence[Path], as_json: bool) -> None:
    """Say where OWN lies among three or more PEERS, at its own mix of channels and beyond sampling error.

    Files that were changed after they were signed are refused. No peer is named that does not let itself be.
    """
    from steelyard.exchange import signing
    from steelyard.exchange.compare import compare as compared
    from steelyard.exchange.model import ExchangeError, parse
    from steelyard.exchange.wording import told

    read = []
    keys: dict[str, Path] = {}
    for path in (own, *peers):
        shared, seal = parse(path)
        key = signing.check(shared, seal, path)
        if key in keys:
            raise ExchangeError(f"it is of the same company as {keys[key]}", where=str(path), next="Give each once.")
        keys[key] = path
        read.append(shared)
    found = compared(read[0], read[1:])
    if as_json:
        print_json({"keys": {str(path): key for key, path in keys.items()}, "measures": [asdict(one) for one in found]})
        return
    for key, path in keys.items():
        click.echo(f"{path}: key {key}")
    click.echo()
    for one in found:
        click.echo(told(one))


COMMAND = exchange

"""steelyard check: what the data can answer, what they cannot, and what is odd."""

from __future__ import annotations

from dataclasses import replace

import click

from steelyard.cli.options import json_option, open_workspace, print_json, tell, workspace_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard check": "the workspace in this folder",
    "steelyard check -w support": "another workspace",
    "steelyard check --all": "with every measure that cannot be computed",
    "steelyard check --json": "everything, as JSON",
    "steelyard check --store": "whether every stored file holds what was written",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.option("--all", "with_all", is_flag=True, help="List every measure that cannot be computed, and why.")
@click.option("--store", "of_store", is_flag=True, help="Read every stored file and compare it with its digest.")
@workspace_options
@json_option
def check(with_all: bool, of_store: bool, folder: str, data: str | None, as_json: bool) -> None:
    """Say what the data can answer, what they cannot and which column would unlock it, and what is odd."""
    workspace = open_workspace(folder, data)
    if of_store:
        manifest, count = workspace.store.verify()
        found = {"version": manifest.version, "files": count, "digests": all(file.digest for file in manifest.files)}
        print_json(found) if as_json else click.echo(_whole(manifest.version, count, bool(found["digests"])))
        return
    answer = workspace.check()
    is_short = not (with_all or as_json)
    tell(replace(answer, missing=()) if is_short else answer, as_json)
    if answer.missing and is_short:
        count = len(answer.missing)
        click.echo(f"{count} measure{'s' * (count > 1)} cannot be computed; see why with: steelyard check --all")


def _whole(version: int, count: int, has_digests: bool) -> str:
    files = f"{count:,} file{'s' * (count != 1)}"
    if has_digests:
        return f"Version {version} of the store is whole: {files} read, each as it was written."
    return f"Version {version} of the store: {files} have their size; some were written before digests were kept."


COMMAND = check

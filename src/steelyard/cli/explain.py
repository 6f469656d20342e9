"""steelyard explain: what a measure means and how it is computed."""

from __future__ import annotations

import click

from steelyard.cli.options import console, json_option, open_workspace, print_json, tell, workspace_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard explain": "every measure in a line",
    "steelyard explain first_contact_resolution": "one laid open: sums, formula, query",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("metric", required=False)
@workspace_options
@json_option
def explain(metric: str | None, folder: str, data: str | None, as_json: bool) -> None:
    """Say what METRIC means, what it leaves out, how vendors differ, and the query it runs."""
    if metric is None:
        _list(as_json)
        return
    tell(open_workspace(folder, data).explain(metric), as_json)


COMMAND = explain


def _list(as_json: bool) -> None:
    from steelyard import metrics
    from steelyard.view.table import Cell, Column, Table
    from steelyard.view.terminal import show_table

    known = [metrics.metric(name) for name in metrics.names()]
    if as_json:
        print_json([{"id": entry.id, "title": entry.title, "meaning": entry.meaning} for entry in known])
        return
    rows = tuple((Cell(entry.id), Cell(entry.title), Cell(entry.meaning, "quiet")) for entry in known)
    show_table(
        Table("Measures", (Column("Id"), Column("Title", rank=2, wraps=True), Column("Meaning", wraps=True)), rows),
        console(),
    )

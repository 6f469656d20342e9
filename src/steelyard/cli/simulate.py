"""steelyard simulate: the files of a simulated centre whose truth is known, ready to be loaded and weighed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from steelyard.cli.options import console, json_option, print_json, progress_bar
from steelyard.cli.verb import Verb

if TYPE_CHECKING:
    from steelyard.simulate import Truth

EXAMPLES = {
    "steelyard simulate": "which scenarios there are",
    "steelyard simulate bot-that-deflects": "into the folder bot-that-deflects",
    "steelyard simulate mix-shift --contacts 1000000 --out /tmp/mix": "a large one, elsewhere",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("scenario", required=False)
@click.option(
    "--contacts",
    type=click.IntRange(min=500),
    help="About how many contacts.  [default: the scenario's own, 120,000]",
)
@click.option(
    "--out", type=click.Path(file_okay=False), metavar="DIR", help="Where to.  [default: the scenario's name]"
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed gives the same files.",
)
@json_option
def simulate(scenario: str | None, contacts: int | None, out: str | None, seed: int, as_json: bool) -> None:
    """Write what the systems of a simulated contact centre would export, and the mapping that reads it.

    What is really so in that centre is written beside DIR, as DIR.truth.json. Steelyard never reads it.
    """
    if scenario is None:
        _list_scenarios(as_json)
        return
    place = Path(out or scenario)
    truth_path = place.absolute().with_name(f"{place.absolute().name}.truth.json")
    truth = prepare(scenario, place, contacts, seed, truth_path)
    if as_json:
        told = {"scenario": scenario, "seed": seed, "folder": str(place.absolute()), "truth": str(truth_path)}
        print_json({**told, "rows": truth.rows})
    else:
        _show(place, truth_path, truth)


COMMAND = simulate


def prepare(
    scenario: str,
    place: Path,
    contacts: int | None,
    seed: int,
    truth_path: Path | None = None,
    has_effects: bool = True,
) -> Truth:
    """Write a scenario's files and mapping, with a progress bar on the terminal's error stream."""
    from steelyard.simulate import workspace

    with progress_bar() as bar:
        task = bar.add_task("Simulating", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return workspace.prepare(scenario, place, contacts, seed, truth_path, has_effects, progress)


def _list_scenarios(as_json: bool) -> None:
    from steelyard.simulate import describe_scenario, list_scenarios

    heads = {name: describe_scenario(name).partition("\n")[0] for name in list_scenarios()}
    if as_json:
        print_json(heads)
        return
    from steelyard.view.table import Cell, Column, Table
    from steelyard.view.terminal import show_table

    rows = tuple((Cell(name), Cell(head)) for name, head in heads.items())
    show_table(Table("Scenarios", (Column("Name"), Column("What happens", wraps=True)), rows), console())
    click.echo("Write one: steelyard simulate steady")


def _show(place: Path, truth_path: Path, truth: Truth) -> None:
    from rich.table import Table

    from steelyard.simulate.workspace import EXPORTS

    table = Table(box=None, pad_edge=False)
    table.add_column("File")
    table.add_column("Rows", justify="right")
    for name, rows in truth.rows.items():
        table.add_row(f"{EXPORTS}/{name}", f"{rows:,}")
    console().print(table)
    click.echo(f"\nThe mapping is {place / 'steelyard.toml'}, what is really so {truth_path}")
    click.echo(f"Go on with: steelyard load -w {place}")

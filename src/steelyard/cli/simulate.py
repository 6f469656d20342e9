"""steelyard simulate: the files of a simulated centre whose truth is known, ready to be loaded and weighed."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from steelyard.cli.options import console, json_option, print_json, progress_bar
from steelyard.cli.verb import Verb

if TYPE_CHECKING:
    from steelyard.simulate import Truth

EXPORTS = "exports"
STORE = "store"
NAME_LINE = 'name = "A simulated contact centre"'

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
    """Write a scenario's files and the mapping that reads them into a folder of their own.

    Raises:
        QuestionError: no such scenario.
        SettingsError: something else lies in the folder.
    """
    from steelyard import simulate

    chosen = simulate.find_scenario(scenario)
    asked = chosen.contacts if contacts is None else contacts
    beside = truth_path or (place / EXPORTS).absolute().with_name(f"{EXPORTS}.truth.json")
    mapping = _mapping(scenario)
    _check_place(place, mapping, beside, {"scenario": scenario, "seed": seed, "contacts": asked})
    with progress_bar() as bar:
        task = bar.add_task("Simulating", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        truth = simulate.export(
            chosen,
            place / EXPORTS,
            contacts=asked,
            seed=seed,
            progress=progress,
            truth_path=beside,
            has_effects=has_effects,
        )
    (place / "steelyard.toml").write_text(mapping, "utf-8")
    return truth


def _mapping(scenario: str) -> str:
    """The demo's own, or the same with the scenario's name."""
    text = resources.files("steelyard.simulate").joinpath("demo.toml").read_text("utf-8")
    if scenario == "handle-time-target":
        return text
    return text.replace(NAME_LINE, f'name = "A simulated contact centre: {scenario}"')


def _check_place(place: Path, mapping: str, truth_path: Path, asked: dict[str, Any]) -> None:
    """Nothing is replaced that no simulation wrote, and no store is left beside files it does not come from."""
    target = place / "steelyard.toml"
    if target.exists() and target.read_text("utf-8", errors="replace") != mapping:
        raise _refuse("a workspace lies here, and the simulation would replace it", target)
    exports = place / EXPORTS
    if not target.exists() and exports.is_dir() and any(exports.iterdir()):
        raise _refuse("files lie here that no simulation wrote", exports)
    known = _read_truth(truth_path)
    if (place / STORE).exists() and any(known.get(name, value) != value for name, value in asked.items()):
        raise _refuse("this folder was loaded from another simulation", place / STORE)


def _read_truth(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        known = json.loads(path.read_text("utf-8"))
    except ValueError:
        known = None
    if not isinstance(known, dict) or "scenario" not in known:
        raise _refuse("a file lies here that no simulation wrote", path)
    return known


def _refuse(what: str, where: Path) -> Exception:
    from steelyard.errors import SettingsError

    return SettingsError(what, where=str(where), next="Choose another folder, or delete this one.")


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

    table = Table(box=None, pad_edge=False)
    table.add_column("File")
    table.add_column("Rows", justify="right")
    for name, rows in truth.rows.items():
        table.add_row(f"{EXPORTS}/{name}", f"{rows:,}")
    console().print(table)
    click.echo(f"\nThe mapping is {place / 'steelyard.toml'}, what is really so {truth_path}")
    click.echo(f"Go on with: steelyard load -w {place}")

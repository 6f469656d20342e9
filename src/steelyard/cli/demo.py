"""steelyard demo: a simulated contact centre, from its exports to the report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from steelyard.cli.options import console, json_option, print_json, say
from steelyard.cli.verb import Verb

if TYPE_CHECKING:
    from steelyard.analyses.list.judging import Judged
    from steelyard.simulate import Truth
    from steelyard.workspace import Workspace

SCENARIO = "handle-time-target"

EXAMPLES = {
    "steelyard demo": "into the folder steelyard-demo",
    "steelyard demo /tmp/centre --open": "elsewhere, and open the report",
    "steelyard demo --contacts 20000": "smaller and faster",
    "steelyard demo --serve": "and then as pages in the browser",
}

LOGGED = """
[[events]]
name = "New invoice layout"
kind = "release"
on = 2026-05-04
purpose = "fewer questions about amounts"

[[events]]
name = "Listening workshop"
kind = "workshop"
on = 2026-02-02
purpose = "fewer second calls"
treats = "teams"
treated = ["Braga Phone 1"]
primary = "first_contact_resolution"
"""
"""What the people of the centre say they did; neither moved anything."""


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("folder", required=False, default="steelyard-demo", type=click.Path(file_okay=False))
@click.option(
    "--contacts",
    type=click.IntRange(min=500),
    default=240_000,
    show_default=True,
    help="About how many contacts.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed gives the same files.",
)
@click.option("--open/--no-open", "opens", default=False, help="Open the report in the browser.")
@click.option("--serve/--no-serve", "serves", default=False, help="Then open it as pages in the browser, until Ctrl-C.")
@json_option
@click.pass_context
def demo(
    context: click.Context, folder: str, contacts: int, seed: int, opens: bool, serves: bool, as_json: bool
) -> None:
    """Simulate 18 months of a contact centre in FOLDER, load what its systems export, weigh it, write the report.

    One of its sites is given a handle-time target half way. Nothing tells Steelyard so. A workshop and a release are
    logged that did nothing.
    """
    from steelyard.cli import load, serve, weigh
    from steelyard.cli.simulate import prepare

    place = Path(folder)
    truth = prepare(SCENARIO, place, contacts, seed, has_effects=False)
    _log(place)
    workspace = load.open_workspace(folder, None)
    loaded = load.run(workspace)
    written = workspace.report(place / "report.html")
    judged = _judge(workspace, truth)
    if as_json:
        told = {"folder": str(place.absolute()), "report": str(written), "load": load.summary(loaded)}
        print_json({**told, "list": asdict(judged)})
    else:
        load.show(loaded, console())
        click.echo()
        context.invoke(weigh.COMMAND, folder=folder)
        say(f"Today's list, held against what is so in this centre: {judged.sentence}")
        click.echo(f"To see it: steelyard list -w {folder}")
        click.echo(f"\nThe report is in {written}\nAsk on: steelyard change -w {folder}")
        if not serves:
            click.echo(f"As pages in the browser, at http://{serve.HOST}:{serve.PORT}: steelyard serve -w {folder}")
    if opens:
        click.launch(written.as_uri())
    if serves:
        serve.run(folder, None, opens=opens)


def _log(place: Path) -> None:
    with (place / "steelyard.toml").open("a", encoding="utf-8") as file:
        file.write(LOGGED)


def _judge(workspace: Workspace, truth: Truth) -> Judged:
    """Today's list beside the customers who are in need in the simulation."""
    from steelyard.analyses.list.answer import Today
    from steelyard.analyses.list.judging import judge
    from steelyard.settings import shaping

    with workspace.snapshot() as snapshot:
        held = shaping.as_built(workspace.settings, snapshot.manifest.notes)
        answer = workspace.put(snapshot, "list")
        assert isinstance(answer, Today)
        return judge(snapshot, held, answer, truth.needs["customers"], truth.needs["silent"])


COMMAND = demo

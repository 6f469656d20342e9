"""steelyard demo: a simulated contact centre, from its exports to the report."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from steelyard.cli.options import console, json_option, print_json, progress_bar

SCENARIO = "handle-time-target"
EXPORTS = "exports"

EXAMPLES = """
\b
Examples:
  steelyard demo                          into the folder steelyard-demo
  steelyard demo /tmp/centre --open       elsewhere, and open the report
  steelyard demo --contacts 20000         smaller and faster
"""


@click.command(epilog=EXAMPLES)
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
@json_option
@click.pass_context
def demo(context: click.Context, folder: str, contacts: int, seed: int, opens: bool, as_json: bool) -> None:
    """Simulate 18 months of a contact centre in FOLDER, load what its systems export, weigh it, write the report.

    One of its sites is given a handle-time target half way. Nothing tells Steelyard so.
    """
    from steelyard.cli import load, report, weigh

    place = Path(folder)
    prepare(place, contacts, seed)
    workspace = load.open_workspace(folder, None)
    loaded = load.run(workspace)
    written = report.write(workspace, place / "report.html")
    if as_json:
        print_json({"folder": str(place.absolute()), "report": str(written), "load": load.summary(loaded)})
    else:
        load.show(loaded, console())
        click.echo()
        context.invoke(weigh.COMMAND, folder=folder)
        click.echo(f"\nThe report is in {written}\nAsk on: steelyard change -w {folder}")
    if opens:
        click.launch(written.as_uri())


COMMAND = demo


def prepare(place: Path, contacts: int, seed: int) -> None:
    """Write the centre's files and the mapping that reads them."""
    from steelyard import simulate
    from steelyard.errors import SettingsError

    mapping = resources.files("steelyard.simulate").joinpath("demo.toml").read_text("utf-8")
    target = place / "steelyard.toml"
    if target.exists() and target.read_text("utf-8", errors="replace") != mapping:
        raise SettingsError(
            "a workspace lies here, and the demo would replace it",
            where=str(target),
            next="Choose another folder: steelyard demo FOLDER",
        )
    with progress_bar() as bar:
        task = bar.add_task("Simulating", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        simulate.export(SCENARIO, place / EXPORTS, contacts=contacts, seed=seed, progress=progress)
    target.write_text(mapping, "utf-8")

"""steelyard register: an initiative into steelyard.toml, before anybody looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from steelyard.cli.options import json_option
from steelyard.cli.verb import Verb
from steelyard.settings.panel_initiatives import UNITS

EXAMPLES = {
    'steelyard register new-bot --gain "answers at once" --treats sites --treated Porto --from 2026-01-01': "one site",
    'steelyard register script --gain "fewer calls back" --treats teams --start "Phone 1=2026-01-01" '
    '--start "Phone 2=2026-03-01"': "one after the other",
    'steelyard register pilot --gain "shorter waits" --treats teams --treated "Phone 1" --treated "Phone 2" '
    "--from 2026-01-01 --until 2026-03-31 --by-lot": "a pilot, drawn by lot",
    'steelyard register call-back --gain "no waiting" --treats customers --seed 7 --share 0.5 --from 2026-01-01': (
        "customers drawn by lot; steelyard lot says who"
    ),
    'steelyard register work-from-home --gain "more solved" --treats units --from 49 --by-lot --primary solved': (
        "units of a panel of sums, whose periods are numbers"
    ),
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("name")
@click.option("--gain", required=True, metavar="WORDS", help="What customers are meant to gain.")
@click.option(
    "--treats",
    required=True,
    metavar="KIND",
    help="agents, teams, sites, channels, topics, segments, customers, units ...",
)
@click.option("--treated", multiple=True, metavar="UNIT", help="Who is treated; may stand several times.")
@click.option("--from", "from_on", metavar="DAY", help="Since when they are.")
@click.option("--start", "starts", multiple=True, metavar="UNIT=DAY", help="Instead of both: one unit and its day.")
@click.option("--until", metavar="DAY", help="Last day of a pilot.")
@click.option("--control", "controls", multiple=True, metavar="UNIT", help="Comparable and not treated.")
@click.option("--by-lot", is_flag=True, help="Who is treated was drawn by lot.")
@click.option("--seed", type=click.IntRange(0), metavar="NUMBER", help="Of customers: the seed of their lot.")
@click.option("--share", type=float, metavar="SHARE", help="Of customers: the share that is treated; 0.5 unless told.")
@click.option(
    "--arm", metavar="DIMENSION", help="Of customers: the dimension that says who was drawn, in place of a seed."
)
@click.option("--primary", metavar="METRIC", help="What says whether customers got more.")
@click.option("--smallest", type=float, metavar="SIZE", help="The least change worth having.")
@click.option(
    "--guardrail",
    "guardrails",
    multiple=True,
    metavar="METRIC=SIZE",
    help="What must not get worse, and by how much it may; may stand several times.",
)
@click.option("--better", type=click.Choice(["high", "low"]), help="Of units: which direction of the measure is good.")
@click.option("--spending", metavar="MEASURE", help="Of units: the measure of what it costs.")
@click.option("--look", "looks", multiple=True, metavar="DAY", help="A planned look; may stand several times.")
@click.option("--cost", type=float, metavar="MONEY", help="What it costs itself.")
@click.option("-w", "--workspace", "folder", default=".", show_default=True, metavar="DIRECTORY",
              help="Folder that holds steelyard.toml.")  # fmt: skip
@json_option
def register(name: str, folder: str, as_json: bool, **given: Any) -> None:
    """Register an initiative in steelyard.toml, whose comments stay: who is treated since when, and what was chosen
    before looking. What does not hold is said, and nothing is written.
    """
    from steelyard.settings.editing import append

    written = entry(name, given)
    if given["seed"] is not None or given["share"] is not None:
        written["lot"] = lot(Path(folder), given["seed"], given["share"])
    append(Path(folder), "initiatives", written)
    if as_json:
        click.echo(json.dumps(written, default=str, ensure_ascii=False))
        return
    click.echo(f"Registered {name} in {Path(folder) / 'steelyard.toml'}. Go on with: steelyard initiative {name}")


def entry(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The table that is written: what was given, under the names of the file."""
    found: dict[str, Any] = {"name": name, "gain": given["gain"], "treats": given["treats"]}
    is_panel = given["treats"] == UNITS
    when = _period if is_panel else _day
    if given["starts"]:
        found["starts"] = dict(_start(text, when) for text in given["starts"])
    if given["treated"]:
        found["treated"] = tuple(given["treated"])
    for key, typed in (("from", given["from_on"]), ("until", given["until"])):
        if typed:
            found[key] = when(typed)
    if given["controls"]:
        found["controls"] = tuple(given["controls"])
    if given["by_lot"]:
        found["assigned"] = "lot"
    found |= {
        key: given[key]
        for key in ("arm", "primary", "better", "spending", "smallest", "cost")
        if given[key] is not None
    }
    if given["guardrails"]:
        found["guardrails"] = dict(_margin(text) for text in given["guardrails"])
    if given["looks"]:
        found["looks"] = tuple(when(typed) for typed in given["looks"])
    return found


def lot(folder: Path, seed: int | None, share: float | None) -> dict[str, Any]:
    """How customers are drawn: from which seed, how many, and whether from their ids or pseudonyms."""
    from steelyard import settings
    from steelyard.settings.drawn import lot_table

    if seed is None:
        raise click.UsageError("--share needs --seed, from which the lot is drawn, e.g. --seed 7")
    return lot_table(settings.read(folder), seed, share)


def _start(text: str, when: Callable[[str], Any]) -> tuple[str, Any]:
    unit, sign, day = text.rpartition("=")
    if not sign or not unit.strip():
        raise click.UsageError(f"--start {text!r} is not UNIT=DAY, e.g. --start Porto=2026-01-01")
    return unit.strip(), when(day.strip())


def _margin(text: str) -> tuple[str, float]:
    name, sign, size = text.rpartition("=")
    with suppress(ValueError):
        if sign and name.strip():
            return name.strip(), float(size)
    raise click.UsageError(f"--guardrail {text!r} is not METRIC=SIZE, e.g. --guardrail customer_rating=2")


def _period(text: str) -> Any:
    """As a panel may write it: a number or a day as such, anything else as text."""
    if text.isdigit():
        return int(text)
    with suppress(ValueError):
        return datetime.strptime(text, "%Y-%m-%d").date()
    return text


def _day(text: str) -> Any:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise click.UsageError(f"{text!r} is not a date, e.g. 2026-01-01") from None


COMMAND = register

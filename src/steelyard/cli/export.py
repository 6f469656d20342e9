"""steelyard export: figures or tables as CSV, Parquet or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from steelyard import catalogue
from steelyard.cli.options import json_option, open_workspace, options, print_json, workspace_options
from steelyard.cli.verb import Verb
from steelyard.parameters import BY, EXPORT, PERIOD, WHERE

EXAMPLES = {
    "steelyard export scorecard.csv": "every figure, its interval and n",
    "steelyard export teams.parquet --period month --by team": "the last month, team by team",
    "steelyard export scorecard.xlsx": "the same as an Excel workbook",
    "steelyard export change.json --answer change": "what moved the balance",
    "steelyard export held-back.csv --table quarantine": "rows that did not hold",
    "steelyard export issues.parquet --table fact_issues": "every issue, with its numbers",
}
IN_CSV = (
    "In CSV, a text that a spreadsheet would run as a formula (it begins with = + - @ or a tab) gets an apostrophe "
    "before it. Parquet, JSON and Excel hold every text as it is."
)

_KNOWN = catalogue.entries("analyses", "ANALYSIS").values()
ANSWERS = tuple(entry.id for entry in _KNOWN if WHERE in entry.takes or entry.is_personal)
"""Those with figures of a part of the data, and the list of customers."""


@click.command(cls=Verb, examples=EXAMPLES, epilog=IN_CSV)
@click.argument("path", type=click.Path(dir_okay=False))
@click.option(
    "--answer",
    type=click.Choice(ANSWERS),
    default="scorecard",
    show_default=True,
    metavar="ANSWER",
    help=f"Whose figures: {', '.join(ANSWERS)}.",
)
@click.option(
    "--table",
    default="",
    metavar="NAME",
    help="A stored table instead: contacts, fact_issues, quarantine ...",
)
@options(*EXPORT)
@workspace_options
@json_option
def export(path: str, answer: str, table: str, folder: str, data: str | None, as_json: bool, **asked: Any) -> None:
    """Write figures, or a stored table, to PATH; its ending (.csv, .parquet, .json, .xlsx) is the format."""
    from steelyard.view import files

    target = Path(path)
    files.kind_of(target)
    given = {name: value for name, value in asked.items() if value}
    if table and given:
        raise click.UsageError(
            "A stored table is written whole: --period, --by, --where, --from and --to are of figures."
        )
    _refuse_unheeded(answer, given)
    count = files.export(open_workspace(folder, data), target, answer, table, **given)
    if as_json:
        print_json({"path": str(target), "rows": count})
    else:
        click.echo(f"{count:,} rows in {target}")


def _refuse_unheeded(answer: str, given: Mapping[str, Any]) -> None:
    """Misuse, where the question takes less than was given."""
    known = catalogue.entries("analyses", "ANALYSIS")
    if "by" in given and BY.name not in known[answer].names:
        split = ", ".join(name for name in ANSWERS if BY.name in known[name].names)
        raise click.UsageError(f"The figures of {answer} are of the whole: --by is for {split}.")
    if "period" in given and PERIOD.name not in known[answer].names:
        raise click.UsageError(f"{answer} knows no --period: give its first and last day as --from and --to.")


COMMAND = export

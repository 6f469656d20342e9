"""steelyard export: figures or tables as CSV, Parquet or JSON."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from steelyard.cli.options import (
    day,
    json_option,
    open_workspace,
    parts,
    print_json,
    question_options,
    workspace_options,
)

EXAMPLES = """
\b
Examples:
  steelyard export scorecard.csv                              every figure, its interval and n
  steelyard export teams.parquet --period month --by team
  steelyard export change.json --answer change
  steelyard export held-back.csv --table quarantine           rows that did not hold
  steelyard export issues.parquet --table fact_issues
\b
In CSV, a text that a spreadsheet would run as a formula (it begins with = + - @ or a tab) gets an apostrophe before
it. Parquet and JSON hold every text as it is.
"""

ANSWERS = ("scorecard", "verdict", "balance", "change", "returns")


@click.command(epilog=EXAMPLES)
@click.argument("path", type=click.Path(dir_okay=False))
@click.option("--answer", type=click.Choice(ANSWERS), default="scorecard", show_default=True, help="Whose figures.")
@click.option(
    "--table",
    default="",
    metavar="NAME",
    help="A stored table instead: contacts, fact_issues, quarantine ...",
)
@click.option("--period", default="", metavar="PERIOD", help="day, week, month or quarter.")
@click.option("--by", default="", metavar="DIMENSION", help="Split by team, site, channel, topic ...")
@question_options
@workspace_options
@json_option
def export(
    path: str,
    answer: str,
    table: str,
    period: str,
    by: str,
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """Write figures, or a stored table, to PATH; its ending (.csv, .parquet, .json) is the format."""
    from steelyard.view.files import kind_of, write_rows, write_table

    target = Path(path)
    kind_of(target)
    workspace = open_workspace(folder, data)
    if table:
        with workspace.store.snapshot() as snapshot:
            count = write_table(snapshot, table, target)
    else:
        asked = {"period": period, "where": parts(filters), "from_on": day(from_on), "to_on": day(to_on)}
        split = {"by": by} if answer in ("scorecard", "change") else {}
        count = write_rows(workspace.ask(answer, **asked, **split).to_rows(), target)
    if as_json:
        print_json({"path": str(target), "rows": count})
    else:
        click.echo(f"{count:,} rows in {target}")


COMMAND = export

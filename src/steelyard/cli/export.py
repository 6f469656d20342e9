"""steelyard export: figures or tables as CSV, Parquet or JSON."""

from __future__ import annotations

from pathlib import Path

import click

from steelyard.cli.options import PERIODS, Question, by_option, period_option, print_json, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard export scorecard.csv": "every figure, its interval and n",
    "steelyard export teams.parquet --period month --by team": "the last month, team by team",
    "steelyard export change.json --answer change": "what moved the balance",
    "steelyard export held-back.csv --table quarantine": "rows that did not hold",
    "steelyard export issues.parquet --table fact_issues": "every issue, with its numbers",
}
IN_CSV = (
    "In CSV, a text that a spreadsheet would run as a formula (it begins with = + - @ or a tab) gets an apostrophe "
    "before it. Parquet and JSON hold every text as it is."
)

SPLIT = ("scorecard", "change", "tradeoff", "compare", "frontier", "readings")
"""Those whose figures can be split by a dimension."""

LASTING = ("enough", "drivers", "worth")
"""Those of all the days there are, unless --from and --to say otherwise."""

ANSWERS = ("verdict", "balance", "returns", "participation", *SPLIT, *LASTING)


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
@period_option(f"{PERIODS}.")
@by_option("Split by team, site, channel, topic ...")
@question_options
def export(question: Question, path: str, answer: str, table: str, period: str, by: str) -> None:
    """Write figures, or a stored table, to PATH; its ending (.csv, .parquet, .json) is the format."""
    from steelyard.view.files import kind_of, write_rows, write_table

    target = Path(path)
    kind_of(target)
    if table and any((period, by, *question.part.values())):
        raise click.UsageError(
            "A stored table is written whole: --period, --by, --where, --from and --to are of figures."
        )
    if by and answer not in SPLIT:
        raise click.UsageError(f"The figures of {answer} are of the whole: --by is for {', '.join(SPLIT)}.")
    if period and answer in LASTING:
        raise click.UsageError(f"{answer} knows no --period: give its first and last day as --from and --to.")
    workspace = question.open()
    if table:
        with workspace.store.snapshot() as snapshot:
            count = write_table(snapshot, table, target)
    else:
        told = ({"by": by} if by else {}) | ({"period": period} if period else {})
        count = write_rows(workspace.ask(answer, **told, **question.part).to_rows(), target)
    if question.as_json:
        print_json({"path": str(target), "rows": count})
    else:
        click.echo(f"{count:,} rows in {target}")


COMMAND = export

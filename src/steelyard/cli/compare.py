"""steelyard compare: who really differs."""

from __future__ import annotations

from datetime import datetime

import click

from steelyard.cli.options import (
    console,
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
  steelyard compare                                 teams on first contact resolution
  steelyard compare --by topic                      topics
  steelyard compare --by site --metric csat_score   sites on what customers answered
  steelyard compare --by agent --period quarter     agents of whom something can be said
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--by",
    default="",
    metavar="DIMENSION",
    help="team, site, channel, topic, family, segment or agent; the first there is unless told.",
)
@click.option(
    "--metric",
    default="",
    metavar="METRIC",
    help="A share or a mean; first contact resolution unless told.",
)
@click.option("--period", default="", metavar="PERIOD", help="The last day, week, month or quarter that is mature.")
@question_options
@workspace_options
@json_option
def compare(
    by: str,
    metric: str,
    period: str,
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """Say which teams, channels, topics or agents differ beyond their mix and chance. Nothing is ranked."""
    answer = open_workspace(folder, data).compare(
        by=by, metric=metric, period=period, where=parts(filters), from_on=day(from_on), to_on=day(to_on)
    )
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


COMMAND = compare

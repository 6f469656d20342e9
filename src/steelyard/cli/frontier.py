"""steelyard frontier: how far each place is from the best practice in the data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from steelyard.cli.options import (
    console,
    day,
    json_option,
    open_workspace,
    parts,
    print_json,
    progress_bar,
    question_options,
    workspace_options,
)

EXAMPLES = """
\b
Examples:
  steelyard frontier                        sites, month by month, over the latest two years
  steelyard frontier --by team              teams
  steelyard frontier --period quarter       quarters, where months hold too few issues
  steelyard frontier --draws 2000           for print: a steadier correction, which takes its time
"""


@click.command(epilog=EXAMPLES)
@click.option("--by", default="", metavar="DIMENSION", help="What the places are; site, else team, unless told.")
@click.option("--period", default="", metavar="PERIOD", help="month or quarter; months unless they are too many.")
@click.option("--draws", type=click.IntRange(2), help="Of the correction for bias; up to 500 unless told.")
@question_options
@workspace_options
@json_option
def frontier(
    by: str,
    period: str,
    draws: int | None,
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """Say how much less would have done, place by place, held against the best practice in the data."""
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

    asked: dict[str, Any] = {"by": by, "period": period, "where": parts(filters), "draws": draws}
    asked |= {"from_on": day(from_on), "to_on": day(to_on)}
    with progress_bar(TextColumn("drawing"), BarColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("draws", total=None)
        asked["progress"] = lambda done, of: bar.update(task, completed=done, total=of)
        answer = open_workspace(folder, data).frontier(**asked)
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


COMMAND = frontier

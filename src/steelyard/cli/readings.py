"""steelyard readings: which figures may not say what they seem to say."""

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
    question_options,
    workspace_options,
)

EXAMPLES = """
\b
Examples:
  steelyard readings                      the last half year, site by site and team by team
  steelyard readings --by channel         channel by channel
  steelyard readings --period month       the last month
  steelyard readings --where site=Porto   one site's teams
"""


@click.command(epilog=EXAMPLES)
@click.option("--period", default="", metavar="PERIOD", help="day, week, month or quarter; two quarters unless told.")
@click.option("--by", default="", metavar="DIMENSION", help="The units: sites and teams unless told; never persons.")
@question_options
@workspace_options
@json_option
def readings(
    period: str,
    by: str,
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """Hold figures that can be talked up against records nobody writes for show, and say what the silent may think."""
    asked: dict[str, Any] = {
        "period": period,
        "by": by,
        "where": parts(filters),
        "from_on": day(from_on),
        "to_on": day(to_on),
    }
    answer = open_workspace(folder, data).readings(**asked)
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


COMMAND = readings

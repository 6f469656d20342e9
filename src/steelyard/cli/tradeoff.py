"""steelyard tradeoff: what was saved, and what customers got."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from steelyard.cli.change import days, two_parts
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
  steelyard tradeoff                                   the last quarter against the same a year before
  steelyard tradeoff --by team                         team by team
  steelyard tradeoff --against 2026-01-01..2026-03-31  against other days
  steelyard tradeoff --compare site=Porto,Braga        one site against another, same days
"""


@click.command(epilog=EXAMPLES)
@click.option("--period", default="", metavar="PERIOD", help="day, week, month or quarter; a quarter unless told.")
@click.option("--against", default="", metavar="FROM..TO", help="The days compared with.")
@click.option("--by", default="", metavar="DIMENSION", help="The parts to place: site, team or channel unless told.")
@click.option("--compare", default="", metavar="NAME=A,B", help="Two parts of a dimension instead of two periods.")
@question_options
@workspace_options
@json_option
def tradeoff(
    period: str,
    against: str,
    by: str,
    compare: str,
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """Say whether speed was bought at the customers' expense: gain, investment, over-service or false economy."""
    asked: dict[str, Any] = {
        "period": period,
        "by": by,
        "where": parts(filters),
        "from_on": day(from_on),
        "to_on": day(to_on),
        "against": days(against) if against else None,
        "compare": two_parts(compare) if compare else None,
    }
    answer = open_workspace(folder, data).tradeoff(**asked)
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


COMMAND = tradeoff

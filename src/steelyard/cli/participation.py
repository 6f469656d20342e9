"""steelyard participation: what customers contribute themselves, and what it goes with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from steelyard.cli.change import days
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
  steelyard participation                                   the last quarter and the same a year before
  steelyard participation --period month                    the last month
  steelyard participation --against 2026-01-01..2026-03-31  against other days
  steelyard participation --where segment=business          one segment
"""


@click.command(epilog=EXAMPLES)
@click.option("--period", default="", metavar="PERIOD", help="day, week, month or quarter; a quarter unless told.")
@click.option("--against", default="", metavar="FROM..TO", help="The days compared with.")
@question_options
@workspace_options
@json_option
def participation(
    period: str,
    against: str,
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """How customers take part, what goes with it, and whether work was replaced or only moved to them."""
    asked: dict[str, Any] = {
        "period": period,
        "where": parts(filters),
        "from_on": day(from_on),
        "to_on": day(to_on),
        "against": days(against) if against else None,
    }
    answer = open_workspace(folder, data).participation(**asked)
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


COMMAND = participation

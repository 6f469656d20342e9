"""steelyard change: what moved the balance."""

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
  steelyard change                                    the last quarter against the one before
  steelyard change --period month                     months
  steelyard change --against 2025-07-01..2025-09-30   the same quarter a year earlier
  steelyard change --by site                          and how much of it each site brought
  steelyard change --compare site=Porto,Braga         one site against another, same days
"""


@click.command(epilog=EXAMPLES)
@click.option("--period", default="", metavar="PERIOD", help="day, week, month or quarter; a quarter unless told.")
@click.option(
    "--against",
    default="",
    metavar="FROM..TO",
    help="The days compared with; those right before unless told.",
)
@click.option(
    "--by",
    default="",
    metavar="DIMENSION",
    help="Split by site, team, channel or family; the one that tells most unless told.",
)
@click.option("--compare", default="", metavar="NAME=A,B", help="Two parts of a dimension instead of two periods.")
@question_options
@workspace_options
@json_option
def change(
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
    """Split the balance's change into its factors and the mix of issues, each with its interval."""
    asked: dict[str, Any] = {
        "period": period,
        "by": by,
        "where": parts(filters),
        "from_on": day(from_on),
        "to_on": day(to_on),
    }
    asked |= {
        "against": days(against) if against else None,
        "compare": two_parts(compare) if compare else None,
    }
    answer = open_workspace(folder, data).change(**asked)
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


COMMAND = change


def days(given: str) -> tuple[Any, Any]:
    """FROM..TO as two dates."""
    first, _, last = given.partition("..")
    try:
        return datetime.strptime(first, "%Y-%m-%d").date(), datetime.strptime(last, "%Y-%m-%d").date()
    except ValueError:
        raise click.BadParameter(
            f"{given!r} is not FROM..TO, e.g. 2026-04-01..2026-06-30", param_hint="--against"
        ) from None


def two_parts(given: str) -> tuple[str, str, str]:
    """NAME=A,B as dimension, first part, second part."""
    name, _, values = given.partition("=")
    found = [value.strip() for value in values.split(",")]
    if not name or len(found) != 2 or not all(found):
        raise click.BadParameter(f"{given!r} is not NAME=A,B, e.g. site=Porto,Braga", param_hint="--compare")
    return name.strip(), found[0], found[1]

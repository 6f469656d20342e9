"""steelyard weigh: the verdict, the balance and the scorecard."""

from __future__ import annotations

from dataclasses import replace
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
  steelyard weigh                                 the last complete, mature quarter
  steelyard weigh --period month --by team        months, and each team
  steelyard weigh --where site=Porto              one site
  steelyard weigh --from 2026-07-01 --to 2026-09-30
  steelyard weigh --metric csat --metric handle_time
  steelyard weigh --json > scorecard.json
"""


@click.command(epilog=EXAMPLES)
@click.option("--period", default="", metavar="PERIOD", help="day, week, month or quarter; a quarter unless told.")
@click.option("--by", default="", metavar="DIMENSION", help="Split by team, site, channel, topic ...")
@click.option("--metric", "chosen", multiple=True, metavar="ID", help="Only this measure. Repeat for more.")
@question_options
@workspace_options
@json_option
def weigh(
    period: str,
    by: str,
    chosen: tuple[str, ...],
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """Say where the beam stands: the verdict first, the balance, then every measure with its interval."""
    where = parts(filters)
    workspace = open_workspace(folder, data)
    asked = {"period": period, "where": where, "from_on": day(from_on), "to_on": day(to_on)}
    answers = (
        workspace.verdict(**asked),
        workspace.balance(**asked),
        workspace.scorecard(**asked, by=by, metrics=chosen),
    )
    if as_json:
        print_json({answer.question: answer.to_dict() for answer in answers})
        return
    from steelyard.view.cards import card, ordered
    from steelyard.view.terminal import show_card

    terminal = console()
    cards = [card(answer) for answer in answers]
    for shown in cards[:-1]:
        show_card(replace(shown, caveats=(), foot=()), terminal)
        terminal.print()
    caveats = ordered(tuple(caveat for shown in cards for caveat in shown.caveats))
    show_card(replace(cards[-1], caveats=caveats), terminal)


COMMAND = weigh

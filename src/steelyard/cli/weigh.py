"""steelyard weigh: the verdict, the balance and the scorecard."""

from __future__ import annotations

from dataclasses import replace

import click

from steelyard.cli.options import Question, by_option, console, period_option, print_json, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard weigh": "the last complete, mature quarter",
    "steelyard weigh --period month --by team": "months, and each team",
    "steelyard weigh --where site=Porto": "one site",
    "steelyard weigh --from 2026-07-01 --to 2026-09-30": "these days",
    "steelyard weigh --metric csat_score --metric nps": "these measures alone",
    "steelyard weigh --json > scorecard.json": "for another program",
}


@click.command(cls=Verb, examples=EXAMPLES)
@period_option()
@by_option("Split by team, site, channel, topic ...")
@click.option("--metric", "chosen", multiple=True, metavar="ID", help="Only this measure. Repeat for more.")
@question_options
def weigh(question: Question, period: str, by: str, chosen: tuple[str, ...]) -> None:
    """Say where the beam stands: the verdict first, the balance, then every measure with its interval."""
    workspace = question.open()
    asked = {"period": period, **question.part}
    answers = (
        workspace.verdict(**asked),
        workspace.balance(**asked),
        workspace.scorecard(**asked, by=by, metrics=chosen),
    )
    if question.as_json:
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

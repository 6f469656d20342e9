"""steelyard weigh: the verdict, the balance and the scorecard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from steelyard.cli.options import console, json_option, open_workspace, options, print_json, workspace_options
from steelyard.cli.verb import Verb
from steelyard.parameters import AGAINST, BY, METRICS, PART, PERIOD

EXAMPLES = {
    "steelyard weigh": "the last complete, mature quarter",
    "steelyard weigh --period month --by team": "months, and each team",
    "steelyard weigh --where site=Porto": "one site",
    "steelyard weigh --from 2026-07-01 --to 2026-09-30": "these days",
    "steelyard weigh --metric csat_score --metric nps": "these measures alone",
    "steelyard weigh --json > scorecard.json": "for another program",
}


@click.command(cls=Verb, examples=EXAMPLES)
@options(PERIOD, BY, AGAINST, METRICS, *PART)
@workspace_options
@json_option
def weigh(folder: str, data: str | None, as_json: bool, by: str, metrics: tuple[str, ...], **part: Any) -> None:
    """Say where the beam stands: the verdict first, the balance, then every measure with its interval.

    What the data cannot tell stands below what they can, with what would unlock it.
    """
    workspace = open_workspace(folder, data)
    answers = (
        workspace.verdict(**part),
        workspace.balance(**part),
        workspace.scorecard(**part, by=by, metrics=metrics),
    )
    if as_json:
        print_json({answer.question: answer.to_dict() for answer in answers})
        return
    from steelyard.view.card import card, ordered
    from steelyard.view.table import has_figure, missing_table
    from steelyard.view.terminal import show_card

    terminal = console()
    cards = [card(answer) for answer in answers]
    said = [any(map(has_figure, answer.estimates)) for answer in answers]
    told = [shown for shown, is_said in zip(cards, said, strict=True) if is_said]
    untold = [replace(shown, tabled=tuple) for shown, is_said in zip(cards, said, strict=True) if not is_said]
    for place, shown in enumerate((*told, *untold)):
        if place:
            terminal.print()
        show_card(replace(shown, caveats=(), evidence=(), foot=(), missing=None), terminal)
    missing = tuple({entry.metric: entry for answer in answers for entry in answer.missing}.values())
    show_card(
        replace(
            cards[-1],
            headline="",
            sentences=(),
            tabled=lambda: (missing_table(missing),) if missing else (),
            missing=None,
            caveats=ordered(tuple(caveat for shown in cards for caveat in shown.caveats)),
        ),
        terminal,
    )


COMMAND = weigh

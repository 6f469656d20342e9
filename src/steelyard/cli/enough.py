"""steelyard enough: where the next unit of effort stops paying, and whether the service is optimised."""

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
  steelyard enough                          handling, waiting, replies, quality, rating
  steelyard enough --price 40               a unit of value counted at 40 instead of what it costs
  steelyard enough --where channel=phone    one channel
  steelyard enough --design agents          what a minute does, if agents' pace may tell
"""


@click.command(epilog=EXAMPLES)
@click.option("--price", type=float, default=None, metavar="MONEY", help="What a unit of value is worth.")
@click.option("--design", type=click.Choice(["agents"]), default=None, help="Judge a minute by agents' pace.")
@question_options
@workspace_options
@json_option
def enough(
    price: float | None,
    design: str | None,
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """What more effort goes with among issues alike, against what it costs; where it bends; is the house optimised."""
    answer = open_workspace(folder, data).enough(
        where=parts(filters), from_on=day(from_on), to_on=day(to_on), price=price, design=design or ""
    )
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


COMMAND = enough

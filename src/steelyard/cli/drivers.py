"""steelyard drivers: which measures go with what customers do."""

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
  steelyard drivers                       what goes with the first outcome that is known
  steelyard drivers --outcome rating      with the rating customers gave
  steelyard drivers --where segment=home  in one segment
"""

OUTCOMES = ("retention", "repurchase", "nps", "rating")


@click.command(epilog=EXAMPLES)
@click.option("--outcome", type=click.Choice(OUTCOMES), default=None, help="What is explained; the first known.")
@question_options
@workspace_options
@json_option
def drivers(
    outcome: str | None,
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """Which measures go with customers staying, buying again, recommending or rating well; how much each carries."""
    answer = open_workspace(folder, data).drivers(
        outcome=outcome or "", where=parts(filters), from_on=day(from_on), to_on=day(to_on)
    )
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


COMMAND = drivers

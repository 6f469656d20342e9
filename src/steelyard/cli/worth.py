"""steelyard worth: what a point of experience or effectiveness is worth."""

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
  steelyard worth                           a point of resolution and rating, in customers and money
  steelyard worth --cost-per-point 20000    and whether a point that costs so much pays
  steelyard worth --horizon 12              a kept customer counted for a year only
  steelyard worth --where segment=business  one segment
"""


@click.command(epilog=EXAMPLES)
@click.option("--horizon", "months", type=int, default=36, show_default=True, help="Months a kept customer counts for.")
@click.option("--discount", type=float, default=0.1, show_default=True, help="By which a year later is worth less.")
@click.option("--cost-per-point", type=float, default=None, metavar="MONEY", help="What it takes to gain a point.")
@question_options
@workspace_options
@json_option
def worth(
    months: int,
    discount: float,
    cost_per_point: float | None,
    filters: tuple[str, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    folder: str,
    data: str | None,
    as_json: bool,
) -> None:
    """What goes with a point more of resolution, first contact resolution and rating: customers kept, money."""
    answer = open_workspace(folder, data).worth(
        where=parts(filters),
        from_on=day(from_on),
        to_on=day(to_on),
        horizon_months=months,
        discount=discount,
        cost_per_point=cost_per_point,
    )
    if as_json:
        print_json(answer.to_dict())
        return
    from steelyard.view.terminal import show

    show(answer, console())


COMMAND = worth

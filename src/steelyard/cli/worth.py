"""steelyard worth: what a point of experience or effectiveness is worth."""

from __future__ import annotations

from typing import Any

import click

from steelyard.cli.options import Question, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard worth": "a point of resolution and rating, in customers and money",
    "steelyard worth --cost-per-point 20000": "and whether a point that costs so much pays",
    "steelyard worth --horizon 12": "a kept customer counted for a year only",
    "steelyard worth --where segment=business": "one segment",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.option(
    "--horizon", "horizon_months", type=int, default=36, show_default=True, help="Months a kept customer counts for."
)
@click.option("--discount", type=float, default=0.1, show_default=True, help="By which a year later is worth less.")
@click.option("--cost-per-point", type=float, metavar="MONEY", help="What it takes to gain a point.")
@question_options
def worth(question: Question, **asked: Any) -> None:
    """What goes with a point more of resolution, first contact resolution and rating: customers kept, money."""
    question.answer("worth", **asked)


COMMAND = worth

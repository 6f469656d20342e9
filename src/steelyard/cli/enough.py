"""steelyard enough: where the next unit of effort stops paying, and whether the service is optimised."""

from __future__ import annotations

import click

from steelyard.cli.options import Question, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard enough": "handling, waiting, replies, quality, rating",
    "steelyard enough --price 40": "a unit of value counted at 40 instead of what it costs",
    "steelyard enough --where channel=phone": "one channel",
    "steelyard enough --design agents": "what a minute does, if agents' pace may tell",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.option("--price", type=float, metavar="MONEY", help="What a unit of value is worth.")
@click.option("--design", type=click.Choice(["agents"]), help="Judge a minute by agents' pace.")
@question_options
def enough(question: Question, price: float | None, design: str | None) -> None:
    """What more effort goes with among issues alike, against what it costs; where it bends; is the house optimised."""
    question.answer("enough", price=price, design=design or "")


COMMAND = enough

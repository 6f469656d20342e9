"""steelyard drivers: which measures go with what customers do."""

from __future__ import annotations

import click

from steelyard.cli.options import Question, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard drivers": "what goes with the first outcome that is known",
    "steelyard drivers --outcome rating": "with the rating customers gave",
    "steelyard drivers --where segment=home": "in one segment",
}

OUTCOMES = ("retention", "repurchase", "nps", "rating")


@click.command(cls=Verb, examples=EXAMPLES)
@click.option("--outcome", type=click.Choice(OUTCOMES), help="What is explained; the first known.")
@question_options
def drivers(question: Question, outcome: str | None) -> None:
    """Which measures go with customers staying, buying again, recommending or rating well; how much each carries."""
    question.answer("drivers", outcome=outcome or "")


COMMAND = drivers

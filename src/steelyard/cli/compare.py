"""steelyard compare: who really differs."""

from __future__ import annotations

from typing import Any

import click

from steelyard.cli.options import Question, by_option, period_option, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard compare": "teams on first contact resolution",
    "steelyard compare --by topic": "topics",
    "steelyard compare --by site --metric csat_score": "sites on what customers answered",
    "steelyard compare --by agent --period quarter": "agents of whom something can be said",
}


@click.command(cls=Verb, examples=EXAMPLES)
@by_option("team, site, channel, topic, family, segment or agent; the first there is unless told.")
@click.option("--metric", default="", metavar="METRIC", help="A share or a mean; first contact resolution unless told.")
@period_option("The last day, week, month or quarter that is mature.")
@question_options
def compare(question: Question, **asked: Any) -> None:
    """Say which teams, channels, topics or agents differ beyond their mix and chance. Nothing is ranked."""
    question.answer("compare", **asked)


COMMAND = compare

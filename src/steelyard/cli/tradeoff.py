"""steelyard tradeoff: what was saved, and what customers got."""

from __future__ import annotations

from typing import Any

import click

from steelyard.cli.options import Question, against_option, by_option, compare_option, period_option, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard tradeoff": "the last quarter against the same a year before",
    "steelyard tradeoff --by team": "team by team",
    "steelyard tradeoff --against 2026-01-01..2026-03-31": "against other days",
    "steelyard tradeoff --compare site=Porto,Braga": "one site against another, same days",
}


@click.command(cls=Verb, examples=EXAMPLES)
@period_option()
@against_option()
@by_option("The parts to place: site, team or channel unless told.")
@compare_option()
@question_options
def tradeoff(question: Question, **asked: Any) -> None:
    """Say whether speed was bought at the customers' expense: gain, investment, over-service or false economy."""
    question.answer("tradeoff", **asked)


COMMAND = tradeoff

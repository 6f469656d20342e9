"""steelyard change: what moved the balance."""

from __future__ import annotations

from typing import Any

import click

from steelyard.cli.options import Question, against_option, by_option, compare_option, period_option, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard change": "the last quarter against the same a year before",
    "steelyard change --period month": "the last month against the one before",
    "steelyard change --against 2026-01-01..2026-03-31": "against other days",
    "steelyard change --by site": "and how much of it each site brought",
    "steelyard change --compare site=Porto,Braga": "one site against another, same days",
}


@click.command(cls=Verb, examples=EXAMPLES)
@period_option()
@against_option("The days compared with; a year before unless told, right before where a period is named.")
@by_option("Split by site, team, channel or family; the one that tells most unless told.")
@compare_option()
@question_options
def change(question: Question, **asked: Any) -> None:
    """Split the balance's change into its factors and the mix of issues, each with its interval."""
    question.answer("change", **asked)


COMMAND = change

"""steelyard participation: what customers contribute themselves, and what it goes with."""

from __future__ import annotations

from typing import Any

import click

from steelyard.cli.options import Question, against_option, period_option, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard participation": "the last quarter and the same a year before",
    "steelyard participation --period month": "the last month",
    "steelyard participation --against 2026-01-01..2026-03-31": "against other days",
    "steelyard participation --where segment=business": "one segment",
}


@click.command(cls=Verb, examples=EXAMPLES)
@period_option()
@against_option()
@question_options
def participation(question: Question, **asked: Any) -> None:
    """How customers take part, what goes with it, and whether work was replaced or only moved to them."""
    question.answer("participation", **asked)


COMMAND = participation

"""steelyard readings: which figures may not say what they seem to say."""

from __future__ import annotations

from typing import Any

import click

from steelyard.cli.options import PERIODS, Question, by_option, period_option, question_options
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard readings": "the last half year, site by site and team by team",
    "steelyard readings --by channel": "channel by channel",
    "steelyard readings --period month": "the last month",
    "steelyard readings --where site=Porto": "one site's teams",
}


@click.command(cls=Verb, examples=EXAMPLES)
@period_option(f"{PERIODS}; two quarters unless told.")
@by_option("The units: sites and teams unless told; never persons.")
@question_options
def readings(question: Question, **asked: Any) -> None:
    """Hold figures that can be talked up against records nobody writes for show, and say what the silent may think."""
    question.answer("readings", **asked)


COMMAND = readings

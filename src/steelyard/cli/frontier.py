"""steelyard frontier: how far each place is from the best practice in the data."""

from __future__ import annotations

from typing import Any

import click

from steelyard.cli.options import Question, by_option, period_option, progress_bar, question_options, tell
from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard frontier": "sites, month by month, over the latest two years",
    "steelyard frontier --by team": "teams",
    "steelyard frontier --period quarter": "quarters, where months hold too few issues",
    "steelyard frontier --draws 2000": "for print: a steadier correction, which takes its time",
}


@click.command(cls=Verb, examples=EXAMPLES)
@by_option("What the places are; site, else team, unless told.")
@period_option("month or quarter; months unless they are too many.")
@click.option("--draws", type=click.IntRange(2), help="Of the correction for bias; up to 500 unless told.")
@question_options
def frontier(question: Question, **asked: Any) -> None:
    """Say how much less would have done, place by place, held against the best practice in the data."""
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

    with progress_bar(TextColumn("drawing"), BarColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("draws", total=None)

        def progress(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        found = question.open().frontier(**question.part, **asked, progress=progress)
    tell(found, question.as_json)


COMMAND = frontier

"""The command of a question: its options from what the question takes, its help and examples from its declaration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from steelyard.cli.options import json_option, open_workspace, options, progress_bar, tell, workspace_options
from steelyard.cli.verb import Verb
from steelyard.declare import Analysis


def command_of(analysis: Analysis) -> click.Command:
    """What people type to ask it."""

    def ask(folder: str, data: str | None, as_json: bool, **given: Any) -> None:
        workspace = open_workspace(folder, data)
        with _progress(analysis) as shown:
            found = workspace.ask(analysis.id, **given, **shown)
        tell(found, as_json)

    typed = [parameter for parameter in analysis.takes if parameter.option]
    asked = options(*typed)(workspace_options(json_option(ask)))
    for parameter in analysis.takes:
        if parameter.is_typed_bare:
            asked = click.argument(parameter.name, metavar=parameter.metavar, default=parameter.default)(asked)
    asked.__doc__ = analysis.command
    return click.command(analysis.id, cls=Verb, examples=analysis.examples)(asked)


@contextmanager
def _progress(analysis: Analysis) -> Iterator[Mapping[str, Any]]:
    """A bar for questions that tell how far they are."""
    if not any(parameter.name == "progress" for parameter in analysis.takes):
        yield {}
        return
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

    with progress_bar(TextColumn("drawing"), BarColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("draws", total=None)

        def progress(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield {"progress": progress}

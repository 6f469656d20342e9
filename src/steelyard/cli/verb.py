"""A command whose help ends with examples, each with what it asks, laid out for the width of the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

_WIDEST = 50
"""Characters of an example beside which there is room to say what it asks; beyond, that stands below."""


class Verb(click.Command):
    """A command with examples: what to type -> what that asks."""

    def __init__(self, *args: Any, examples: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, and what else the help ends with."""
        with formatter.section("Examples"):
            formatter.write_dl(list(self.examples.items()), col_max=_WIDEST)
        super().format_epilog(ctx, formatter)


class VerbGroup(Verb, click.Group):
    """The same with commands of its own."""

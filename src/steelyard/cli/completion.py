"""steelyard completion: the script that lets a shell complete commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from steelyard.cli.verb import Verb

EXAMPLES = {
    "steelyard completion bash >> ~/.bashrc": "from the next shell on",
    "steelyard completion zsh >> ~/.zshrc": "the same for zsh",
    "steelyard completion fish > ~/.config/fish/completions/steelyard.fish": "the same for fish",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script for SHELL."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(context.find_root().command, {}, "steelyard", "_STEELYARD_COMPLETE").source())


COMMAND = completion

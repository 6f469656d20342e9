"""steelyard list: today's list as it stands with those who work it; and sending it to another system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from steelyard.analyses.list import ANALYSIS
from steelyard.cli.options import (
    json_option,
    open_workspace,
    options,
    print_json,
    say,
    tell,
    workspace_options,
)
from steelyard.cli.user import desk_of
from steelyard.cli.verb import Verb
from steelyard.errors import SettingsError

if TYPE_CHECKING:
    from steelyard.desk import Queue
    from steelyard.settings.model import Settings
    from steelyard.workspace import Workspace

EXAMPLES = {**ANALYSIS.examples, "steelyard list --send": "tell the address in followup.webhook what is new or changed"}


@click.command("list", cls=Verb, examples=EXAMPLES)
@options(*(parameter for parameter in ANALYSIS.takes if parameter.option))
@click.option("--send", "sends", is_flag=True, help="Send follow-ups that are new or changed to followup.webhook.")
@click.option("--queue", "shows_queue", is_flag=True, help="Say how many messages wait, failed or were given up.")
@workspace_options
@json_option
def list_command(folder: str, data: str | None, as_json: bool, sends: bool, shows_queue: bool, **given: Any) -> None:
    """Today's list: customers who need a follow-up, the silent ones included, why, and what is at stake.

    Who was followed up since is not listed again without a newer reason; who has taken one is named.
    """
    workspace = open_workspace(folder, data)
    if sends or shows_queue:
        _send(workspace, folder, as_json, sends=sends)
    else:
        from steelyard.analyses.list.age import aged

        tell(aged(_asked(workspace, folder, given), workspace.settings), as_json)


def _asked(workspace: Workspace, folder: str, given: dict[str, Any]) -> Any:
    """The list; where people work it, or a lot is drawn, as it stands with them."""
    settings = workspace.settings
    if not (_has_desk(settings) or any(settings.followup.holdout.values())):
        return workspace.ask("list", **given)
    with desk_of(folder) as desk:
        from steelyard import worklist

        return worklist.ask(workspace, desk, **given)


def _has_desk(settings: Settings) -> bool:
    """Whether there is a place where people may have worked the list."""
    try:
        from steelyard.desk import FILE
    except ImportError:
        return False
    return bool(settings.desk.address) or (settings.folder / FILE).exists()


def _send(workspace: Workspace, folder: str, as_json: bool, *, sends: bool) -> None:
    """Send what is due, where told so; then how the queue stands."""
    settings = workspace.settings
    if not settings.followup.webhook:
        raise SettingsError(
            "no address is named to send follow-ups to",
            where=str(settings.folder / "steelyard.toml"),
            next='Write into it: [followup] webhook = "https://helpdesk.example/steelyard"',
        )
    with desk_of(folder) as desk:
        arrived = 0
        if sends:
            from steelyard import worklist
            from steelyard.web import webhook

            worklist.take_over(workspace, desk)
            arrived = webhook.work_off(desk, settings.followup, Path(folder))
        queue = desk.messages.standing()
    if as_json:
        print_json({**({"sent": arrived} if sends else {}), **vars(queue)})
    else:
        say(f"{f'{arrived:,} sent. ' if sends else ''}{_said(queue)}")
    if sends and queue.failing:
        raise click.exceptions.Exit(1)


def _said(queue: Queue) -> str:
    """How messages stand, in words."""
    said = f"{queue.waiting:,} waiting, {queue.failing:,} of them failed and tried again; {queue.given_up:,} given up."
    return f"{said} The last failure: {queue.error}." if queue.error else said


COMMAND = list_command

"""steelyard serve: the web application over a workspace."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Any

import click

from steelyard.cli.options import workspace_options
from steelyard.cli.verb import Verb
from steelyard.errors import MissingExtraError

HOST, PORT = "127.0.0.1", 8460

EXAMPLES = {
    "steelyard serve": "the workspace in this folder, at http://127.0.0.1:8460",
    "steelyard serve -w demo --open": "another folder, and open the browser",
    "steelyard serve --port 9000": "at another port",
}


@click.command(cls=Verb, examples=EXAMPLES)
@click.option("--host", default=HOST, show_default=True, metavar="ADDRESS", help="Where it listens.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="At which port.")
@click.option("--open/--no-open", "opens", default=False, help="Open it in the browser.")
@workspace_options
def serve(host: str, port: int, opens: bool, folder: str, data: str | None) -> None:
    """Open the workspace as pages in the browser, until Ctrl-C.

    For you alone at this machine no account is needed. For others (--host, or [serve] address in steelyard.toml) there
    must be accounts (steelyard user add) and a secret (STEELYARD_SECRET, or the file secret.key).
    """
    run(folder, data, host, port, opens=opens)


def run(folder: str, data: str | None, host: str = HOST, port: int = PORT, *, opens: bool = False) -> None:
    """Serve a workspace until stopped.

    Raises:
        MissingExtraError: the web application's libraries are not installed.
        SteelyardError: others could reach it, and there are no accounts, no secret, or no address they reach it by.
    """
    try:
        import uvicorn

        from steelyard.web import app
        from steelyard.web.access import opening
    except ImportError:
        raise MissingExtraError("serve needs a web server", next="pip install 'steelyard[serve]'") from None
    access = opening.access(Path(folder), is_near=is_near(host))
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    click.echo(f"Steelyard is at {address} (stop it with Ctrl-C)")
    if opens:
        click.launch(address)
    made = app.create(folder, data, access)
    uvicorn.run(made, host=host, port=port, log_level="warning", server_header=False, **LIMITS)


LIMITS: dict[str, Any] = {"timeout_keep_alive": 10, "limit_concurrency": 400, "h11_max_incomplete_event_size": 64 << 10}
"""Connections that ask for nothing are let go; more than so many at once are refused; so is a header of over 64 KiB."""


def is_near(host: str) -> bool:
    """Whether only the person at this machine can reach it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


COMMAND = serve

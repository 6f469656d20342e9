"""steelyard serve: the web application over a workspace."""

from __future__ import annotations

from ipaddress import ip_address

import click

from steelyard.cli.options import workspace_options
from steelyard.cli.verb import Verb
from steelyard.errors import MissingExtraError, SteelyardError

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
    """Open the workspace as pages in the browser, until Ctrl-C."""
    run(folder, data, host, port, opens=opens)


def run(folder: str, data: str | None, host: str = HOST, port: int = PORT, *, opens: bool = False) -> None:
    """Serve a workspace until stopped.

    Raises:
        MissingExtraError: the web application's libraries are not installed.
        SteelyardError: the host is not this machine.
    """
    check(host)
    try:
        import uvicorn

        from steelyard.web import app
    except ImportError:
        raise MissingExtraError("serve needs a web server", next="pip install 'steelyard[serve]'") from None
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    click.echo(f"Steelyard is at {address} (stop it with Ctrl-C)")
    if opens:
        click.launch(address)
    uvicorn.run(app.create(folder, data), host=host, port=port, log_level="warning", server_header=False)


def check(host: str) -> None:
    """SteelyardError where others than the person at this machine could reach it."""
    if host == "localhost":
        return
    try:
        is_near = ip_address(host).is_loopback
    except ValueError:
        is_near = False
    if not is_near:
        what = f"{host} can be reached by others, and this application has no accounts yet"
        raise SteelyardError(what, next=f"Leave out --host: it listens at {HOST}, for you alone.")


COMMAND = serve

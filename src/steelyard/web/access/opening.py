"""Whether an application may be opened to others, and the access it is opened with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI

from steelyard import settings
from steelyard.desk import Desk
from steelyard.errors import SettingsError, SteelyardError
from steelyard.web.access import secret
from steelyard.web.access.door import Door
from steelyard.web.access.guard import install


def access(folder: Path, *, is_near: bool) -> Callable[[FastAPI], None]:
    """What `create` is given so that everybody passes the door.

    Args:
        is_near: only the person at this machine can reach the server.

    Raises:
        SteelyardError: others can reach it, and there are no accounts, no secret, or no address they reach it by.
    """
    is_for_others = not is_near or _has_address(folder)
    if is_for_others:
        check(folder)

    def installed(app: FastAPI) -> None:
        served = app.state.served
        install(app, Door(folder, lambda: served.workspace.settings, needs_accounts=is_for_others))

    return installed


def _has_address(folder: Path) -> bool:
    try:
        return bool(settings.read(folder).serve.address)
    except SettingsError:
        return False


def check(folder: Path) -> None:
    """SteelyardError where a server that others reach lacks what it needs."""
    found = settings.read(folder)
    if not found.serve.address:
        what = "others can reach this server, and nothing says by which address"
        raise SteelyardError(what, next='Write into steelyard.toml: [serve] address = "https://support.example.org"')
    desk = Desk.open(found)
    try:
        if not desk.users.any():
            what = "others can reach this server, and it has no accounts"
            raise SteelyardError(what, next="type: steelyard user add NAME --role administrator")
    finally:
        desk.close()
    if secret.read(folder) is None:
        what = f"others can reach this server, and it has no secret ({secret.VARIABLE}, or the file {secret.FILE})"
        raise SteelyardError(what, next=f"In the workspace, type: {secret.MAKE}")

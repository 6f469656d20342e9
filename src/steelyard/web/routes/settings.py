"""Settings as a page sends them, written to steelyard.toml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from steelyard.errors import SettingsError
from steelyard.settings import editing
from steelyard.settings.editing import Keys, Value
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.bringing import EDITORS
from steelyard.web.rendering import render
from steelyard.web.setting import changes, settings_page
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter(include_in_schema=False)
Asking = Annotated[Viewer, Depends(viewer_of)]


@ROUTER.post("/settings")
@for_roles(*EDITORS)
async def save(request: Request, viewer: Asking) -> Response:
    """Write what changed; comments and everything else stay, or nothing changes."""
    form = await request.form(max_files=0, max_fields=1000)
    given = {name: str(value) for name, value in form.items()}
    return await to_thread.run_sync(_saved, visit_of(request, viewer), given)


def _saved(visit: Visit, given: Mapping[str, str]) -> Response:
    try:
        changed = changes(visit.served.workspace.settings, given, visit.viewer.role)
        if changed:
            editing.change(visit.served.folder, changed)
            _noted(visit, changed)
    except SettingsError as error:
        page = settings_page(visit, error)
        return HTMLResponse(render("settings.html", "Settings", visit, page, "settings"), page.status)
    return RedirectResponse("/settings?saved=yes", 303)


def _noted(visit: Visit, changed: Mapping[Keys, Value]) -> None:
    """Who changed which setting to what, in the audit log where there is one."""
    if visit.desk is not None:
        said = "; ".join(
            f"{'.'.join(keys)}: {'taken out' if value is None else value}" for keys, value in changed.items()
        )
        visit.desk.audit.note(visit.viewer.name, "settings.changed", of=", ".join(map(".".join, changed)), detail=said)

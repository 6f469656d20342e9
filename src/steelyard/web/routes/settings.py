"""Settings as a page sends them, written to steelyard.toml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from steelyard.errors import SettingsError
from steelyard.settings import editing
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.bringing import editor
from steelyard.web.rendering import render
from steelyard.web.setting import changes, settings_page
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter(include_in_schema=False)
Asking = Annotated[Viewer, Depends(viewer_of)]


@ROUTER.post("/settings")
async def save(request: Request, viewer: Asking) -> Response:
    """Write what changed; comments and everything else stay, or nothing changes."""
    editor(viewer)
    form = await request.form(max_files=0, max_fields=500)
    given = {name: str(value) for name, value in form.items()}
    return await to_thread.run_sync(_saved, visit_of(request, viewer), given)


def _saved(visit: Visit, given: Mapping[str, str]) -> Response:
    try:
        changed = changes(visit.served.workspace.settings, given)
        if changed:
            editing.change(visit.served.folder, changed)
    except SettingsError as error:
        page = settings_page(visit, error)
        return HTMLResponse(render("settings.html", "Settings", visit, page, "settings"), page.status)
    return RedirectResponse("/settings?saved=yes", 303)

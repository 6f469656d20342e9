"""An initiative as a page sends it, written to steelyard.toml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from steelyard.errors import SettingsError
from steelyard.settings import editing
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.bringing import EDITORS
from steelyard.web.registered import FIELDS, entry, register_page
from steelyard.web.rendering import render
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter(include_in_schema=False)
Asking = Annotated[Viewer, Depends(viewer_of)]


@ROUTER.post("/initiatives/new")
@for_roles(*EDITORS)
async def save(request: Request, viewer: Asking) -> Response:
    """Register one initiative; comments and everything else in the file stay, or nothing changes."""
    form = await request.form(max_files=0, max_fields=50)
    given = {name: str(form.get(name, ""))[:500] for name in FIELDS}
    return await to_thread.run_sync(_saved, visit_of(request, viewer), given)


def _saved(visit: Visit, given: Mapping[str, str]) -> Response:
    try:
        editing.append(visit.served.folder, "initiatives", entry(given, visit.served.workspace.settings))
        if visit.desk is not None:
            visit.desk.audit.note(visit.viewer.name, "initiative.registered", of=given["name"], detail=given["from"])
    except SettingsError as error:
        page = register_page(visit, error, given)
        return HTMLResponse(
            render("registering.html", "Register an initiative", visit, page, "registering"), page.status
        )
    return RedirectResponse("/initiatives/new?saved=yes", 303)

"""Whether a page was made of older data than there are now."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steelyard.web.access.rules import EVERYBODY, for_roles

ROUTER = APIRouter(include_in_schema=False)
COMING = '<p class="stale">Newer data were loaded. They are shown as soon as the usual questions are answered.</p>'
NEWER = '<p class="stale">Newer data were loaded. <a href="">Reload</a> to see them.</p>'


@ROUTER.get("/stale")
@for_roles(*EVERYBODY)
def stale(request: Request, version: int = 0) -> Response:
    """A line that says so; nothing where the page is of the newest version. What is commonly asked is begun then."""
    request.app.state.work.notice()
    served = request.app.state.served
    if version >= served.newest:
        return Response(status_code=204)
    return HTMLResponse(NEWER if served.version > version else COMING)

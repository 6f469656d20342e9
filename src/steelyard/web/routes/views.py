"""Saved views: kept, shared and forgotten from the page they are of."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from steelyard.answers import plain
from steelyard.declare import STAFF
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.routes.people import ACCOUNT, desk_of

ROUTER = APIRouter()
Asking = Annotated[Viewer, Depends(viewer_of)]


@ROUTER.get("/views.json", summary="Saved views: one's own, and those that are shared")
@for_roles(*STAFF)
def views(request: Request, viewer: Asking) -> Response:
    """Name, address, owner, and whether it is shared."""
    return JSONResponse(plain(desk_of(request).views.of(viewer.name)))


@ROUTER.post("/views", include_in_schema=False)
@for_roles(*STAFF)
def save(
    request: Request,
    viewer: Asking,
    name: Annotated[str, Form(max_length=1000)],
    address: Annotated[str, Form(max_length=5000)],
) -> Response:
    """Keep a page's address under a name."""
    return _done(request, plain(desk_of(request).views.save(viewer.name, name, address)), address)


@ROUTER.post("/views/{number}/share", include_in_schema=False)
@for_roles(*STAFF)
def share(request: Request, viewer: Asking, number: int, shared: Annotated[str, Form()] = "yes") -> Response:
    """Show one's own view to everybody who may see its page, or no longer."""
    return _done(request, plain(desk_of(request).views.share(number, viewer.name, is_shared=shared == "yes")))


@ROUTER.post("/views/{number}/delete", include_in_schema=False)
@for_roles(*STAFF)
def delete(request: Request, viewer: Asking, number: int) -> Response:
    """Forget one's own view."""
    desk_of(request).views.delete(number, viewer.name)
    return _done(request, {"deleted": number})


def _done(request: Request, told: object, address: str = ACCOUNT) -> Response:
    """What was done, as JSON for programs; a browser without scripts goes back to a page."""
    if "application/json" in request.headers.get("accept", "") or "hx-request" in request.headers:
        return JSONResponse(told)
    return RedirectResponse(address, 303)

"""What errors look like: in words on a page, as JSON where JSON was asked for; faults of the program too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from steelyard.errors import (
    BusyError,
    DeskError,
    EmptyStoreError,
    QuestionError,
    RefusedError,
    SettingsError,
    StaleError,
    SteelyardError,
    VersionError,
)
from steelyard.web.access import headers
from steelyard.web.access.guard import told
from steelyard.web.access.viewer import viewer_of
from steelyard.web.bringing import has_mapping
from steelyard.web.pages import start
from steelyard.web.rendering import render
from steelyard.web.visit import JSON, visit_of

STATUS: tuple[tuple[type[SteelyardError], int, str], ...] = (
    (RefusedError, 403, "Not for your role"),
    (StaleError, 409, "Changed in between"),
    (DeskError, 422, "This cannot be done"),
    (EmptyStoreError, 409, "Nothing has been loaded yet"),
    (BusyError, 409, "A load is running"),
    (SettingsError, 409, "The settings do not hold"),
    (QuestionError, 422, "This cannot be asked"),
    (VersionError, 409, "Load the data anew"),
    (SteelyardError, 500, "This failed"),
)


def install(app: FastAPI) -> None:
    """Let an application say its errors so."""
    app.add_exception_handler(SteelyardError, _told)
    app.add_exception_handler(HTTPException, _not_there)
    app.add_exception_handler(RequestValidationError, _not_so)
    app.add_exception_handler(Exception, _broken)


def _not_there(request: Request, error: Exception) -> Response:
    """No page, or none that is asked so."""
    assert isinstance(error, HTTPException)
    known = {404: ("there is nothing at this address", "Begin at the first page."), 405: ("this is not asked so", "")}
    what, next = known.get(error.status_code, (str(error.detail).lower(), ""))
    title = "Not found" if error.status_code == 404 else "Refused"
    return _said(request, error.status_code, title, {"what": what, "where": "", "next": next}, error.headers)


def _not_so(request: Request, error: Exception) -> Response:
    """What was sent is not what its route takes; nothing of it is repeated."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()[0]
    it = {"what": f"{found['loc'][-1]}: {found['msg'].lower()}", "where": "", "next": "Go back and change it."}
    return _said(request, 422, "This cannot be done", it)


def _said(
    request: Request, status: int, title: str, it: dict[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    if request.url.path.endswith(JSON):
        return JSONResponse({"error": it}, status, headers)
    visit = visit_of(request, viewer_of(request))
    return HTMLResponse(render("error.html", title, visit, it), status, headers)


def _told(request: Request, error: Exception) -> Response:
    """An error that a user can mend, in words: as a page, or as JSON where JSON was asked for."""
    assert isinstance(error, SteelyardError)
    status, title = next((code, title) for kind, code, title in STATUS if isinstance(error, kind))
    it: dict[str, Any] = {"what": error.what, "where": error.where, "next": error.next}
    if request.url.path.endswith(JSON):
        return JSONResponse({"error": it}, status)
    visit = visit_of(request, viewer_of(request))
    if isinstance(error, EmptyStoreError) or (isinstance(error, SettingsError) and not has_mapping(visit)):
        return HTMLResponse(render(start.PAGE.template, title, visit, start.load(visit)), status)
    return HTMLResponse(render("error.html", title, visit, it), status)


def _broken(request: Request, error: Exception) -> Response:
    """A fault of the program: its kind and no more; the server's log has the rest. It comes after the guard."""
    what = f"this page failed ({type(error).__name__})"
    next = "Reload to try again. If it fails again, the server's log says where."
    door = request.app.state.door
    is_known = door is None or hasattr(request.state, "viewer")
    try:
        it = {"what": what, "where": "", "next": next}
        answer = _said(request, 500, "This failed", it) if is_known else told(500, what, next)
    except Exception:
        answer = told(500, what, next)
    headers.add(answer.headers, is_secure=door is not None and door.is_secure, is_kept=False)
    return answer

"""The application: every declared page with its JSON twin, every route, and what errors look like."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from steelyard import __version__, catalogue
from steelyard.answers import plain
from steelyard.declare import Analysis, Page
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
from steelyard.web.access.rules import for_roles, gate
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.api.document import document
from steelyard.web.asking import ACCEPTED
from steelyard.web.bringing import has_mapping
from steelyard.web.handing import TYPES, listed
from steelyard.web.pages import start
from steelyard.web.pages.balance import FIRST
from steelyard.web.rendering import pages, render
from steelyard.web.served import Served
from steelyard.web.visit import JSON, asks, twin_of, visit_of
from steelyard.web.webhook import Sender
from steelyard.web.work import PATIENCE_S, QUICK, Job, Work, one_process

STATIC = Path(__file__).parent / "static"
Asking = Annotated[Viewer, Depends(viewer_of)]


def create(
    folder: str | Path,
    data: str | Path | None = None,
    access: Callable[[FastAPI], None] | None = None,
    start: Callable[[], Executor] = one_process,
    patience_s: float = PATIENCE_S,
    is_warmed: bool = True,
) -> FastAPI:
    """The application over a workspace.

    Args:
        folder: the workspace; it may be empty, or not be there yet.
        data: where the sources' files lie; the workspace itself unless told.
        access: installs who may see what; without it everyone is the person at this machine.
        start: gives what runs jobs: a process each, unless told.
        patience_s: how long a page waits for an answer before it shows that it is being computed.
        is_warmed: what is commonly asked is answered of each new version before anybody asks.
    """
    served = Served(Path(folder), None if data is None else Path(data))
    app = FastAPI(
        title="Steelyard",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        dependencies=[Depends(gate)],
    )
    app.openapi = cache(document)  # type: ignore[method-assign]
    app.state.served, app.state.door = served, None
    app.state.work = Work(served, start, patience_s, common if is_warmed else tuple)
    if access is not None:
        access(app)
    for router in catalogue.entries("web.routes", "ROUTER").values():
        app.include_router(router)
    for page in pages():
        _add(app, page)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(SteelyardError, _told)
    app.add_exception_handler(HTTPException, _not_there)
    app.add_exception_handler(RequestValidationError, _not_so)
    return app


def common() -> list[Job]:
    """What the first page asks, and then every question as it stands."""
    known: dict[str, Analysis] = catalogue.entries("analyses", "ANALYSIS")
    named = sorted((entry for entry in known.values() if entry.name), key=lambda entry: entry.place)
    return [("parts", {}, QUICK), *(asks(name, {}) for name in (*FIRST, *(entry.id for entry in named)))]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.work.notice()
    desk = getattr(app.state.door, "desk", None)
    sender = None if desk is None else Sender(app.state.served, desk)
    yield
    if sender is not None:
        sender.close()
    app.state.work.close()
    if app.state.door is not None:
        app.state.door.close()
    app.state.served.close()


def _add(app: FastAPI, page: Page) -> None:
    def shown(request: Request, viewer: Asking) -> Response:
        visit = visit_of(request, viewer)
        found = page.load(visit)
        title = getattr(found, "title", page.title)
        return HTMLResponse(render(page.template, title, visit, found, page.id), status_of(found))

    def told(request: Request, viewer: Asking) -> Response:
        found = page.load(visit_of(request, viewer))
        return JSONResponse(found.to_dict() if hasattr(found, "to_dict") else plain(found), status_of(found))

    for endpoint in (shown, told):
        for_roles(*page.roles)(endpoint)
    for kind in TYPES if page.rows is not None else ():
        _hands(app, page, kind)
    app.add_api_route(twin_of(page.path), told, name=f"{page.id}{JSON}", summary=page.title)
    app.add_api_route(page.path, shown, include_in_schema=False, response_class=HTMLResponse, name=page.id)


def _hands(app: FastAPI, page: Page, kind: str) -> None:
    """A page's list as a file, of what the page shows; a route of its own at that address comes first."""
    assert page.rows is not None
    to_rows = page.rows

    def handed(request: Request, viewer: Asking) -> Response:
        visit = visit_of(request, viewer)
        found = page.load(visit)
        if status_of(found) == ACCEPTED:
            raise QuestionError("this is still being computed", next="Try again in a minute.")
        return listed(visit, page.id.replace("_", "-"), getattr(found, "title", page.title), to_rows(found), kind)

    for_roles(*page.roles)(handed)
    app.add_api_route(f"{page.path}.{kind}", handed, include_in_schema=False, name=f"{page.id}.{kind}")


def status_of(found: Any) -> int:
    """The HTTP status of a page's context: its own where it has one (202: still being computed)."""
    return int(getattr(found, "status", 200))


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

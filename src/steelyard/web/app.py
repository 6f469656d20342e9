"""The application: every declared page with its JSON twin, every route."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from steelyard import __version__, catalogue
from steelyard.answers import plain
from steelyard.declare import Analysis, Page
from steelyard.errors import QuestionError
from steelyard.web import failing
from steelyard.web.access.rules import for_roles, gate
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.api.document import document
from steelyard.web.asking import ACCEPTED
from steelyard.web.handing import TYPES, listed
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
    failing.install(app)
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

"""A file for the exchange, and files of peers beside it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from steelyard.errors import SteelyardError
from steelyard.exchange import signing
from steelyard.exchange.export import shared
from steelyard.exchange.model import MOST_BYTES, ExchangeError
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.bringing import EDITORS
from steelyard.web.exchanging import MOST_FILES, compared, exchange_page
from steelyard.web.rendering import render
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter(include_in_schema=False)
Asking = Annotated[Viewer, Depends(viewer_of)]


@ROUTER.post("/exchange/give")
@for_roles(*EDITORS)
def give(
    request: Request,
    viewer: Asking,
    company: Annotated[str, Form(min_length=1, max_length=200)],
    named: Annotated[str, Form(max_length=3)] = "",
    topics: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """The file, signed with the workspace's key; what was given before is given as it was."""
    visit = visit_of(request, viewer)
    workspace = visit.served.workspace
    called = "".join(sign for sign in company.strip() if sign.isprintable())
    try:
        with workspace.snapshot() as snapshot:
            found = shared(snapshot, workspace.settings, called, is_named=named == "yes", has_topics=topics == "yes")
        content = signing.sealed(found, workspace.settings.folder)
    except SteelyardError as error:
        return _refused(visit, error)
    if visit.desk is not None:
        visit.desk.audit.note(viewer.name, "exchange.given", of=called, detail=f"{len(found.cells)} figures")
    head = {"Content-Disposition": "attachment; filename=steelyard-exchange.json"}
    return Response(content.encode(), media_type="application/json", headers=head)


@ROUTER.post("/exchange/compare")
@for_roles(*EDITORS)
def beside(request: Request, viewer: Asking, files: Annotated[list[UploadFile], File()]) -> Response:
    """Where the company lies; nothing of it is kept."""
    visit = visit_of(request, viewer)
    try:
        if len(files) > MOST_FILES:
            raise ExchangeError(f"{len(files)} files are too many at once", next=f"At most {MOST_FILES}.")
        read = []
        for file in files:
            content = file.file.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                raise ExchangeError("the file is too large for an exchange", where=(file.filename or "")[:200])
            read.append(((file.filename or "a file")[:200], content))
        page = compared(visit, read)
    except SteelyardError as error:
        return _refused(visit, error)
    return HTMLResponse(render("exchange.html", "Exchange", visit, page, "exchange"), page.status)


def _refused(visit: Visit, error: SteelyardError) -> Response:
    page = exchange_page(visit, error)
    return HTMLResponse(render("exchange.html", "Exchange", visit, page, "exchange"), page.status)

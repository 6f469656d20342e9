"""What people do about debts of the register, one at a time or as a file; the register as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from steelyard.answers import plain
from steelyard.desk import RegisteredDebt
from steelyard.desk.debts import Register
from steelyard.errors import StaleError
from steelyard.register import checked_kind
from steelyard.register import file as register_file
from steelyard.register.file import day_of, number_of, numbers_of, range_of
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.following import desk_of, settings_of
from steelyard.web.owing import KEEPERS, TEMPLATE, shown
from steelyard.web.rendering import render
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter()
Asking = Annotated[Viewer, Depends(viewer_of)]
Text = Annotated[str, Form(max_length=4000)]
Version = Annotated[int, Form()]


@ROUTER.post("/debts", summary="Note a debt that nobody proposed")
@for_roles(*KEEPERS)
def add(request: Request, viewer: Asking, fracture: Text, by: Text = "", part: Text = "", title: Text = "") -> Response:
    """Of a kind of fracture, and of a part of the customers where one is named."""
    visit = visit_of(request, viewer)
    kind = checked_kind(settings_of(visit), fracture)
    return _told(request, viewer, desk_of(visit).debts.add(viewer.name, kind, by, part, title))


@ROUTER.post("/debts/{number}/accept", summary="Accept a debt that is proposed or noted")
@for_roles(*KEEPERS)
def accept(request: Request, viewer: Asking, number: int, version: Version) -> Response:
    """It is one to be repaid."""
    return _changed(request, viewer, number, lambda held: held.accept(number, viewer.name, version))


@ROUTER.post("/debts/{number}/dismiss", summary="Say that a debt is none")
@for_roles(*KEEPERS)
def dismiss(request: Request, viewer: Asking, number: int, version: Version, text: Text = "") -> Response:
    """It is not proposed again without news."""
    return _changed(request, viewer, number, lambda held: held.dismiss(number, viewer.name, version, text), text)


@ROUTER.post("/debts/{number}/repair", summary="Say since when a debt is repaired")
@for_roles(*KEEPERS)
def repair(request: Request, viewer: Asking, number: int, version: Version, on: Text) -> Response:
    """Whether it is repaid, the figures of each load say."""
    return _changed(request, viewer, number, lambda held: held.repair(number, viewer.name, version, day_of(on)))


@ROUTER.post("/debts/{number}/own", summary="Give a debt to somebody, or to nobody")
@for_roles(*KEEPERS)
def own(request: Request, viewer: Asking, number: int, version: Version, owner: Text = "") -> Response:
    """Nobody where no name is given."""
    return _changed(request, viewer, number, lambda held: held.own(number, viewer.name, version, owner))


@ROUTER.post("/debts/{number}/estimate", summary="Say what mending a debt takes, and how much of it that takes away")
@for_roles(*KEEPERS)
def estimate(
    request: Request,
    viewer: Asking,
    number: int,
    version: Version,
    low: Text = "",
    high: Text = "",
    removable: Text = "",
) -> Response:
    """A range of money; the share in percent."""

    def change(held: Register) -> RegisteredDebt:
        share = None if not removable.strip() else number_of(removable) / 100
        return held.estimate(number, viewer.name, version, range_of(low, high), share)

    return _changed(request, viewer, number, change)


@ROUTER.post("/debts/{number}/link", summary="Say which follow-ups and which initiative belong to a debt")
@for_roles(*KEEPERS)
def link(
    request: Request, viewer: Asking, number: int, version: Version, follow_ups: Text = "", initiative: Text = ""
) -> Response:
    """Numbers of follow-ups with spaces between them."""
    return _changed(
        request,
        viewer,
        number,
        lambda held: held.link(number, viewer.name, version, numbers_of(follow_ups), initiative),
    )


@ROUTER.post("/debts/{number}/note", summary="Write down something about a debt")
@for_roles(*KEEPERS)
def note(request: Request, viewer: Asking, number: int, version: Version, text: Text) -> Response:
    """Anybody who may see it may."""
    return _changed(request, viewer, number, lambda held: held.add_note(number, viewer.name, version, text), text)


@ROUTER.get("/debts.csv", include_in_schema=False)
@for_roles(*KEEPERS)
def download(request: Request, viewer: Asking) -> Response:
    """The register, as it can be brought back."""
    found = desk_of(visit_of(request, viewer)).debts.listed(most=10_000)
    name = "attachment; filename=steelyard-debts.csv"
    return Response(
        register_file.written(found), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )


@ROUTER.post("/debts/file", summary="Debts as a CSV file: noted where they have no number, else changed")
@for_roles(*KEEPERS)
def bring(request: Request, viewer: Asking, file: Annotated[UploadFile, File()]) -> Response:
    """Each row is taken or refused by itself; which ones were not, and why, is said."""
    held = desk_of(visit_of(request, viewer)).debts
    found = register_file.bring(held, viewer.name, file.file.read(register_file.MOST_BYTES + 1))
    refused = [{"line": line, "what": what} for line, what in found.refused]
    return JSONResponse({"taken": found.taken, "refused": refused}, 200 if not refused else 207)


Change = Callable[[Register], RegisteredDebt]


def _changed(request: Request, viewer: Viewer, number: int, change: Change, draft: str = "") -> Response:
    """What was done, as JSON for programs; on the page a conflict is told with what was written kept."""
    visit = visit_of(request, viewer)
    try:
        found = change(desk_of(visit).debts)
    except StaleError as error:
        if _is_program(request, viewer):
            return JSONResponse({"error": {"what": error.what, "where": error.where, "next": error.next}}, 409)
        return _conflict(visit, number, error, draft)
    return _told(request, viewer, found)


def _told(request: Request, viewer: Viewer, found: RegisteredDebt) -> Response:
    is_program = _is_program(request, viewer)
    return JSONResponse(plain(found)) if is_program else RedirectResponse(f"/debts/{found.id}", 303)


def _is_program(request: Request, viewer: Viewer) -> bool:
    return bool(viewer.by_key) or "application/json" in request.headers.get("accept", "")


def _conflict(visit: Visit, number: int, error: StaleError, draft: str) -> Response:
    page = shown(visit, number, (error.what, error.next), draft)
    return HTMLResponse(render(TEMPLATE, page.title, visit, page), page.status)

"""What people do about follow-ups; what came of them, as a file from a helpdesk; the list as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from steelyard.answers import plain
from steelyard.desk import FollowUp
from steelyard.desk.follow_ups import FollowUps
from steelyard.errors import DeskError, QuestionError, StaleError
from steelyard.web.access.rules import TELLERS, for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.following import TEMPLATE, barred, desk_of, number_of, shown, taken_over, teams_of
from steelyard.web.rendering import render
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter()
Asking = Annotated[Viewer, Depends(viewer_of)]
Text = Annotated[str, Form(max_length=4000)]
Version = Annotated[int, Form()]
Number = Annotated[int, Form()]
MOST_BYTES = 5_000_000
COLUMNS = ("follow_up", "version", "outcome", "note")


@ROUTER.post("/list/{number}/take", summary="Take a follow-up on oneself")
@for_roles(*TELLERS)
def take(request: Request, viewer: Asking, number: int, version: Version) -> Response:
    """Its owner is whoever asks."""
    return _changed(request, viewer, number, lambda held, teams: held.take(number, viewer.name, version, teams))


@ROUTER.post("/list/{number}/hand-over", summary="Give a follow-up to somebody else, or back to all")
@for_roles(*TELLERS)
def hand_over(request: Request, viewer: Asking, number: int, version: Version, to: Text = "") -> Response:
    """Back to all where nobody is named."""
    return _changed(request, viewer, number, lambda held, of: held.hand_over(number, viewer.name, version, to, of))


@ROUTER.post("/list/{number}/note", summary="Write down something about a follow-up")
@for_roles(*TELLERS)
def note(request: Request, viewer: Asking, number: int, version: Version, text: Text) -> Response:
    """Anybody who may see it may."""
    return _changed(
        request, viewer, number, lambda held, of: held.add_note(number, viewer.name, version, text, of), text
    )


@ROUTER.post("/list/{number}/done", summary="Say what came of a follow-up")
@for_roles(*TELLERS)
def done(request: Request, viewer: Asking, number: int, version: Version, outcome: Text, text: Text = "") -> Response:
    """Its outcome, with a note."""
    return _changed(
        request, viewer, number, lambda held, of: held.finish(number, viewer.name, version, outcome, text, of), text
    )


@ROUTER.post("/list/{number}/reopen", summary="Take up again what was done")
@for_roles(*TELLERS)
def reopen(request: Request, viewer: Asking, number: int, version: Version, text: Text = "") -> Response:
    """It is open again, for all."""
    return _changed(request, viewer, number, lambda held, of: held.reopen(number, viewer.name, version, text, of), text)


@ROUTER.post("/list/outcomes", summary="What came of follow-ups, as a CSV file: follow_up, version, outcome, note")
@for_roles(*TELLERS)
def outcomes(request: Request, viewer: Asking, file: Annotated[UploadFile, File()]) -> Response:
    """Each row is taken or refused by itself; which ones were not, and why, is said."""
    visit = visit_of(request, viewer)
    held, teams = desk_of(visit).follow_ups, teams_of(visit)
    rows = _rows(file.file.read(MOST_BYTES + 1))
    refused = []
    for line, row in enumerate(rows, start=2):
        try:
            number, version = number_of(row["follow_up"].strip()), number_of(row["version"].strip())
            held.finish(number, viewer.name, version, row["outcome"].strip(), (row["note"] or "").strip(), teams)
        except DeskError as error:
            refused.append({"line": line, "what": error.what})
    return JSONResponse({"taken": len(rows) - len(refused), "refused": refused}, 200 if not refused else 207)


@ROUTER.get("/list.csv", include_in_schema=False)
@for_roles(*TELLERS)
def download(request: Request, viewer: Asking) -> Response:
    """The list as it is worked, with what a file of outcomes needs: number and version."""
    visit = visit_of(request, viewer)
    if taken_over(visit) is not None:
        raise QuestionError("today's list is still being computed", next="Try again in a minute.")
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(("follow_up", "version", "customer_id", "team", "action", "state", "owner", "why", "due_at"))
    for found in desk_of(visit).follow_ups.listed(teams=teams_of(visit), most=10_000):
        why = "; ".join(str(reason["said"]) for reason in found.reasons)
        texts = (found.customer_id, found.team, found.action, found.state, found.owner, why)
        writer.writerow((found.id, found.version, *map(_safe, texts), found.due_at.isoformat()))
    name = "attachment; filename=steelyard-list.csv"
    return Response(target.getvalue(), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def _safe(text: str) -> str:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _rows(content: bytes) -> list[dict[str, str]]:
    if len(content) > MOST_BYTES:
        raise DeskError("the file is larger than 5 MB", next="Send it in parts.")
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        rows = [{name: row.get(name) or "" for name in COLUMNS} for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise DeskError("this is not a CSV file in UTF-8", next=f"Its columns are {', '.join(COLUMNS)}.") from None
    lacking = [name for name in COLUMNS[:3] if name not in (reader.fieldnames or ())]
    if lacking:
        raise DeskError(f"the file has no column {lacking[0]}", next=f"Its columns are {', '.join(COLUMNS)}.")
    return rows


Change = Callable[[FollowUps, tuple[str, ...]], FollowUp]


def _changed(request: Request, viewer: Viewer, number: int, change: Change, draft: str = "") -> Response:
    """What was done, as JSON for programs; on the page a conflict is told with what was written kept."""
    visit = visit_of(request, viewer)
    is_json = viewer.by_key or "application/json" in request.headers.get("accept", "")
    barred(visit)
    try:
        found = change(desk_of(visit).follow_ups, teams_of(visit))
    except StaleError as error:
        if is_json:
            return JSONResponse({"error": {"what": error.what, "where": error.where, "next": error.next}}, 409)
        return _conflict(visit, number, error, draft)
    return JSONResponse(plain(found)) if is_json else RedirectResponse(f"/list/{number}", 303)


def _conflict(visit: Visit, number: int, error: StaleError, draft: str) -> Response:
    page = shown(visit, number, (error.what, error.next), draft)
    return HTMLResponse(render(TEMPLATE, page.title, visit, page), page.status)

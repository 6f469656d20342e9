"""What people do about debts of the register, one at a time or as a file; the register as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from steelyard import register
from steelyard.answers import plain
from steelyard.desk import RegisteredDebt
from steelyard.desk.debts import Register
from steelyard.errors import DeskError, StaleError
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.following import desk_of
from steelyard.web.owing import KEEPERS, TEMPLATE, shown
from steelyard.web.rendering import render
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter()
Asking = Annotated[Viewer, Depends(viewer_of)]
Text = Annotated[str, Form(max_length=4000)]
Version = Annotated[int, Form()]
MOST_BYTES = 5_000_000


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
    return _changed(request, viewer, number, lambda held: held.repair(number, viewer.name, version, _day(on)))


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
        share = None if not removable.strip() else _number(removable) / 100
        return held.estimate(number, viewer.name, version, _range(low, high), share)

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
        lambda held: held.link(number, viewer.name, version, _numbers(follow_ups), initiative),
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
    target = io.StringIO()
    writer = csv.DictWriter(target, register.COLUMNS)
    writer.writeheader()
    for found in desk_of(visit_of(request, viewer)).debts.listed(most=10_000):
        writer.writerow({name: _safe(str(value)) for name, value in register.row_of(found).items()})
    name = "attachment; filename=steelyard-debts.csv"
    return Response(target.getvalue(), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@ROUTER.post("/debts/file", summary="Debts as a CSV file: noted where they have no number, else changed")
@for_roles(*KEEPERS)
def bring(request: Request, viewer: Asking, file: Annotated[UploadFile, File()]) -> Response:
    """Each row is taken or refused by itself; which ones were not, and why, is said."""
    held = desk_of(visit_of(request, viewer)).debts
    refused, taken = [], 0
    for line, row in enumerate(_rows(file.file.read(MOST_BYTES + 1)), start=2):
        try:
            _bring(held, viewer.name, row)
            taken += 1
        except DeskError as error:
            refused.append({"line": line, "what": error.what})
    return JSONResponse({"taken": taken, "refused": refused}, 200 if not refused else 207)


def _bring(held: Register, who: str, row: Mapping[str, str]) -> None:
    """One row: a new debt, or what it changes of one that is there."""
    if row["debt"]:
        found = held.find(int(_number(row["debt"])))
        if str(found.version) != row["version"]:
            raise StaleError("this was changed in between", next="Take the register anew and enter it again.")
    else:
        since = _day(row["since"]) if row["since"] else None
        found = held.add(who, row["fracture"], row["by"], row["part"], "", since)
    if row["owner"] and row["owner"] != found.owner:
        found = held.own(found.id, who, found.version, row["owner"])
    principal = _range(row["principal_low"], row["principal_high"])
    removable = _number(row["removable"]) if row["removable"] else found.removable
    if (principal or found.principal) != found.principal or removable != found.removable:
        found = held.estimate(found.id, who, found.version, principal or found.principal, removable)
    if row["initiative"] not in ("", found.initiative) or (
        row["follow_ups"] and _numbers(row["follow_ups"]) != found.follow_ups
    ):
        numbers = _numbers(row["follow_ups"]) or found.follow_ups
        found = held.link(found.id, who, found.version, numbers, row["initiative"] or found.initiative)
    if row["repaired_on"] and _day(row["repaired_on"]) != found.repaid_on:
        found = held.repair(found.id, who, found.version, _day(row["repaired_on"]))
    if row["note"]:
        held.add_note(found.id, who, found.version, row["note"])


def _rows(content: bytes) -> list[dict[str, str]]:
    if len(content) > MOST_BYTES:
        raise DeskError("the file is larger than 5 MB", next="Send it in parts.")
    hint = f"Its columns are {', '.join(register.COLUMNS)}."
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        rows = [{name: _plain(row.get(name) or "") for name in register.COLUMNS} for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise DeskError("this is not a CSV file in UTF-8", next=hint) from None
    lacking = [name for name in ("debt", "fracture") if name not in (reader.fieldnames or ())]
    if lacking:
        raise DeskError(f"the file has no column {lacking[0]}", next=hint)
    return rows


def _plain(text: str) -> str:
    """A text without the apostrophe that a spreadsheet was given."""
    stripped = text.strip()
    return stripped[1:] if stripped[:1] == "'" and stripped[1:2] in tuple("=+-@") else stripped


def _safe(text: str) -> str:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DeskError(f"{text[:40]!r} is no day", next="Write it as 2026-09-30.") from None


def _number(text: str) -> float:
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        raise DeskError(f"{text[:40]!r} is no number", next="Write it in digits.") from None
    if found != found or abs(found) == float("inf"):
        raise DeskError(f"{text[:40]!r} is no number", next="Write it in digits.")
    return found


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(_number(part)) for part in text.replace(",", " ").split())


def _range(low: str, high: str) -> tuple[float, float] | None:
    if not low.strip() and not high.strip():
        return None
    ends = [_number(one) for one in (low or high, high or low)]
    return ends[0], ends[1]


Change = Callable[[Register], RegisteredDebt]


def _changed(request: Request, viewer: Viewer, number: int, change: Change, draft: str = "") -> Response:
    """What was done, as JSON for programs; on the page a conflict is told with what was written kept."""
    visit = visit_of(request, viewer)
    is_json = viewer.by_key or "application/json" in request.headers.get("accept", "")
    try:
        found = change(desk_of(visit).debts)
    except StaleError as error:
        if is_json:
            return JSONResponse({"error": {"what": error.what, "where": error.where, "next": error.next}}, 409)
        return _conflict(visit, number, error, draft)
    return JSONResponse(plain(found)) if is_json else RedirectResponse(f"/debts/{number}", 303)


def _conflict(visit: Visit, number: int, error: StaleError, draft: str) -> Response:
    page = shown(visit, number, (error.what, error.next), draft)
    return HTMLResponse(render(TEMPLATE, page.title, visit, page), page.status)

"""What people do about evaluations: score, draw, pick, calibrate, and take sheets out and in."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from steelyard import rubrics
from steelyard.analyses.evaluations.assigning import assigned
from steelyard.analyses.evaluations.plan import Planned, plan
from steelyard.desk import Drawn, sheets
from steelyard.desk import evaluators as evaluators_of
from steelyard.errors import DeskError, QuestionError, SteelyardError
from steelyard.rubrics import Rubric
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.story import reading
from steelyard.story.answer import Step
from steelyard.web.access.rules import TELLERS, for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.evaluating import (
    PLANNERS,
    agreed_of,
    calibration,
    desk,
    number_of,
    queue,
    rubric_of,
    scoring,
    settings_of,
)
from steelyard.web.following import teams_of
from steelyard.web.rendering import render
from steelyard.web.telling import told
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter()
Asking = Annotated[Viewer, Depends(viewer_of)]
Text = Annotated[str, Form(max_length=4000)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 40


async def fields(request: Request) -> dict[str, str]:
    """What a form holds, by name."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(fields)]


@ROUTER.post("/evaluate/{number}/draft", summary="Keep points as a draft")
@for_roles(*TELLERS)
def draft(request: Request, viewer: Asking, number: str, given: Fields) -> Response:
    """Of some criteria or all; points by criterion, and the version they are a change of."""
    return _saved(request, viewer, number, given, is_done=False)


@ROUTER.post("/evaluate/{number}/done", summary="Score a contact for good")
@for_roles(*TELLERS)
def done(request: Request, viewer: Asking, number: str, given: Fields) -> Response:
    """Every criterion; it is not changed afterwards."""
    return _saved(request, viewer, number, given, is_done=True)


def _saved(request: Request, viewer: Viewer, number: str, given: dict[str, str], *, is_done: bool) -> Response:
    visit = visit_of(request, viewer)
    held, teams, place = desk(visit).evaluations, teams_of(visit), number_of(number)
    task = held.find(place, viewer.name, teams)
    rubric = rubric_of(visit, task)
    points = {entry.id: _points(given[entry.id]) for entry in rubric.criteria if given.get(entry.id)}
    points = {} if given.get("clear") else points
    try:
        version = number_of(given.get("version", ""))
        found = held.save(place, viewer.name, version, rubric, points, is_done=is_done, teams=teams)
    except (DeskError, QuestionError) as error:
        if _is_json(request, viewer):
            return JSONResponse({"error": {"what": error.what, "where": error.where, "next": error.next}}, 409)
        page = scoring(visit, place, (error.what, error.next), points)
        return HTMLResponse(render("evaluation.html", page.title, visit, page), page.status)
    if _is_json(request, viewer):
        return JSONResponse({"id": found.id, "version": found.version, "state": found.state})
    if not is_done:
        return RedirectResponse(f"/evaluate/{place}", 303)
    following = held.queue(viewer.name, teams)
    return RedirectResponse(f"/evaluate/{following[0].id}" if following else "/evaluate", 303)


@ROUTER.post("/evaluate/plan", summary="Draw contacts to be evaluated")
@for_roles(*PLANNERS)
def draw(
    request: Request,
    viewer: Asking,
    count: Annotated[int, Form(ge=4, le=100_000)],
    rubric: Text,
    twice: Annotated[float, Form(ge=0, le=1)] = 0.1,
    evaluators: Text = "",
    gold: Annotated[int, Form(ge=0, le=100)] = 0,
    first: Text = "",
    last: Text = "",
    look: Text = "",
) -> Response:
    """At random with known chances, of the newest seven days unless told; with `look` it is told and not kept."""
    visit = visit_of(request, viewer)
    given = {"count": str(count), "rubric": rubric, "twice": f"{twice:g}", "evaluators": evaluators}
    given |= {"gold": str(gold), "first": first, "last": last}
    try:
        return _drawn(request, visit, given, is_kept=not look)
    except (DeskError, QuestionError) as error:
        return _refused(request, visit, error, given)


def _drawn(request: Request, visit: Visit, given: dict[str, str], *, is_kept: bool) -> Response:
    chosen, seed = _rubric(visit, given["rubric"]), secrets.randbelow(2**31)
    names = evaluators_of.named(desk(visit).users, given["evaluators"].split(","))
    from_on, to_on = _day(given["first"]), _day(given["last"])
    count, twice, gold = int(given["count"]), float(given["twice"]), int(given["gold"])

    def planned(snapshot: Snapshot, settings: Settings, teams: tuple[str, ...]) -> Planned:
        return plan(snapshot, settings, count=count, seed=seed, twice=twice, from_on=from_on, to_on=to_on)

    found = told(visit, planned)
    if not is_kept:
        return _page(visit, 200, looked=found, given=given)
    held = desk(visit).evaluations
    known = held.gold(chosen)
    if gold and not known:
        raise DeskError(
            "there are no gold items of this rubric", next="Hold a calibration first, or draw without gold items."
        )
    kept = assigned(found, names, known, gold)
    strata = [
        {"stratum": one.name, "contacts": one.contacts, "drawn": one.drawn, "chance": one.chance}
        for one in found.drawn.strata
    ]
    span = (found.from_on.isoformat(), found.to_on.isoformat())
    number = held.keep_plan(chosen, *span, seed, visit.version, strata, kept, visit.viewer.name)
    return JSONResponse({"plan": number}) if _is_json(request, visit.viewer) else RedirectResponse("/evaluate", 303)


def _page(visit: Visit, status: int, **more: Any) -> Response:
    return HTMLResponse(render("evaluate.html", "Evaluate", visit, replace(queue(visit), **more), "evaluate"), status)


def _refused(request: Request, visit: Visit, error: SteelyardError, given: dict[str, str]) -> Response:
    """The page with what was entered and why it was not taken; for programs as every error."""
    if _is_json(request, visit.viewer):
        raise error
    return _page(visit, 422, refused=(error.what, error.next), given=given)


@ROUTER.post("/evaluate/pick", summary="Pick a contact for coaching or after a complaint")
@for_roles(*TELLERS)
def pick(
    request: Request, viewer: Asking, contact: Text, purpose: Text, rubric: Text, evaluator: Text = ""
) -> Response:
    """It is scored, and enters no mean; a lead picks of their own teams."""
    visit = visit_of(request, viewer)
    try:
        found = _contact(visit, contact.strip())
        if found is None:
            of = ", or it is not one of your teams'" if teams_of(visit) else ""
            raise DeskError(f"there is no such contact{of}", next="Check its id.")
        whose = evaluators_of.named(desk(visit).users, [evaluator])
        drawn = Drawn(contact.strip(), purpose, team=found[0].team, evaluator="".join(whose))
        task = desk(visit).evaluations.pick(_rubric(visit, rubric), drawn, viewer.name)
    except (DeskError, QuestionError) as error:
        return _refused(request, visit, error, {"contact": contact, "purpose": purpose, "rubric": rubric})
    return JSONResponse({"id": task.id}) if _is_json(request, viewer) else RedirectResponse("/evaluate", 303)


@ROUTER.get("/evaluate-sheet.{kind}", include_in_schema=False)
@for_roles(*TELLERS)
def sheet(request: Request, viewer: Asking, kind: str, rubric: str = "") -> Response:
    """What somebody may score, to be scored elsewhere."""
    visit = visit_of(request, viewer)
    chosen = _rubric(visit, rubric)
    if kind not in ("csv", "xlsx"):
        raise QuestionError("a sheet is CSV or XLSX", next="Choose one of them.")
    rows = sheets.sheet(desk(visit).evaluations.queue(viewer.name, teams_of(visit)), chosen)
    content = sheets.to_csv(rows) if kind == "csv" else sheets.to_xlsx(rows, chosen)
    return _file(content, f"steelyard-evaluations.{kind}", "text/csv; charset=utf-8" if kind == "csv" else XLSX)


@ROUTER.get("/evaluate-scores.csv", include_in_schema=False)
@for_roles(*PLANNERS)
def scores(request: Request, viewer: Asking) -> Response:
    """Every score, as a source of evaluations reads it."""
    held = desk(visit_of(request, viewer)).evaluations
    sessions = [held.calibration(one.id) for one in held.calibrations() if one.closed_at is not None]
    content = sheets.to_csv(sheets.scores(held.done(), sessions))
    return _file(content, "steelyard-scores.csv", "text/csv; charset=utf-8")


@ROUTER.post("/evaluate/enter", summary="Scores, as a sheet that was filled in")
@for_roles(*TELLERS)
def enter(request: Request, viewer: Asking, file: Annotated[UploadFile, File()]) -> Response:
    """One's own; each row is taken or refused by itself, and why is said."""
    visit = visit_of(request, viewer)
    held = desk(visit).evaluations
    try:
        rows = sheets.read(file.file.read(sheets.MOST_BYTES + 1), file.filename or "")
        found = sheets.entered(held, rows, lambda name: _rubric(visit, name), viewer.name, teams_of(visit))
    except DeskError as error:
        return _refused(request, visit, error, {})
    status = 207 if found.refused else 200
    if not _is_json(request, viewer):
        return _page(visit, status, brought=found)
    lines = [{"line": one.line, "what": one.what, "next": one.next} for one in found.refused]
    return JSONResponse({"taken": found.taken, "known": found.known, "refused": lines}, status)


@ROUTER.post("/calibrations", summary="Begin a calibration: several score the same contacts blind")
@for_roles(*PLANNERS)
def begin(request: Request, viewer: Asking, title: Text, rubric: Text, contacts: Text, evaluators: Text) -> Response:
    """Contacts and evaluators separated by commas."""
    visit = visit_of(request, viewer)
    ids = [one.strip() for one in contacts.replace("\n", ",").split(",") if one.strip()]
    given = {"title": title, "rubric": rubric, "contacts": contacts, "session_of": evaluators}
    try:
        names = evaluators_of.named(desk(visit).users, evaluators.split(","), sees_all=False)
        for contact in ids[: LONGEST + 10]:
            if _contact(visit, contact) is None:
                raise DeskError(f"there is no contact {contact[:LONGEST]}", next="Check its id.")
        number = desk(visit).evaluations.calibrate(title, _rubric(visit, rubric), ids, names, viewer.name)
    except (DeskError, QuestionError) as error:
        return _refused(request, visit, error, given)
    if _is_json(request, viewer):
        return JSONResponse({"calibration": number})
    return RedirectResponse(f"/calibrations/{number}", 303)


@ROUTER.post("/calibrations/{number}/agree", summary="Close a calibration with what was agreed")
@for_roles(*PLANNERS)
def agree(request: Request, viewer: Asking, number: str, given: Fields) -> Response:
    """In words, and points of contacts that become gold."""
    visit, place = visit_of(request, viewer), number_of(number)
    held = desk(visit).evaluations
    try:
        rubric = rubric_of(visit, held.calibration(place))
        agreed = agreed_of(visit, place, given)
        version = number_of(given.get("version", ""))
        held.agree(place, viewer.name, version, rubric, agreed, given.get("said", ""))
    except (DeskError, QuestionError) as error:
        if _is_json(request, viewer):
            return JSONResponse({"error": {"what": error.what, "where": error.where, "next": error.next}}, 409)
        page = calibration(visit, place, (error.what, error.next), given)
        return HTMLResponse(render("calibration.html", page.title, visit, page), page.status)
    return (
        JSONResponse({"closed": place})
        if _is_json(request, viewer)
        else RedirectResponse(f"/calibrations/{place}", 303)
    )


def _contact(visit: Visit, contact: str) -> tuple[Step, str] | None:
    return told(visit, lambda snapshot, held, teams: reading.contact(snapshot, held, contact, teams))


def _rubric(visit: Visit, name: str) -> Rubric:
    try:
        return rubrics.find(settings_of(visit), name)
    except SteelyardError as error:
        raise DeskError(error.what, next=error.next) from None


def _points(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else text[:LONGEST]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise DeskError("a day is written as 2026-09-30") from None


def _file(content: bytes, name: str, media: str) -> Response:
    return Response(content, media_type=media, headers={"Content-Disposition": f"attachment; filename={name}"})


def _is_json(request: Request, viewer: Viewer) -> Any:
    return viewer.by_key or "application/json" in request.headers.get("accept", "")

"""Files that are sent, answers to what is proposed for them, loads that are begun and stopped, rejected rows as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from steelyard import background
from steelyard.errors import BusyError, SettingsError, SteelyardError
from steelyard.intake.proposal.answering import accepted, columns_of, places, questions
from steelyard.intake.uploads import drafts, looking
from steelyard.intake.uploads.drafts import Draft
from steelyard.intake.uploads.receiving import Sent
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.bringing import BOUNDS, EDITORS, LOOKING_S, data_of, has_mapping, upload
from steelyard.web.rendering import render
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter(include_in_schema=False)
Asking = Annotated[Viewer, Depends(viewer_of)]
LOADING = "/data/loading"


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)


@ROUTER.post("/data/upload")
@for_roles(*EDITORS)
async def send(request: Request, viewer: Asking) -> Response:
    """Keep the files, look at them, and show what is proposed."""
    visit = visit_of(request, viewer)
    form = await request.form(max_files=BOUNDS.files + 1, max_fields=20)
    try:
        named = {name: str(form.get(name) or "") for name in ("source", "replaces")}
        files = [entry for entry in form.getlist("files") if isinstance(entry, UploadFile) and entry.filename]
        sent = [Sent(str(entry.filename), entry.file) for entry in files]
        door = request.app.state.door
        return await to_thread.run_sync(_kept, visit, sent, named, door.serve.scanner if door is not None else ())
    finally:
        await form.close()


def _kept(visit: Visit, sent: list[Sent], named: Mapping[str, str], scanner: tuple[str, ...]) -> Response:
    folder, data = visit.served.folder, data_of(visit)
    try:
        draft = drafts.create(folder, sent, replace(BOUNDS, scanner=scanner), data=data, **named)
    except SteelyardError as error:
        query = {name: (value,) for name, value in named.items() if value}
        page = upload(replace(visit, query=query), error)
        return HTMLResponse(render("upload.html", "Bring files", visit, page, "upload"), page.status)
    looking.look(folder, draft, LOOKING_S, data=data)
    return _to(f"/data/upload/{draft.id}")


@ROUTER.post("/data/upload/{id}")
@for_roles(*EDITORS)
async def say(request: Request, viewer: Asking, id: str) -> Response:
    """Keep answers and chosen columns; then try them, load, or discard the upload."""
    form = await request.form(max_files=0, max_fields=1_000)
    given = {name: str(value) for name, value in form.items()}
    return await to_thread.run_sync(_said, visit_of(request, viewer), id, given)


def _said(visit: Visit, id: str, given: Mapping[str, str]) -> Response:
    folder, data = visit.served.folder, data_of(visit)
    draft = drafts.read(folder, id)
    if given.get("do") == "discard":
        drafts.discard(draft)
        return _to("/data/upload")
    if given.get("do") == "join" and has_mapping(visit):
        alike = drafts.alike(draft, visit.served.workspace.settings)
        if alike:
            looking.look(folder, drafts.join(draft, alike), LOOKING_S, data=data)
        return _to(f"/data/upload/{id}")
    draft, refused = _accepted(draft, given)
    drafts.said(draft)
    draft = looking.look(folder, draft, LOOKING_S, data=data)
    if refused:
        drafts.keep_failure(draft, refused.what, refused.next)
        return _to(f"/data/upload/{id}")
    if given.get("do") != "load" or draft.error or any(tried.error for tried in draft.tried):
        return _to(f"/data/upload/{id}#checked")
    drafts.accept(draft, folder, data)
    _begun(visit)
    return _to(LOADING)


def _accepted(draft: Draft, given: Mapping[str, str]) -> tuple[Draft, SettingsError | None]:
    """The upload with what a form says, and the first answer that cannot be, which is left out."""
    changes = _changes(draft, given)
    known = {question.id: question for question in questions(draft.proposal)} if draft.proposal else {}
    refused, kept = None, {}
    for name, text in changes["answers"].items():
        try:
            kept[name] = accepted(known[name], text) if name in known else ""
        except SettingsError as error:
            refused = refused or error
    changes["answers"] = {name: text for name, text in kept.items() if text}
    return replace(draft, **changes), refused


def _changes(draft: Draft, given: Mapping[str, str]) -> dict[str, Any]:
    """What a form says: `ask:` answers questions, `of:` names columns where they are others than now."""
    answers = {name[4:]: value for name, value in given.items() if name.startswith("ask:")}
    tables = {name[4:]: value for name, value in given.items() if name.startswith("use:")}
    draft = _with_tables(draft, {**draft.tables, **tables})
    now, there = (columns_of(draft.mapped), _places(draft)) if draft.proposal else ({}, set[str]())
    named = {name[3:]: value for name, value in given.items() if name.startswith("of:")}
    changed = {name: value for name, value in named.items() if value != now.get(name, "") and _place(name) in there}
    columns = {**draft.columns, **changed}
    called = given.get("name", "").strip()[:80]
    return {
        "answers": {name: value for name, value in answers.items() if value},
        "columns": columns,
        "tables": draft.tables,
        "name": called or draft.name,
    }


def _with_tables(draft: Draft, tables: Mapping[str, str]) -> Draft:
    """The upload with what its rows are; columns that were chosen of another table than now are forgotten."""
    if draft.proposal is None:
        return draft
    bare = replace(draft, tables=tables, columns={})
    there = _places(bare)
    return replace(bare, columns={name: column for name, column in draft.columns.items() if _place(name) in there})


def _places(draft: Draft) -> set[str]:
    """What the tables are called that its files fill."""
    return {place for source in draft.mapped.sources for place, _ in places(source)}


def _place(name: str) -> str:
    return name.rpartition(".")[0]


@ROUTER.post("/data/load")
@for_roles(*EDITORS)
async def begin(request: Request, viewer: Asking) -> Response:
    """Load what the settings name."""
    form = await request.form(max_files=0, max_fields=20)
    visit = visit_of(request, viewer)
    _begun(visit, again=form.get("again") == "yes")
    return _to(LOADING)


def _begun(visit: Visit, **how: bool) -> None:
    """Begin a load; where one runs, that is the one the next page shows."""
    with suppress(BusyError):
        background.start(visit.served.folder, visit.served.data, **how)


@ROUTER.post("/data/load/stop")
@for_roles(*EDITORS)
def end(request: Request, viewer: Asking) -> Response:
    """Ask the load that runs to stop."""
    background.stop(request.app.state.served.folder)
    return _to(LOADING)


@ROUTER.post("/start/demo")
@for_roles(*EDITORS)
def demo(request: Request, viewer: Asking) -> Response:
    """Write the simulated centre into a workspace without a mapping, and load it."""
    visit = visit_of(request, viewer)
    if has_mapping(visit):
        raise SettingsError("there is a workspace here already", next="Load it, or serve another folder.")
    visit.served.folder.mkdir(parents=True, exist_ok=True)
    _begun(visit, demo=True)
    return _to(LOADING)


@ROUTER.get("/data/quarantine.csv")
@for_roles(*EDITORS)
def quarantine(request: Request, viewer: Asking) -> Response:
    """Every rejected row and value: its source, file, row, column and reason; no text is a formula."""
    from steelyard.view.files import write_table

    visit = visit_of(request, viewer)
    with TemporaryDirectory() as folder, visit.served.snapshot(visit.served.newest) as snapshot:
        target = Path(folder) / "quarantine.csv"
        write_table(snapshot, "quarantine", target)
        found = target.read_bytes()
    named = {"Content-Disposition": "attachment; filename=steelyard-rejected.csv"}
    return Response(found, media_type="text/csv; charset=utf-8", headers=named)

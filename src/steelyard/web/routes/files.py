"""An answer as a file to download, and the specification of its picture."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from steelyard import catalogue
from steelyard.answers import Answer
from steelyard.declare import STAFF, Analysis
from steelyard.web import controls
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.handing import TYPES, WAIT_S, handed, pictured, ready, written
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter()
PICTURE_PX = 1040
LEAST_PX, MOST_PX = 240, 1400
Asking = Annotated[Viewer, Depends(viewer_of)]


@ROUTER.get("/ask/{question}.tables.png", include_in_schema=False, name="question.tables")
@for_roles(*STAFF)
def tables(request: Request, viewer: Asking, question: str) -> Response:
    """The tables of an answer as a PNG file, also of one that has a picture."""
    visit = visit_of(request, viewer)
    return handed(_tables(visit, _answer(visit, question)), f"{question}-tables", "png")


def _adds(kind: str) -> None:
    @for_roles(*STAFF)
    def download(request: Request, viewer: Asking, question: str) -> Response:
        visit = visit_of(request, viewer)
        answer = _answer(visit, question)
        found = _picture(visit, answer) if kind == "png" else written(answer.to_rows(), kind)
        return handed(found, question, kind)

    ROUTER.add_api_route(f"/ask/{{question}}.{kind}", download, include_in_schema=False, name=f"question.{kind}")


for each in TYPES:
    _adds(each)


def _answer(visit: Visit, question: str) -> Answer:
    analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", question)
    found: Answer = ready(visit.ask(question, wait_s=WAIT_S, **controls.given(analysis.takes, visit.query)))
    return found


def _picture(visit: Visit, answer: Answer) -> bytes:
    """The picture of what this viewer is shown, or its tables where none is drawn of it."""
    from steelyard import charts

    if not answer.estimates or not charts.draws(answer):
        return _tables(visit, answer)
    picture = charts.specification(answer, width=PICTURE_PX)
    picture = {**picture, "config": {**picture.get("config", {}), "background": "#ffffff"}}
    found: bytes = ready(visit.job("png", {"picture": json.dumps(picture)}, wait_s=WAIT_S))
    return found


def _tables(visit: Visit, answer: Answer) -> bytes:
    from steelyard.view.card import card

    laid: Any = card(answer)
    found = (*laid.tables, *((laid.missing,) if laid.missing and laid.missing.rows else ()))
    return pictured(visit, laid.headline or laid.title, found, laid.foot)


@ROUTER.get("/chart/{question}.json", include_in_schema=False)
@for_roles(*STAFF)
def chart(
    request: Request, viewer: Asking, question: str, width: Annotated[int, Query(ge=1)] = 1040, narrow: bool = False
) -> Response:
    """The picture of an answer in Vega-Lite's grammar, for a place so many pixels wide."""
    from steelyard import charts

    answer = _answer(visit_of(request, viewer), question)
    room = max(LEAST_PX, min(width, MOST_PX))
    return JSONResponse(charts.specification(answer, width=room, is_narrow=narrow))

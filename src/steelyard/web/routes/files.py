"""An answer as a file to download, and the specification of its picture."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from steelyard import catalogue
from steelyard.declare import STAFF, Analysis
from steelyard.errors import QuestionError
from steelyard.web import controls
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.visit import Visit, visit_of
from steelyard.web.work import Pending

ROUTER = APIRouter()
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
}
WAIT_S = 120
LEAST_PX, MOST_PX = 240, 1400
Asking = Annotated[Viewer, Depends(viewer_of)]


def _adds(kind: str) -> None:
    @for_roles(*STAFF)
    def download(request: Request, viewer: Asking, question: str) -> Response:
        visit = visit_of(request, viewer)
        found = _picture(visit, question) if kind == "png" else _figures(visit, question, kind)
        name = f"attachment; filename=steelyard-{question}.{kind}"
        return Response(found, media_type=TYPES[kind], headers={"Content-Disposition": name})

    ROUTER.add_api_route(f"/ask/{{question}}.{kind}", download, include_in_schema=False, name=f"question.{kind}")


for each in TYPES:
    _adds(each)


def _given(visit: Visit, question: str) -> dict[str, Any]:
    analysis: Analysis = catalogue.entry("analyses", "ANALYSIS", question)
    return controls.given(analysis.takes, visit.query)


def _figures(visit: Visit, question: str, kind: str) -> bytes:
    from steelyard.view.files import write_rows

    answer = _ready(visit.ask(question, wait_s=WAIT_S, **_given(visit, question)))
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"figures.{kind}"
        write_rows(answer.to_rows(), target)
        return target.read_bytes()


def _picture(visit: Visit, question: str) -> bytes:
    given, _ = _ready(visit.heeded(question, _given(visit, question), WAIT_S))
    _ready(visit.ask(question, wait_s=WAIT_S, **given))
    drawn: bytes = _ready(visit.job("png", {"question": question, "given": given}, wait_s=WAIT_S))
    return drawn


def _ready(found: Any) -> Any:
    if isinstance(found, Pending):
        raise QuestionError("this is still being computed", next="Try again in a minute.")
    return found


@ROUTER.get("/chart/{question}.json", include_in_schema=False)
@for_roles(*STAFF)
def chart(
    request: Request, viewer: Asking, question: str, width: Annotated[int, Query(ge=1)] = 1040, narrow: bool = False
) -> Response:
    """The picture of an answer in Vega-Lite's grammar, for a place so many pixels wide."""
    from steelyard import charts

    visit = visit_of(request, viewer)
    answer = _ready(visit.ask(question, wait_s=WAIT_S, **_given(visit, question)))
    room = max(LEAST_PX, min(width, MOST_PX))
    return JSONResponse(charts.specification(answer, width=room, is_narrow=narrow))

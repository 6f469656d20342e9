"""Figures and lists as files that a browser keeps: CSV, Excel, and PNG of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi.responses import Response

from steelyard.errors import QuestionError
from steelyard.view import drawing
from steelyard.view.files import write_rows
from steelyard.view.table import Table
from steelyard.web.visit import Visit
from steelyard.web.work import Pending

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
}
WAIT_S = 120

Rows = Sequence[Mapping[str, Any]]


def handed(content: bytes, name: str, kind: str) -> Response:
    """A file to keep, under a name of our own."""
    named = {"Content-Disposition": f"attachment; filename=steelyard-{name}.{kind}"}
    return Response(content, media_type=TYPES[kind], headers=named)


def written(rows: Rows, kind: str) -> bytes:
    """Flat rows as CSV or Excel; no text is a formula."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"figures.{kind}"
        write_rows(rows, target)
        return target.read_bytes()


def pictured(visit: Visit, title: str, tables: Sequence[Table], foot: Sequence[str] = ()) -> bytes:
    """Tables as a PNG file.

    Raises:
        QuestionError: it is still being drawn.
    """
    found: bytes = ready(visit.job("png", {"svg": drawing.drawn(title, tables, foot)}, wait_s=WAIT_S))
    return found


def listed(visit: Visit, name: str, title: str, rows: Rows, kind: str) -> Response:
    """A page's list as a file."""
    if kind == "png":
        foot = (visit.served.workspace.settings.name, f"Version {visit.version} of the store.")
        return handed(pictured(visit, title, [drawing.table_of(rows)], [line for line in foot if line]), name, kind)
    return handed(written(rows, kind), name, kind)


def ready(found: Any) -> Any:
    """What a job gave; QuestionError while it is not done."""
    if isinstance(found, Pending):
        raise QuestionError("this is still being computed", next="Try again in a minute.")
    return found

"""A customer is erased: asked for on their page by an administrator who types the id that is shown there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from steelyard.errors import QuestionError
from steelyard.intake.erasure.wording import told as said
from steelyard.story import reading
from steelyard.web.access.rules import for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.rendering import render
from steelyard.web.telling import key, told
from steelyard.web.visit import Visit, visit_of

ROUTER = APIRouter(include_in_schema=False)
Asking = Annotated[Viewer, Depends(viewer_of)]
ASKED, DONE = "customer.erase", "customer.erased"
"""What the audit log calls it, before and after; the customer is there by the keyed hash of the address."""


@dataclass(frozen=True)
class Erased:
    """What was done, in sentences."""

    lines: tuple[str, ...]


@ROUTER.post("/customer/{customer}/erase")
@for_roles("administrator")
def erase(
    request: Request, viewer: Asking, customer: str, typed: Annotated[str, Form(max_length=1000)] = ""
) -> Response:
    """Erase the customer of that address; refused unless their id, as the page shows it, was typed."""
    visit = visit_of(request, viewer)
    one = told(visit, lambda snapshot, held, teams: reading.find_customer(snapshot, held, key(visit), customer))
    if typed.strip() != one:
        hint = "Type the customer's id as their page shows it."
        raise QuestionError("what was typed is not this customer's id, and nothing was erased", next=hint)
    _note(visit, ASKED, f"/customer/{customer}")
    found = visit.served.workspace.erase(one, is_stored=True)
    _note(visit, DONE, f"/customer/{customer}", f"version {found.version}")
    it = Erased(tuple(said(found)))
    return HTMLResponse(render("erased.html", "Erased", visit_of(request, viewer), it))


def _note(visit: Visit, what: str, of: str, detail: str = "") -> None:
    if visit.desk is not None:
        visit.desk.audit.note(visit.viewer.name, what, of, detail)

"""A second factor of one's own: set up by who types its first code, taken away with one."""

from __future__ import annotations

import re
import secrets
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from steelyard.desk import one_time
from steelyard.errors import DeskError, RefusedError
from steelyard.web.access.guard import SIGN_IN
from steelyard.web.access.rules import EVERYBODY, FACTOR, for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.rendering import render
from steelyard.web.routes.people import PEOPLE, check_password, desk_of, own_desk
from steelyard.web.visit import visit_of

ROUTER = APIRouter(include_in_schema=False)
Asking = Annotated[Viewer, Depends(viewer_of)]
Text = Annotated[str, Form(max_length=1000)]
SALT = re.compile(r"[0-9a-f]{32}")


@ROUTER.get(FACTOR)
@for_roles(*EVERYBODY)
def form(request: Request, viewer: Asking) -> Response:
    """The page to set one up on, or to take it away."""
    user = own_desk(request, viewer).users.get(viewer.name)
    if not user.has_password:
        raise DeskError("you sign in with your provider", next="Ask there for a second factor.")
    it: dict[str, Any] = {"is_set": user.has_factor, "salt": "", "seed": "", "link": ""}
    if not user.has_factor:
        salt = secrets.token_hex(16)
        written = one_time.written(_seed(request, viewer.name, salt))
        link = f"otpauth://totp/Steelyard:{quote(viewer.name, safe='')}?secret={written}&issuer=Steelyard"
        it |= {"salt": salt, "seed": " ".join(re.findall("....", written)), "link": link}
    return HTMLResponse(render("factor.html", "Second factor", visit_of(request, viewer), it))


@ROUTER.post(FACTOR)
@for_roles(*EVERYBODY)
def set_up(request: Request, viewer: Asking, password: Text, salt: Text, code: Text) -> Response:
    """Ask for codes from now on, where the first one is right; signed out everywhere."""
    desk = own_desk(request, viewer)
    if desk.users.get(viewer.name).has_factor or not SALT.fullmatch(salt):
        raise DeskError("this was set up before", next="Take it away first.")
    check_password(request, viewer, password)
    step = one_time.step_of(_seed(request, viewer.name, salt), code, one_time.now_step())
    if step is None:
        raise RefusedError("this is not the code", next="Put the new key into your app, and type what it shows then.")
    desk.factors.set(viewer.name, salt, step, by=viewer.name)
    return RedirectResponse(SIGN_IN, 303)


@ROUTER.post(f"{FACTOR}/remove")
@for_roles(*EVERYBODY)
def take_away(request: Request, viewer: Asking, password: Text, code: Text) -> Response:
    """Ask for no codes any more, by who has both; signed out everywhere."""
    desk, door = own_desk(request, viewer), request.app.state.door
    check_password(request, viewer, password)
    if not door.is_proven(desk.users.get(viewer.name), code):
        door.attempts.failed(viewer.name, "")
        raise RefusedError("this is not the code", next="Wait for the next one, or ask an administrator.")
    desk.factors.drop(viewer.name, by=viewer.name)
    return RedirectResponse(SIGN_IN, 303)


@ROUTER.post(f"{PEOPLE}/factor")
@for_roles("administrator")
def take_away_any(request: Request, viewer: Asking, name: Text) -> Response:
    """Take away the second factor of somebody who lost it; they are signed out."""
    desk = desk_of(request)
    desk.factors.drop(desk.users.get(name).name, by=viewer.name)
    return RedirectResponse(PEOPLE, 303)


def _seed(request: Request, name: str, salt: str) -> bytes:
    door = request.app.state.door
    if not door.has_secret:
        raise DeskError("this server has no secret that lasts", next="Make one first: see docs/serve.md, step 3.")
    return one_time.seed(door.secret, name, salt)

"""Signing in and out, and whether the server runs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from steelyard.desk import Desk, User, folded
from steelyard.errors import DeskError, SteelyardError
from steelyard.web.access.door import Door, address_of
from steelyard.web.access.guard import HEALTH, SIGN_IN, VISIT
from steelyard.web.access.provider import CALLBACK, Provider, admitted
from steelyard.web.access.rules import EVERYBODY, for_anybody, for_roles
from steelyard.web.access.viewer import NOBODY, Viewer, viewer_of
from steelyard.web.rendering import render
from steelyard.web.visit import visit_of
from steelyard.wording import capital

ROUTER = APIRouter(include_in_schema=False)
WRONG = "Name, password and code do not belong together, or the account is disabled."
TOO_OFTEN = "There were too many attempts. Wait a quarter of an hour."


@ROUTER.get(SIGN_IN)
@for_anybody
def form(request: Request, viewer: Annotated[Viewer, Depends(viewer_of)], next: str = "/") -> Response:
    """The page to sign in on; who has is sent on."""
    return _page(request, next) if viewer is NOBODY else RedirectResponse(_begin(viewer, next), 303)


@ROUTER.post(SIGN_IN)
@for_anybody
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=4000)] = "/",
    code: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Sign in by name, password and, with a second factor, a code; every refusal is told in the same words."""
    door, address = request.app.state.door, address_of(request)
    if door is None or door.desk is None:
        raise DeskError("there are no accounts here", next="type: steelyard user add NAME --role administrator")
    known = _known(name)
    if door.attempts.wait_s(known, address):
        return _page(request, next, TOO_OFTEN, 429)
    user = door.desk.users.signing_in(name, password)
    if user is None or not door.is_proven(user, code):
        door.attempts.failed(known, address)
        _note_refused(door.desk, known, address)
        return _page(request, next, WRONG, 401)
    door.attempts.succeeded(known)
    how = "by password and code" if user.has_factor else "by password"
    return signed_in(door, door.desk, user, next, how)


def signed_in(door: Door, desk: Desk, user: User, next: str, how: str) -> Response:
    """Send somebody on with a session of their own; what the browser had before is gone."""
    answer = RedirectResponse(_begin(door.viewer(user), next), 303)
    token = desk.sessions.begin(user, door.ends, how=how)
    answer.set_cookie(door.cookie, token, path="/", httponly=True, samesite="lax", secure=door.is_secure)
    answer.delete_cookie(VISIT, path="/")
    return answer


@ROUTER.get(f"{SIGN_IN}/provider")
@for_anybody
def to_provider(request: Request, next: str = "/") -> Response:
    """Send a browser to the provider."""
    return RedirectResponse(_provider(request).begin(request.state.visit, within(next)), 303)


@ROUTER.get(CALLBACK)
@for_anybody
def from_provider(request: Request) -> Response:
    """Back from the provider: its answer is verified, and whoever has a role comes in."""
    door, provider = request.app.state.door, _provider(request)
    visit = request.cookies.get(VISIT, "")
    try:
        claims, next = provider.finish(visit, dict(request.query_params))
        user = admitted(door.desk, provider.settings, claims)
    except SteelyardError as error:
        door.desk.audit.note("unknown", "sign-in.refused", "", f"by the provider: {error.what}")
        return _page(request, "/", f"{capital(error.what)}. {error.next}".strip(), 403)
    return signed_in(door, door.desk, user, next, "by the provider")


def _provider(request: Request) -> Provider:
    door = request.app.state.door
    found: Provider | None = door.provider if door is not None and door.desk is not None else None
    if found is None:
        raise DeskError("no provider is named here", next="Write [serve.oidc] into steelyard.toml.")
    return found


@ROUTER.post("/sign-out")
@for_roles(*EVERYBODY)
def sign_out(request: Request) -> Response:
    """End the session, here and in the desk."""
    answer, door = RedirectResponse(SIGN_IN, 303), request.app.state.door
    if door is not None and door.desk is not None:
        door.desk.sessions.end(request.cookies.get(door.cookie, ""))
        answer.delete_cookie(door.cookie, path="/", httponly=True, samesite="lax", secure=door.is_secure)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@ROUTER.get(HEALTH)
@for_anybody
def health() -> Response:
    """Whether the server answers."""
    return JSONResponse({"status": "ok"})


def within(next: str) -> str:
    """An address of this application; its first page where another is given."""
    is_within = next.startswith("/") and not next.startswith(("//", "/\\")) and next.isprintable() and "\\" not in next
    return next if is_within else "/"


def _begin(viewer: Viewer, next: str) -> str:
    """Where somebody begins: where they wanted to go, or on their own first page."""
    found = within(next)
    return viewer.home if found == "/" or viewer.is_held_up else found


def _known(name: str) -> str:
    try:
        return folded(name)
    except DeskError:
        return ""


def _note_refused(desk: Desk, name: str, address: str) -> None:
    """Of whom a sign-in failed; a name that nobody has may be a password, and is not written down."""
    is_known = any(user.name == name for user in desk.users.all())
    desk.audit.note(name if is_known else "unknown", "sign-in.refused", name if is_known else "", f"from {address}")


def _page(request: Request, next: str, problem: str = "", status: int = 200) -> Response:
    door = request.app.state.door
    it: dict[str, Any] = {"next": within(next), "problem": problem, "provider": ""}
    if door is not None:
        it["provider"] = door.provider_name
    return HTMLResponse(render("sign-in.html", "Sign in", visit_of(request, NOBODY), it), status)

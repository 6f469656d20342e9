"""What administrators change about people and keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from steelyard.desk import FIRST_ENDS, Desk
from steelyard.errors import DeskError, RefusedError
from steelyard.web.access.rules import EVERYBODY, for_roles
from steelyard.web.access.viewer import Viewer, viewer_of
from steelyard.web.rendering import render
from steelyard.web.visit import visit_of

ROUTER = APIRouter(include_in_schema=False)
PEOPLE, ACCOUNT = "/settings/people", "/account"
Asking = Annotated[Viewer, Depends(viewer_of)]
Text = Annotated[str, Form(max_length=1000)]


@ROUTER.post(f"{PEOPLE}/add")
@for_roles("administrator")
def add(
    request: Request, viewer: Asking, name: Text, role: Text, teams: Text = "", agent_id: Text = "", way: Text = ""
) -> Response:
    """Let somebody sign in: with a first password that is shown once, or through the provider."""
    added = desk_of(request).users.add(name, role, by=viewer.name, teams=_teams(teams), agent_id=agent_id.strip())
    return RedirectResponse(PEOPLE, 303) if way == "provider" else _first(request, viewer, added.name)


@ROUTER.post(f"{PEOPLE}/change")
@for_roles("administrator")
def change(
    request: Request,
    viewer: Asking,
    name: Text,
    version: Annotated[int, Form()],
    role: Text,
    teams: Text = "",
    agent_id: Text = "",
    active: Text = "",
) -> Response:
    """Another role, or whether they may sign in; refused where somebody else changed it meanwhile."""
    given: dict[str, Any] = {"role": role, "teams": _teams(teams), "agent_id": agent_id.strip()}
    desk_of(request).users.change(name, by=viewer.name, version=version, is_active=active == "yes", **given)
    return RedirectResponse(PEOPLE, 303)


@ROUTER.post(f"{PEOPLE}/password")
@for_roles("administrator")
def reset(request: Request, viewer: Asking, name: Text) -> Response:
    """Give somebody another first password, shown once; they are signed out."""
    return _first(request, viewer, name)


def _first(request: Request, viewer: Viewer, name: str) -> Response:
    password = desk_of(request).users.set_first_password(name, by=viewer.name)
    it = {"name": name, "password": password, "days": FIRST_ENDS.days}
    return HTMLResponse(render("first.html", "A first password", visit_of(request, viewer), it))


@ROUTER.post(f"{PEOPLE}/keys/end")
@for_roles("administrator")
def end_any(request: Request, viewer: Asking, number: Annotated[int, Form()]) -> Response:
    """End anybody's key."""
    desk_of(request).keys.end(number, by=viewer.name)
    return RedirectResponse(PEOPLE, 303)


@ROUTER.post(f"{ACCOUNT}/password")
@for_roles(*EVERYBODY)
def own_password(request: Request, viewer: Asking, password: Text, new: Text) -> Response:
    """Another password of one's own, by who knows the one there is; signed out everywhere."""
    desk = own_desk(request, viewer)
    check_password(request, viewer, password)
    desk.users.set_password(viewer.name, new, by=viewer.name)
    return RedirectResponse("/sign-in", 303)


@ROUTER.post(f"{ACCOUNT}/keys/add")
@for_roles(*EVERYBODY)
def add_key(
    request: Request,
    viewer: Asking,
    name: Text,
    days: Annotated[int, Form(ge=1, le=366)] = 90,
    role: Text = "",
    password: Text = "",
) -> Response:
    """A key of one's own, shown once on the page that comes back; by who knows their password, where they have one."""
    if own_desk(request, viewer).users.get(viewer.name).has_password:
        check_password(request, viewer, password)
    ends_at = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=days)
    secret = own_desk(request, viewer).keys.add(viewer.name, name, ends_at, by=viewer.name, role=role)
    it = {"name": name, "secret": secret, "ends_at": ends_at}
    return HTMLResponse(render("key.html", "Your new key", visit_of(request, viewer), it))


@ROUTER.post(f"{ACCOUNT}/keys/end")
@for_roles(*EVERYBODY)
def end_key(request: Request, viewer: Asking, number: Annotated[int, Form()]) -> Response:
    """End a key of one's own."""
    own_desk(request, viewer).keys.end(number, by=viewer.name, person=viewer.name)
    return RedirectResponse(ACCOUNT, 303)


@ROUTER.post(f"{ACCOUNT}/sessions/end")
@for_roles(*EVERYBODY)
def end_session(request: Request, viewer: Asking, number: Annotated[int, Form(ge=0, lt=1 << 31)]) -> Response:
    """Sign one browser of one's own out."""
    own_desk(request, viewer).sessions.end_one(number, person=viewer.name)
    return RedirectResponse(ACCOUNT, 303)


def desk_of(request: Request) -> Desk:
    """What people entered; DeskError where there is none yet."""
    door = request.app.state.door
    desk: Desk | None = door.desk if door is not None else None
    if desk is None:
        raise DeskError("there is no desk yet", next="Bring your files first: it lies beside them.")
    return desk


def own_desk(request: Request, viewer: Viewer) -> Desk:
    """The desk, for who has an account and is there in person: a key changes nothing about its person."""
    if viewer.is_local or viewer.by_key:
        raise RefusedError("this is for who signed in", next="Sign in with your account.")
    return desk_of(request)


def check_password(request: Request, viewer: Viewer, password: str) -> None:
    """RefusedError where it is not theirs; guessing is limited as when signing in."""
    door = request.app.state.door
    if door.attempts.wait_s(viewer.name, "") or desk_of(request).users.signing_in(viewer.name, password) is None:
        door.attempts.failed(viewer.name, "")
        raise RefusedError("this is not your password", next="Try again, or ask an administrator for another one.")


def _teams(typed: str) -> list[str]:
    return [team.strip() for team in typed.split(",") if team.strip()]

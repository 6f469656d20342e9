"""Who may ask for what: every route declares its roles, and one dependency holds every request against them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from starlette.requests import Request

from steelyard.declare import Role
from steelyard.errors import RefusedError
from steelyard.web.access import forgery
from steelyard.web.access.viewer import ACCOUNT, NOBODY, Viewer, viewer_of

UNDECLARED: tuple[Role, ...] = ("administrator",)
"""Who may ask for a route that declares nothing: a test finds it."""

EVERYBODY: tuple[Role, ...] = ("viewer", "lead", "analyst", "administrator", "agent")
"""Whoever has signed in."""

TELLERS: tuple[Role, ...] = ("lead", "analyst", "administrator")
"""Who may see single issues and customers; a lead those of their own teams."""

ANYBODY = "anybody"
"""Who has not signed in, too."""

FACTOR = f"{ACCOUNT}/factor"
"""Where a second factor is set up."""

WITH_FIRST = frozenset({ACCOUNT, f"{ACCOUNT}/password", "/sign-out"})
"""What somebody may ask for whose password was made for them."""

WITHOUT_FACTOR = WITH_FIRST | {FACTOR}
"""What somebody may ask for who has to set up a second factor first."""

E = TypeVar("E", bound=Callable[..., Any])


def for_roles(*roles: Role) -> Callable[[E], E]:
    """Declares who may ask for a route; stands between the router's decorator and the function."""

    def declared(endpoint: E) -> E:
        endpoint.roles = roles  # type: ignore[attr-defined]
        return endpoint

    return declared


def for_anybody(endpoint: E) -> E:
    """Declares that a route needs no account: signing in, and what a page is drawn with."""
    endpoint.roles = (ANYBODY,)  # type: ignore[attr-defined]
    return endpoint


def roles_of(endpoint: Any) -> tuple[str, ...] | None:
    """The roles a route declares; None where it declares none."""
    return getattr(endpoint, "roles", None)


async def gate(request: Request, viewer: Annotated[Viewer, Depends(viewer_of)]) -> None:
    """Every route's dependency.

    Raises:
        RefusedError: the route is not for this role, or a change was not asked for from a page of this application.
    """
    endpoint, door = request.scope.get("endpoint"), request.app.state.door
    roles = roles_of(endpoint) or UNDECLARED
    if ANYBODY not in roles:
        is_allowed = viewer is not NOBODY and viewer.role in roles
        if door is not None:
            door.note(viewer, "page.seen" if is_allowed else "page.refused", _asked(request))
        if not is_allowed:
            own = "Your own page is Your work." if viewer.role == "agent" and viewer is not NOBODY else ""
            next = own or "Ask an administrator for a role that may see it."
            raise RefusedError("this is not for your role", next=next)
    if viewer.must_change and request.url.path not in WITH_FIRST and ANYBODY not in roles:
        raise RefusedError("choose a password of your own first", next=f"You do that under Your account: {ACCOUNT}")
    if viewer.must_prove and request.url.path not in WITHOUT_FACTOR and ANYBODY not in roles:
        raise RefusedError("your role needs a second factor", next=f"You set it up under Your account: {FACTOR}")
    if door is not None and not viewer.by_key:
        await forgery.check(request, door.secret)


def _asked(request: Request) -> str:
    verb = "" if request.method == "GET" else f"{request.method} "
    return f"{verb}{request.url.path}" + (f"?{request.url.query}" if request.url.query else "")

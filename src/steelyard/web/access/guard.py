"""What every request passes before any route: host, size, who it is; and what every answer carries."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from steelyard.errors import SteelyardError
from steelyard.web.access import bodies, forgery, headers
from steelyard.web.access.door import Door
from steelyard.web.access.viewer import NOBODY

SIGN_IN = "/sign-in"
STATIC = "/static/"
HEALTH = "/health"
VISIT = "visit"
"""The cookie of a browser before it has signed in."""


def install(app: FastAPI, door: Door) -> None:
    """Put the guard before an application."""
    app.state.door = door
    app.add_middleware(Guard, door=door)


class Guard:
    """Refuses what no route may see, and finds out who asks (`request.state.viewer`)."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        seen = _Seen(send, scope["path"], is_secure=self.door.is_secure)
        try:
            refused = await run_in_threadpool(self._checked, request, seen)
            answer = refused or self.app
            await answer(scope, bodies.bounded(receive, bodies.most_of(scope)), seen.send)
        except HTTPException as error:
            await seen.fail(error.status_code, error.detail, scope, receive)

    def _checked(self, request: Request, seen: _Seen) -> Response | None:
        try:
            return self._refused(request, seen)
        except SteelyardError as error:
            return told(503, error.what, error.next)

    def _refused(self, request: Request, seen: _Seen) -> Response | None:
        """The answer to what goes no further; None for what may go on, with who it is."""
        if not self.door.is_host_known(request.headers.get("host", "")):
            return told(400, "this server is not called so", "Name it in steelyard.toml: [serve] address.")
        if bodies.declared(request.scope) > bodies.most_of(request.scope):
            return told(413, "this is larger than may be sent")
        if request.method not in forgery.SAFE and not forgery.is_from_here(request):
            return told(403, "this change was asked for from another site")
        viewer = self.door.enter(request)
        request.state.viewer = viewer
        request.state.visit = request.cookies.get(self.door.cookie if viewer is not NOBODY else VISIT, "")
        if viewer is NOBODY and not is_open(request.url.path):
            return _sign_in(request, has_accounts=self.door.has_accounts())
        if viewer is NOBODY and not request.state.visit:
            request.state.visit = seen.visit = secrets.token_urlsafe(16)
        return None


class _Seen:
    """An answer on its way, with what every answer carries."""

    def __init__(self, send: Send, path: str, *, is_secure: bool) -> None:
        self._send, self._path, self._is_secure = send, path, is_secure
        self.visit, self.is_begun = "", False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_begun = True
            found = MutableHeaders(scope=message)
            headers.add(found, is_secure=self._is_secure, is_kept=self._path.startswith(STATIC))
            if self.visit:
                secure = "; Secure" if self._is_secure else ""
                found.append("Set-Cookie", f"{VISIT}={self.visit}; Path=/; HttpOnly; SameSite=Lax{secure}")
        await self._send(message)

    async def fail(self, status: int, what: str, scope: Scope, receive: Receive) -> None:
        if not self.is_begun:
            await told(status, what)(scope, receive, self.send)


def is_open(path: str) -> bool:
    """Whether a path needs no account: signing in, what its page is drawn with, and whether the server runs."""
    return path in (SIGN_IN, HEALTH) or path.startswith((f"{SIGN_IN}/", STATIC))


def told(status: int, what: str, next: str = "") -> Response:
    """What is refused before any page, in words."""
    error: dict[str, Any] = {"error": {"what": what, "where": "", "next": next}}
    return JSONResponse(error, status, headers={"Connection": "close"} if status in (408, 413) else None)


def _sign_in(request: Request, *, has_accounts: bool) -> Response:
    """Where a person signs in; a program is told that it has to."""
    if not has_accounts:
        return told(403, "this server has no accounts: it is for the person at its machine", "type: steelyard user add")
    is_page = request.method == "GET" and not Path(request.url.path).suffix and "hx-request" not in request.headers
    if is_page and "authorization" not in request.headers:
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(SIGN_IN + (f"?next={quote(asked, safe='')}" if asked != "/" else ""), 303)
    answer = told(401, "sign in first", f"Sign in at {SIGN_IN}, or send a key: Authorization: Bearer KEY")
    answer.headers["WWW-Authenticate"] = "Bearer"
    if "hx-request" in request.headers:
        answer.headers["HX-Redirect"] = SIGN_IN
    return answer

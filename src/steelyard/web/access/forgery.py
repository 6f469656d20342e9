"""Requests that another site makes a browser send: changes need a token that only a page of this application holds."""

from __future__ import annotations

import hmac
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request

from steelyard.errors import RefusedError

HEADER, FIELD = "x-csrf-token", "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def token(request: Request, secret: bytes) -> str:
    """What a page of this browser sends back with a change: of its session, or of its visit before there is one."""
    return hmac.new(secret, f"change {getattr(request.state, 'visit', '')}".encode(), sha256).hexdigest()


async def check(request: Request, secret: bytes) -> None:
    """RefusedError where a change was asked for from elsewhere."""
    if request.method in SAFE:
        return
    given = request.headers.get(HEADER) or await _in_form(request)
    if not is_from_here(request) or not hmac.compare_digest(given.encode(), token(request, secret).encode()):
        raise RefusedError(
            "this change was not asked for from a page of yours", next="Reload the page and do it again."
        )


async def _in_form(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith(FORMS):
        return ""
    found = (await request.form()).get(FIELD, "")
    return found if isinstance(found, str) else ""


def is_from_here(request: Request) -> bool:
    """Whether the browser says that a page of this application, or nobody, made the request."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")

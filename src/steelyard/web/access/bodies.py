"""How much a request may send, and in what time."""

from __future__ import annotations

import asyncio
from time import monotonic

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

UPLOADS = "/data/upload"
"""Where files may be sent; each is bounded once more where it is received."""

EXCHANGED = "/exchange/compare"
"""Where several companies' files may be sent at once."""

MOST_BYTES, MOST_UPLOAD_BYTES, MOST_EXCHANGED_BYTES = 1 << 20, 1_100_000_000, 64 << 20
MOST_S, LEAST_BYTES_PER_S = 30.0, 16 << 10
"""A body may take half a minute, and a second more for each so many bytes that have come."""


class TooLargeError(HTTPException):
    """More is sent than may be."""

    def __init__(self) -> None:
        super().__init__(413, "this is larger than may be sent", {"Connection": "close"})


class TooSlowError(HTTPException):
    """It comes too slowly."""

    def __init__(self) -> None:
        super().__init__(408, "this was sent too slowly", {"Connection": "close"})


def most_of(scope: Scope) -> int:
    """Bytes this request may send."""
    path = scope["path"]
    if path == EXCHANGED:
        return MOST_EXCHANGED_BYTES
    return MOST_UPLOAD_BYTES if path == UPLOADS or path.startswith(f"{UPLOADS}/") else MOST_BYTES


def declared(scope: Scope) -> int:
    """Bytes the request says it sends; 0 where it does not say."""
    told = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(told) if told.isdigit() else 0


def bounded(receive: Receive, most: int) -> Receive:
    """The same, that raises where too much comes, or too slowly."""
    begun_s, count, is_done = monotonic(), 0, False

    async def within() -> Message:
        nonlocal count, is_done
        if is_done:
            return await receive()
        left_s = begun_s + MOST_S + count / LEAST_BYTES_PER_S - monotonic()
        try:
            message = await asyncio.wait_for(receive(), max(left_s, 0.01))
        except TimeoutError:
            raise TooSlowError from None
        if message["type"] == "http.request":
            count += len(message.get("body", b""))
            is_done = not message.get("more_body", False)
        if count > most:
            raise TooLargeError
        return message

    return within

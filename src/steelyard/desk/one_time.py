"""One-time codes by the clock (RFC 6238), as every authenticator app makes them: six digits, new each half minute.

A seed is made of the server's secret and a salt of the account, and is kept nowhere: who reads the desk has no codes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

STEP_S = 30
DIGITS = 6
SKEWS = (0, -1, 1)
"""Steps a clock may be off by, the likeliest first."""


def seed(secret: bytes, name: str, salt: str) -> bytes:
    """The seed of an account's codes: 160 bits."""
    return hmac.new(secret, f"second factor\x1f{name}\x1f{salt}".encode(), hashlib.sha256).digest()[:20]


def written(seed: bytes) -> str:
    """A seed as people type it into their app."""
    return base64.b32encode(seed).decode()


def code(seed: bytes, step: int) -> str:
    """The code of a step: of the half minute that began `step` times 30 s after 1970."""
    digest = hmac.new(seed, step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def now_step() -> int:
    """The step it is now."""
    return int(time.time()) // STEP_S


def step_of(seed: bytes, typed: str, now: int) -> int | None:
    """The step whose code was typed; None where it is none of now, or of the half minutes beside it."""
    given = "".join(typed.split()).encode()
    found = [now + skew for skew in SKEWS if hmac.compare_digest(code(seed, now + skew).encode(), given)]
    return next(iter(found), None)

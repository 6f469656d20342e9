"""Random tokens, of which only the SHA-256 is kept: 256 random bits need no slow hash."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32


def new(prefix: str = "") -> str:
    """A token nobody can guess, safe in addresses and headers."""
    return prefix + secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What is kept of a token, and looked up by."""
    return hashlib.sha256(token.encode()).hexdigest()

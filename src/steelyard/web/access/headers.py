"""What every answer tells the browser: what it may load, who may frame it, and that it keeps nothing."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Scripts from this application alone, none within pages, no eval. Attributes of style carry the pictures' colours."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STRICT_TRANSPORT = "max-age=31536000"
"""A year of encryption only, where people reach the application encrypted."""


def add(headers: MutableHeaders, *, is_secure: bool, is_kept: bool) -> None:
    """Add them to an answer.

    Args:
        is_secure: people reach the application encrypted.
        is_kept: a browser may keep it: what is the same for everybody.
    """
    for name, value in HEADERS.items():
        headers[name] = value
    if is_secure:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    if not is_kept:
        headers["Cache-Control"] = "no-store"

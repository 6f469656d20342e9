"""The page's stylesheet: the theme's tokens as custom properties, then the rules of style.css."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files

from steelyard.report.pictures import theme_rules
from steelyard.theme import DARK, FONT, LIGHT, SPACES_PX


def stylesheet() -> str:
    """All of it, for one style element."""
    spaces = "".join(f"--s{place}:{size}px;" for place, size in enumerate(SPACES_PX, 1))
    rules = files("steelyard.report").joinpath("templates/style.css").read_text("utf-8")
    return (
        f":root{{color-scheme:light dark;--font:{FONT};{spaces}{_properties(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_properties(DARK)}}}}}\n"
        f"{rules}\n{theme_rules()}"
    )


def fingerprint(style: str) -> str:
    """What a content security policy names the stylesheet by."""
    return f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"


def _properties(colors: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{color};" for name, color in colors.items())

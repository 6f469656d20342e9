"""The application's secret: from the environment, or from a file beside the workspace that is its owner's alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from steelyard.errors import SettingsError

VARIABLE, FILE = "STEELYARD_SECRET", "secret.key"
LEAST = 32
"""Characters."""

MAKE = f"(umask 077; head -c 48 /dev/urandom | base64 > {FILE})"


def read(folder: Path) -> bytes | None:
    """The secret; None where there is none.

    Raises:
        SettingsError: it is too short, or others may read its file.
    """
    if found := os.environ.get(VARIABLE, ""):
        return _checked(found, f"environment, {VARIABLE}")
    path = folder / FILE
    try:
        mode = path.stat().st_mode
        found = path.read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise SettingsError("the secret cannot be read", where=str(path), next="Check who owns it.") from None
    if os.name != "nt" and stat.S_IMODE(mode) & 0o077:
        raise SettingsError("others may read the secret", where=str(path), next=f"type: chmod 600 {path}")
    return _checked(found, str(path))


def _checked(found: str, where: str) -> bytes:
    if len(found) < LEAST:
        raise SettingsError(f"the secret has fewer than {LEAST} characters", where=where, next=f"type: {MAKE}")
    return found.encode()

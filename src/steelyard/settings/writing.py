"""steelyard.toml written whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from steelyard.errors import SettingsError


def write(target: Path, content: bytes) -> None:
    """Write the file through a link to where it lies, with the permissions it had.

    Raises:
        SettingsError: it cannot be written; what was there stands.
    """
    place = target.resolve()
    part = place.with_suffix(".toml.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        if place.exists():
            shutil.copymode(place, part)
        part.replace(place)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SettingsError(f"cannot be written: {error.strerror}", where=str(target)) from None

"""Files looked through by a scanner before anything reads them: a command of whoever runs the server."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from steelyard.errors import SourceError

SCAN_S = 120


def scan(path: Path, told: str, command: Sequence[str], seconds: float = SCAN_S) -> None:
    """Run a scanner over a file, its place as the last argument; what it prints is told to nobody.

    Args:
        told: what the file is called. command: program and arguments; nothing is scanned where there is none.

    Raises:
        SourceError: it found something (any exit but 0), took too long, or could not be started.
    """
    if not command:
        return
    try:
        done = subprocess.run(
            [*command, str(path.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SourceError("the scanner took too long", where=told, next="Try again later.") from None
    except OSError:
        raise SourceError("the scanner could not be started", where=told, next="Ask an administrator.") from None
    if done.returncode:
        raise SourceError("the scanner did not let it pass", where=told, next="Nothing was kept. Ask an administrator.")

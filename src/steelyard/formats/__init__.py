"""Files in, rows of text out: one file per format. `stage` reads whole sources, `peek` the first rows."""

from __future__ import annotations

from steelyard.formats.staging import Peek, Staged, check_name, connector, find, peek, shaped, stage

__all__ = ["Peek", "Staged", "check_name", "connector", "find", "peek", "shaped", "stage"]

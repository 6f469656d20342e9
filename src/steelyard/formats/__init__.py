"""Files in, rows of text out: one file per format. `stage` reads whole sources, `peek` the first rows."""

from __future__ import annotations

from steelyard.formats.staging import Peek, Staged, connector, find, peek, shaped, stage

__all__ = ["Peek", "Staged", "connector", "find", "peek", "shaped", "stage"]

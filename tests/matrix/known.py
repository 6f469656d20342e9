"""Cells that are known to fail, by name, with the reason: to be mended, each, until none is left."""

KNOWN: dict[tuple[str, str], str] = {}

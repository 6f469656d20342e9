"""What systems write where they have no customer's id."""

from __future__ import annotations

NOBODY = (
    "unknown", "anonymous", "anonym", "unbekannt", "desconocido", "desconhecido", "inconnu", "sconosciuto", "nobody",
    "no customer", "no id", "not available", "not identified", "unidentified", "undefined", "none", "null", "nan",
    "n/a",
)  # fmt: skip
FILLERS = ("0", "00", "-1", "-", "--", ".", "?", "test", "dummy", "guest", "default", "na")
"""Ids of nobody by what they say: the first on any two contacts, the second on many only."""

"""Odd marks: nothing says whether it was solved, or every row says the same."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.analyses.check.finding import Finding, Look

_LEAST = 100
_ONE_SIDED = (
    ("resolved", "true", "marked resolved", "A mark that is always set tells nothing: somebody sets it by default."),
    ("sla_met", "true", "within the service level", "A verdict that is always yes tells nothing."),
)


def odd_marks(look: Look) -> Iterator[Finding]:
    """Everything odd about how contacts were closed and marked."""
    yield from _unmarked(look)
    for column, value, what, why in _ONE_SIDED:
        if look.knows("contacts", column):
            yield from _always(look, column, value, what, why)
    if look.knows("contacts", "reopens"):
        yield from _never_reopened(look)
    if look.knows("contacts", "transfers"):
        yield from _never(look, "transfers", "handed on")


def _unmarked(look: Look) -> Iterator[Finding]:
    rows = look.rows(
        "SELECT source, count(*) AS n, sum(CASE WHEN resolved IS NULL AND coalesce(closure, '') NOT IN "
        "('agent', 'customer') THEN 1 ELSE 0 END) AS unmarked FROM contacts WHERE coalesce(direction, 'inbound') = "
        "'inbound' AND excluded IS NULL AND NOT coalesce(abandoned, false) GROUP BY source"
    )
    for row in rows:
        if row["unmarked"] > 0.05 * row["n"]:
            yield Finding(
                "unmarked",
                "contacts that nobody marked solved or unsolved",
                f"{row['source']}: resolved, closure",
                int(row["unmarked"]),
                int(row["n"]),
                "Silence is no success: resolution is given as bounds.",
                "Map resolved or closure; ask agents or customers whether it was solved.",
                "note",
            )


def _always(look: Look, column: str, value: str, what: str, why: str) -> Iterator[Finding]:
    rows = look.rows(
        f"SELECT source, count(*) AS n, sum(CASE WHEN {column} = {value} THEN 1 ELSE 0 END) AS same FROM contacts "
        "GROUP BY source"
    )
    for row in rows:
        if row["n"] >= _LEAST and row["same"] == row["n"]:
            where = f"{row['source']}: {column}"
            next = f"Ask how {column} is set; leave it out if by default."
            yield Finding(
                "one_sided", f"every single contact is {what}", where, int(row["n"]), int(row["n"]), why, next
            )


def _never_reopened(look: Look) -> Iterator[Finding]:
    yield from _never(look, "reopens", "reopened")


def _never(look: Look, column: str, what: str) -> Iterator[Finding]:
    rows = look.rows(
        f"SELECT source, count(*) AS n, max({column}) AS most FROM contacts WHERE {column} IS NOT NULL GROUP BY source"
    )
    for row in rows:
        if row["n"] >= _LEAST and row["most"] == 0:
            yield Finding(
                "never",
                f"not one contact was ever {what}",
                f"{row['source']}: {column}",
                int(row["n"]),
                int(row["n"]),
                f"More likely {column} is not counted than that it never happens.",
                f"Ask whether the export fills {column}; leave it out if not.",
            )

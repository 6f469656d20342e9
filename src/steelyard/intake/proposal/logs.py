"""Event logs beside the contacts they are of: where another source has the contacts, the log gives the steps alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steelyard.formats.raw import quoted
from steelyard.intake.proposal.model import SourceProposal

_MOST_ALIKE = 0.5
"""Share of the cases that other contacts name from which on they are those contacts."""

Sources = Sequence[tuple[SourceProposal, str]]


def settle_logs(connection: Any, sources: Sources) -> list[tuple[SourceProposal, str]]:
    """The sources without contacts made of a log whose cases another source has as contacts.

    Args:
        sources: each with the relation it was looked at in.
    """
    logs = {source.files for source, _ in sources if _fills(source, "steps")}
    return [
        (source, relation)
        for source, relation in sources
        if not (source.view and source.files in logs and _is_told_elsewhere(connection, source, relation, sources))
    ]


def _fills(source: SourceProposal, table: str) -> bool:
    return any(entry.table == table for entry in source.tables)


def _is_told_elsewhere(connection: Any, log: SourceProposal, relation: str, sources: Sources) -> bool:
    own = _id(log)
    return bool(own) and any(
        _share(connection, (relation, own), (there, other)) >= _MOST_ALIKE
        for source, there in sources
        if source.files != log.files and (other := _id(source))
    )


def _id(source: SourceProposal) -> str:
    """The column of contacts' ids; empty where the source fills no contacts, or several columns make the id."""
    found = [guess for table in source.tables if table.table == "contacts" and (guess := table.guess("contact_id"))]
    return found[0].mapping.columns[0] if found and len(found[0].mapping.columns) == 1 else ""


def _share(connection: Any, one: tuple[str, str], other: tuple[str, str]) -> float:
    """Of the ids of one relation, the share that is in another."""
    (relation, column), (there, of) = one, other
    sql = (
        f"SELECT count(*) FILTER (WHERE id IN (SELECT {quoted(of)} FROM {there})), count(*) "
        f"FROM (SELECT DISTINCT {quoted(column)} AS id FROM {relation}) WHERE id IS NOT NULL"
    )
    held, ids = connection.execute(sql).fetchone()
    return held / ids if ids else 0.0

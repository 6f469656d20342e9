"""Ids that files share: which columns of one file lead to rows of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steelyard.formats.raw import quoted
from steelyard.intake.proposal.model import Guess, SourceProposal, TableProposal
from steelyard.intake.proposal.rows import instant_of

_LINKS = (
    ("surveys", "contact_id", "contacts", "contact_id"),
    ("survey_items", "survey_id", "surveys", "survey_id"),
    ("evaluations", "contact_id", "contacts", "contact_id"),
    ("surveys", "customer_id", "contacts", "customer_id"),
    ("outcomes", "customer_id", "contacts", "customer_id"),
    ("contacts", "customer_id", "customers", "customer_id"),
    ("contacts", "agent_id", "agents", "agent_id"),
)

_SAME = 0.9
_FEW = 0.02
_MANY = 0.5


@dataclass(frozen=True)
class Ids:
    """A column of ids: where it stands, SQL of its distinct values, and of ids with when their contacts began."""

    source: str
    table: str
    target: str
    column: str
    values: str
    begun: str = ""


def find_links(connection: Any, sources: Sequence[tuple[SourceProposal, str]]) -> Iterator[str]:
    """A sentence for every pair of id columns that should join, with the share that does; and for ids that clash."""
    ids = list(dict.fromkeys(entry for source, relation in sources for entry in _ids(source, relation)))
    for from_table, from_target, to_table, to_target in _LINKS:
        reached = [entry for entry in ids if (entry.table, entry.target) == (to_table, to_target)]
        for entry in ids:
            others = [other for other in reached if other.source != entry.source]
            is_own = any(other.source == entry.source and other.column == entry.column for other in reached)
            if not is_own and (entry.table, entry.target) == (from_table, from_target) and others:
                yield _sentence(connection, entry, others)
    contacts = [entry for entry in ids if (entry.table, entry.target) == ("contacts", "contact_id")]
    for place, one in enumerate(contacts):
        for other in contacts[place + 1 :]:
            share = _found_share(connection, one, [other])
            both = f"{one.source} and {other.source}"
            if share and _same_share(connection, one, other) > _SAME:
                yield f"{both} hold the same contacts ({share:.0%} of {one.source}): take one of them out"
            elif share:
                yield f"{both} use the same ids for different contacts: give one a prefix"


def settle_ids(connection: Any, sources: Sequence[tuple[SourceProposal, str]]) -> list[tuple[SourceProposal, str]]:
    """Answers whose "contact" is a person, as some systems call customers: its ids are customers of other files.

    Args:
        sources: each with the relation it was looked at in.
    """
    ids = [entry for source, relation in sources for entry in _ids(source, relation)]
    return [(_settled(connection, source, ids), relation) for source, relation in sources]


def _settled(connection: Any, source: SourceProposal, ids: Sequence[Ids]) -> SourceProposal:
    others = [entry for entry in ids if entry.source != source.name and entry.table == "contacts"]
    reached = [[entry for entry in others if entry.target == target] for target in ("contact_id", "customer_id")]
    tables = []
    for table in source.tables:
        told = {entry.target: entry for entry in ids if (entry.source, entry.table) == (source.name, table.table)}
        link = (
            told.get("contact_id") if table.table in ("surveys", "survey_items") and "customer_id" not in told else None
        )
        if link and all(reached) and _found_share(connection, link, reached[0]) < _FEW:
            share = _found_share(connection, link, reached[1])
            table = _of_customers(table, share) if share > _MANY else table
        tables.append(table)
    return replace(source, tables=tuple(tables))


def _of_customers(table: TableProposal, share: float) -> TableProposal:
    guesses = []
    for guess in table.guesses:
        if guess.target == "contact_id":
            mapping = replace(guess.mapping, target="customer_id")
            reason = f"{guess.reason}; but {share:.0%} of its ids are customers of contacts, hardly any a contact"
            guess = Guess(mapping, 0.8, reason)
        if guess.target != "customer_id" or guess.is_sure:
            guesses.append(guess)
    return replace(table, guesses=tuple(guesses))


def _same_share(connection: Any, one: Ids, other: Ids) -> float:
    """Share of the ids in both files whose contacts began at the same instant; 0 where that is not said."""
    if not (one.begun and other.begun):
        return 0.0
    sql = f"SELECT avg(CAST(a.at = b.at AS INTEGER)) FROM ({one.begun}) a JOIN ({other.begun}) b USING (id)"
    return float(connection.execute(sql).fetchone()[0] or 0.0)


def _ids(source: SourceProposal, relation: str) -> Iterator[Ids]:
    for table in source.tables:
        opened = table.guess("opened_at")
        at = instant_of(opened.mapping) if opened and opened.is_sure and opened.mapping.columns else ""
        for guess in table.guesses:
            if guess.target.endswith("_id") and guess.is_sure and len(guess.mapping.columns) == 1:
                column = quoted(guess.mapping.columns[0])
                gone = ", ".join("'" + text.replace("'", "''") + "'" for text in guess.mapping.missing) or "''"
                values = f"SELECT DISTINCT {column} AS id FROM {relation} WHERE {column} NOT IN ({gone})"
                begun = f"SELECT DISTINCT {column} AS id, {at} AS at FROM {relation}" if at else ""
                yield Ids(source.name, table.table, guess.target, guess.mapping.columns[0], values, begun)


def _sentence(connection: Any, entry: Ids, others: Sequence[Ids]) -> str:
    share = _found_share(connection, entry, others)
    where = ", ".join(dict.fromkeys(other.source for other in others))
    verdict = "" if share > 0.5 else "; do they mean the same thing?"
    return f"{entry.column} of {entry.source}: {share:.0%} of its ids are {others[0].target} in {where}{verdict}"


def _found_share(connection: Any, entry: Ids, others: Sequence[Ids]) -> float:
    union = " UNION ".join(other.values for other in others)
    sql = f"SELECT count(*), count(*) FILTER (WHERE id IN (SELECT id FROM ({union}))) FROM ({entry.values})"
    rows, found = connection.execute(sql).fetchone()
    return found / rows if rows else 0.0

"""Lists of people: agents or customers, one row each. Whose list it is, a role says, or the contacts they appear in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns, worth_saying
from steelyard.intake.proposal.model import Guess, SourceProposal, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.rows import doubted

_CUSTOMER_NOUNS = frozenset(["customer", "customers", "client", "clients", "account", "accounts"])
_AGENT_NOUNS = frozenset(["agent", "agents", "employee", "employees", "staff", "payroll", "personnel", "roster"])
_EITHER = frozenset(["user", "users", "people", "persons", "person"])
_KEYS = {"agents": "agent_id", "customers": "customer_id"}
_ROLES = frozenset({"role", "user type", "user role"})
_ROLE_WORDS = {
    "agents": frozenset({"agent", "admin", "supervisor", "team lead", "owner"}),
    "customers": frozenset({"end user", "customer", "requester", "client"}),
}
_MOST = 0.5
_FEW = 0.1
_OPEN = "users may be agents or customers"


def find_people(file: File) -> Iterator[TableProposal]:
    """Agents or customers, one row each; both where a role tells them apart."""
    role = next((p for p in file.profiles.values() if names.words(p.name) in _ROLES), None)
    for table, nouns in (("agents", _AGENT_NOUNS), ("customers", _CUSTOMER_NOUNS)):
        condition = _of_role(role, table) if role else ""
        found = _found(table, file)
        if not found:
            continue
        strength, _ = names.match(table, _KEYS[table], found[_KEYS[table]].mapping.columns[0])
        telling = any(guess.is_sure for target, guess in found.items() if target != _KEYS[table])
        if file.noun in nouns or condition or (strength > 0.8 and telling):
            yield TableProposal(table, tuple(found.values()), filter=condition, filter_reason="0.80: by their role")
            if not condition:
                return
    found = _found("customers", file) if file.noun in _EITHER and not (role and _of_role(role, "customers")) else {}
    if found and not (role and _of_role(role, "agents")):
        yield TableProposal("customers", tuple({**found, "customer_id": doubted(found["customer_id"], _OPEN)}.values()))


def settle_people(
    connection: Any, sources: Sequence[tuple[SourceProposal, str]], files: Mapping[str, File]
) -> list[tuple[SourceProposal, str]]:
    """Lists of users become agents or customers where the contacts of other sources name them as such.

    Args:
        sources: each with the relation it was looked at in. files: source -> its columns.
    """
    settled = []
    for source, relation in sources:
        table = source.tables[0]
        guess = table.guess("customer_id") if table.table == "customers" else None
        if guess is None or not guess.reason.endswith(_OPEN):
            settled.append((source, relation))
            continue
        shares = {
            kind: _named_share(connection, key, guess.mapping.columns[0], relation, sources)
            for kind, key in _KEYS.items()
        }
        settled.append((_as_told(source, table, shares, files[source.name]), relation))
    return settled


def _as_told(source: SourceProposal, table: TableProposal, shares: Mapping[str, float], file: File) -> SourceProposal:
    """The list as what most of the ids that contacts name are; as it was where both or neither are in it."""
    for kind, other in (("agents", "customers"), ("customers", "agents")):
        found = _found(kind, file)
        if found and shares[kind] >= _MOST and shares[other] < _FEW:
            key = found[_KEYS[kind]]
            reason = f"{key.reason}; {shares[kind]:.0%} of the {kind} that contacts name are in it"
            found[_KEYS[kind]] = replace(key, confidence=max(key.confidence, 0.8), reason=reason)
            told = TableProposal(kind, tuple(found.values()), key=key.mapping.columns, key_reason=table.key_reason)
            return replace(source, tables=(told,))
    return source


def _found(table: str, file: File) -> dict[str, Guess]:
    """The guesses for a list whose key is unique; none where it is not."""
    found = worth_saying(guess_columns(table, file))
    key = found.get(_KEYS[table])
    return found if key and key.is_sure and key.mapping.columns[0] in file.unique else {}


def _of_role(role: Profile, table: str) -> str:
    """The condition that picks agents or customers by a role column; empty where it tells neither."""
    values = [value for value in role.values if names.words(value) in _ROLE_WORDS[table]]
    return f"{quoted(role.name)} IN ({', '.join(map(literal, values))})" if values and role.has_few_values else ""


def _named_share(
    connection: Any, target: str, column: str, relation: str, sources: Sequence[tuple[SourceProposal, str]]
) -> float:
    """Of the ids of agents or customers that contacts name, the share that is in the list."""
    named = [
        f"SELECT DISTINCT {quoted(guess.mapping.columns[0])} AS id FROM {other}"
        for source, other in sources
        for table in source.tables
        if table.table == "contacts" and (guess := table.guess(target)) and guess.is_sure and guess.mapping.columns
    ]
    if not named:
        return 0.0
    sql = (
        f"SELECT count(*) FILTER (WHERE id IN (SELECT {quoted(column)} FROM {relation})), count(*) "
        f"FROM ({' UNION '.join(named)}) WHERE id IS NOT NULL"
    )
    listed, ids = connection.execute(sql).fetchone()
    return listed / ids if ids else 0.0

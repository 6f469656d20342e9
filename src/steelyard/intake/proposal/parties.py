"""Who was at the other end of a call: who began it where it came in, who was called where it went out."""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.rows import Rows
from steelyard.settings.mapping import ColumnMapping

_LEAST_OUT = 10
_FEWER = 2


def find_customers(found: Mapping[str, Guess], file: File, rows: Rows) -> dict[str, Guess]:
    """The customer by the direction of a call, where a file names both its ends.

    Numbers of the own side are few and stand on the other end of each direction; where they do not, nothing is said.
    """
    way, named = found.get("direction"), found.get("customer_id")
    if way is None or not way.is_sure or not way.mapping.columns or not way.mapping.values:
        return {}
    callers, called = _columns(file, "callers"), _columns(file, "called")
    own = named.mapping.columns if named else ()
    if own and own[0] not in {profile.name for profile in callers}:
        return {}
    caller = next((profile for profile in callers if profile.name in own), callers[0] if callers else None)
    if caller is None or not called:
        return {}
    first, second, outbound = caller.name, called[0].name, _outbound(way.mapping)
    if not outbound or not _is_turned(first, second, outbound, rows):
        return {}
    sql = f"CASE WHEN {outbound} THEN {quoted(second)} ELSE {quoted(first)} END"
    reason = f'calls that went out name the customer in "{second}", others in "{first}"'
    mapping = ColumnMapping("customer_id", sql=sql, missing=named.mapping.missing if named else ())
    return {"customer_id": Guess(mapping, 0.8, reason)}


def ends_of_calls(file: File) -> list[str]:
    """Columns of who called and of who was called; none where a file names one of them only."""
    callers, called = _columns(file, "callers"), _columns(file, "called")
    return [callers[0].name, called[0].name] if callers and called else []


def _columns(file: File, words: str) -> list[Profile]:
    known = names.word_set(words)
    return [profile for profile in file.profiles.values() if names.bare(profile.name) in known]


def _outbound(way: ColumnMapping) -> str:
    """SQL of what went out; empty where no word says so."""
    out = [value for value, meaning in way.values.items() if meaning == "outbound"]
    return f"{quoted(way.columns[0])} IN ({', '.join(map(literal, out))})" if out else ""


def _is_turned(caller: str, called: str, outbound: str, rows: Rows) -> bool:
    """Whether those called are many where calls went out and few where they came in, and callers the other way."""
    ends = ", ".join(f"count(DISTINCT {quoted(column)})" for column in (caller, called))
    asked = f"SELECT count(*), {ends} FROM {rows.relation} WHERE"
    out, few, many = rows.connection.execute(f"{asked} {outbound}").fetchone()
    _, begun, own = rows.connection.execute(f"{asked} NOT coalesce({outbound}, false)").fetchone()
    return bool(out >= _LEAST_OUT and many >= _FEWER * few and begun >= _FEWER * own)

"""What it means that several rows share an id of contacts: states of one, its parts, or numbers that begin again."""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.formats.raw import quoted
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.rows import instant_of
from steelyard.settings.mapping import ColumnMapping
from steelyard.wording import listed

_LEGS = 50
_NEARLY_ALL = 0.98
_MOST = 0.5
_DAY_S = 86_400
_MOST_LISTED = 2
_LEAST_READ = 3


def told_apart(named: Guess, found: Mapping[str, Guess], file: File, keys: Keys, version: str) -> Guess | None:
    """The id of contacts where rows share the named one; None where no second column tells them apart.

    Args:
        found: the other guesses of the contacts. version: the column of when a row was last changed; may be empty.
    """
    column = named.mapping.columns[0]
    opened = _at(found)
    same_begin = _share_of_ids(keys, column, f"max({opened}) = min({opened})") if opened else 0.0
    if same_begin >= _NEARLY_ALL and version and keys.is_unique([column, version]):
        reason = f'{named.reason}; rows that share one begin at the same time: of these the latest "{version}" counts'
        return Guess(named.mapping, max(named.confidence, 0.8), reason)
    if lists := _listed_only(column, found, file, keys):
        told = listed([f'"{name}"' for name in lists])
        reason = f"rows that share one differ only in {told}, which nothing is read from: they count as one"
        return Guess(named.mapping, max(named.confidence, 0.8), f"{named.reason}; {reason}")
    pair = keys.pair(column, file.profiles.values())
    if pair is None:
        return None
    mapping = ColumnMapping("contact_id", pair)
    if _numbers_parts(file.profiles[pair[0]]):
        reason = f'"{pair[0]}" seems to number the legs or steps of one "{column}": make one row of each with a view'
        return Guess(mapping, 0.5, reason)
    if why := _belong_together(column, found, opened, keys):
        question = "legs, messages or states of one contact? Make one row of each with a view"
        return Guess(mapping, 0.5, f'rows that share a "{column}" {why}: {question}')
    return Guess(mapping, 0.8, f'"{column}" alone repeats; with "{pair[0]}" no two rows share one')


def _listed_only(column: str, found: Mapping[str, Guess], file: File, keys: Keys) -> list[str]:
    """Texts that are all in which rows of one id differ (a row for each tag); empty where in more."""
    read = {name for target, guess in found.items() if target != "contact_id" for name in guess.mapping.columns}
    if not _at(found) or len(read) < _LEAST_READ:
        return []
    apart = keys.apart(column)
    is_text = all(file.profiles[name].kind == "text" and file.profiles[name].scale is None for name in apart)
    return apart if len(apart) <= _MOST_LISTED and is_text and not read & set(apart) else []


def _belong_together(column: str, found: Mapping[str, Guess], opened: str, keys: Keys) -> str:
    """What rows of one id have in common beyond it; empty where its number was given to others again."""
    customer = found.get("customer_id")
    if customer and customer.mapping.columns:
        whose = quoted(customer.mapping.columns[0])
        return "are one customer's" if _share_of_ids(keys, column, f"count(DISTINCT {whose}) = 1") > _MOST else ""
    span = f"epoch(max({opened}) - min({opened})) < {_DAY_S}"
    return "begin within a day" if opened and _share_of_ids(keys, column, span) > _MOST else ""


def _at(found: Mapping[str, Guess]) -> str:
    guess = found.get("opened_at")
    return instant_of(guess.mapping) if guess and guess.mapping.columns else ""


def _share_of_ids(keys: Keys, column: str, condition: str) -> float:
    """Share of the ids on several rows whose rows meet a condition.

    Args:
        condition: SQL over the rows of an id.
    """
    rows = f"SELECT {condition} AS held FROM {keys.relation} WHERE coalesce(trim({quoted(column)}), '') <> ''"
    groups = f"{rows} GROUP BY {quoted(column)} HAVING count(*) > 1"
    share = keys.connection.execute(f"SELECT avg(CAST(held AS INTEGER)) FROM ({groups})").fetchone()[0]
    return float(share or 0.0)


def _numbers_parts(profile: Profile) -> bool:
    """Whether a column counts from 0 or 1, as legs, steps and versions are numbered."""
    return (
        profile.kind in ("number", "boolean") and profile.is_whole and profile.low in (0, 1) and profile.high <= _LEGS
    )

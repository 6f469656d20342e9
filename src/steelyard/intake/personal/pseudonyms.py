"""Pseudonyms as SQL over canonical rows: what stands there in the place of customers' ids.

A pseudonym is a keyed hash of the id as it is compared, so sources join and later loads agree. Ids that say that they
are nobody's stay as they are. Keys of rows that may hold a customer's id are hashed, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steelyard.errors import MappingError
from steelyard.facts.nobody import FILLERS, NOBODY
from steelyard.formats.raw import literal, quoted
from steelyard.intake.mapping import values
from steelyard.intake.mapping.job import CUSTOMER, Job, where
from steelyard.intake.personal.keys import Key
from steelyard.settings.model import Settings

FUNCTION = "pseudonym_of"
MARK = "p-"
NOTE = "pseudonyms"
"""What a manifest tells of the pseudonyms its version holds: the key's fingerprint, and what else is hashed."""

_OWN_KEY = {"contacts": "contact_id", "surveys": "survey_id", "survey_items": "survey_id"}
"""Tables with customers whose rows have an id that is not the customer's."""

_OF_PEOPLE = ("customers", "outcomes")
_BESIDE = (
    r"(\x{1F}(csat|ces|nps|other)|\x{1F}[^\x{1F}]*\x{1F}(rating|expectation|importance|disconfirmation))?(#[0-9]+)?"
)
"""What may stand behind a row's own id in its key: which instrument or item, and which mapping of the source."""

_DIGESTED = r"^([0-9a-f]{32}(?:#[0-9]+)?):([0-9]+)$"
"""The stored key of a row without one: a digest of the whole row, and which occurrence it is."""


@dataclass(frozen=True)
class Pseudonyms:
    """How ids become pseudonyms.

    Args:
        also: issue_id and dimensions that identify a customer, too.
        kept: ids that stay as they are: those of customers who were erased.
    """

    key: Key
    also: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def note(self) -> dict[str, object]:
        """What a manifest keeps of it."""
        return {"key": self.key.fingerprint, "also": sorted(self.also)}

    def of(self, customer_id: str) -> str:
        """What stands for an id, as it is compared."""
        return (
            customer_id
            if customer_id in self.kept or _says_nobody(customer_id)
            else MARK + self.key.digest(customer_id)
        )

    def fields(self, table: str, columns: Iterable[str], only: Sequence[str] | None = None) -> dict[str, str]:
        """Column -> SQL of what stands there instead, over canonical rows in a connection with `FUNCTION`.

        Args:
            columns: what the rows have. only: of these columns; all that identify a customer unless told.
        """
        held = set(columns)
        names = [name for name in (CUSTOMER, *self.also) if name in held and (only is None or name in only)]
        found = {name: self._hashed(quoted(name), stays=name == CUSTOMER) for name in names}
        if CUSTOMER in names:
            found["source_key"] = self._key(table)
            if "customer_group" in held:
                found["customer_group"] = values.group(f"coalesce({found[CUSTOMER]}, contact_id)")
        return found

    def _hashed(self, text: str, *, stays: bool) -> str:
        hashed = f"{literal(MARK)} || {FUNCTION}({text})"
        if not stays:
            return hashed
        kept = f" OR {text} IN ({', '.join(map(literal, self.kept))})" if self.kept else ""
        return f"CASE WHEN {says_nobody(text)}{kept} THEN {text} ELSE {hashed} END"

    def _key(self, table: str) -> str:
        """The key of a row: as it is where it is the row's own id, hashed where a customer's may be in it."""
        hashed = f"{literal(MARK)} || {FUNCTION}(source_key)"
        if table in _OWN_KEY:
            return f"CASE WHEN {own_key(table)} THEN source_key ELSE {hashed} END"
        if table not in _OF_PEOPLE:
            return "source_key"
        parts = [f"regexp_extract(source_key, {literal(_DIGESTED)}, {number})" for number in (1, 2)]
        numbered = f"{literal(MARK)} || {FUNCTION}({parts[0]}) || ':' || {parts[1]}"
        kept = f" WHEN {CUSTOMER} IN ({', '.join(map(literal, self.kept))}) THEN source_key" if self.kept else ""
        return f"CASE{kept} WHEN {parts[0]} <> '' THEN {numbered} ELSE {hashed} END"


def own_key(table: str) -> str:
    """SQL of whether the key of a row is the row's own id, in which no customer's is."""
    own = _OWN_KEY.get(table)
    rest = f"substr(source_key, length({own}) + 1)"
    is_own = f"starts_with(source_key, {own}) AND regexp_full_match(lower({rest}), {literal(_BESIDE)})"
    return f"coalesce({is_own}, false)" if own else "false"


def says_nobody(text: str) -> str:
    """SQL of whether an id says that it is nobody's, or is missing."""
    bare = f"lower(trim({text}))"
    listed = ", ".join(map(literal, (*NOBODY, *FILLERS)))
    is_one_sign = f"length({bare}) >= 4 AND replace({bare}, left({bare}, 1), '') = ''"
    return f"{text} IS NULL OR {bare} IN ({listed}) OR ({is_one_sign})"


def _says_nobody(customer_id: str) -> bool:
    bare = customer_id.strip().lower()
    return bare in NOBODY or bare in FILLERS or (len(bare) >= 4 and not bare.replace(bare[0], ""))


def check_columns(settings: Settings, job: Job) -> None:
    """MappingError where a column beside the customer's id would hold it as it is.

    What an expression makes of the id cannot be told from here.
    """
    entry = job.mapping.columns.get(CUSTOMER)
    if not settings.privacy.pseudonyms or entry is None:
        return
    told = {name.lower() for name in entry.columns}
    words = {word.lower() for word in re.findall(r"\w+", entry.sql)}
    told |= {name.lower() for name in job.columns if name.lower() in words or f'"{name}"' in entry.sql}
    read = {column.name: (other.columns, other.line) for column, other in job.mapped if column.type == "text"}
    read |= {name: ((column,), job.mapping.line) for name, column in job.mapping.dimensions.items()}
    for name, (columns, line) in read.items():
        if name not in (CUSTOMER, *settings.privacy.also) and told & {column.lower() for column in columns}:
            what = f"{name} reads the column that customer_id reads, and would hold the id beside its pseudonym"
            hint = f'Map another column, or write also = ["{name}"] into [privacy] if it is a dimension or issue_id.'
            raise MappingError(what, where=where(line), next=hint)

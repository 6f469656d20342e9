"""Customers who were erased: keyed hashes of their ids and contacts, so that no load brings them back.

The list is a note of the version, and lies beside the workspace once more for a store that is built anew:

erased.json    hashes, and the random ids that stand in the store
erased.key     the key they are made with, for its owner alone
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from steelyard.errors import SettingsError
from steelyard.formats.raw import literal
from steelyard.intake.mapping.job import CUSTOMER
from steelyard.intake.personal import keys
from steelyard.intake.personal.keys import Key
from steelyard.store import Manifest

NOTE = "erased"
KEY, FILE = "erased.key", "erased.json"
FUNCTION = "erased_of"
MARK = "erased-"
"""How random ids begin."""

REASON = "belongs to a customer who was erased"
CONTACT = "contact_id"
_SIGN = "\x1f"
_NAMES = (CUSTOMER, CONTACT)


@dataclass(frozen=True)
class StopList:
    """Whose rows are not taken.

    Args:
        customers, contacts: hashes of their ids as they are stored. kept: random ids in the place of customers' ids.
    """

    key: Key
    customers: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()

    @property
    def note(self) -> dict[str, object]:
        """What a manifest keeps of it."""
        hashed = {"customers": sorted(self.customers), "contacts": sorted(self.contacts)}
        return {"key": self.key.fingerprint, **hashed, "kept": list(self.kept)}

    def with_people(self, customers: Iterable[str], contacts: Iterable[str], kept: Iterable[str]) -> StopList:
        """The list with further customers and their contacts, by their ids."""
        return replace(
            self,
            customers=self.customers | {self._hash(CUSTOMER, one) for one in customers},
            contacts=self.contacts | {self._hash(CONTACT, one) for one in contacts},
            kept=tuple(dict.fromkeys((*self.kept, *kept))),
        )

    def has(self, customer_id: str) -> bool:
        """Whether an id is one of a customer who was erased."""
        return self._hash(CUSTOMER, customer_id) in self.customers

    def _hash(self, name: str, text: str) -> str:
        return self.key.digest(f"{name}{_SIGN}{text}")

    def condition(self, columns: Iterable[str]) -> str:
        """SQL of whether a row is one of theirs, in a connection with `FUNCTION`; "false" where it cannot be."""
        held = set(columns)
        lists = {CUSTOMER: self.customers, CONTACT: self.contacts}
        found = [
            f"coalesce({FUNCTION}({literal(name + _SIGN)} || {name}) IN ({_listed(hashes)}), false)"
            for name, hashes in lists.items()
            if hashes and name in held
        ]
        return f"({' OR '.join(found)})" if found else "false"

    def spared(self, table: str, tables: Sequence[str]) -> str:
        """SQL of rows of a table that stay when their source no longer gives them; empty where none do."""
        ids = ", ".join(map(literal, self.kept))
        theirs = f"coalesce({CUSTOMER} IN ({ids}), false)"
        of_contact = f"coalesce({CONTACT} IN (SELECT {CONTACT} FROM contacts WHERE {CUSTOMER} IN ({ids})), false)"
        named = [theirs] if table in ("contacts", "surveys", "survey_items", "outcomes", "customers") else []
        named += (
            [of_contact]
            if table in ("surveys", "survey_items", "evaluations", "steps") and "contacts" in tables
            else []
        )
        return " OR ".join(named) if self.kept else ""


def alike(customer_id: str) -> str:
    """A random id of the same group."""
    group = _group(customer_id)
    return next(name for name in iter(lambda: f"{MARK}{secrets.token_hex(10)}", "") if _group(name) == group)


def _group(text: str) -> int:
    return hashlib.md5(text.encode(), usedforsecurity=False).digest()[0] % 64


def _listed(hashes: Iterable[str]) -> str:
    return ", ".join(map(literal, sorted(hashes)))


def read(folder: Path, base: Manifest | None) -> StopList | None:
    """The list of a workspace: of its newest version and of the file beside it; None where nobody was erased.

    Raises:
        SettingsError: the list is there and its key is missing, readable by others, or another one.
    """
    lists = [noted for noted in (_noted(base), _filed(folder)) if noted]
    if not lists:
        return None
    hint = f"Put {KEY} back from a backup: without it nobody can tell whose rows must not be loaded."
    key = keys.read(folder / KEY, hint)
    if any(entry["key"] != key.fingerprint for entry in lists):
        what = "this is another key than the list of erased customers was made with"
        raise SettingsError(what, where=str(folder / KEY), next=hint)
    customers, contacts = (
        frozenset(text for entry in lists for text in entry[name]) for name in ("customers", "contacts")
    )
    kept = tuple(dict.fromkeys(text for entry in lists for text in entry["kept"]))
    return StopList(key, customers, contacts, kept)


def begun(folder: Path, base: Manifest | None) -> StopList:
    """The list of a workspace, begun where nobody was erased before; SettingsError as `read`."""
    found = read(folder, base)
    if found:
        return found
    place = folder / KEY
    return StopList(keys.read(place, "") if place.exists() else keys.make(place))


def keep(folder: Path, found: StopList) -> None:
    """Write the list beside the workspace, whole or not at all."""
    text = json.dumps(found.note, indent=1)
    place = folder / FILE
    if place.exists() and place.read_text("utf-8") == text:
        return
    part = folder / f".{FILE}.{secrets.token_hex(4)}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)


def take_over(folder: Path, since: Path) -> None:
    """Add another workspace's list to that of a folder, its key with it.

    Raises:
        SettingsError: one of the lists cannot be read, or they are made with different keys.
    """
    other = read(since, None)
    if other is None:
        hint = "Name the workspace in which customers were erased."
        raise SettingsError("there is no list of erased customers", where=str(since), next=hint)
    own = _filed(folder)
    if own and own["key"] != other.key.fingerprint:
        what = "the two lists of erased customers are made with different keys"
        raise SettingsError(what, where=str(since / KEY), next="Erase those customers again, one by one.")
    place = folder / KEY
    if not place.exists():
        keys.make(place, other.key)
    mine = read(folder, None)
    customers, contacts, kept = (mine.customers, mine.contacts, mine.kept) if mine else (frozenset(), frozenset(), ())
    both = replace(
        other,
        customers=other.customers | customers,
        contacts=other.contacts | contacts,
        kept=tuple(dict.fromkeys((*kept, *other.kept))),
    )
    keep(folder, both)


def _noted(base: Manifest | None) -> Mapping[str, Any] | None:
    found: Any = base.notes.get(NOTE) if base else None
    return found if isinstance(found, Mapping) else None


def _filed(folder: Path) -> Mapping[str, Any] | None:
    place = folder / FILE
    try:
        found: Any = json.loads(place.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or not {"key", "customers", "contacts", "kept"} <= found.keys():
        hint = "Put it back from a backup."
        raise SettingsError("the list of erased customers cannot be read", where=str(place), next=hint)
    return found

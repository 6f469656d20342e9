"""Erase customers: one new version that does not know them, alone on the disk, and a list that keeps them out.

Everything is written first; the manifest makes all of it true at once. What is older is removed then, by this process
or, where it was killed, by whoever opens the store next.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steelyard.errors import EmptyStoreError, QuestionError, SettingsError, VersionError
from steelyard.intake.erasure import raw_files, rows
from steelyard.intake.erasure.raw_files import Found
from steelyard.intake.incremental import references
from steelyard.intake.mapping.job import CUSTOMER
from steelyard.intake.personal import finding, follow_ups, keys, pseudonyms, stopped
from steelyard.intake.personal.pseudonyms import Pseudonyms
from steelyard.settings.model import Settings
from steelyard.store import Manifest, Store, Writer, disk
from steelyard.store.cleaning import MOVES
from steelyard.store.layout import SCRATCH
from steelyard.store.manifest import FORMAT


@dataclass(frozen=True)
class Erasure:
    """What was erased.

    Args:
        version: of the store that does not know them any more.
        people: customers. rows: canonical table -> their rows, which stay under a random id. remarks: deleted.
        cleaned: copies of source files that lost their rows. waiting: uploads nobody loaded yet, which were discarded.
        holding: source files that still hold their ids. unread: source files that could not be read.
        left: "contacts.contact_id" -> rows of theirs in which that text holds an id.
    """

    version: int
    people: int
    rows: Mapping[str, int] = field(default_factory=dict)
    remarks: int = 0
    cleaned: tuple[str, ...] = ()
    waiting: int = 0
    holding: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)


def erase(settings: Settings, store: Store, typed: str, *, is_stored: bool = False) -> Erasure:
    """Erase one customer.

    Args:
        typed: their id, as their systems write it, or as it is stored (a pseudonym).
        is_stored: the id is as it is stored.

    Raises:
        QuestionError: there is no such customer, or nothing that tells one. EmptyStoreError: nothing has been loaded.
        SettingsError: the data lie in an engine of one's own, or a key is missing. BusyError: a load is running.
        StoreError: the disk. Nothing is changed then.
    """
    _check_files(settings)
    with store.writer() as writer:
        base = _base(writer)
        names = (typed,) if is_stored else _forms(settings, base, typed)
        one = finding.one(writer.engine, {table: writer.columns(table) for table in finding.TABLES}, names)
        if _is_nobody(writer, one) or one in _erased(base):
            raise QuestionError("that id is no customer's", next="Contacts without a customer name nobody to erase.")
        return _erase(settings, writer, base, (one,))


def again(settings: Settings, store: Store, since: Settings) -> Erasure | None:
    """Erase whoever was erased from another workspace and is in this one, as after an old backup was restored.

    Args:
        since: what the other workspace declares, whose list is taken over.

    Returns:
        None where nobody of them is.

    Raises:
        SettingsError: it has no list, or one of another key.
    """
    _check_files(settings)
    stopped.take_over(settings.folder, since.folder)
    with store.writer() as writer:
        base = writer.base
        known = stopped.read(settings.folder, base)
        if base is None or known is None:
            return None
        base = _base(writer)
        is_clear = since.privacy.pseudonyms and pseudonyms.NOTE not in base.notes
        made = Pseudonyms(keys.of_pseudonyms(since), kept=known.kept) if is_clear else None
        ids: set[str] = set()
        for table in finding.TABLES:
            if CUSTOMER in writer.columns(table):
                sql = f"SELECT DISTINCT {CUSTOMER} AS id FROM {table} WHERE {CUSTOMER} IS NOT NULL"
                ids |= set(map(str, writer.engine.query(sql)["id"]))
        found = tuple(sorted(one for one in ids if known.has(one) or (made and known.has(made.of(one)))))
        return _erase(settings, writer, base, found) if found else None


def _check_files(settings: Settings) -> None:
    if settings.engine.tables:
        what = "these tables lie in an engine of your own, which this does not change"
        raise SettingsError(what, where="steelyard.toml, engine.tables", next="Erase the customer there, and load.")


def _base(writer: Writer) -> Manifest:
    base = writer.base
    if base is None:
        raise EmptyStoreError("nothing has been loaded yet", where=str(writer.folder), next="type: steelyard load")
    if base.format < FORMAT:
        what = "the store was built by an older Steelyard"
        raise VersionError(what, where=str(writer.folder), next="type: steelyard load (unchanged files are not read)")
    return base


def _forms(settings: Settings, base: Manifest, typed: str) -> tuple[str, ...]:
    """What the store may hold for an id that somebody typed: the id, or its pseudonym where the key is at hand."""
    forms = finding.forms(settings, typed)
    if pseudonyms.NOTE not in base.notes or typed.strip().startswith(pseudonyms.MARK):
        return tuple(dict.fromkeys((*forms, typed.strip())))
    made = Pseudonyms(keys.of_pseudonyms(settings))
    return tuple(dict.fromkeys(made.of(form) for form in forms))


def _erased(base: Manifest) -> Sequence[str]:
    noted: Any = base.notes.get(stopped.NOTE)
    return noted["kept"] if noted else ()


def _is_nobody(writer: Writer, one: str) -> bool:
    literal = "'" + one.replace("'", "''") + "'"
    found = writer.engine.query(f"SELECT {pseudonyms.says_nobody(literal)} AS yes")
    return bool(found["yes"][0])


def _erase(settings: Settings, writer: Writer, base: Manifest, people: Sequence[str]) -> Erasure:
    gone = stopped.begun(settings.folder, base)
    with (
        disk.failing("the customer cannot be erased", where=str(writer.folder)),
        tempfile.TemporaryDirectory(prefix="intake-", dir=writer.folder / SCRATCH) as scratch,
    ):
        found = raw_files.look(settings, people, _pseudonyms(settings, base), Path(scratch))
        try:
            changed = rows.change(writer, settings, people)
            known = gone.with_people(people, changed.contacts, changed.new)
            manifest = writer.commit(
                horizon=base.horizon,
                settings=base.settings,
                loads=(),
                known=references.known(writer),
                notes={**base.notes, stopped.NOTE: known.note, MOVES: _moves(writer.folder, found)},
                views=base.views,
                is_alone=True,
            )
        except BaseException:
            if writer.base is base:
                raw_files.discard(found)
            raise
        stopped.keep(settings.folder, known)
        follow_ups.rename(settings, known, new=dict(zip(people, changed.new, strict=True)))
    return Erasure(
        version=manifest.version,
        people=len(people),
        rows=changed.rows,
        remarks=changed.remarks,
        cleaned=tuple(sorted(path.name for _, path in found.cleaned)),
        waiting=len(found.waiting),
        holding=found.holding,
        unread=found.unread,
        left=changed.left,
    )


def _pseudonyms(settings: Settings, base: Manifest) -> Pseudonyms | None:
    """How the store's ids were made, to find them in source files; SettingsError where the key is not at hand."""
    return Pseudonyms(keys.of_pseudonyms(settings)) if pseudonyms.NOTE in base.notes else None


def _moves(store: Path, found: Found) -> list[list[str]]:
    """What takes whose place with the new version, and what goes, as paths from the store's folder."""

    def named(path: Path) -> str:
        return Path(os.path.relpath(path.absolute(), store)).as_posix()

    replaced = [[named(draft), named(path)] for draft, path in found.cleaned]
    return [*replaced, *([named(folder), ""] for folder in found.waiting)]

"""Which customer of the store a person means who types an id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from steelyard.errors import EmptyStoreError, QuestionError, SettingsError
from steelyard.formats.raw import literal
from steelyard.intake.mapping import values
from steelyard.intake.mapping.job import CUSTOMER
from steelyard.intake.personal import keys
from steelyard.intake.personal.pseudonyms import Pseudonyms
from steelyard.settings.model import Settings
from steelyard.store import Store
from steelyard.store.engine import Engine

UNKNOWN = "there is no such customer in the store"


def forms(settings: Settings, typed: str) -> tuple[str, ...]:
    """What a store without pseudonyms may hold for an id as its systems write it: folded, with each source's prefix."""
    text = typed.strip()
    ways = {("", True), ("", False)}
    for source in settings.sources:
        for table in source.tables:
            entry = table.columns.get(CUSTOMER)
            ways |= {(entry.prefix, source.fold_ids)} if entry else set()
    return tuple(dict.fromkeys(_stored(text, prefix, folds) for prefix, folds in sorted(ways, reverse=True)))


def stored_forms(settings: Settings, typed: Sequence[str]) -> list[tuple[str, ...]]:
    """`forms` of many ids at once: each as a source declares it, the likeliest first."""
    ways: dict[tuple[str, bool], None] = {}
    for source in settings.sources:
        for table in source.tables:
            if CUSTOMER in table.columns:
                ways[(table.columns[CUSTOMER].prefix, source.fold_ids)] = None
    with duckdb.connect() as connection:
        columns = []
        for prefix, folds in ways or {("", True): None}:
            texts = [prefix + one.strip() for one in typed]
            if folds:
                select = f"SELECT {values.folded_id('t', prefix)} FROM (SELECT unnest(?::VARCHAR[]) AS t)"
                texts = [str(row[0]) for row in connection.execute(select, [texts]).fetchall()]
            columns.append(texts)
    return [tuple(dict.fromkeys(names)) for names in zip(*columns, strict=True)]


def _stored(text: str, prefix: str, folds: bool) -> str:
    if not folds:
        return prefix + text
    with duckdb.connect() as connection:
        folded = f"SELECT {values.folded_id('t', prefix)} FROM (SELECT ?::VARCHAR AS t)"
        row = connection.execute(folded, [prefix + text]).fetchone()
    return str(row[0]) if row else text


def pseudonyms_of(settings: Settings, store: Store, typed: str) -> tuple[tuple[str, bool], ...]:
    """(pseudonym, whether the store has it) of an id: those in the store, else what it would be there.

    Raises:
        SettingsError: ids are no pseudonyms here, or the key is not at hand.
    """
    if not settings.privacy.pseudonyms:
        hint = "Write pseudonyms = true into [privacy], make the key, and load."
        raise SettingsError("this workspace holds customers' ids as they are", where="steelyard.toml", next=hint)
    made = Pseudonyms(keys.of_pseudonyms(settings))
    names = [made.of(form) for form in forms(settings, typed)]
    try:
        with store.snapshot() as snapshot:
            there = held(snapshot.engine, snapshot.manifest.columns, names)
    except EmptyStoreError:
        there = ()
    return tuple((name, True) for name in there) or ((names[0], False),)


Columns = Mapping[str, Mapping[str, str]]


def held(engine: Engine, shown: Columns, ids: Sequence[str]) -> tuple[str, ...]:
    """Those of some ids that rows of the store have.

    Args:
        shown: table -> its columns.
    """
    tables = [name for name in TABLES if CUSTOMER in shown.get(name, {})]
    if not tables:
        return ()
    listed = ", ".join(map(literal, ids))
    rows = " UNION ".join(f"SELECT {CUSTOMER} AS id FROM {name} WHERE {CUSTOMER} IN ({listed})" for name in tables)
    return tuple(sorted(set(map(str, engine.query(rows)["id"]))))


TABLES = ("contacts", "surveys", "survey_items", "outcomes", "customers")
"""Canonical tables whose rows name a customer."""


def one(engine: Engine, shown: Columns, ids: Sequence[str]) -> str:
    """The one of some ids that rows of the store have.

    Raises:
        QuestionError: none of them, or several.
    """
    found = held(engine, shown, ids)
    if not found:
        raise QuestionError(UNKNOWN, next="Is it written as in the source? A prefix of the mapping may be left out.")
    if len(found) > 1:
        what = f"that id is the one of {len(found)} customers here, of sources that are kept apart by prefixes"
        raise QuestionError(what, next="Write it with the prefix of its source.")
    return found[0]

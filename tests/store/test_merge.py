"""Merging batch after batch leaves what folding all of them from scratch gives, and counts exactly what happened."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.errors import StoreError
from steelyard.store import Merge, Store

from .rows import Row, commit, data_files, day, load, stage, stored

JANUARY, FEBRUARY = date(2026, 1, 5), date(2026, 2, 5)


def merge(store: Store, rows: list[Row], full_source: str | None = None) -> Merge:
    with store.writer() as writer:
        merged = writer.merge("contacts", stage(writer, rows), full_source=full_source)
        commit(writer)
    return merged


def test_the_same_data_again_changes_nothing(tmp_path: Path) -> None:
    store, rows = Store(tmp_path), [("s", "1", JANUARY, None, "a"), ("s", "2", None, None, "a")]
    assert merge(store, rows) == Merge(inserted=2, replaced=0, unchanged=0)
    before = data_files(tmp_path)
    assert merge(store, rows) == Merge(inserted=0, replaced=0, unchanged=2)
    assert data_files(tmp_path) == before


def test_a_later_version_replaces_and_an_earlier_one_does_not(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [("s", "1", JANUARY, "2", "two"), ("s", "2", JANUARY, "2", "two")])
    merged = merge(store, [("s", "1", JANUARY, "3", "three"), ("s", "2", JANUARY, "1", "one")])
    assert merged == Merge(inserted=0, replaced=1, unchanged=1)
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {("s", "1", JANUARY, "3", "three"), ("s", "2", JANUARY, "2", "two")}


def test_without_versions_the_later_load_replaces(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [("s", "1", JANUARY, None, "a")])
    assert merge(store, [("s", "1", JANUARY, None, None)]) == Merge(inserted=0, replaced=1, unchanged=0)
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {("s", "1", JANUARY, None, None)}


def test_a_row_moves_with_its_date(tmp_path: Path) -> None:
    store = Store(tmp_path, small=0)
    load(store, [("s", "1", JANUARY, None, "a"), ("s", "2", JANUARY, None, "a")])
    merge(store, [("s", "1", FEBRUARY, None, "a")])
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {("s", "1", FEBRUARY, None, "a"), ("s", "2", JANUARY, None, "a")}
        assert {file.partition: file.rows for file in snapshot.manifest.tables["contacts"]} == {
            "2026-01": 1,
            "2026-02": 1,
        }


def test_equal_keys_of_different_sources_are_different_rows(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [("s", "1", JANUARY, None, "a")])
    assert merge(store, [("t", "1", JANUARY, None, "a")], full_source="t") == Merge(1, 0, 0, 0)


def test_a_full_source_loses_what_it_no_longer_names(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [("s", "1", JANUARY, "1", "a"), ("s", "2", FEBRUARY, "1", "a"), ("t", "3", FEBRUARY, "1", "a")])
    assert merge(store, [("s", "1", JANUARY, "1", "a")], full_source="s") == Merge(0, 0, 1, 1)
    assert merge(store, [], full_source="s") == Merge(0, 0, 0, 1)
    with store.snapshot() as snapshot:
        assert stored(snapshot) == {("t", "3", FEBRUARY, "1", "a")}


def test_untouched_partitions_keep_their_files(tmp_path: Path) -> None:
    store = Store(tmp_path, small=0)
    load(store, [("s", "1", JANUARY, None, "a"), ("s", "2", FEBRUARY, None, "a")])
    before = data_files(tmp_path)
    load(store, [("s", "2", FEBRUARY, None, "b")])
    with store.snapshot() as snapshot:
        now = snapshot.manifest.paths
    assert len(now & before) == 1
    assert {path.split("/")[1] for path in now - before} == {"2026-02"}


def test_a_small_table_lies_in_one_file_until_it_has_grown(tmp_path: Path) -> None:
    store = Store(tmp_path, small=3)

    def partitions() -> dict[str, int]:
        with store.snapshot() as snapshot:
            return Counter(file.partition for file in snapshot.manifest.tables["contacts"] for _ in range(file.rows))

    load(store, [("s", "1", JANUARY, None, "a"), ("s", "2", FEBRUARY, None, "a"), ("s", "3", None, None, "a")])
    assert partitions() == {"all": 3}
    assert merge(store, [("s", "1", FEBRUARY, None, "a"), ("s", "4", JANUARY, None, "a")]) == Merge(1, 1, 0)
    assert partitions() == {"2026-01": 1, "2026-02": 2, "undated": 1}
    merge(store, [("s", "4", JANUARY, None, "a")], full_source="s")
    assert partitions() == {"2026-01": 1}, "a table that has grown stays as it is"


def test_additions_collect_files_up_to_a_limit(tmp_path: Path) -> None:
    store = Store(tmp_path)
    counts = [len(load(store, [("s", str(key), JANUARY, None, "a")]).tables["contacts"]) for key in range(10)]
    assert counts == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2]
    with store.snapshot() as snapshot:
        assert len(stored(snapshot)) == 10


def test_a_new_dimension_is_missing_in_older_rows_and_a_dropped_one_stays(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [("s", "1", JANUARY, None, "a"), ("s", "2", FEBRUARY, None, "a")])
    with store.writer() as writer:
        stage(writer, [("s", "3", FEBRUARY, None, "a")])
        writer.engine.execute("ALTER TABLE staged_rows ADD COLUMN floor VARCHAR DEFAULT 'third'")
        writer.merge("contacts", "staged_rows", full_source=None)
        commit(writer)
    assert merge(store, [("s", "1", JANUARY, None, "a"), ("s", "4", JANUARY, None, "a")]) == Merge(1, 0, 1)
    with store.snapshot() as snapshot:
        found = snapshot.engine.query("SELECT source_key, floor FROM contacts ORDER BY source_key")
    assert found["floor"].tolist() == [None, None, "third", None]


@pytest.mark.parametrize("name", ["part", "content", "old", "verdict", "order", 'a "b"', "größe"])
def test_a_dimension_may_have_any_name(tmp_path: Path, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    with Store(tmp_path).writer() as writer:
        for value in ("first", "second"):
            stage(writer, [("s", "1", JANUARY, None, "a"), ("s", value, JANUARY, None, "a")])
            writer.engine.execute(f"ALTER TABLE staged_rows ADD COLUMN IF NOT EXISTS {quoted} VARCHAR")
            writer.engine.execute(f"UPDATE staged_rows SET {quoted} = '{value}'")
            merged = writer.merge("contacts", "staged_rows", full_source="s")
        assert merged == Merge(inserted=1, replaced=1, unchanged=0, removed=1)
        assert writer.engine.query(f"SELECT {quoted} AS d FROM contacts")["d"].tolist() == ["second", "second"]


def test_a_dimension_that_changed_case_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path).writer() as writer:
        for name in ("floor", "Floor"):
            stage(writer, [("s", "1", JANUARY, None, "a")])
            writer.engine.execute("ALTER TABLE staged_rows DROP COLUMN IF EXISTS floor")
            writer.engine.execute(f"ALTER TABLE staged_rows ADD COLUMN \"{name}\" VARCHAR DEFAULT 'third'")
            if name == "floor":
                writer.merge("contacts", "staged_rows", full_source=None)
        with pytest.raises(StoreError, match="Floor was called floor"):
            writer.merge("contacts", "staged_rows", full_source=None)


def test_a_dimension_outlives_the_only_file_that_held_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    load(store, [("s", "1", JANUARY, None, "a")])
    with store.writer() as writer:
        stage(writer, [("t", "2", FEBRUARY, None, "a")])
        writer.engine.execute("ALTER TABLE staged_rows ADD COLUMN floor VARCHAR DEFAULT 'third'")
        writer.merge("contacts", "staged_rows", full_source=None)
        commit(writer)
    merge(store, [], full_source="t")
    with store.snapshot() as snapshot:
        assert snapshot.engine.query("SELECT floor FROM contacts")["floor"].tolist() == [None]


def test_tables_without_a_time_lie_in_one_partition(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writer() as writer:
        writer.engine.execute(
            "CREATE TEMP TABLE people AS SELECT 'a' AS agent_id, 'x' AS team, 's' AS source, 'a' AS source_key, "
            "CAST(NULL AS VARCHAR) AS source_version"
        )
        assert writer.merge("agents", "people", full_source=None).inserted == 1
        assert writer.merge("agents", "people", full_source="s") == Merge(0, 0, 1, 0)
        assert [file.partition for file in commit(writer).tables["agents"]] == ["all"]


def test_several_merges_of_one_load_see_each_other(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writer() as writer:
        writer.merge("contacts", stage(writer, [("s", "1", JANUARY, None, "a")]), full_source=None)
        again = writer.merge("contacts", stage(writer, [("s", "1", JANUARY, None, "b")]), full_source=None)
        assert again == Merge(0, 1, 0)
        assert stored(writer) == {("s", "1", JANUARY, None, "b")}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("s", "1", JANUARY, None, "a"), ("s", "1", FEBRUARY, None, "b")], "twice"),
        ([("s", None, JANUARY, None, "a")], "no key"),
        ([(None, "1", JANUARY, None, "a")], "no source"),
    ],
)
def test_broken_identities_are_refused(tmp_path: Path, rows: list[Row], words: str) -> None:
    store = Store(tmp_path)
    load(store, [("s", "9", JANUARY, None, "a")])
    with store.writer() as writer:
        with pytest.raises(StoreError, match=words) as refused:
            writer.merge("contacts", stage(writer, rows), full_source=None)
        assert stored(writer) == {("s", "9", JANUARY, None, "a")}
    assert refused.value.next


def test_a_column_that_changed_its_type_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path).writer() as writer:
        stage(writer, [("s", "1", JANUARY, None, "a")])
        writer.engine.execute("ALTER TABLE staged_rows ALTER handle_s TYPE VARCHAR")
        with pytest.raises(StoreError, match="handle_s is DOUBLE in the store and VARCHAR"):
            writer.merge("contacts", "staged_rows", full_source=None)


ROW = st.tuples(
    st.sampled_from(["s", "t"]),
    st.sampled_from("12345"),
    st.one_of(st.none(), st.integers(0, 80).map(day)),
    st.one_of(st.none(), st.sampled_from(["1", "2", "3"])),
    st.one_of(st.none(), st.sampled_from(["a", "b"])),
)
BATCH = st.tuples(
    st.lists(ROW, max_size=8, unique_by=lambda row: (row[0], row[1])), st.sampled_from([None, None, None, "s"])
)


def folded(state: dict[tuple[str, str], Row], rows: list[Row], full_source: str | None) -> Merge:
    """The same rules, row by row in Python; changes the state."""
    staged = {row[:2]: row for row in rows}
    gone = [key for key in state if key[0] == full_source and key not in staged]
    for key in gone:
        del state[key]
    inserted = replaced = 0
    for key, row in staged.items():
        old = state.get(key)
        if old is None:
            inserted += 1
        elif row == old or (row[3] is not None and old[3] is not None and row[3] < old[3]):
            continue
        else:
            replaced += 1
        state[key] = row
    return Merge(inserted, replaced, len(rows) - inserted - replaced, len(gone))


@settings(max_examples=25, deadline=None)
@given(st.lists(BATCH, min_size=1, max_size=5), st.sampled_from((0, 3, 1000)))
def test_merging_equals_folding_from_scratch(batches: list[tuple[list[Row], str | None]], small: int) -> None:
    state: dict[tuple[str, str], Row] = {}
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder), small).writer() as writer:
        for rows, full_source in batches:
            merged = writer.merge("contacts", stage(writer, rows), full_source=full_source)
            assert merged == folded(state, rows, full_source)
            assert stored(writer) == set(state.values())
            assert sum(file.rows for file in commit(writer).tables["contacts"]) == len(state)

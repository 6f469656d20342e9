"""Which files a glob means, which connector reads them, and the first rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.formats.conftest import read_paths

from steelyard import formats
from steelyard.errors import SourceError
from steelyard.settings.mapping import Reading


def test_globs_lists_and_names(tmp_path: Path) -> None:
    for name in ("b-1.csv", "b-2.csv", "a [x].csv"):
        (tmp_path / name).write_text("id\n1\n")
    assert [path.name for path in formats.find(tmp_path, ["b-*.csv"])] == ["b-1.csv", "b-2.csv"]
    assert [path.name for path in formats.find(tmp_path, ["a [x].csv", "b-1.csv", "b-*.csv"])] == [
        "a [x].csv",
        "b-1.csv",
        "b-2.csv",
    ]


def test_a_glob_that_matches_nothing_says_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("id\n")
    with pytest.raises(SourceError, match=r"no file matches 'tickets-\*\.csv'") as caught:
        formats.find(tmp_path, ["tickets-*.csv"])
    assert "calls.csv" in caught.value.next


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    with pytest.raises(SourceError, match="folder"):
        read_paths(tmp_path, list(formats.find(tmp_path, ["exports"])), Reading())


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.csv", "csv"), ("a.TSV.gz", "csv"), ("a.json", "json"), ("a.ndjson.zst", "jsonl"), ("a.xls", "excel"),
     ("a.parquet", "parquet"), ("export", "csv")],
)  # fmt: skip
def test_endings(name: str, expected: str) -> None:
    assert formats.connector(Path(name), Reading()).name == expected
    assert formats.connector(Path(name), Reading(format="parquet")).name == "parquet"


def test_files_of_one_name_are_one_relation(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("id,a\n1,x\n")
    (tmp_path / "2.csv").write_text("b;ID\ny;2\n")
    found = read_paths(tmp_path, [tmp_path / "1.csv", tmp_path / "2.csv"], Reading())
    assert found.staged.columns == ("id", "a", "b")
    assert found.rows == [("1", "x", None, "1.csv", 1), ("2", None, "y", "2.csv", 1)]


def test_peek_reads_the_beginning_and_estimates_the_rest(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("id;text\n" + "".join(f"{i:06d};some text\n" for i in range(20_000)))
    peek = formats.peek([tmp_path / "f.csv"], limit=100)
    assert (peek.columns, len(peek.rows), peek.rows[0]) == (("id", "text"), 100, {"id": "000000", "text": "some text"})
    assert peek.reading.delimiter == ";"
    assert peek.count == pytest.approx(20_000, rel=0.02)

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from steelyard.errors import SourceError
from steelyard.simulate.writers.partfile import CsvFile, make_folder, write_whole


def test_a_file_has_its_name_only_when_committed(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    file = CsvFile(path, ("a", "b"), delimiter=";", line_end="\r\n")
    file.write([[1, 2], ["x", "y;z"]])
    assert not path.exists()
    file.commit()
    assert path.read_bytes() == b'a;b\r\n1;x\r\n2;"y;z"\r\n'
    assert file.rows == 2
    assert [found.name for found in tmp_path.iterdir()] == ["rows.csv"]


def test_a_discarded_file_leaves_nothing(tmp_path: Path) -> None:
    file = CsvFile(tmp_path / "rows.csv.gz", ("a",))
    file.write_rows([(1,)])
    file.discard()
    assert list(tmp_path.iterdir()) == []


def test_compressed_files_hold_the_same_rows(tmp_path: Path) -> None:
    file = CsvFile(tmp_path / "rows.csv.gz", ("a",))
    file.write_rows([(1,), ("\u00e9",)])
    file.commit()
    assert gzip.decompress((tmp_path / "rows.csv.gz").read_bytes()).decode() == "a\n1\n\u00e9\n"


def test_columns_of_different_length_are_an_error(tmp_path: Path) -> None:
    file = CsvFile(tmp_path / "rows.csv", ("a", "b"))
    with pytest.raises(ValueError, match="shorter"):
        file.write([[1, 2], [3]])
    file.discard()


def test_a_small_file_and_a_folder_that_cannot_be(tmp_path: Path) -> None:
    write_whole(tmp_path / "whole", b"x")
    assert (tmp_path / "whole").read_bytes() == b"x"
    with pytest.raises(SourceError):
        make_folder(tmp_path / "whole" / "below")

"""JSON lines: nested records as dotted columns, lists as JSON text, broken lines rejected."""

from __future__ import annotations

import gzip

import pytest
from tests.formats.conftest import ReadFile

from steelyard.errors import SourceError

LINES = b"""{"id": 1, "user": {"id": 5, "name": "A"}, "tags": ["x", {"y": 2}]}

not json
{"id": 2, "user": "gone", "a.b/c~d": true, "big": 12345678901234567890123}
[1]
{"id": 3, "empty": "", "none": null, "score": 4.5}
"""


def test_nested_records_lists_and_broken_lines(read: ReadFile) -> None:
    found = read(LINES, "f.jsonl")
    rows = [dict(zip(found.staged.columns, row, strict=True)) for row in found.values]
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert found.numbers == [1, 3, 5]
    assert (rows[0]["user.id"], rows[0]["user.name"], rows[0]["tags"]) == ("5", "A", '["x",{"y":2}]')
    assert (rows[0]["user"], rows[1]["user"], rows[1]["user.id"]) == (None, "gone", None)
    assert (rows[1]["a.b/c~d"], rows[1]["big"]) == ("true", "12345678901234567890123")
    assert (rows[2]["empty"], rows[2]["score"]) == (None, "4.5")
    assert [(row.row, row.reason) for row in found.staged.rejected] == [(2, "is not JSON"), (4, "is no JSON record")]


def test_packed_and_other_encodings(read: ReadFile) -> None:
    line = '{"n": "Müller"}\n'
    assert read(gzip.compress(line.encode()), "f.jsonl.gz").values == [("Müller",)]
    assert read(line.encode("utf-16"), "f.jsonl").values == [("Müller",)]
    assert read(line.encode("utf-8-sig"), "f.jsonl").values == [("Müller",)]


def test_a_document_is_no_json_lines(read: ReadFile) -> None:
    with pytest.raises(SourceError, match='format = "json"'):
        read(b'{\n"a": [\n1,\n2\n]\n}\n', "f.jsonl")

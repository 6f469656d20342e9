"""Whole JSON documents: the list of records is found, or asked for."""

from __future__ import annotations

import pytest
from tests.formats.conftest import ReadFile

from steelyard.errors import SourceError


def test_a_list_at_the_top_and_one_within(read: ReadFile) -> None:
    assert read(b'[{"id": 1}, {"id": 2}]', "f.json").values == [("1",), ("2",)]
    found = read(b'{"next": null, "data": {"tickets": [{"id": 1, "via": {"channel": "web"}}]}}', "f.json")
    assert found.staged.columns == ("id", "via.channel")
    assert found.values == [("1", "web")]
    assert found.reading.records == "data.tickets"


def test_the_stated_path_wins_and_a_wrong_one_proposes(read: ReadFile) -> None:
    document = b'{"users": [{"id": 1}], "tickets": [{"id": 2}]}'
    assert read(document, "f.json", records="tickets").values == [("2",)]
    with pytest.raises(SourceError, match='records = "users" or records = "tickets"'):
        read(document, "f.json")
    with pytest.raises(SourceError, match="Did you mean tickets"):
        read(document, "f.json", records="ticket")


@pytest.mark.parametrize("content", [b'{"a": 1', b"nothing", b"[" * 100_000, b'{"a": 1}\n{"a": 2}'])
def test_what_is_no_document_is_said(read: ReadFile, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"f\.json"):
        read(content, "f.json")


def test_a_lone_record_is_one_row(read: ReadFile) -> None:
    assert read(b'{"id": 7, "n": {"x": 1}}', "f.json").rows == [("7", "1", "f.json", 1)]

"""XES: one event a row, the trace's attributes beside it; nothing is fetched, expanded or held whole."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import duckdb
import pytest
from tests.formats.conftest import ReadFile

from steelyard.errors import SourceError
from steelyard.formats import stage
from steelyard.settings.mapping import Reading
from steelyard.settings.model import Limits

LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="default"/></global>
  <string key="concept:name" value="a log"/>
  <trace>
    <string key="concept:name" value="K1"/>
    <string key="customer" value="Ö &amp; Co"/>
    <event>
      <string key="concept:name" value="Open"/>
      <date key="time:timestamp" value="2026-03-02T09:00:00.000+02:00"/>
      <container key="who"><string key="team" value="A,B"/></container>
    </event>
    <event><string key="concept:name" value="Solve &quot;it&quot;"/><int key="score" value="4"/></event>
  </trace>
  <trace><string key="concept:name" value="K2"/></trace>
  <trace><event><string key="concept:name" value="Open"/></event></trace>
  <event><string key="concept:name" value="Loose"/></event>
</log>
"""


def test_events_are_rows_with_what_their_trace_has(read: ReadFile) -> None:
    found = read(LOG.encode(), "log.xes")
    rows = [dict(zip(found.staged.columns, row, strict=True)) for row in found.values]
    assert [row["case:concept:name"] for row in rows] == ["K1", "K1", "trace 3", None]
    assert [row["concept:name"] for row in rows] == ["Open", 'Solve "it"', "Open", "Loose"]
    assert (rows[0]["case:customer"], rows[0]["time:timestamp"]) == ("Ö & Co", "2026-03-02T09:00:00.000+02:00")
    assert (rows[0]["who.team"], rows[0]["score"], rows[1]["score"]) == ("A,B", None, "4")
    assert found.numbers == [1, 2, 4, 5]
    assert [(row.row, row.reason) for row in found.staged.rejected] == [(3, "is a trace without events")]


def test_packed_and_other_encodings_give_the_same(read: ReadFile) -> None:
    plain = read(LOG.encode(), "log.xes").values
    assert read(gzip.compress(LOG.encode()), "log.xes.gz").values == plain
    latin = LOG.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert read(latin, "log.xes").values == plain


BOMB = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><log><string key="x" value="&b;"/></log>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (BOMB, "document type"),
        ('<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>', "document type"),
        (LOG[:-40], "this is not XML"),
        ("id,name\n1,x\n", "this is not XML"),
        ("<html><body/></html>", "not <log>"),
        ("<log>" + "<list>" * 200 + "</list>" * 200 + "</log>", "nested too deeply"),
        ("<log/>", "holds no events"),
    ],
)
def test_what_is_no_log_is_said(read: ReadFile, content: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read(content.encode(), "log.xes")


def test_the_first_rows_are_read_without_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(LOG.split("<trace><string")[0] + "this is not XML")
    with duckdb.connect() as connection:
        found = stage(connection, [path], Reading(), tmp_path, root=tmp_path, limit=1)
    assert found.rows == 1


def zipped(*files: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize("name", ["log.zip", "log.xes.zip"])
def test_the_log_in_an_archive_gives_the_same(read: ReadFile, name: str) -> None:
    plain = read(LOG.encode(), "log.xes").values
    beside = ("readme.txt", b"Taken from a repository"), ("__MACOSX/._log.xes", b"\x00")
    assert read(zipped(("data/log.xes", LOG.encode()), *beside), name).values == plain
    assert read(zipped(("log.xes.gz", gzip.compress(LOG.encode()))), name).values == plain


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (zipped(("log.xes", LOG.encode()), ("more.xes", LOG.encode())), r"holds 2 event logs \(log.xes, more.xes\)"),
        (zipped(("log.xes", LOG.encode()))[:200], "damaged"),
        (zipped(("log.csv", b"a,b\n1,2\n")), "no event log"),
        (zipped(("log.xes", BOMB.encode())), "document type"),
    ],
)
def test_an_archive_of_no_one_log_is_said(read: ReadFile, content: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read(content, "log.xes.zip")


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.xes.zip"
    path.write_bytes(zipped(("log.xes", b"<log>" + b" " * 3_000_000 + b"</log>")))
    with duckdb.connect() as connection, pytest.raises(SourceError, match=r"limits\.unpacked_gb"):
        stage(connection, [path], Reading(), tmp_path, root=tmp_path, bounds=Limits(unpacked_gb=0.002))

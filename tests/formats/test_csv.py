"""CSV: every row is kept or rejected with its number, whatever the file looks like."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.formats.conftest import ReadFile, read_paths

from steelyard.errors import SourceError
from steelyard.settings.mapping import Reading


def test_plain(read: ReadFile) -> None:
    found = read(b"id,name\n1,a\n2,\n")
    assert found.rows == [("1", "a", "file.csv", 1), ("2", None, "file.csv", 2)]
    assert found.reading.delimiter == ","


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_the_delimiter_is_found(read: ReadFile, delimiter: str) -> None:
    text = delimiter.join(["id", "when", "what"]) + "\n" + delimiter.join(["1", "2,5", "x y"]) + "\n"
    if delimiter == ",":
        text = 'id,when,what\n1,"2,5",x y\n'
    found = read(text.encode())
    assert found.reading.delimiter == delimiter
    assert found.values == [("1", "2,5", "x y")]


@pytest.mark.parametrize(
    ("encoding", "stated"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("windows-1252", ""),
        ("shift_jis", ""),
        ("latin-1", "latin-1"),
        ("utf-16-le", "utf-16-le"),
        ("shift_jis", "shift_jis"),
        ("gb18030", "gb18030"),
    ],
)
def test_encodings(read: ReadFile, encoding: str, stated: str) -> None:
    word = "テストですか" if encoding == "shift_jis" else "张伟" if encoding == "gb18030" else "Müller öä"
    found = read(f"id;nom\n1;{word}\n2;{word}\n".encode(encoding), encoding=stated)
    assert found.staged.columns == ("id", "nom")
    assert found.values == [("1", word), ("2", word)]


def test_emoji_and_right_to_left_text(read: ReadFile) -> None:
    found = read("id,عنوان,😀\n1,مرحبا بالعالم,👩‍👩‍👧\n2,=1+1,‏שלום\n".encode())
    assert found.staged.columns == ("id", "عنوان", "😀")
    assert found.values == [("1", "مرحبا بالعالم", "👩‍👩‍👧"), ("2", "=1+1", "‏שלום")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends(read: ReadFile, end: bytes) -> None:
    assert read(end.join([b"a,b", b"1,2", b"3,4", b""])).values == [("1", "2"), ("3", "4")]


def test_mixed_line_ends_quoted_newlines_and_blank_lines(read: ReadFile) -> None:
    found = read(b'a,b\n1,"x\r\ny"\r\n\r\n3,"say ""hi"""\n\n5,6\r\n')
    assert found.values == [("1", "x\r\ny"), ("3", 'say "hi"'), ("5", "6")]
    assert found.numbers == [1, 2, 3]


def test_ragged_rows_are_rejected_with_their_number(read: ReadFile) -> None:
    found = read(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n13,14,15,\n")
    assert found.values == [("1", "2", "3"), ("10", "11", "12"), ("13", "14", "15")]
    assert found.numbers == [1, 4, 5]
    assert [(row.file, row.row, row.reason) for row in found.staged.rejected] == [
        ("file.csv", 2, "has 2 fields where the header has 3"),
        ("file.csv", 3, "has 4 fields where the header has 3"),
    ]


def test_a_stray_quote_costs_its_row_only(read: ReadFile) -> None:
    found = read(b'a,b\n1,"x"y\n2,x"y\n3,4\n')
    assert found.values == [("2", 'x"y'), ("3", "4")]
    assert [row.row for row in found.staged.rejected] == [1]


@pytest.mark.parametrize("content", [b'a,b\n1,"x\n2,3\n4,5\n', b'a,b\n1,2\n3,"x\n2,3\n4,"5\n'])
def test_a_quote_that_is_never_closed_loses_no_rows_silently(read: ReadFile, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"quotes in the record that begins in line [23] do not match"):
        read(content)


def test_a_file_cut_off_within_a_quoted_field_rejects_its_last_row(read: ReadFile) -> None:
    found = read(b'a,b\n1,2\n3,"4')
    assert found.values == [("1", "2")]
    assert [(row.row, row.reason) for row in found.staged.rejected] == [(2, "its quotes do not match")]


def test_backslash_escapes_and_nothing_quoted(read: ReadFile) -> None:
    assert read(b'a,b\n"x\\"y",2\n3,"q\\"r,s"\n').values == [('x"y', "2"), ("3", 'q"r,s')]
    assert read(b'a,b\n"x,2\n3",4\n', quote="none").values == [('"x', "2"), ('3"', "4")]


def test_bytes_that_are_no_text(read: ReadFile) -> None:
    mostly_utf8 = "a,b\n1,é\n2,ü\n3,ö\n".encode() + b"4,\xff\n5,x\n"
    found = read(mostly_utf8, encoding="utf-8")
    assert [row[0] for row in found.values] == ["1", "2", "3", "5"]
    assert [row.row for row in found.staged.rejected] == [4]
    late = b"a,b\n" + b"1,plain\n" * 200_000 + "2,Jos\xe9\n".encode("windows-1252")
    assert read(late).values[-1] == ("2", "José")


def test_column_names_are_unique_and_never_empty(read: ReadFile) -> None:
    found = read(b",id,ID,,_row,id\n1,2,3,4,5,6\n")
    assert found.staged.columns == ("column1", "id", "ID_2", "column4", "_row_2", "id_3")
    assert found.rows == [("1", "2", "3", "4", "5", "6", "file.csv", 1)]


def test_lines_before_the_header_are_skipped(read: ReadFile) -> None:
    assert read(b"Report\nof 2026\na,b\n1,2\n", skip=2).rows == [("1", "2", "file.csv", 1)]


def test_packed(read: ReadFile, tmp_path: Path) -> None:
    content = "a,b\n1,é\n2,x\n".encode()
    assert read(gzip.compress(content), "f.csv.gz").values == [("1", "é"), ("2", "x")]
    duckdb.connect().execute(f"COPY (SELECT 1 AS a, 'é' AS b) TO '{tmp_path}/z.csv.zst' (COMPRESSION zstd)")
    packed = (tmp_path / "z.csv.zst").read_bytes()
    assert read(packed, "z.csv.zst").values == [("1", "é")]
    assert read(packed, "z.csv.zst", encoding="latin-1").values == [("1", "Ã©")]
    with pytest.raises(SourceError, match="cut off"):
        read(packed[:-2], "z.csv.zst")
    lines = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(50_000))
    with pytest.raises(SourceError, match="cut off"):
        read(gzip.compress(lines)[:-400], "f.csv.gz")


@pytest.mark.parametrize(
    ("content", "reading", "expected"),
    [
        (b"", {}, "the file is empty"),
        (b"\n \n\n", {}, "no header"),
        (bytes(range(256)) * 50, {}, "binary"),
        (b"PK\x03\x04" + b"x" * 100, {}, "zip file"),
        (b"PAR1" + b"x" * 100, {}, 'format = "parquet"'),
        (b"a;b\n1;2\n", {"delimiter": ","}, 'delimiter = ";"'),
        (b"a,b\n" + b"1,2,3\n" * 10, {}, "10 of 10 rows"),
        (b"a,b\n1,\xff\n", {"encoding": "utf-16"}, "not utf-16"),
    ],
)
def test_what_cannot_be_read_is_said(read: ReadFile, content: bytes, reading: dict[str, str], expected: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(content, **reading)
    assert expected in str(caught.value)
    assert caught.value.where == "file.csv"


def test_a_hundred_megabytes_in_one_line(read: ReadFile) -> None:
    with pytest.raises(SourceError, match="no line ends"):
        read(b"x" * 100_000_000)


def test_a_header_alone_is_no_rows(read: ReadFile) -> None:
    found = read(b"a,b\n")
    assert (found.staged.columns, found.rows) == (("a", "b"), [])


def test_row_numbers_hold_in_a_file_of_many_buffers(read: ReadFile) -> None:
    lines = b"id,text\n" + b"".join(b'%d,"some, %s"\n' % (i, b"x" * (i % 50)) for i in range(1, 600_001))
    found = read(lines)
    assert found.numbers == [int(row[0]) for row in found.values]  # type: ignore[call-overload]
    assert len(found.rows) == 600_000


_FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(_FIELD, min_size=3, max_size=3), min_size=1, max_size=8), end=st.sampled_from(["\n", "\r\n"])
)
def test_whatever_a_csv_writer_writes_is_read_back(tmp_path: Path, rows: list[list[str]], end: str) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    path = tmp_path / "any.csv"
    path.write_bytes(buffer.getvalue().encode())
    found = read_paths(tmp_path, [path], Reading(delimiter=","))
    assert found.values == [tuple(field or None for field in row) for row in rows]
    assert found.numbers == list(range(1, len(rows) + 1))


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(body=',\r;","\r,')
@given(body=st.text(st.sampled_from('ab,"\n\r;'), max_size=60))
def test_the_engine_and_the_row_by_row_reader_never_disagree(tmp_path: Path, body: str) -> None:
    """Every record the csv module counts is either a row or a rejection, or the file is refused as a whole."""
    path = tmp_path / "any.csv"
    path.write_bytes(b"x,y\n" + body.encode())
    try:
        found = read_paths(tmp_path, [path], Reading(delimiter=","))
    except SourceError:
        return
    lines = io.StringIO(body, newline="")
    records = csv.reader(lines, strict=True)
    expected = 0
    while True:
        try:
            expected += bool(next(records))
        except StopIteration:
            break
        except csv.Error:
            expected += 1
    assert found.staged.rows + len(found.staged.rejected) == expected

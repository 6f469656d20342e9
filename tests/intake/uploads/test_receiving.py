"""Files from a request: names of ours, within bounds, all or none."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
import zstandard

from steelyard.errors import SourceError
from steelyard.formats.excel import rendered
from steelyard.intake import workbooks
from steelyard.intake.uploads.receiving import Bounds, Sent, move, receive, safe_name

SMALL = Bounds(files=3, sent=10_000, unpacked=5_000, workbook=4_000)


def sent(name: str, content: bytes = b"a,b\n1,2\n") -> Sent:
    return Sent(name, io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("calls.csv", "calls.csv"),
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\ann\\Calls March.CSV", "Calls-March.csv"),
        ("/etc/cron.d/x.json", "x.json"),
        ("..csv.csv", "csv.csv"),
        ("Anrufe März (2026).xlsx", "Anrufe-Marz-2026.xlsx"),
        ("日本.csv", "file.csv"),
        ("a\x00b\n*[x]?.csv.gz", "a-b-x.csv.gz"),
        ("-rf.csv", "rf.csv"),
        ("x" * 300 + ".tsv", "x" * 60 + ".tsv"),
    ],
)
def test_a_name_of_our_own(name: str, stored: str) -> None:
    assert safe_name(name) == stored


@pytest.mark.parametrize("name", ["calls", "calls.exe", "steelyard.toml", "x.csv/..", "x.html", "x.gz", ""])
def test_other_kinds_are_refused(name: str) -> None:
    with pytest.raises(SourceError, match="kind that is not read"):
        safe_name(name)


def test_no_name_is_given_twice(tmp_path: Path) -> None:
    stored = receive([sent("calls.csv"), sent("calls.csv")], tmp_path, SMALL, taken=["Calls.csv"])
    assert [path.name for path in stored] == ["calls-2.csv", "calls-3.csv"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "no file was chosen"),
        ([sent("a.csv")] * 4, "4 files"),
        ([sent("a.csv"), sent("b.csv", b"x" * 10_001)], "more was sent"),
        ([sent("a.csv", b"")], "it is empty"),
        ([sent("a.csv.gz", b"not packed")], "cannot be unpacked"),
    ],
)
def test_what_is_refused_leaves_nothing(tmp_path: Path, files: list[Sent], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        receive(files, tmp_path, SMALL)
    assert list(tmp_path.iterdir()) == []


def bomb_gz() -> bytes:
    return gzip.compress(b"0" * 1_000_000)


def bomb_zst() -> bytes:
    return zstandard.compress(b"0" * 1_000_000)


def bomb_zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    return held.getvalue()


def lying_zip() -> bytes:
    """A workbook whose directory says that a part is small, though it is not."""
    return bomb_zip().replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv.gz", bomb_gz()), ("a.csv.zst", bomb_zst()), ("a.xlsx", bomb_zip()), ("a.csv", bomb_zip())],
)
def test_what_unpacks_to_too_much_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(SourceError, match="unpacks to more than"):
        receive([sent(name, content)], tmp_path, SMALL)
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_that_lies_of_its_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="unpack"):
        receive([sent("a.xlsx", lying_zip())], tmp_path, SMALL)


def test_nothing_is_moved_over_another(tmp_path: Path) -> None:
    stored = receive([sent("a.csv")], tmp_path / "new", SMALL)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.csv").write_text("kept", "utf-8")
    with pytest.raises(SourceError, match="lies there by now"):
        move(stored, tmp_path / "there")
    assert (tmp_path / "there" / "a.csv").read_text("utf-8") == "kept"


MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""
ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3"><office:body><office:spreadsheet>
<table:table table:name="calls"><table:table-row>{head}</table:table-row><table:table-row>{row}</table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""
TEXT = '<table:table-cell office:value-type="string"><text:p>{0}</text:p></table:table-cell>'
NUMBER = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
DAY = '<table:table-cell office:value-type="date" office:date-value="{0}"><text:p>{0}</text:p></table:table-cell>'


def ods() -> bytes:
    """A workbook of OpenDocument with a text, a number and an instant."""
    head = "".join(TEXT.format(name) for name in ("id", "seconds", "begun"))
    row = TEXT.format("0017") + NUMBER.format("12.5") + DAY.format("2026-03-02T09:15:00")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", MANIFEST)
        book.writestr("content.xml", ODS.format(head=head, row=row))
    return held.getvalue()


def test_other_workbooks_are_kept_as_xlsx(tmp_path: Path) -> None:
    """So that an erased customer's rows can be taken out of what is kept."""
    (path,) = receive([sent("Calls.ods", ods())], tmp_path, Bounds())
    assert path.name == "Calls.xlsx"
    assert [entry.name for entry in tmp_path.iterdir()] == ["Calls.xlsx"]
    (rows,) = workbooks.sheets(path.read_bytes()).values()
    assert [[rendered(cell) for cell in row] for row in rows] == [
        ["id", "seconds", "begun"],
        ["0017", "12.5", "2026-03-02 09:15:00"],
    ]


def test_one_that_cannot_be_kept_says_what_to_save_it_as(tmp_path: Path) -> None:
    for name in ("old.xls", "book.xlsb", "sheet.ods"):
        with pytest.raises(SourceError) as told:
            receive([sent(name, b"no workbook at all")], tmp_path, Bounds())
        assert ".xlsx" in told.value.next
    with pytest.raises(SourceError, match="packed workbook"):
        safe_name("old.xls.gz")
    assert list(tmp_path.iterdir()) == []

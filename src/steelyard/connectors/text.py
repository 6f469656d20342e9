"""Bytes to text: compression, encoding, and whether a file is whole."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from steelyard.connectors.raw import Input, literal

HEAD_BYTES = 1 << 20
_CHUNK = 1 << 20
_TAIL = 1 << 14
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"PK\x03\x04": "zip",
    b"PAR1": "parquet",
    b"\xd0\xcf\x11\xe0": "office",
    b"%PDF": "PDF",
    b"SQLite format 3": "SQLite",
}
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CONTROLS = bytes(sign for sign in range(32) if sign not in b"\t\n\v\f\r\x1b")
_KANA = re.compile("[\u3040-\u30ff]")


def kind(source: Input) -> str:
    """What the first bytes say the file is: "gzip", "zstd", "parquet" ... or "" for anything else.

    Raises:
        SourceError: missing, a folder, unreadable or empty.
    """
    try:
        with source.path.open("rb") as file:
            begin = file.read(16)
    except FileNotFoundError:
        raise source.error("there is no such file") from None
    except IsADirectoryError:
        raise source.error("this is a folder, not a file", next=f'Write files = "{source.label}/*.csv".') from None
    except OSError as error:
        raise source.error(f"cannot be read: {error.strerror}") from None
    if not begin:
        raise source.error("the file is empty", next="Export it again, or take it out of the folder.")
    return next((name for magic, name in _MAGIC.items() if begin.startswith(magic)), "")


def compression(source: Input) -> str:
    """ "gzip", "zstd" or "" of a text file; SourceError where it is no text at all."""
    found = kind(source)
    if found in ("gzip", "zstd", ""):
        return found
    hints = {
        "zip": 'Unpack it; an Excel file needs the ending .xlsx or format = "excel".',
        "parquet": 'format = "parquet"',
    }
    raise source.error(f"this is a {found} file, not text", next=hints.get(found, "Unpack it or export it as CSV."))


def check_whole(source: Input, packed: str) -> None:
    """A compressed file that was cut off is an error, not fewer rows."""
    if packed == "gzip":
        for _ in _chunks(source, packed):
            pass
    if packed == "zstd" and not _is_whole_zstd(source.path):
        raise _cut(source)


def quotes_and_end(connection: Any, source: Input, packed: str, quote: str) -> tuple[int, bytes]:
    """(how often the quote sign stands in the file, the last thousands of bytes); reads a compressed file whole."""
    if packed == "zstd" and not _is_whole_zstd(source.path):
        raise _cut(source)
    chunks = _zstd_lines(connection, source) if packed == "zstd" else _chunks(source, packed)
    sign, count, end = quote.encode(), 0, b""
    for chunk in chunks:
        count += chunk.count(sign) if sign else 0
        end = (end + chunk)[-_TAIL:]
    return count, end


def _chunks(source: Input, packed: str) -> Iterator[bytes]:
    try:
        with gzip.open(source.path) if packed else source.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except (EOFError, OSError, zlib.error):
        raise _cut(source) from None


def _cut(source: Input) -> Exception:
    return source.error("the compressed file is cut off or damaged", next="Fetch it again.")


def _is_whole_zstd(path: Path) -> bool:
    """Walks frames and blocks by their headers (RFC 8878, section 3) without unpacking."""
    size = path.stat().st_size
    with path.open("rb") as file:
        while file.tell() < size:
            magic = file.read(4)
            if len(magic) == 4 and magic[1:] == b"\x2a\x4d\x18" and 0x50 <= magic[0] <= 0x5F:
                file.seek(int.from_bytes(file.read(4), "little"), io.SEEK_CUR)
            elif magic != b"\x28\xb5\x2f\xfd" or not _skip_frame(file, size):
                return False
        return file.tell() == size


def _skip_frame(file: IO[bytes], size: int) -> bool:
    descriptor = file.read(1)
    if not descriptor:
        return False
    flags = descriptor[0]
    is_single = bool(flags & 0x20)
    content = (1 if is_single else 0, 2, 4, 8)[flags >> 6]
    file.seek((0 if is_single else 1) + (0, 1, 2, 4)[flags & 3] + content, io.SEEK_CUR)
    is_last = False
    while not is_last:
        header = file.read(3)
        if len(header) < 3:
            return False
        block = int.from_bytes(header, "little")
        is_last = bool(block & 1)
        file.seek(1 if (block >> 1) & 3 == 1 else block >> 3, io.SEEK_CUR)
    file.seek(4 if flags & 4 else 0, io.SEEK_CUR)
    return file.tell() <= size


def head(connection: Any, source: Input, packed: str) -> bytes:
    """The first megabyte, unpacked.

    Raises:
        SourceError: binary, or no line ends in it.
    """
    begin = _first_bytes(connection, source, packed)
    is_wide = begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or source.reading.encoding.startswith("utf")
    if b"\x00" in begin and not is_wide and len(begin.translate(None, _CONTROLS)) < 0.99 * len(begin):
        raise source.error("this is a binary file, not text", next="Export it as CSV, or state the encoding.")
    return begin


def _first_bytes(connection: Any, source: Input, packed: str) -> bytes:
    try:
        if packed == "zstd":
            return b"".join(_zstd_lines(connection, source, " LIMIT 5000"))[:HEAD_BYTES]
        with gzip.open(source.path) if packed else source.path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except (EOFError, OSError, zlib.error):
        raise _cut(source) from None


def encoding(source: Input, begin: bytes) -> str:
    """The stated encoding, else the one the first bytes speak for."""
    if source.reading.encoding:
        return source.reading.encoding
    for mark, name in _BOMS.items():
        if begin.startswith(mark):
            return name
    cut = begin[: begin.rfind(b"\n") + 1] or begin
    return "utf-8" if _decodes(cut, "utf-8") else _single_or_double(cut)


def settled_encoding(source: Input, packed: str, connection: Any) -> str:
    """For a file that began as UTF-8 and then is not: windows-1252 where that is what most odd bytes are."""
    good = bad = 0
    for text in lines(connection, source, packed, "utf-8"):
        if not text.isascii():
            odd = sum(1 for sign in text if "\udc80" <= sign <= "\udcff")
            bad, good = bad + odd, good + sum(1 for sign in text if sign > "\x7f") - odd
    return "windows-1252" if bad > good else "utf-8"


def _decodes(begin: bytes, name: str) -> bool:
    try:
        begin.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _single_or_double(begin: bytes) -> str:
    if _decodes(begin, "cp932"):
        foreign = [sign for sign in begin.decode("cp932") if sign > "\x7f"]
        if len(_KANA.findall("".join(foreign))) > len(foreign) / 5:
            return "cp932"
    return "windows-1252" if _decodes(begin, "windows-1252") else "latin-1"


def lines(connection: Any, source: Input, packed: str, name: str) -> Iterator[str]:
    """The file's lines as text with their ends; bytes that are no text become lone surrogates.

    Raises:
        SourceError: the encoding does not fit at all.
    """
    name = "utf-8-sig" if name.lower().replace("_", "-") in ("utf-8", "utf8") else name
    try:
        if packed == "zstd":
            decoder = codecs.getincrementaldecoder(name)("surrogateescape")
            for line in _zstd_lines(connection, source):
                yield decoder.decode(line)
            return
        with gzip.open(source.path) if packed else source.path.open("rb") as file:
            yield from io.TextIOWrapper(file, encoding=name, errors="surrogateescape", newline="")
    except UnicodeError:
        raise source.error(f"the text is not {name}", next='State the encoding, as in encoding = "latin-1".') from None
    except (EOFError, OSError, zlib.error):
        raise _cut(source) from None


def _zstd_lines(connection: Any, source: Input, limit: str = "") -> Iterator[bytes]:
    """Lines of a zstd file: the engine unpacks; latin-1 keeps every byte as it is."""
    reader = (
        f"read_csv({literal(source.path)}, compression='zstd', encoding='latin-1', columns={{'line': 'VARCHAR'}}, "
        "auto_detect=false, header=false, delim='\\x01', quote='', escape='', strict_mode=false, nullstr='\\x02', "
        "max_line_size=64000000, parallel=false)"
    )
    result = connection.cursor().execute(f"SELECT line FROM {reader}{limit}")
    while rows := result.fetchmany(10_000):
        for (line,) in rows:
            yield (line or "").encode("latin-1") + b"\n"

"""Bytes to text: compression, encoding, and whether a file is whole."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import zstandard

from steelyard.formats import zipped
from steelyard.formats.raw import Input

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD_BYTES = 1 << 20
_CHUNK = 1 << 20
_PACKED_CHUNK = 1 << 13
"""What is unpacked at a time: a block of four bytes can stand for 128 KiB."""
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
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
MARKS = tuple(_BOMS)
"""Byte-order marks."""
_FALSE_MARKS = ("\udcff\udcfe", "\udcfe\udcff")
LONGEST_LINE = 64_000_000
"""In characters; a longer one is no line of a table."""
_CONTROLS = bytes(sign for sign in range(32) if sign not in b"\t\n\v\f\r\x1b")
_SIGNS_IN_WORDS = re.compile("(?<=[a-zà-ÿ])[¹³¿¼¾](?=[a-zà-ÿ])")
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
    if packed:
        for _ in chunks(source, packed):
            pass


@dataclass(frozen=True)
class Signs:
    """What stands in a file, looked at whole.

    Args:
        quotes: how often the quote sign does. returns: line ends that are a carriage return alone.
        end: the last thousands of bytes.
    """

    quotes: int
    returns: int
    end: bytes


def signs(source: Input, packed: str, quote: str) -> Signs:
    """The file's signs; reads it whole."""
    sign, quotes, returns, end = quote.encode(), 0, 0, b""
    for chunk in chunks(source, packed):
        quotes += chunk.count(sign) if sign else 0
        returns += chunk.count(b"\r") - chunk.count(b"\r\n") - (end.endswith(b"\r") and chunk.startswith(b"\n"))
        end = (end + chunk)[-_TAIL:]
    return Signs(quotes, returns, end)


def chunks(source: Input, packed: str) -> Iterator[bytes]:
    """The file's bytes, unpacked, piece by piece; SourceError where a compressed file is cut off or damaged."""
    most, size = source.bounds.unpacked_gb * 1e9, 0
    try:
        for chunk in _pieces(source, packed):
            size += len(chunk)
            if size > most:
                what = f"it unpacks to more than limits.unpacked_gb allows ({source.bounds.unpacked_gb:g} GB)"
                raise source.error(what, next="Split it, or raise the limit in steelyard.toml.")
            yield chunk
    except (EOFError, OSError, zlib.error, zstandard.ZstdError):
        raise _cut(source) from None


def _pieces(source: Input, packed: str) -> Iterator[bytes]:
    if packed == "zip":
        return zipped.chunks(source)
    return _unpacked(source) if packed == "zstd" else _plain(source, packed)


def _plain(source: Input, packed: str) -> Iterator[bytes]:
    with gzip.open(source.path) if packed else source.path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _unpacked(source: Input) -> Iterator[bytes]:
    """Frame after frame of a zstd file; EOFError where the last one does not end."""
    frame = zstandard.ZstdDecompressor().decompressobj()
    is_within = False
    with source.path.open("rb") as file:
        while packed := file.read(_PACKED_CHUNK):
            while packed:
                yield frame.decompress(packed)
                is_within, packed = not frame.eof, frame.unused_data
                if frame.eof:
                    frame = zstandard.ZstdDecompressor().decompressobj()
    if is_within:
        raise EOFError


def _cut(source: Input) -> Exception:
    return source.error("the compressed file is cut off or damaged", next="Fetch it again.")


def head(source: Input, packed: str) -> bytes:
    """The first megabyte, unpacked.

    Raises:
        SourceError: binary, or no line ends in it.
    """
    begin = b""
    for chunk in chunks(source, packed):
        begin += chunk
        if len(begin) >= HEAD_BYTES:
            break
    begin = begin[:HEAD_BYTES]
    is_wide = begin.startswith(MARKS[1:]) or source.reading.encoding.startswith("utf")
    if b"\x00" in begin and not is_wide and len(begin.translate(None, _CONTROLS)) < 0.99 * len(begin):
        raise source.error("this is a binary file, not text", next="Export it as CSV, or state the encoding.")
    return begin


def encoding(source: Input, begin: bytes) -> str:
    """The stated encoding, else the one the first bytes speak for."""
    if source.reading.encoding:
        return source.reading.encoding
    for mark, name in _BOMS.items():
        if begin.startswith(mark):
            return "utf-8" if name == "utf-16" and _is_false_mark(begin) else name
    cut = begin[: begin.rfind(b"\n") + 1] or begin
    return "utf-8" if _decodes(cut, "utf-8") else _single_or_double(cut)


def _is_false_mark(begin: bytes) -> bool:
    """Whether the mark of UTF-16 stands before text that is UTF-8: no byte of zero, and all of it decodes."""
    body = begin[2:]
    return b"\x00" not in body and _decodes(body[: body.rfind(b"\n") + 1] or body, "utf-8")


def settled_encoding(source: Input, packed: str) -> str:
    """For a file that began as UTF-8 and then is not: windows-1252 where that is what most odd bytes are."""
    good = bad = 0
    for text in lines(source, packed, "utf-8"):
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
    if _is_central_european(begin):
        return "windows-1250"
    return "windows-1252" if _decodes(begin, "windows-1252") else "latin-1"


def _is_central_european(begin: bytes) -> bool:
    """Whether signs that no word holds in windows-1252 stand inside words, and are letters in windows-1250."""
    if not _decodes(begin, "windows-1250"):
        return False
    signs = len(_SIGNS_IN_WORDS.findall(begin.decode("windows-1252", "replace")))
    letters = sum(sign > 0x7F for sign in begin)
    return signs > letters / 10


def lines(source: Input, packed: str, name: str) -> Iterator[str]:
    """The file's lines as text with their ends; bytes that are no text become lone surrogates.

    Raises:
        SourceError: the encoding does not fit at all, or a line does not end.
    """
    name = "utf-8-sig" if name.lower().replace("_", "-") in ("utf-8", "utf8") else name
    raw = io.BufferedReader(_Chunked(chunks(source, packed)), _CHUNK)
    try:
        stream = io.TextIOWrapper(raw, encoding=name, errors="surrogateescape", newline="")
        first = stream.readline(LONGEST_LINE)
        yield from chain(
            [first[2:] if first.startswith(_FALSE_MARKS) else first] if first else [], _bounded(stream, source)
        )
    except UnicodeError:
        raise source.error(f"the text is not {name}", next='State the encoding, as in encoding = "latin-1".') from None


def _bounded(stream: io.TextIOWrapper, source: Input) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise source.error(f"a line is longer than {LONGEST_LINE // 1_000_000} million characters")
        yield line


class _Chunked(io.RawIOBase):
    """Pieces of bytes as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer)
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        size = min(len(target), len(self._rest))
        target[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

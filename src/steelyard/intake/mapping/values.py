"""From a text as it stands in a file to a typed value, as SQL; what does not fit becomes missing, never a guess.

Every function takes the SQL of a trimmed text that is missing where empty, and gives the SQL of its value.
"""

from __future__ import annotations

import re
from functools import cache

from steelyard.formats.raw import literal
from steelyard.intake.mapping import words

_BLANK = r"\s\x{00A0}\x{2009}\x{202F}"
_QUOTE = r"\x{0027}\x{2019}\x{00B4}"
_GROUPED = rf"\d[{_BLANK}{_QUOTE}]+(\d{{1,2}}|\d{{4,}})([^\d]|$)"
_POINT = r"[+-]?(\d{1,3}(,\d{2,3})*,\d{3}|\d+)?(\.\d+)?([eE][+-]?\d+)?"
_COMMA = r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?([eE][+-]?\d+)?"
_ONLY = (
    r"^[+-]?(\d*|\d{{1,3}}(\{0}\d{{3}})+)\{1}(\d{{1,2}}|\d{{4,}})$|\{0}\d{{3}}(\{1}|\{0}\d{{3}})"
    r"|^[+-]?(0*|0*[1-9]\d{{3,}})\{1}\d{{3}}$"
)
_EITHER = r"^[+-]?[1-9]\d{0,2}[.,]\d{3}$"


@cache
def _signs() -> str:
    """What is taken off a number: blanks, apostrophes, percent, signs and codes of currencies."""
    codes = words.pattern(words.currencies())
    return rf"(?i)[{_BLANK}{_QUOTE}%]|\p{{Sc}}|^(?:{codes})\.?|(?:{codes})\.?$"


def bare_number(text: str) -> str:
    """Without blanks, apostrophes between thousands, currencies and percent; a minus behind or brackets before it."""
    one = rf"regexp_replace({text}, '^\(([^()]+)\)$|^([^-]*\d[^-]*)-$', '-\1\2')"
    return f"regexp_replace(replace({one}, '−', '-'), {literal(_signs())}, '', 'g')"


def comma_evidence(text: str) -> str:
    """Whether a number can only be read with a decimal comma."""
    return f"regexp_matches({bare_number(text)}, {literal(_ONLY.format('.', ','))})"


def point_evidence(text: str) -> str:
    """Whether a number can only be read with a decimal point."""
    return f"regexp_matches({bare_number(text)}, {literal(_ONLY.format(',', '.'))})"


def no_evidence(text: str) -> str:
    """Whether a number can be read both ways, as 1.250 or 1,250."""
    return f"regexp_matches({bare_number(text)}, {literal(_EITHER)})"


def number(text: str, *, is_comma: bool) -> str:
    """A number; `is_comma` says that the column writes 1.234,56."""
    bare = bare_number(text)
    shape, thousands, decimal = (_COMMA, ".", ",") if is_comma else (_POINT, ",", ".")
    plain = f"replace(replace({bare}, '{thousands}', ''), '{decimal}', '.')"
    is_number = rf"regexp_full_match({bare}, {literal(shape)}) AND regexp_matches({bare}, '\d')"
    is_whole = f"NOT regexp_matches({text}, {literal(_GROUPED)})"
    value = f"try_cast({plain} AS DOUBLE)"
    simple = rf"regexp_full_match({text}, '[+-]?\d+(\{decimal}\d+)?')"
    quick = f"try_cast(replace({text}, '{decimal}', '.') AS DOUBLE)"
    in_full = f"{is_number} AND {is_whole} AND isfinite({value})"
    return f"CASE WHEN {simple} AND isfinite({quick}) THEN {quick} WHEN {in_full} THEN {value} END"


_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_TABS = "\t\n\r\x0b\x0c"
_BLANKS = _TABS + "\u00a0\u2007\u2009\u202f\u3000"
_UNSEEN = "\u200b\ufeff"
_OTHERS = "\u00b5\u017f\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5\u1e9b\u1fbe" + "".join(
    map(chr, range(0x1C80, 0x1C89))
)

SIGNS = _WIDE + _BLANKS + _OTHERS + _UNSEEN
ALIKE = "".join(chr(ord(sign) - 0xFEE0).lower() for sign in _WIDE) + " " * len(_BLANKS) + _OTHERS.casefold()
"""Signs that are one with another once letters are small: full-width ones, blanks, and second forms of a letter.
What has no like at the end, blanks of no width, goes."""

_JOINED = "\u1e9e\u00df\ufb03\ufb04\ufb00\ufb01\ufb02\ufb05\ufb06\u0149\u1e9a\u0587\ufb13\ufb14\ufb15\ufb16\ufb17"

SPELLED_OUT = {
    **{sign: sign.casefold() for sign in _JOINED},
    "i\u0307": "i",
}
"""Letters that are one with several, as sharp s with ss; and the small letter that dotted capital I becomes."""


def folded_id(text: str, prefix: str = "") -> str:
    """An id as it is compared: case folded, in one Unicode form, without the ".0" a spreadsheet adds to a number.

    Source:
        Full case folding of the Unicode Standard (as `str.casefold`), but for Greek letters with an iota below them.
    """
    spelled = f"translate(lower({text}), {literal(SIGNS)}, {literal(ALIKE)})"
    for letter, others in SPELLED_OUT.items():
        spelled = f"replace({spelled}, {literal(letter)}, {literal(others)})"
    is_plain = f"strlen({text}) = length({text})"
    plain = f"translate(lower({text}), {literal(_TABS)}, {literal(' ' * len(_TABS))})"
    one = f"trim(CASE WHEN {is_plain} THEN {plain} ELSE nfc_normalize({spelled}) END)"
    before = re.escape(prefix.casefold()).replace("\\ ", " ")
    return f"regexp_replace({one}, {literal('^(' + before + '[0-9]+)[.]0+$')}, '\\1')"


def whole(value: str) -> str:
    """A whole number; one with a fraction is no count."""
    return f"CASE WHEN {value} = round({value}) AND abs({value}) < 9e15 THEN CAST({value} AS BIGINT) END"


def boolean(text: str) -> str:
    """true or false in common spellings, in the languages of `words`."""
    told = {truth: [word for word, means in words.flags().items() if means is truth] for truth in (True, False)}
    true, false = (", ".join(map(literal, told[truth])) for truth in (True, False))
    return f"CASE WHEN lower({text}) IN ({true}) THEN true WHEN lower({text}) IN ({false}) THEN false END"


def group(identity: str) -> str:
    """0 to 63: the first byte of the MD5 of the UTF-8 text, modulo 64; the same on every engine."""
    return f"CAST(CAST('0x' || left(md5({identity}), 2) AS INTEGER) % 64 AS BIGINT)"

"""From a text as it stands in a file to a typed value, as SQL; what does not fit becomes missing, never a guess.

Every function takes the SQL of a trimmed text that is missing where empty, and gives the SQL of its value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from steelyard.connectors.raw import literal

TRUE = (
    "true",
    "t",
    "yes",
    "y",
    "1",
    "1.0",
    "on",
    "ja",
    "j",
    "oui",
    "si",
    "sí",
    "sì",
    "sim",
    "wahr",
    "vrai",
    "verdadero",
)
FALSE = ("false", "f", "no", "n", "0", "0.0", "off", "nein", "non", "nao", "não", "falsch", "faux", "falso")

_SECONDS = {"": 1.0, "s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0, "d": 86400.0}
_POINT = r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][+-]?\d+)?"
_COMMA = r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?([eE][+-]?\d+)?"
_ONLY_COMMA = r"^[+-]?(\d+|\d{1,3}(\.\d{3})+),(\d{1,2}|\d{4,})$|\.\d{3}(,|\.\d{3})"
_ONLY_POINT = r"^[+-]?(\d+|\d{1,3}(,\d{3})+)\.(\d{1,2}|\d{4,})$|,\d{3}(\.|,\d{3})"
_CLOCK = r"([+-]?)\s*(?:(\d+)\s*(?:d|days?)?,?\s+)?(\d+):([0-5]?\d)(?::([0-5]?\d(?:[.,]\d+)?))?"
_OFFSET = r"(Z|z|[+-]\d{2}(:?\d{2})?| ?UTC| ?GMT)$"
_LOOSE_OFFSET = r"\s+([+-]\d{2}(?::?\d{2})?|Z|z)$"
_NO_SECONDS = r"([T ]\d{1,2}:\d{2})(\s*(?:Z|z|[+-]\d{2}(?::?\d{2})?|UTC|GMT))$"
_ISO = r"\d{4}-\d{1,2}-\d{1,2}([T ]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)?\s*(Z|z|[+-]\d{2}(:?\d{2})?| ?UTC| ?GMT)?"


def bare_number(text: str) -> str:
    """Without spaces, apostrophes between thousands, currency signs and percent."""
    return rf"regexp_replace({text}, '[\s\x{{00A0}}\x{{202F}}''’€$£¥%]', '', 'g')"


def comma_evidence(text: str) -> str:
    """Whether a number can only be read with a decimal comma."""
    return f"regexp_matches({bare_number(text)}, {literal(_ONLY_COMMA)})"


def point_evidence(text: str) -> str:
    """Whether a number can only be read with a decimal point."""
    return f"regexp_matches({bare_number(text)}, {literal(_ONLY_POINT)})"


def number(text: str, *, is_comma: bool) -> str:
    """A number; `is_comma` says that the column writes 1.234,56."""
    bare = bare_number(text)
    shape, thousands, decimal = (_COMMA, ".", ",") if is_comma else (_POINT, ",", ".")
    plain = f"replace(replace({bare}, '{thousands}', ''), '{decimal}', '.')"
    is_number = rf"regexp_full_match({bare}, {literal(shape)}) AND regexp_matches({bare}, '\d')"
    value = f"try_cast({plain} AS DOUBLE)"
    return f"CASE WHEN {is_number} AND isfinite({value}) THEN {value} END"


_WIDE = "".join(chr(sign) for sign in range(0xFF01, 0xFF5F))
_PLAIN = "".join(chr(sign - 0xFEE0) for sign in range(0xFF01, 0xFF5F))


def folded_id(text: str, prefix: str = "") -> str:
    """An id as it is compared: in one Unicode form, in lower case, without the ".0" a spreadsheet adds to a number."""
    one = f"lower(trim(nfc_normalize(translate({text}, {literal(_WIDE)}, {literal(_PLAIN)}))))"
    before = re.escape(prefix.lower()).replace("\\ ", " ")
    return f"regexp_replace({one}, {literal('^(' + before + '[0-9]+)[.]0+$')}, '\\1')"


def whole(value: str) -> str:
    """A whole number; one with a fraction is no count."""
    return f"CASE WHEN {value} = round({value}) AND abs({value}) < 9e15 THEN CAST({value} AS BIGINT) END"


def clock(text: str, *, allows_short: bool) -> str:
    """Seconds of "2:03:04", "1 day 02:03:04", "-0:00:05" and, where allowed, "03:04" as minutes and seconds."""

    def part(group: int) -> str:
        found = f"regexp_extract({text}, {literal('^' + _CLOCK + '$')}, {group})"
        return f"try_cast(nullif(replace({found}, ',', '.'), '') AS DOUBLE)"

    sign = f"CASE WHEN {text} LIKE '-%' THEN -1 ELSE 1 END"
    long = f"coalesce({part(2)}, 0) * 86400 + {part(3)} * 3600 + {part(4)} * 60 + {part(5)}"
    short = f"{part(3)} * 60 + {part(4)}" if allows_short else "NULL"
    return (
        f"CASE WHEN regexp_full_match({text}, {literal(_CLOCK)}) "
        f"THEN ({sign}) * coalesce({long}, CASE WHEN {part(5)} IS NULL THEN {short} END) END"
    )


def seconds(text: str, unit: str, *, is_comma: bool) -> str:
    """A duration in seconds. Without a unit: a number of seconds, or hours, minutes and seconds in full."""
    if unit == "hh:mm:ss":
        return clock(text, allows_short=True)
    scaled = f"{number(text, is_comma=is_comma)} * {_SECONDS[unit]}"
    if unit:
        return scaled
    return f"CASE WHEN contains({text}, ':') THEN {clock(text, allows_short=False)} ELSE {scaled} END"


def boolean(text: str) -> str:
    """true or false in common spellings."""
    true, false = (", ".join(literal(word) for word in words) for words in (TRUE, FALSE))
    return f"CASE WHEN lower({text}) IN ({true}) THEN true WHEN lower({text}) IN ({false}) THEN false END"


def utc(local: str, zone: str) -> str:
    """A local instant as naive UTC; where clocks go back the earlier reading of the engine's calendar counts."""
    return local if zone == "UTC" else f"timezone('UTC', timezone({literal(zone)}, {local}))"


def local(instant: str, zone: str) -> str:
    """A naive UTC instant as the wall clock of a zone shows it."""
    return instant if zone == "UTC" else f"timezone({literal(zone)}, timezone('UTC', {instant}))"


def epoch(text: str, unit: str) -> str:
    """Seconds or milliseconds since 1970 as naive UTC."""
    factor = 1_000_000 if unit == "epoch_s" else 1_000
    value = f"try_cast({text} AS DOUBLE)"
    return f"CASE WHEN abs({value}) * {factor} < 4e15 THEN make_timestamp(CAST({value} * {factor} AS BIGINT)) END"


def with_offset(text: str, formats: Sequence[str]) -> str:
    """Naive UTC of texts that carry their own offset; missing for those that do not."""
    if not formats:
        is_such = f"regexp_full_match({text}, {literal(_ISO)}) AND regexp_matches({text}, {literal(_OFFSET)})"
        timed = f"{is_such} AND contains({text}, ':')"
        tight = f"regexp_replace({text}, {literal(_LOOSE_OFFSET)}, '\\1')"
        in_full = f"regexp_replace({tight}, {literal(_NO_SECONDS)}, '\\1:00\\2')"
        return f"CASE WHEN {timed} THEN timezone('UTC', try_cast({in_full} AS TIMESTAMPTZ)) END"
    zoned = [f"timezone('UTC', try_strptime({text}, {literal(form)}))" for form in formats if has_offset(form)]
    return f"coalesce({', '.join(zoned)})" if zoned else "CAST(NULL AS TIMESTAMP)"


def without_offset(text: str, formats: Sequence[str]) -> str:
    """The wall clock's reading of texts without an offset; midnight where there is no time of day."""
    if not formats:
        has_own = f"contains({text}, ':') AND regexp_matches({text}, {literal(_OFFSET)})"
        is_such = f"regexp_full_match({text}, {literal(_ISO)}) AND NOT ({has_own})"
        return f"CASE WHEN {is_such} THEN try_cast(replace({text}, ',', '.') AS TIMESTAMP) END"
    naive = [f"try_strptime({text}, {literal(form)})" for form in formats if not has_offset(form)]
    return f"coalesce({', '.join(naive)})" if naive else "CAST(NULL AS TIMESTAMP)"


def is_date_only(text: str, formats: Sequence[str]) -> str:
    """Whether the text says a day and no time of day."""
    if not formats:
        return f"NOT contains({text}, ':')"
    cases = [
        f"WHEN try_strptime({text}, {literal(form)}) IS NOT NULL THEN {str(not has_time(form)).lower()}"
        for form in formats
    ]
    return f"CASE {' '.join(cases)} ELSE false END"


def has_offset(form: str) -> bool:
    """Whether a format reads an offset or a zone."""
    return "%z" in form or "%Z" in form


def has_time(form: str) -> bool:
    """Whether a format reads a time of day."""
    return any(sign in form for sign in ("%H", "%-H", "%I", "%-I", "%c", "%X"))


def group(identity: str) -> str:
    """0 to 63: the first byte of the MD5 of the UTF-8 text, modulo 64; the same on every engine."""
    return f"CAST(CAST('0x' || left(md5({identity}), 2) AS INTEGER) % 64 AS BIGINT)"

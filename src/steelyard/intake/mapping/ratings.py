"""Scores as surveys write them, as SQL: 4, 4/5, 4 out of 5, ★★★★☆, 10 - very likely, Very likely (10)."""

from __future__ import annotations

from functools import cache

from steelyard.formats.raw import literal
from steelyard.intake.mapping import values, words

_AMOUNT = r"(\d+(?:[.,]\d+)?)"
_STARS = r"[★⭐🌟✭☆✩\x{FE0F}\s]+"
_BEFORE = rf"^{_AMOUNT}\s*(?:[-–—:.=)(,]+|\s)\s*[^\d\s.,/+-][^\d/]*$"
_BEHIND = rf"^[^\d]*[^\d\s+-][^\d]*?\s*[-–—:=(]\s*{_AMOUNT}\s*\)?$"


@cache
def _of_most() -> str:
    """A score and the most that could be given."""
    return rf"(?i)^{_AMOUNT}\s*(?:{words.pattern(words.out_of())})\s*(\d+)(?:\s*\D*)?$"


def rating(text: str, *, is_comma: bool) -> str:
    """The score a text gives; missing where it gives none."""
    said = " ".join(
        f"WHEN regexp_matches({text}, {literal(shape)}) "
        f"THEN try_cast(replace(regexp_extract({text}, {literal(shape)}, 1), ',', '.') AS DOUBLE)"
        for shape in (_of_most(), _BEFORE, _BEHIND)
    )
    plain = values.number(text, is_comma=is_comma)
    stars = rf"CAST(length(regexp_replace({text}, '[^★⭐🌟✭]', '', 'g')) AS DOUBLE)"
    return f"coalesce({plain}, CASE WHEN {_is_stars(text)} THEN {stars} {said} END)"


def most(text: str) -> str:
    """The most that could be given, where a score says it: 5 of "4/5" and of ★★★★☆."""
    signs = rf"CAST(length(regexp_replace({text}, '[\x{{FE0F}}\s]', '', 'g')) AS DOUBLE)"
    said = f"try_cast(nullif(regexp_extract({text}, {literal(_of_most())}, 2), '') AS DOUBLE)"
    return f"CASE WHEN {_is_stars(text)} AND regexp_matches({text}, '[☆✩]') THEN {signs} ELSE {said} END"


def _is_stars(text: str) -> str:
    return f"regexp_full_match({text}, {literal(_STARS)})"

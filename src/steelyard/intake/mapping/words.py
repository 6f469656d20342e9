"""Words that stand in values: months, weekdays, zones, units, yes and no, in the larger European languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files


@cache
def months() -> Mapping[str, str]:
    """Name of a month -> its English abbreviation, as strptime knows it."""
    return {word: month.title() for month, words in _words()["months"].items() for word in words}


@cache
def weekdays() -> frozenset[str]:
    """Names of days of the week."""
    return frozenset(_words()["weekdays"]["all"])


@cache
def totals() -> frozenset[str]:
    """What a row that sums up the others says in the place of an id or a part."""
    return frozenset(_words()["totals"]["all"])


@cache
def between() -> frozenset[str]:
    """What stands between the parts of a date: "at", "de", "Uhr"."""
    return frozenset(_words()["between"]["all"])


@cache
def zones() -> Mapping[str, int]:
    """Name of an offset -> seconds east of UTC; names that mean several are not in it."""
    found: dict[str, int] = {}
    for offset, words in _words()["zones"].items():
        if offset != "several":
            sign, hours, minutes = offset[0], int(offset[1:3]), int(offset[4:])
            found |= dict.fromkeys(words, (hours * 3600 + minutes * 60) * (-1 if sign == "-" else 1))
    return found


@cache
def zones_of_several() -> frozenset[str]:
    """Names that several zones go by, as IST and CST."""
    return frozenset(_words()["zones"]["several"])


@cache
def units() -> Mapping[str, tuple[str, ...]]:
    """Unit of durations ("w", "d", "h", "min", "s", "ms") -> what it is called."""
    return {unit: tuple(words) for unit, words in _words()["units"].items()}


@cache
def flags() -> Mapping[str, bool]:
    """Yes and no."""
    return {word: truth == "true" for truth, words in _words()["flags"].items() for word in words}


@cache
def currencies() -> frozenset[str]:
    """Codes and abbreviations of currencies; signs such as € are a class of their own."""
    return frozenset(_words()["currencies"]["all"])


@cache
def out_of() -> frozenset[str]:
    """What stands between a score and the most that could be given."""
    return frozenset(_words()["out_of"]["all"])


def pattern(found: Iterable[str]) -> str:
    """A regular expression of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(found, key=lambda word: (-len(word), word)))


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("steelyard.intake.mapping").joinpath("words.toml").read_text(encoding="utf-8"))

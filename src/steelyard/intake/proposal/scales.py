"""What scores in words, smileys, stars or with labels mean: "Very satisfied", 👍, ★★★★☆, 5/5, "10 - very likely"."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Literal

import duckdb

from steelyard.formats.raw import literal
from steelyard.intake.mapping import ratings
from steelyard.intake.proposal import names

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SIGN = re.compile(r"[^\w\s\ufe0f\u200d.,;:!?()'\"/\\-]")
_LEAST_STEPS = 2


@dataclass(frozen=True)
class Scale:
    """Scores that a column writes otherwise than as plain numbers.

    Args:
        values: text -> number for all that the scale has, seen or not; empty where a load reads the texts by itself.
        blank: texts that mean that nobody answered.
        low, high: the ends of the scale, or, where `is_stated` is not set, the least and the greatest score seen.
        asks: "csat", "ces", or empty where the words do not tell.
        better: which end is good, where labels tell; else empty.
        doubt: why it can be read in two ways; empty where it cannot.
    """

    low: float
    high: float
    reason: str
    values: Mapping[str, int] = field(default_factory=dict)
    blank: tuple[str, ...] = ()
    is_stated: bool = True
    asks: str = ""
    better: Literal["", "high", "low"] = ""
    doubt: str = ""


@dataclass(frozen=True)
class _Known:
    """A scale in words.

    Args:
        places: word -> step, from 1; of two steps 0 and 1.
        is_seldom: taken only where both of its ends occur, as its other words stand on a scale that is met more often.
    """

    asks: str
    size: int
    places: Mapping[str, int]
    is_seldom: bool = False

    @property
    def ends(self) -> tuple[int, int]:
        """The worst step and the best."""
        return min(self.places.values()), max(self.places.values())

    def fits(self, words: Collection[str]) -> bool:
        """Whether it knows all of these words, and may be told by them."""
        known = set(words) <= set(self.places)
        return known and (not self.is_seldom or set(self.ends) <= {self.places[word] for word in words})

    def place(self, word: str) -> Fraction:
        """Where a word stands: 0 is the worst step, 1 the best."""
        return Fraction(self.places[word] - self.ends[0], self.size - 1)


def read_scale(values: tuple[str, ...]) -> Scale | None:
    """What the values of a column mean as scores; None where they mean none.

    Args:
        values: every value of the column, once.
    """
    return _of_numbers(values) or _of_words(values) or _of_flags(values)


def _of_flags(values: tuple[str, ...]) -> Scale | None:
    """Yes and no, both of them."""
    flags = names.vocabulary("boolean")
    meant = {value: flags.get(names.said(value)) for value in values}
    if set(meant.values()) != {"true", "false"}:
        return None
    numbers = {value: int(meaning == "true") for value, meaning in meant.items()}
    return Scale(0.0, 1.0, "yes and no", values={} if _are_digits(values) else numbers)


def _are_digits(values: tuple[str, ...]) -> bool:
    return all(value.strip() in ("0", "1", "0.0", "1.0") for value in values)


def _of_numbers(values: tuple[str, ...]) -> Scale | None:
    """Scores that hold a number or stars, as a load reads them."""
    plain = [re.fullmatch(r"\d+([.,]\d+)?", value.strip()) is not None for value in values]
    if all(plain) or not any(any(sign.isdigit() or sign in "★⭐🌟" for sign in value) for value in values):
        return None
    listed = ", ".join(f"({literal(value.strip())})" for value in values)
    sql = f"SELECT {ratings.rating('v', is_comma=False)}, {ratings.most('v')} FROM (VALUES {listed}) AS t(v)"
    with duckdb.connect() as connection:
        found = connection.execute(sql).fetchall()
    numbers = [score for score, _ in found if score is not None]
    most = {said for _, said in found if said is not None}
    if len(numbers) < len(values) or len(most) > 1:
        return None
    has_stars = any(sign in value for value in values for sign in "★⭐🌟")
    if most or has_stars:
        high = most.pop() if most else max(5.0, *numbers)
        reason = f"{'stars' if has_stars else 'each score says'}: out of {high:g}"
        return Scale(min(1.0, *numbers), high, reason)
    better = better_by(dict(zip(values, numbers, strict=True)))
    return Scale(min(numbers), max(numbers), "scores with labels", is_stated=False, better=better)


def better_by(scores: Mapping[str, float]) -> Literal["", "high", "low"]:
    """Which end is good by the labels beside the numbers."""
    told = [(score, place) for value, score in scores.items() if (place := _goodness(_said(value))) is not None]
    good = [score for score, place in told if place > 0.5]
    bad = [score for score, place in told if place < 0.5]
    middle = (min(scores.values()) + max(scores.values())) / 2
    high = [score > middle for score in good] + [score < middle for score in bad]
    if not high or len(set(high)) > 1:
        return ""
    return "high" if high[0] else "low"


def _goodness(word: str) -> float | None:
    """0 for the worst step to 1 for the best, where all scales that know the word agree on its side."""
    places = [float(known.place(word)) for known in _scales() if word in known.places]
    is_one_sided = places and (min(places) > 0.5 or max(places) < 0.5)
    return sum(places) / len(places) if is_one_sided else None


def _of_words(values: tuple[str, ...]) -> Scale | None:
    """The scale that knows every word, tells most of them apart and is seen whole, or has five steps."""
    blank = tuple(value for value in values if _said(value) in names.vocabulary("unanswered"))
    said = {value: _said(value) for value in values if value not in blank}
    fitting = [known for known in _scales() if said and known.fits(said.values())]
    if not fitting or not all(said.values()):
        return None

    def seen(known: _Known) -> int:
        return len({known.places[word] for word in said.values()})

    best, *others = sorted(fitting, key=lambda known: (-seen(known), seen(known) < known.size, abs(known.size - 5)))
    spoken = tuple(said.values())
    return Scale(
        float(best.ends[0]),
        float(best.ends[1]),
        f"words of a scale of {best.size} steps",
        values={value: best.places[word] for value, word in said.items()} | _unseen(best, spoken),
        blank=blank,
        asks=best.asks,
        better="high",
        doubt=_doubt(best, [other for other in others if seen(other) == seen(best)], spoken),
    )


def _doubt(best: _Known, others: list[_Known], said: Collection[str]) -> str:
    """Why the words can be read in two ways; a scale seen whole is taken for itself."""
    seen = {best.places[word] for word in said}
    if best.size > _LEAST_STEPS and (same := _of_one_step(best, said)):
        return f'"{same[0]}" and "{same[1]}" would count the same: which steps has the scale?'
    if len(seen) == best.size:
        return ""
    if len(seen) < _LEAST_STEPS:
        return "only one of its steps was seen: which others are there?"
    rivals = [other.size for other in others if other.size <= best.size and _differs(best, other, said)]
    return f"they also stand on one of {rivals[0]} steps: which was asked?" if rivals else ""


def _of_one_step(known: _Known, said: Collection[str]) -> tuple[str, str] | None:
    """Two different words of one file on one step: a service that writes both asks for more steps than these."""
    words = sorted(set(said))
    pairs = ((one, other) for place, one in enumerate(words) for other in words[place + 1 :])
    return next(((one, other) for one, other in pairs if known.places[one] == known.places[other]), None)


def _differs(one: _Known, other: _Known, said: Collection[str]) -> bool:
    """Whether a word stands elsewhere between the ends."""
    return any(one.place(word) != other.place(word) for word in said)


def _unseen(known: _Known, said: Collection[str]) -> dict[str, int]:
    """A word for each step of which nothing was seen, so that a later file's is read too."""
    seen = {known.places[word] for word in said}
    found: dict[int, str] = {}
    for word, place in known.places.items():
        if place not in seen:
            found.setdefault(place, word)
    return {word: place for place, word in found.items()}


def _said(value: str) -> str:
    """A value as scales know it: its words without numbers, or its sign where it has no words."""
    plain = unicodedata.normalize("NFC", value).lower().replace("’", "'")
    spoken = " ".join(_WORDS.findall(plain))
    signs = "".join(_SIGN.findall(plain.replace("\ufe0f", "")))
    return spoken or signs[:1]


@cache
def _scales() -> tuple[_Known, ...]:
    text = files("steelyard.intake.proposal").joinpath("scales.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["scale"]
    return tuple(_known(entry["asks"], entry["steps"], entry.get("is_seldom", False)) for entry in entries)


def _known(asks: str, steps: list[list[str]], is_seldom: bool) -> _Known:
    first = 0 if len(steps) == 2 else 1
    places = {_said(word): place for place, step in enumerate(steps, start=first) for word in step}
    return _Known(asks, len(steps), places, is_seldom)

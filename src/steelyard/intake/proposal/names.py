"""What a column's name says: words, and the canonical columns people and vendors use that name for."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from steelyard.intake.mapping import words as spelled

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
_ZONE = re.compile(r"\(?[A-Z][A-Za-z]+/[A-Z][A-Za-z_/]+\)?")


def words(name: str) -> str:
    """Lower-case words of a name: "Issue_reported at" -> "issue reported at", "customerID" -> "customer id",
    "ACWSeconds" -> "acw seconds"."""
    return " ".join(_WORD.findall(_CAMEL.sub(" ", name).lower()))


def bare(name: str) -> str:
    """The words without units: "Wrap-up (s)" -> "wrap up"."""
    parts = words(name).split()
    return " ".join(part for part in parts if part not in word_set("units")) or " ".join(parts)


def is_lasting(name: str) -> bool:
    """Whether a name ends in a unit of time: "agentSeconds"."""
    return words(name).rpartition(" ")[2] in word_set("lasting")


def _without_unit(name: str) -> str:
    """The words without the units they end in: "in queue seconds" -> "in queue"."""
    parts = words(name).split()
    while len(parts) > 1 and parts[-1] in word_set("units"):
        parts.pop()
    return " ".join(parts)


def nouns(stem: str) -> tuple[str, ...]:
    """What a file is about: the words of its name without dates, numbers and noise."""
    noise = word_set("noise")
    return tuple(word for word in words(stem).split() if word not in noise and not any(map(str.isdigit, word)))


def source(stem: str) -> str:
    """What a source is called after a file's name without its endings."""
    found = [word for word in nouns(stem) if word.isascii() and word.isalpha()]
    return "_".join([word for word in found if word not in spelled.months()] or found) or "source"


def match(table: str, target: str, name: str, noun: str = "") -> tuple[float, str]:
    """How well a name fits a canonical column, 0 to 1, and why.

    Args:
        table: a canonical table, or "version", "activity", "dimensions".
        noun: what the file is about; a bare "id" in a file of tickets is a ticket's id.
    """
    known = _names()[table].get(target, {})
    spoken = _spoken(name, is_time=target.endswith(("_at", "_on")))
    for rank, phrase in enumerate(spoken):
        if phrase in known:
            strength = known[phrase] - 0.03 * rank
            return strength, f'"{name}" is a usual name for it' if strength > 0.8 else f'"{name}" may mean it'
    singular = noun.rstrip("s")
    if noun and f"{singular} {spoken[0]}" in known:
        return 0.8, f'"{name}" in a file of {noun}'
    inside = [
        phrase for phrase in known if known[phrase] > 0.8 and _is_telling(phrase) and _contains(spoken[0], phrase)
    ]
    if inside:
        longest = max(inside, key=len)
        share = len(longest.split()) / len(spoken[0].split())
        return 0.35 + 0.3 * share, f'"{name}" contains "{longest}"'
    return 0.0, ""


@cache
def word_set(name: str) -> frozenset[str]:
    """One of the lists of words: units, noise, specific (mean one thing even inside a longer name), ids."""
    return frozenset(_vocabulary()["words"][name])


def opposites(target: str) -> frozenset[str]:
    """Words in a column's name that make its yes a no: "answered" of abandoned, "breached" of sla_met."""
    return frozenset(_vocabulary()["opposites"].get(target, ()))


def said(value: str) -> str:
    """A value as vocabularies know it: its words, or its sign where it has none."""
    return words(value) or value.strip()


@cache
def vocabulary(target: str) -> Mapping[str, str]:
    """Word of a value -> its canonical value (as text), none where only numbers are read; of "boolean" also what every
    load reads as yes or no."""
    own = {word: value for value, entries in _vocabulary().get(target, {}).items() for word in entries}
    if target != "boolean":
        return own
    return {**{said(word): str(truth).lower() for word, truth in spelled.flags().items()}, **own}


def _spoken(name: str, *, is_time: bool) -> list[str]:
    """The ways to say a name, the nearest first: as it is, without the units it ends in, without any, the last part of
    a dotted path, without what stands in brackets, "number of", articles, of times without that they are some, and with
    "nr" written out."""
    ways = [words(name), _without_unit(name), bare(name), bare(_ZONE.sub(" ", name))]
    if "." in name:
        ways += [words(name.rpartition(".")[2])]
    ways += [bare(_BRACKETS.sub(" ", name))]
    ways += [_led(ways[-1]), without_articles(_led(ways[-1]))]
    if is_time:
        ways += [_timeless(ways[-1])]
    ways += [_written_out(ways[0])]
    return list(dict.fromkeys([ways[0], *filter(None, ways[1:])]))


def _written_out(name: str) -> str:
    """ "vorgangsnr" and "vorgangs nr" -> "vorgangsnummer", "ärendenr" -> "ärendenummer"."""
    return re.sub(r"(\w) ?nr$", r"\1nummer", name) if name.endswith("nr") else ""


def _led(name: str) -> str:
    """ "number of reopens" -> "reopens"."""
    lead = max((entry for entry in word_set("leading") if name.startswith(f"{entry} ")), key=len, default="")
    return name[len(lead) :].strip()


def without_articles(name: str) -> str:
    """ "data de abertura" -> "data abertura"."""
    parts = name.split()
    return " ".join(part for part in parts if part not in word_set("articles")) or name


def _timeless(name: str) -> str:
    """ "closed datetime" -> "closed"."""
    parts = name.split()
    while len(parts) > 1 and parts[-1] in word_set("timely"):
        parts.pop()
    return " ".join(parts)


def _is_telling(phrase: str) -> bool:
    return " " in phrase or phrase in word_set("specific")


def _contains(phrase: str, part: str) -> bool:
    return f" {part} " in f" {phrase} "


@cache
def _names() -> dict[str, dict[str, dict[str, float]]]:
    """Table -> canonical column -> name -> how strongly it speaks; a name in several languages by the strongest."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for file in ("languages.toml", "names.toml"):
        for table, targets in tomllib.loads(_text(file)).items():
            for target, entries in targets.items():
                known = found.setdefault(table, {}).setdefault(target, {})
                for entry in entries:
                    strength, name = 0.5 if entry.endswith("?") else 0.92, entry.rstrip("?")
                    for way in (name, plain(name), without_articles(name)):
                        known[way] = max(known.get(way, 0.0), strength)
    spoken = tomllib.loads(_text("languages.toml"))["contacts"]["contact_id"]
    of_contact = found["evaluations"]["contact_id"]
    of_contact.update({way: 0.92 for name in spoken for way in (name, plain(name))})
    return found


def plain(name: str) -> str:
    """Without accents: "gelöst am" -> "gelost am"."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))


@cache
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_text("vocabulary.toml"))


def _text(name: str) -> str:
    return files("steelyard.intake.proposal").joinpath(name).read_text(encoding="utf-8")

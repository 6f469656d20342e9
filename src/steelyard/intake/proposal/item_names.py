"""What a survey's column asks: about which thing, and whether how it was, what was expected or how much it matters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from steelyard.intake.proposal import names
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.scores import bare_question

_BETWEEN = r"(?:\s+[-–—|]+\s+|\s*[:?]\s+[-–—|]?\s*)"
_GRID = (
    re.compile(r"\A(?P<question>.{3,}?)\s*\[(?P<item>[^\[\]]+)\]\s*\Z", re.DOTALL),
    re.compile(rf"\A(?P<question>.{{12,}}?){_BETWEEN}(?P<item>[^:?|]{{2,80}})\Z", re.DOTALL),
)
_LIKE_EXPECTED = re.compile(r"\b(?:expect|erwart|expectat|esper|verwacht|aspett|oczekiw)", re.IGNORECASE)
_MOST_WORDS = 6


@dataclass(frozen=True)
class Called:
    """What a column's texts say that it asks.

    Args:
        item: about which thing, in lower case; empty where about the whole.
        kind: as the table calls it.
        question: what several columns share; empty where a column stands alone.
        is_known: the thing is one that surveys of service ask about.
        is_rated: the words speak of being satisfied.
        doubt: why the kind is not sure; empty where it is.
    """

    item: str
    kind: str
    question: str = ""
    is_known: bool = False
    is_rated: bool = False
    doubt: str = ""


def called(profile: Profile, title: str) -> Called:
    """What the column's name, and a second row of the header, say."""
    question, thing = _parts(bare_question(profile.name), bare_question(title) if title else "")
    kind, doubt = _kind(f"{question} {thing}", profile)
    item = _stripped(thing)
    spoken = names.words(f"{question} {thing}").split()
    return Called(
        item=item,
        kind=kind,
        question=question if question and item else "",
        is_known=bool(_known(item)),
        is_rated=any(_begins(word, "item_rated") for word in spoken),
        doubt=doubt,
    )


def _parts(name: str, title: str) -> tuple[str, str]:
    """(the question columns share, the thing of this one)."""
    for text in filter(None, (title, name)):
        for shape in _GRID:
            if found := shape.match(text.strip()):
                return found["question"].strip(), found["item"].strip()
    if title and len(names.words(name).split()) > len(names.words(title).split()):
        return name, title
    return "", title if title and not _stripped(name) else name


def _kind(text: str, profile: Profile) -> tuple[str, str]:
    spoken = names.words(text)
    if profile.scale is not None and profile.scale.asks == "expected":
        return "disconfirmation", ""
    if any(_begins(word, "item_importance") for word in spoken.split()):
        return "importance", ""
    if not _LIKE_EXPECTED.search(text):
        return "rating", ""
    if any(f" {phrase} " in f" {spoken} " for phrase in names.word_set("item_compared")):
        return "disconfirmation", ""
    if any(f" {phrase} " in f" {spoken} " for phrase in names.word_set("item_level")):
        return "expectation", ""
    doubt = "is it what was expected (expectation), or whether it was better or worse than that (disconfirmation)?"
    return "expectation", doubt


def _stripped(text: str) -> str:
    """The thing alone: without words of asking, of the kind, and of the whole."""
    marks = ("item_importance", "item_rated", "item_expected")
    gone = names.word_set("item_asking")
    left = [
        word
        for word in names.words(text).split()
        if word not in gone and not any(_begins(word, mark) for mark in marks)
    ]
    left = [word for word in left if not re.fullmatch(r"q?\d+[a-z]?", word)]
    return " ".join(left) if 0 < len(left) <= _MOST_WORDS else ""


def _known(item: str) -> set[str]:
    return {word for word in item.split() if _begins(word, "item_things")}


def _begins(word: str, listed: str) -> bool:
    entries = names.word_set(listed)
    return word in entries or any(word.startswith(entry[:-1]) for entry in entries if entry.endswith("*"))

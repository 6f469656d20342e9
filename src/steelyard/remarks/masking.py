"""Remarks that may be shown: addresses, numbers and names in them replaced."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files

from steelyard.remarks.tokens import plain

MASK = "…"
_HIDDEN = (
    re.compile(r"\S+@\S+"),
    re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b"),
    re.compile(r"\b(?:[A-Za-z]+-?\d{3,}|\d{3,}-?[A-Za-z]+)[A-Za-z0-9-]*\b"),
    re.compile(r"[+(]?\d[\d ()./:-]{3,}\d"),
    re.compile(r"\d{4,}"),
)
"""Addresses, links, account numbers, telephone, card and order numbers."""

_TITLES = r"mr|mrs|ms|dr|prof|herr|frau|monsieur|madame|mme|señor|señora|sra|signor|signora|senhor|senhora|dona"
_GREETINGS = (
    r"miss|sir|dear|hi|hello|hey|hallo|liebe|lieber|bonjour|sr|hola|sig|gentile|ciao|olá|name is|i am called|ich heiße|"
    r"je m'appelle|me llamo|mi chiamo|chamo-me|regards|cheers|grüße|cordialement|saludos|saluti|cumprimentos"
)
_NAMED = re.compile(rf"(?i:\b(?:(?:{_TITLES}|{_GREETINGS})[.,:]?\s+)+)((?:[A-ZÀ-Þ][\w'’-]+\s?){{1,3}})")
_TITLED = re.compile(rf"(?i:\b(?:{_TITLES}))[.:]?\s+([^\W\d_][\w'’-]+)")
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w'’-]+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LOWER = re.compile(r"\b[a-zß-ÿ][^\W\d_]+")
WITHIN = re.compile(r"(?<=[^\W\d_,;] )[A-ZÀ-Þ][^\W\d_]+")
"""A capitalised word within a sentence."""

CAPITAL_NOUNS = frozenset({"de"})
"""Languages in which a capital letter within a sentence says nothing."""


@cache
def names() -> frozenset[str]:
    """Common given names, as `plain` writes words."""
    text = (files("steelyard.remarks") / "words" / "names.txt").read_text(encoding="utf-8")
    return frozenset(plain(word) for line in text.splitlines() if not line.startswith("#") for word in line.split())


def masked(text: str, known: Collection[str] = frozenset(), usual: Collection[str] | None = None) -> str:
    """The text with addresses, numbers and names replaced by "…".

    Args:
        known: further names, as `plain` writes words: of agents, of customers.
        usual: words that are no names, see `usual_words`: others with a capital letter within a sentence are masked;
            None where the language writes nouns so.
    """
    for hidden in _HIDDEN:
        text = hidden.sub(MASK, text)
    text = _NAMED.sub(lambda found: found[0].replace(found[1], _capitals(found[1])), text)
    text = _TITLED.sub(lambda found: found[0].removesuffix(found[1]) + MASK, text)
    if usual is not None:
        text = WITHIN.sub(lambda found: found[0] if plain(found[0].casefold()) in usual else MASK, text)
    return _WORD.sub(lambda found: MASK if _is_name(found[0], known) else found[0], text)


def usual_words(texts: Iterable[str]) -> frozenset[str]:
    """Words that somebody writes without a capital letter, as `plain` writes them."""
    return frozenset(plain(word) for text in texts for word in _LOWER.findall(text))


def titled(text: str) -> set[str]:
    """Words that stand after a greeting or a title, as `plain` writes them."""
    found = " ".join((*_NAMED.findall(text), *_TITLED.findall(text)))
    return {plain(word.casefold()) for word in found.split()}


def _capitals(text: str) -> str:
    return _CAPITAL.sub(MASK, text)


def _is_name(word: str, known: Collection[str]) -> bool:
    bare = plain(word.casefold())
    return bare in known or (bare in names() and word[0].isupper())

"""What remarks are about: their words and pairs of words, without function words, praise, names and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files

from steelyard.remarks.cleaning import own_words
from steelyard.remarks.masking import CAPITAL_NOUNS, WITHIN, names, titled
from steelyard.remarks.tokens import plain, tokens

_LEAST_LETTERS = 3
_MOSTLY = 0.5


def terms(
    texts: Sequence[str], known: Collection[str] = frozenset(), languages: Sequence[str] = ()
) -> list[frozenset[str]]:
    """The terms of each text: words of three letters and more, and pairs of them that stand together.

    A word that is mostly written with a capital letter within sentences, or after a greeting or title, is taken for a
    name, but for texts in which most words have one.

    Args:
        known: names that are never a term, as `plain` writes words: of agents and customers.
        languages: of the texts; in some, capital letters say nothing.
    """
    words = [tokens(own_words(text)) for text in texts]
    hidden = stop_words() | names() | frozenset(known) | _names_in(texts, words, languages or [""] * len(texts))
    return [_terms(remark, hidden) for remark in words]


@cache
def stop_words() -> frozenset[str]:
    """Words that are no theme in any of the languages, as `plain` writes them."""
    text = (files("steelyard.remarks") / "words" / "stop.txt").read_text(encoding="utf-8")
    return frozenset(plain(word) for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _terms(words: Sequence[str], hidden: Collection[str]) -> frozenset[str]:
    found, before = set(), ""
    for word in words:
        if not word.isalpha() or len(word) < _LEAST_LETTERS or word in hidden:
            before = "" if not word.isalpha() or word in hidden else before
            continue
        found.add(word)
        if before:
            found.add(f"{before} {word}")
        before = word
    return frozenset(found)


def _names_in(texts: Sequence[str], words: Sequence[Sequence[str]], languages: Sequence[str]) -> frozenset[str]:
    """Words that are mostly capitalised within sentences, or mostly stand after a greeting or title."""
    there = Counter(word for remark in words for word in set(remark))
    named: Counter[str] = Counter()
    for text, remark, language in zip(texts, words, languages, strict=True):
        found = set() if language in CAPITAL_NOUNS else {plain(word.casefold()) for word in WITHIN.findall(text)}
        named.update((found if 2 * len(found) <= len(remark) else set()) | titled(text))
    return frozenset(word for word, count in named.items() if count > _MOSTLY * there[word])

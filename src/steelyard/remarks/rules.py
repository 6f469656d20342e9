"""Visible rules of a language: phrases that speak for an ask, a feeling or leaving, and what takes them back.

A phrase is words with a few signs: `a|b` either word, `word*` any ending, `word?` may be missing, `...` up to three
words in between, `!` in front: taken as it stands, neither negated nor reported by what is said around it. Case and
accents do not matter.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product

from steelyard.errors import SettingsError
from steelyard.remarks.reading import ASKS, FEELINGS
from steelyard.remarks.tokens import plain

LEAVING = "leaving"
RULED = (*ASKS, *FEELINGS, LEAVING)
"""What phrases may speak for."""

GAP = 3
"""Words that `...` may stand for, at most."""


@dataclass(frozen=True)
class Phrase:
    """One way a phrase may be written.

    Args:
        means: of `RULED`, or "reported".
        text: as the rule writes it.
        words: for each place the words that may stand there, (word, any ending); None for a gap.
        is_settled: says that it is done or was not meant, and takes `means` back.
        is_firm: what stands around it does not take it back.
        needs: words of which a remark has one each, else the phrase cannot be in it.
    """

    means: str
    text: str
    words: tuple[tuple[tuple[str, bool], ...] | None, ...]
    is_settled: bool = False
    is_firm: bool = False
    needs: tuple[frozenset[str], ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        later = (place for place in self.words[1:] if place and not any(has_any_ending for _, has_any_ending in place))
        object.__setattr__(self, "needs", tuple(frozenset(word for word, _ in place) for place in later))


@dataclass(frozen=True)
class Rules:
    """The rules of one language.

    Args:
        negations: words that take back what follows within `before` words, or stands up to `after` words earlier.
        ends: words that end a clause, as punctuation does ("but").
    """

    phrases: tuple[Phrase, ...]
    negations: frozenset[str]
    before: int
    after: int
    ends: frozenset[str]


@cache
def shipped(language: str) -> Rules:
    """The rules of a language as the package ships them."""
    file = files("steelyard.remarks") / "rules" / f"{language}.toml"
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    negation = told["negation"]
    negations = frozenset(map(plain, negation["words"]))
    phrases = [
        *_phrases(told["asks"], negations),
        *_phrases(told["feelings"], negations),
        *_phrases(told["leaving"], negations),
        *_phrases(told["settled"], negations, is_settled=True),
        *_phrases(told["reported"], frozenset()),
    ]
    return Rules(tuple(phrases), negations, negation["before"], negation["after"], frozenset(map(plain, told["ends"])))


def extended(rules: Rules, own: Mapping[str, Sequence[str]]) -> Rules:
    """Rules with a workspace's own phrases.

    Args:
        own: what they speak for -> phrases.

    Raises:
        SettingsError: names an unknown meaning or an unreadable phrase.
    """
    for means in own:
        if means not in RULED:
            raise SettingsError(f'"{means}" is nothing that a remark is read for. Choose from: {", ".join(RULED)}')
    added = tuple(_phrases(own, rules.negations))
    return Rules((*rules.phrases, *added), rules.negations, rules.before, rules.after, rules.ends) if added else rules


def _phrases(
    told: Mapping[str, Sequence[str]], negations: frozenset[str], *, is_settled: bool = False
) -> Iterator[Phrase]:
    for means, texts in told.items():
        for text in texts:
            for words in written(text):
                said = {word for place in words if place for word, _ in place}
                firm = text.startswith("!") or bool(said & negations)
                yield Phrase(means, text, words, is_settled, firm)


def written(text: str) -> list[tuple[tuple[tuple[str, bool], ...] | None, ...]]:
    """The ways a phrase may be written: with and without each word that may be missing.

    Raises:
        SettingsError: no word, or a gap at either end.
    """
    places: list[list[tuple[tuple[tuple[str, bool], ...] | None, ...]]] = []
    for part in text.removeprefix("!").casefold().split():
        if part == "...":
            places.append([(None,)])
            continue
        bare = part if part.endswith("|?") else part.removesuffix("?") or part
        choices = tuple((plain(word.removesuffix("*")), word.endswith("*")) for word in bare.split("|"))
        if not all(word for word, _ in choices):
            raise SettingsError(f'the phrase "{text}" has an empty word; write words as in "call|ring me back"')
        places.append([(choices,), ()] if bare != part else [(choices,)])
    joined = (tuple(place for part in way for place in part) for way in product(*places))
    ways = [way for way in dict.fromkeys(joined) if way and way[0] is not None and way[-1] is not None]
    if not ways:
        raise SettingsError(
            f'the phrase "{text}" has to begin and end with a word; write words as in "call|ring me back"'
        )
    return ways

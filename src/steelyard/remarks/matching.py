"""What the rules of a language find in a remark, and what takes it back: negation, reported speech, what is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from steelyard.remarks.reading import ASKS
from steelyard.remarks.rules import GAP, LEAVING, Phrase, Rules
from steelyard.remarks.tokens import STOPS

REPORTED = "reported"
_CLAUSE = STOPS | frozenset(",;:")
_TAKEN_BACK = frozenset((*ASKS, LEAVING))


@dataclass(frozen=True)
class Match:
    """A phrase found.

    Args:
        start, end: its tokens, the end not included.
        gaps: tokens within it that its gaps stand for.
    """

    phrase: Phrase
    start: int
    end: int
    gaps: tuple[int, ...] = ()


@dataclass
class Found:
    """What rules say about one remark.

    Args:
        said: what is said -> phrase and words that say it.
        taken_back: asks and leaving that are negated, reported or done; nothing else may claim them.
        has_turn: a word such as "but" stands within it.
    """

    said: dict[str, tuple[str, str]] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)
    has_turn: bool = False


class Matcher:
    """Finds the phrases of one language; words are looked up once each."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._exact: dict[str, list[Phrase]] = defaultdict(list)
        self._begins: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in rules.phrases:
            first = phrase.words[0] or ()
            for word, has_any_ending in first:
                (self._begins if has_any_ending else self._exact)[word].append(phrase)
        self._starting: dict[str, tuple[Phrase, ...]] = {}

    def read(self, words: Sequence[str]) -> Found:
        """What the phrases say about a remark's tokens."""
        present = set(words)
        matches = [found for place, word in enumerate(words) for found in self._at(words, place, word, present)]
        if not matches:
            return Found()
        matches = _widest(matches)
        reported = [match for match in matches if match.phrase.means == REPORTED]
        found = Found(has_turn=not self.rules.ends.isdisjoint(words[1:]))
        for match in matches:
            if match.phrase.is_settled:
                found.taken_back.add(match.phrase.means)
        for match in matches:
            self._weigh(match, words, reported, found)
        for means in found.taken_back & found.said.keys():
            del found.said[means]
        return found

    def _weigh(self, match: Match, words: Sequence[str], reported: Sequence[Match], found: Found) -> None:
        phrase = match.phrase
        if phrase.means == REPORTED or phrase.is_settled:
            return
        means = phrase.means
        shown = " ".join(words[match.start : match.end])
        if not phrase.is_firm:
            negation = self._negation(match, words)
            if means in _TAKEN_BACK and (negation or _is_reported(match, words, reported)):
                found.taken_back.add(means)
                return
            if negation and means != "pleased":
                return  # "not bad" says little
            if negation:
                means, shown = "displeased", f"{negation} … {shown}"
        found.said.setdefault(means, (phrase.text, shown))

    def _at(self, words: Sequence[str], place: int, word: str, present: set[str]) -> list[Match]:
        starting = self._starting.get(word)
        if starting is None:
            starting = self._starting[word] = self._starts(word)
        found = []
        for phrase in starting:
            for need in phrase.needs:
                if need.isdisjoint(present):
                    break
            else:
                end = _follow(words, place + 1, phrase.words, 1, ())
                if end is not None:
                    found.append(Match(phrase, place, *end))
        return found

    def _starts(self, word: str) -> tuple[Phrase, ...]:
        begun = [phrase for size in range(1, len(word) + 1) for phrase in self._begins.get(word[:size], ())]
        return (*self._exact.get(word, ()), *begun)

    def _negation(self, match: Match, words: Sequence[str]) -> str:
        """The word that negates a phrase; empty where none does."""
        negations = self.rules.negations
        for place in match.gaps:
            if words[place] in negations:
                return words[place]
        for place in range(match.start - 1, max(match.start - 1 - self.rules.before, -1), -1):
            if self._ends(words[place]):
                break
            if words[place] in negations:
                return words[place]
        for place in range(match.end, min(match.end + self.rules.after, len(words))):
            if self._ends(words[place]):
                break
            if words[place] in negations:
                return words[place]
        return ""

    def _ends(self, word: str) -> bool:
        return word in _CLAUSE or word in self.rules.ends


def _follow(
    words: Sequence[str],
    place: int,
    wanted: tuple[tuple[tuple[str, bool], ...] | None, ...],
    step: int,
    gaps: tuple[int, ...],
) -> tuple[int, tuple[int, ...]] | None:
    """Where the rest of a phrase ends, and what its gaps hold; None where it is not there."""
    if step == len(wanted):
        return place, gaps
    choices = wanted[step]
    if choices is None:
        for size in range(GAP + 1):
            held = tuple(range(place, place + size))
            if place + size > len(words) or any(words[one] in STOPS for one in held):
                return None
            end = _follow(words, place + size, wanted, step + 1, gaps + held)
            if end is not None:
                return end
        return None
    if place < len(words) and words[place] == ",":
        place += 1
    if place >= len(words):
        return None
    word = words[place]
    for text, has_any_ending in choices:
        if word == text or (has_any_ending and word.startswith(text)):
            return _follow(words, place + 1, wanted, step + 1, gaps)
    return None


def _widest(matches: Sequence[Match]) -> list[Match]:
    """Without matches that lie wholly within a longer one that speaks of the same: feelings, or what is wanted."""
    kept = []
    for match in matches:
        inside = match.phrase.means != REPORTED and any(
            other.start <= match.start
            and match.end <= other.end
            and other.end - other.start > match.end - match.start
            and other.phrase.means != REPORTED
            and (other.phrase.means in _TAKEN_BACK) == (match.phrase.means in _TAKEN_BACK)
            for other in matches
        )
        if not inside:
            kept.append(match)
    return kept


def _is_reported(match: Match, words: Sequence[str], reported: Sequence[Match]) -> bool:
    """Whether somebody else says it: a reporting phrase stands before it in the sentence."""
    return any(
        other.end <= match.start and not any(word in STOPS for word in words[other.end : match.start])
        for other in reported
    )

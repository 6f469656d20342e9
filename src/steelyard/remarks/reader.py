"""Remarks read: cleaned, their language found, rules matched, the classifier asked where rules say nothing.

read(["Nobody called me back"])[0].asks       ("callback",)

Precision goes before recall: what rules and classifier do not both allow is left open, and "unread" is an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steelyard.errors import SettingsError
from steelyard.remarks import classifier, rules
from steelyard.remarks.classifier import SPOKEN, Classifier
from steelyard.remarks.cleaning import own_words
from steelyard.remarks.examples import LABELS, OTHER
from steelyard.remarks.matching import Found, Matcher
from steelyard.remarks.reading import ASKS, EMPTY, FEELINGS, IN_DOUBT, LANGUAGES, OTHER_LANGUAGE, TOO_SHORT, Reading
from steelyard.remarks.rules import LEAVING
from steelyard.remarks.tokens import is_word, tokens

SURE_ASK = 0.75
"""Probability from which the classifier alone claims an ask or leaving."""

SURE_FEELING = 0.85
"""The same of a feeling; a feeling that rules found stands against less."""

SURE_NEUTRAL = 0.75
SURE_LANGUAGE, LIKELY_LANGUAGE = 0.6, 0.3
"""Probability of a language from which it is taken as found, and with a rule of it that matches."""

_UNWELL = frozenset(("apology", "escalation", LEAVING))
"""What nobody says without feeling anything."""

_LAST_LATIN = "\u024f"
_SHORT = 3
_BLOCK = 20_000
_SIGNS = "signs"


@dataclass(frozen=True)
class _Remark:
    """One remark on its way: tokens, probabilities by name."""

    words: Sequence[str]
    languages: Mapping[str, float]
    labels: Mapping[str, float]


def read(
    texts: Sequence[str | None],
    languages: Sequence[str] = LANGUAGES,
    phrases: Mapping[str, Sequence[str]] | None = None,
) -> list[Reading]:
    """A reading for each text, in their order; equal texts are read once.

    Args:
        languages: ISO codes to read, of `LANGUAGES`.
        phrases: a workspace's own phrases, for every language: an ask, a feeling or "leaving" -> phrases.

    Raises:
        SettingsError: an unknown language, meaning or phrase.
    """
    for language in languages:
        if language not in LANGUAGES:
            raise SettingsError(f'remarks are not read in "{language}". Choose from: {", ".join(LANGUAGES)}')
    matchers = {code: Matcher(rules.extended(rules.shipped(code), phrases or {})) for code in languages}
    different = list(dict.fromkeys(text for text in texts if text))
    found: dict[str, Reading] = {}
    for start in range(0, len(different), _BLOCK):
        block = different[start : start + _BLOCK]
        found.update(zip(block, _read(block, matchers, classifier.learnt()), strict=True))
    return [found[text] if text else Reading(unread=EMPTY) for text in texts]


def _read(texts: Sequence[str], matchers: Mapping[str, Matcher], learnt: Classifier) -> list[Reading]:
    remarks = [tokens(own_words(text)) for text in texts]
    scores = learnt.scores(remarks)
    return [
        _one(
            _Remark(words, dict(zip(SPOKEN, spoken, strict=True)), dict(zip(LABELS, labels, strict=True))),
            matchers,
            learnt,
        )
        for words, spoken, labels in zip(remarks, scores.languages.tolist(), scores.labels.tolist(), strict=True)
    ]


def _one(remark: _Remark, matchers: Mapping[str, Matcher], learnt: Classifier) -> Reading:
    if not any(not (len(word) == 1 and word in ".,;:!?\n…") for word in remark.words):
        return Reading(unread=EMPTY)
    language, found = _language(remark, matchers)
    if not language:
        is_other = _is_foreign(remark.words) or max(remark.languages, key=remark.languages.__getitem__) == OTHER
        return Reading(unread=OTHER_LANGUAGE if is_other else _why_not(remark))
    if language == _SIGNS:
        language = ""
    asks, reasons = [], []
    for ask in (*ASKS, LEAVING):
        reason = _claimed(ask, remark, found, learnt)
        if reason:
            asks.append(ask)
            reasons.append(f"{ask}: {reason}")
    feeling, reason = _feeling(remark, found, learnt, asks)
    if feeling:
        reasons.append(f"{feeling}: {reason}")
    if not asks and not feeling:
        return Reading(language, unread=_why_not(remark))
    wanted = tuple(ask for ask in asks if ask != LEAVING)
    return Reading(language, wanted, feeling, LEAVING in asks, tuple(reasons))


def _language(remark: _Remark, matchers: Mapping[str, Matcher]) -> tuple[str, Found]:
    """The language, and what its rules find; empty where it is none of those asked for, or in doubt.

    Signs alone ("👍") are read in any language.
    """
    if not any(map(is_word, remark.words)):
        found = next(iter(matchers.values())).read(remark.words) if matchers else Found()
        return (_SIGNS if found.said else "", found)
    if _is_foreign(remark.words):
        return "", Found()
    ranked = sorted(matchers, key=lambda code: -remark.languages[code])
    for code in ranked:
        if remark.languages[code] >= SURE_LANGUAGE:
            return code, matchers[code].read(remark.words)
    for code in ranked:
        if remark.languages[code] >= LIKELY_LANGUAGE:
            found = matchers[code].read(remark.words)
            if found.said or found.taken_back:
                return code, found
    return "", Found()


def _is_foreign(words: Sequence[str]) -> bool:
    """Whether most words are in letters other than Latin ones."""
    spoken = [word for word in words if is_word(word)]
    return 2 * sum(word[0] > _LAST_LATIN for word in spoken) > len(spoken)


def _claimed(ask: str, remark: _Remark, found: Found, learnt: Classifier) -> str:
    """Why an ask is claimed; empty where it is not."""
    likely = remark.labels[ask]
    if ask in found.said:
        return _by_rule(*found.said[ask])
    if ask in found.taken_back or likely < SURE_ASK:
        return ""
    return _by_words(likely, learnt.parts(remark.words, ask))


def _feeling(remark: _Remark, found: Found, learnt: Classifier, asks: Sequence[str]) -> tuple[str, str]:
    """The feeling and why; empty where it is mixed or in doubt."""
    ruled = [feeling for feeling in ("angry", "displeased", "pleased") if feeling in found.said]
    if "pleased" in ruled and len(ruled) > 1:
        return "", ""
    if ruled == ["pleased"] and found.has_turn and remark.labels["pleased"] < SURE_FEELING:
        return "", ""
    if ruled:
        against = ("displeased", "angry") if ruled == ["pleased"] else ("pleased",)
        doubt = sum(remark.labels[feeling] for feeling in against)
        return (ruled[0], _by_rule(*found.said[ruled[0]])) if doubt < SURE_FEELING else ("", "")
    likeliest = max(FEELINGS, key=lambda feeling: remark.labels[feeling])
    if "neutral" in found.said and not asks and _is_all(found.said["neutral"][1], remark.words):
        return "neutral", _by_rule(*found.said["neutral"])
    likely = remark.labels[likeliest]
    if likely < (SURE_NEUTRAL if likeliest == "neutral" else SURE_FEELING):
        return "", ""
    if likeliest == "neutral" and _UNWELL.intersection(asks):
        return "", ""
    return likeliest, _by_words(likely, learnt.parts(remark.words, likeliest))


def _is_all(said: str, words: Sequence[str]) -> bool:
    """Whether what a rule found is all there is, but for a word or two."""
    return len(said.split()) + 2 > sum(map(is_word, words))


def _why_not(remark: _Remark) -> str:
    return TOO_SHORT if sum(map(is_word, remark.words)) < _SHORT else IN_DOUBT


def _by_rule(rule: str, words: str) -> str:
    return f'"{words}" (rule "{rule}")'


def _by_words(likely: float, words: Sequence[str]) -> str:
    told = ", ".join(f'"{word}"' for word in words)
    return f"classifier, {likely:.2f}" + (f", mostly {told}" if told else "")

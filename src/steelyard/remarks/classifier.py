"""A small classifier: words, pairs of words and pieces of words, weighed by logistic regression.

It learns at first use from the examples the package ships, within a second and always to the same weights: which
language a remark is in, and what it asks for and feels. A remark's score is a sum over its words, so that each word's
part is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix

from steelyard.remarks import examples
from steelyard.remarks.cleaning import own_words
from steelyard.remarks.examples import LABELS, OTHER, Example
from steelyard.remarks.reading import LANGUAGES
from steelyard.remarks.tokens import is_word, tokens

SPOKEN = (*LANGUAGES, OTHER)
_LEAST = 2
"""Examples that a feature occurs in, else it is not used."""

_STEPS, _RIDGE_LABELS, _RIDGE_LANGUAGES = 150, 1e-4, 1e-4
_PIECES = (2, 3, 4)


@dataclass(frozen=True)
class Scores:
    """What the classifier says of remarks.

    Args:
        languages: (remarks, `SPOKEN`) probabilities, which add up to 1.
        labels: (remarks, `LABELS`) probabilities, each for itself.
    """

    languages: np.ndarray
    labels: np.ndarray


class Classifier:
    """Weights of features; words are looked up once each."""

    def __init__(self, vocabulary: dict[str, int], weights: np.ndarray, bias: np.ndarray) -> None:
        self._vocabulary, self._weights, self._bias = vocabulary, weights, bias
        self._words: dict[str, tuple[np.ndarray, int]] = {}
        self._none = np.zeros(weights.shape[1])

    def scores(self, remarks: Sequence[Sequence[str]]) -> Scores:
        """Probabilities of remarks, given as their tokens."""
        sizes = np.fromiter(map(len, remarks), dtype=np.int64, count=len(remarks))
        known: dict[str, int] = {}
        places = np.fromiter(
            (known.setdefault(word, len(known)) for words in remarks for word in words), dtype=np.int64
        )
        width = self._weights.shape[1] + 1
        table = np.array([[*self._word(word)[0], self._word(word)[1]] for word in known]).reshape(len(known), width)
        totals = _summed(table, places, sizes)
        pairs, counts = self._pairs(list(known), places, sizes)
        totals[:, :-1] += pairs
        counts += totals[:, -1]
        linear = totals[:, :-1] / np.sqrt(np.maximum(counts, 1))[:, None] + self._bias
        return _probabilities(linear)

    def parts(self, words: Sequence[str], label: str) -> list[str]:
        """Words that speak most for a label, the strongest first."""
        at = LABELS.index(label)
        told = {word: float(self._word(word)[0][at]) for word in words if word in self._vocabulary and is_word(word)}
        return [word for word, part in sorted(told.items(), key=lambda one: -one[1]) if part > 0][:3]

    def _word(self, word: str) -> tuple[np.ndarray, int]:
        """What a word adds to each score, and how many known features it has."""
        found = self._words.get(word)
        if found is None:
            at = [self._vocabulary[name] for name in _of_word(word) if name in self._vocabulary]
            total = self._weights[at].sum(axis=0) if at else self._none
            found = self._words[word] = (total, len(at))
        return found

    def _pairs(self, known: list[str], places: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What pairs of words add, and how many are known, for each remark."""
        owners = np.repeat(np.arange(len(sizes)), sizes)
        same = owners[1:] == owners[:-1]
        codes, owners = (places[:-1] * len(known) + places[1:])[same], owners[1:][same]
        unique, inverse = np.unique(codes, return_inverse=True)
        pairs = (f"{known[code // len(known)]} {known[code % len(known)]}" for code in unique.tolist())
        at = np.array([self._vocabulary.get(pair, -1) for pair in pairs], dtype=np.int64)[inverse]
        rows, owners = at[at >= 0], owners[at >= 0]
        found = csr_matrix((np.ones(len(rows)), (owners, rows)), shape=(len(sizes), len(self._weights)))
        return np.asarray(found @ self._weights), np.bincount(owners, minlength=len(sizes)).astype(float)


@cache
def learnt() -> Classifier:
    """The classifier as it learns from the examples the package ships."""
    return fitted(examples.shipped())


def fitted(shown: Sequence[Example]) -> Classifier:
    """A classifier that learnt from examples: accelerated gradient steps, always as many."""
    remarks = [tokens(own_words(example.text)) for example in shown]
    named = [[*(name for word in words for name in _of_word(word)), *_pairs_of(words)] for words in remarks]
    seen: dict[str, int] = {}
    for names in named:
        for name in set(names):
            seen[name] = seen.get(name, 0) + 1
    kept = sorted(name for name, count in seen.items() if count >= _LEAST)
    vocabulary = {name: place for place, name in enumerate(kept)}
    features = _matrix([[vocabulary[name] for name in names if name in vocabulary] for names in named], len(kept))
    labels = np.array([[label in example.labels for label in LABELS] for example in shown], dtype=float)
    spoken = np.array([[example.language == language for language in SPOKEN] for example in shown], dtype=float)
    read = np.array([example.language != OTHER for example in shown], dtype=float)[:, None]
    weights, bias = _fit(features, labels, spoken, read)
    return Classifier(vocabulary, weights, bias)


def _fit(
    features: csr_matrix, labels: np.ndarray, spoken: np.ndarray, read: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Weights and biases of all labels and languages; remarks in other languages teach no label."""
    wanted, turned = np.hstack([labels, spoken]), features.T.tocsr()
    use = np.hstack([np.repeat(read, labels.shape[1], axis=1), np.ones_like(spoken)])
    ridge = np.repeat([_RIDGE_LABELS, _RIDGE_LANGUAGES], [labels.shape[1], spoken.shape[1]])
    weights, bias = np.zeros((features.shape[1], wanted.shape[1])), np.zeros(wanted.shape[1])
    ahead, ahead_bias = weights, bias
    size, step = len(wanted), 8.0
    for number in range(_STEPS):
        told = _probabilities(features @ ahead + ahead_bias)
        off = (np.hstack([told.labels, told.languages]) - wanted) * use / size
        new, new_bias = ahead - step * (turned @ off + ridge * ahead), ahead_bias - step * off.sum(axis=0)
        pace = number / (number + 3)
        ahead, ahead_bias = new + pace * (new - weights), new_bias + pace * (new_bias - bias)
        weights, bias = new, new_bias
    return weights, bias


def _probabilities(linear: np.ndarray) -> Scores:
    labels = 1 / (1 + np.exp(-np.clip(linear[:, : len(LABELS)], -30, 30)))
    spoken = linear[:, len(LABELS) :]
    spoken = np.exp(spoken - spoken.max(axis=1, keepdims=True))
    return Scores(spoken / spoken.sum(axis=1, keepdims=True), labels)


def _of_word(word: str) -> list[str]:
    """Features of one token: itself, and the pieces of a word with its ends marked."""
    if not is_word(word):
        return [word]
    marked = f"‹{word}›"
    return [word, *(marked[at : at + size] for size in _PIECES for at in range(len(marked) - size + 1))]


def _pairs_of(words: Sequence[str]) -> Iterable[str]:
    return (f"{first} {second}" for first, second in pairwise(words))


def _matrix(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    """Counts of features, each row divided by the root of how many it has."""
    ends = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(len(row), 1))) for row in rows])
    return csr_matrix((values, np.concatenate([np.array(row, dtype=int) for row in rows]), ends), (len(rows), width))


def _summed(table: np.ndarray, places: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Rows of a table, added up for each remark."""
    ends = np.concatenate([[0], np.cumsum(sizes)])
    picks = csr_matrix((np.ones(len(places)), places, ends), shape=(len(sizes), len(table)))
    return np.asarray(picks @ table)

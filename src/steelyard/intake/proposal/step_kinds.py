"""What the activities of a log are, in the words of `steps.kind`: said by whole phrases, guessed from parts of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.intake.proposal import names

_WITHIN = frozenset({"solved", "reopened", "transferred", "closed", "refunded", "failed", "replied", "given_up"})
"""Kinds whose phrases say the same inside a longer one ("Resolve ticket"); "open" or "wait" inside one may not."""

_DENIALS = frozenset({"not", "un", "nicht", "non", "no", "niet", "nie", "não", "inte", "cannot", "before", "request"})
_SHORTEST = 4
_CASES = frozenset(
    ["ticket", "case", "call", "incident", "request", "issue", "complaint", "problem", "task", "vorgang",
     "fall", "anruf", "anfrage", "appel", "dossier", "demande", "caso", "llamada", "solicitud", "chiamata",
     "richiesta", "pratica", "chamado", "chamada", "melding", "zaak", "oproep", "zgłoszenie", "sprawa", "ärende"]
)  # fmt: skip
"""What a log is of: the same is said with and without it."""

_LINKS = frozenset(
    ["of", "the", "du", "de", "la", "le", "des", "del", "el", "al", "di", "della", "do", "da", "der", "vom"]
)
"""Small words between what is done and what it is done to."""


@dataclass(frozen=True)
class Kinds:
    """Activities and what they are.

    Args:
        said: activity -> kind, where the whole phrase is one of a kind. guessed: where a part of it is.
    """

    said: Mapping[str, str]
    guessed: Mapping[str, str]

    def of(self, *kinds: str) -> list[str]:
        """Activities of these kinds, those said first."""
        return [value for held in (self.said, self.guessed) for value, kind in held.items() if kind in kinds]


def find_kinds(values: tuple[str, ...]) -> Kinds:
    """What each activity is; those that are none of the kinds are in neither."""
    known = names.vocabulary("step")
    phrases = {**known, **{names.plain(phrase): kind for phrase, kind in known.items()}}
    said = {value: kind for value in values if (kind := _said(value, phrases))}
    inside = {phrase: kind for phrase, kind in phrases.items() if kind in _WITHIN and len(phrase) >= _SHORTEST}
    guessed = {value: kind for value in values if value not in said and (kind := _inside(value, inside))}
    return Kinds(said, guessed)


def _said(value: str, phrases: Mapping[str, str]) -> str:
    """The kind of a whole value, or of the transition that stands behind an activity ("Completed: Resolved")."""
    parts = (value, value.rpartition(": ")[2])
    ways = [way for part in parts for way in (names.words(part), _bare(part))]
    return next((phrases[way] for way in ways if way in phrases), "")


def _bare(value: str) -> str:
    """The words of a value without what the log is of, and without what links the two."""
    return " ".join(word for word in names.words(value).split() if word not in _CASES | _LINKS)


def _inside(value: str, phrases: Mapping[str, str]) -> str:
    """The kind of the longest phrase in a value; empty where none is, or where a word denies it."""
    spoken = names.words(value)
    if _DENIALS & set(spoken.split()):
        return ""
    found = [phrase for phrase in phrases if f" {phrase} " in f" {spoken} "]
    return phrases[max(found, key=len)] if found else ""

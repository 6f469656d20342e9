"""Scores in a survey's column: numbers, "5/5", "10 - very likely", stars or words, and the scale they stand on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from steelyard.intake.proposal.labels import codes_of, read_labels
from steelyard.intake.proposal.profile import Profile
from steelyard.settings.mapping import Scalar

_SAID = re.compile(r"\(?(?<!\d)(\d{1,2})\s*(?:-|–|to|bis|à|a|\.\.)\s*(\d{1,3})\)?(?!\d)", re.IGNORECASE)
_OUT_OF = re.compile(r"(?:out of|of|von|sur|de|/)\s*(\d{1,3})\b", re.IGNORECASE)
_FRACTION = re.compile(r"(\d{1,3})\s*(?:/|out of|of|von|sur|de)\s*(\d{1,3})\Z", re.IGNORECASE)
_MOST_DIGITS = 10
_LABELLED = re.compile(r"(\d{1,2})\s*(?:[-–—:=.)(]|stars?\b|sterne?\b|\s)\s*[^\d]*\Z", re.IGNORECASE)
_STARS = re.compile(r"(★+)☆*\Z|(⭐+)\Z")
_SCHOOL = re.compile(r"schulnote|school grade", re.IGNORECASE)
_GRADES = (1, 6)
_SPANS = ((0, 1), (1, 5), (1, 7), (0, 10), (0, 100))
NPS_GROUPS = frozenset({"promoter", "passive", "detractor", "promoters", "passives", "detractors", "neutral"})
"""What answers to a recommendation are called in groups."""


@dataclass(frozen=True)
class Scores:
    """What a column's values are as scores.

    Args:
        values: text -> score, where they are no plain numbers; "" means that there was no answer.
        low, high: of the scores that occur. span: the scale, where the values or the name say it.
        reason: what they are, in words.
        doubt: why words can stand for other steps; empty where they cannot.
        codes: values that are no scores but stand for no answer.
    """

    low: float
    high: float
    values: Mapping[str, Scalar] = field(default_factory=dict)
    span: tuple[int, int] | None = None
    reason: str = ""
    doubt: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scale:
    """The ends of a scale, and how sure they are."""

    low: int
    high: int
    confidence: float
    reason: str


def read_scores(profile: Profile, question: str = "") -> Scores | None:
    """A column's scores; None where its values are none.

    Args:
        question: what was asked, where the column's name does not say it.
    """
    labels = read_labels(f"{profile.name} {question}")
    codes = codes_of(profile, labels)
    told = [float(value.replace(",", ".")) for value in profile.values if value not in codes] if codes else []
    if told and min(told) >= 0 and max(told) <= 100:
        listed = " and ".join(codes)
        share = sum(profile.top[code] for code in codes) / profile.rows
        reason = f"{listed} on {share:.1%} of rows is no answer"
        return Scores(min(told), max(told), span=labels.span, reason=reason, codes=codes)
    if profile.kind in ("number", "boolean") and _is_numeric(profile):
        is_score = profile.low >= 0 and profile.high <= 100 and profile.distinct <= 101
        return Scores(profile.low, profile.high, span=_within(labels.span, profile)) if is_score else None
    if not profile.values or not profile.has_few_values:
        return None
    return _fractions(profile) or _labelled(profile) or _of_scale(profile)


def _within(span: tuple[int, int] | None, profile: Profile) -> tuple[int, int] | None:
    """A scale that a question labels, where no score lies outside it."""
    return span if span and span[0] <= profile.low and profile.high <= span[1] else None


def _of_scale(profile: Profile) -> Scores | None:
    """Words, smileys, thumbs, yes and no, taken for equal steps."""
    scale = profile.scale
    if scale is None or not scale.is_stated:
        return None
    values: dict[str, Scalar] = {**scale.values, **dict.fromkeys(scale.blank, "")}
    return Scores(scale.low, scale.high, values, (int(scale.low), int(scale.high)), scale.reason, scale.doubt)


def bare_question(name: str) -> str:
    """A question without the scale it states: "Overall satisfaction (1-5)" -> "Overall satisfaction"."""
    return _OUT_OF.sub("", _SAID.sub("", name)).strip(" ()[]") or name


def is_school_grade(name: str) -> bool:
    """Whether a column asks for a grade as German schools give them: 1 is the best, 6 the worst."""
    return _SCHOOL.search(name) is not None


def scale_of(profile: Profile, scores: Scores, instrument: str) -> Scale | None:
    """The scale scores stand on: said by the name or the values, else the usual one both of whose ends are reached."""
    said = scores.span or _said(profile.name)
    if said and said[0] <= scores.low and scores.high <= said[1]:
        stated = (scores.reason if not scores.codes else "") or "the name states the scale"
        return Scale(*said, 0.95 if not scores.values else 0.85, stated)
    if is_school_grade(profile.name) and _GRADES[0] <= scores.low and scores.high <= _GRADES[1]:
        return Scale(*_GRADES, 0.85, "school grades run from 1 to 6")
    run = f"scores run from {scores.low:g} to {scores.high:g}"
    if instrument == "nps":
        if scores.high > 10:
            return None
        is_reached = scores.high > 7
        return Scale(0, 10, 0.9 if is_reached else 0.5, run if is_reached else f"{run}: a recommendation has 0 to 10")
    fitting = [span for span in _SPANS if span[0] <= scores.low and scores.high <= span[1]]
    if not fitting:
        return None
    low, high = fitting[0]
    if scores.high < high:
        return Scale(low, high, 0.5, f"{run}: {high} never occurs, so where does the scale end?")
    if (low, high) == (0, 10) and scores.low > 0:
        return Scale(1, 10, 0.5, f"{run}: does the scale begin at 0 or at 1?")
    return Scale(low, high, 0.9 if scores.low == low and profile.is_whole else 0.65, run)


def _is_numeric(profile: Profile) -> bool:
    return profile.kind == "number" or set(profile.values) <= {"0", "1", "0.0", "1.0"}


def _said(name: str) -> tuple[int, int] | None:
    """The scale a name states: "(1-5)", "out of 5", "/10"."""
    if found := _SAID.search(name):
        low, high = int(found.group(1)), int(found.group(2))
        return (low, high) if low in (0, 1) and low < high else None
    found = _OUT_OF.search(name)
    return (0 if int(found.group(1)) >= 10 else 1, int(found.group(1))) if found and int(found.group(1)) > 1 else None


def _fractions(profile: Profile) -> Scores | None:
    """Values such as "4/5"."""
    found = {value: _FRACTION.match(value.strip()) for value in profile.values}
    ends = {int(match.group(2)) for match in found.values() if match}
    if not all(found.values()) or len(ends) != 1:
        return None
    values: dict[str, Scalar] = {value: int(match.group(1)) for value, match in found.items() if match}
    top = ends.pop()
    return _scores(values, (0 if min(map(float, values.values())) < 1 or top >= 10 else 1, top), f"out of {top}")


def _labelled(profile: Profile) -> Scores | None:
    """Values that begin with the score ("10 - very likely"), or are so many stars; plain numbers may stand between."""
    values: dict[str, Scalar] = {}
    for value in profile.values:
        text = value.strip()
        stars, labelled = _STARS.match(text), _LABELLED.match(text)
        if stars:
            values[value] = len(stars.group(1) or stars.group(2))
        elif labelled or (text.isdigit() and len(text) < _MOST_DIGITS):
            values[value] = int(labelled.group(1) if labelled else text)
        else:
            return None
    return (
        _scores(values, None, "each value begins with its score") if max(map(float, values.values())) <= 100 else None
    )


def _scores(values: Mapping[str, Scalar], span: tuple[int, int] | None, reason: str) -> Scores:
    told = [float(value) for value in values.values() if value != ""]
    return Scores(min(told), max(told), values, span, reason)

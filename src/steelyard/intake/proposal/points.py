"""Columns of points in sheets of evaluations: out of how many they are, and how their texts are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.scores import bare_question

CALLED = 0.8
"""A name that says as much says what a column is."""

_SPAN = re.compile(r"(?<!\d)(\d{1,2})\s*(?:-|–|to|bis|à|a|\.\.)\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_OUT_OF = re.compile(r"(?:out of|of|von|sur|max\.?|/)\s*(\d{1,3})\b", re.IGNORECASE)
_WORTH = re.compile(r"(?<!\d)(\d{1,3})\s*(?:points?|pts?|pkt|punkte|puntos|punti|pontos|punten)\b\.?", re.IGNORECASE)
_BRACKETS = re.compile(r"[\[(]\s*(\d{1,3})\s*[\])]\s*\Z")
_IN_PERCENT = re.compile(
    r"\s*\b((in|en|em|w)\s*)?[(\[]?(%|\b(percent|pct|prozent|procent|pourcentage|porcentaje))\s*[)\]]?\s*\Z",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s*\d+([.,]\d+)?\s*%\s*\Z")
_FRACTION = re.compile(r"\s*\d+([.,]\d+)?\s*/\s*\d+([.,]\d+)?\s*\Z")
_LETTERS = re.compile(r"[A-Fa-f][+-]?\Z")

_WORTHS = {"all": 1.0, "half": 0.5, "nothing": 0.0, "true": 1.0, "false": 0.0}
_LEAST_OF_WHOLE, _LEAST_OF_OTHERS = 0.6, 0.97
"""Share of values that are numbers: beside a total words such as "pending" may stand."""


@dataclass(frozen=True)
class Points:
    """A column of points.

    Args:
        given, possible: SQL over the rows, numbers; nothing where nothing was scored.
        said: out of how many, in words; doubt: why that is not sure, empty where it is.
    """

    profile: Profile
    given: str
    possible: str
    said: str
    doubt: str = ""

    @property
    def title(self) -> str:
        """What is asked, without the scale its head states."""
        bare = bare_question(_BRACKETS.sub("", self.profile.name))
        return bare.strip(" -:/") or self.profile.name


def is_whole(profile: Profile) -> bool:
    """Whether a column is called as points over all criteria are, or as those of the row."""
    called = names.match("evaluations", "score", profile.name)[0] >= CALLED
    return called or said(profile.name) in names.word_set("evaluated_whole")


def said(name: str) -> str:
    """The words of a head, without the scale and the unit it states."""
    bare = name
    for pattern in (_IN_PERCENT, _BRACKETS, _SPAN, _OUT_OF, _WORTH, _IN_PERCENT):
        bare = pattern.sub("", bare)
    return names.words(bare) or names.words(name)


def is_percent(profile: Profile) -> bool:
    """Whether every value is written as percent."""
    return bool(profile.sample) and all(_PERCENT.match(value) for value in profile.sample if not is_none(value))


def is_none(value: str) -> bool:
    """Whether a value says that nothing was scored, or that the criterion does not apply."""
    return names.vocabulary("ticked").get(names.said(value)) == "none" or value.strip() in ("", "-", "–")


def points_of(profile: Profile, most: Profile | None = None, weight: Profile | None = None) -> Points | None:
    """How a column's texts are points; None where they are none.

    Args:
        most: the column that says out of how many. weight: the one that says what a criterion weighs.
    """
    found = _points(profile, most)
    if (
        found is None
        or weight is None
        or (most is not None and found.possible == number(quoted(most.name), most) and most.name == weight.name)
    ):
        return found
    weighs = number(f"replace({quoted(weight.name)}, '%', '')", weight)
    return replace(found, given=f"{weighs} * ({found.given}) / nullif({found.possible}, 0)", possible=weighs,
                   said=f'{found.said}, each weighed by "{weight.name}"')  # fmt: skip


def _points(profile: Profile, most: Profile | None) -> Points | None:
    column, told = quoted(profile.name), [value for value in profile.sample if not is_none(value)]
    if not told or profile.moment:
        return None
    plain = number(column, profile)
    if most is not None and most.kind == "number":
        possible, ticked = number(quoted(most.name), most), _ticked(profile) if profile.has_few_values else None
        given = f"{possible} * ({ticked.given})" if ticked else plain
        return Points(profile, given, possible, f'out of "{most.name}"')
    if all(_FRACTION.match(value) for value in told):
        given, possible = (number(f"split_part({column}, '/', {place})", profile) for place in (1, 2))
        return Points(profile, given, possible, "each says out of how many")
    if all(_PERCENT.match(value) for value in told):
        over = [value for value in told if float(value.strip().rstrip("% ").replace(",", ".")) > 100]
        doubt = f"{profile.name} holds more than 100%: out of how many is it?" if over else ""
        return Points(profile, number(f"replace({column}, '%', '')", profile), "100", "percent", doubt)
    if profile.has_few_values and (ticked := _ticked(profile)):
        return ticked
    if profile.has_few_values and all(_LETTERS.match(value.strip()) for value in told) and profile.distinct > 1:
        ranks = {
            value: max(0, 4 - "ABCD".find(value.strip()[0].upper())) if value.strip()[0].upper() in "ABCD" else 0
            for value in profile.values
        }
        cases = " ".join(f"WHEN {literal(value)} THEN {points}" for value, points in ranks.items())
        return Points(profile, f"CASE {column} {cases} END", "4", "letters",
                      f"{profile.name} holds letters: how many points is each worth, and out of how many?")  # fmt: skip
    numbers = [value for value in told if re.fullmatch(r"\s*\d+([.,]\d+)?\s*", value)]
    least = _LEAST_OF_WHOLE if is_whole(profile) else _LEAST_OF_OTHERS
    if len(numbers) < least * len(told) or profile.kind not in ("number", "boolean", "text"):
        return None
    return Points(profile, plain, *_out_of(profile, numbers))


def number(sql: str, profile: Profile) -> str:
    """SQL of a column's text as a number."""
    plain = f"replace({sql}, ',', '.')" if profile.decimal == "," or any("," in v for v in profile.sample) else sql
    return f"TRY_CAST(trim({plain}) AS DOUBLE)"


def _ticked(profile: Profile) -> Points | None:
    """Yes and no, met and not met; what does not apply is no answer."""
    flags, known = names.vocabulary("boolean"), names.vocabulary("ticked")
    meant: dict[str, float] = {}
    for value in profile.values:
        if is_none(value):
            continue
        word = names.said(value)
        worth = _WORTHS.get(known.get(word, ""), _WORTHS.get(flags.get(word, "")))
        if worth is None or value.strip().isdigit():
            return None
        meant[value] = worth
    if not {0.0, 1.0} & set(meant.values()):
        return None
    column = quoted(profile.name)
    cases = " ".join(f"WHEN {literal(value)} THEN {points:g}" for value, points in meant.items())
    return Points(profile, f"CASE {column} {cases} END", "1", "yes or no")


def _out_of(profile: Profile, numbers: Sequence[str]) -> tuple[str, str, str]:
    """(possible points as SQL, how that is known, why it is not sure) of plain numbers."""
    values = [float(value.replace(",", ".")) for value in numbers]
    high = max([*values, profile.high if profile.kind == "number" else 0.0])
    stated = _stated(profile.name, high)
    if stated is not None and high <= stated:
        return f"{stated:g}", f"its head says out of {stated:g}", ""
    if stated is not None:
        return f"{high:g}", "", f"{profile.name} says out of {stated:g} and holds {high:g}"
    if high <= 1 and any(value not in (0.0, 1.0) for value in values):
        return "1", "shares from 0 to 1", ""
    if high <= 1:
        return "1", "0 or 1", ""
    if high == 100 and is_whole(profile):
        return "100", "it runs up to 100 and no further", ""
    return f"{high:g}", "", f"the most points of {profile.name}: {high:g} is the most that occurs"


def _stated(name: str, high: float) -> float | None:
    """Out of how many a head says points are; a bare number in brackets only where that many occur."""
    if found := _SPAN.search(name):
        return float(found.group(2)) if int(found.group(1)) in (0, 1) else None
    if found := _OUT_OF.search(name) or _WORTH.search(name):
        return float(found.group(1)) or None
    if (found := _BRACKETS.search(name)) and float(found.group(1)) == high:
        return high
    return 100.0 if _IN_PERCENT.search(name) or "%" in name else None

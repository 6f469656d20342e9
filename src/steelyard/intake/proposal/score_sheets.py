"""Sheets of evaluations as other tools write them: which columns are criteria, totals and fails, out of how many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns, worth_saying
from steelyard.intake.proposal.model import SURE, Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.scores import bare_question
from steelyard.settings.model import ColumnMapping

CALLED = 0.8
"""A name that says as much says what a column is."""

_SPAN = re.compile(r"(?<!\d)(\d{1,2})\s*(?:-|–|to|bis|à|a|\.\.)\s*(\d{1,3})(?!\d)", re.IGNORECASE)
_OUT_OF = re.compile(r"(?:out of|of|von|sur|max\.?|/)\s*(\d{1,3})\b", re.IGNORECASE)
_PERCENT = re.compile(r"\s*\d+([.,]\d+)?\s*%\s*\Z")
_FRACTION = re.compile(r"\s*\d+([.,]\d+)?\s*/\s*\d+([.,]\d+)?\s*\Z")
_LETTERS = re.compile(r"[A-Fa-f][+-]?\Z")
_MOST_POINTS = 101

_OF_CONTACT = (
    "agent_id", "team", "channel", "topic", "customer_id", "opened_at", "handle_s", "wait_s", "hold_s", "direction",
    "priority", "ended_at",
)  # fmt: skip

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
        return bare_question(self.profile.name).strip(" -:/") or self.profile.name


@dataclass(frozen=True)
class Roles:
    """What the columns of a sheet are.

    Args:
        known: canonical column -> guess, of what says whose evaluation it is.
        criteria: columns with points on one thing each. total: the column with all of them together.
        fails: SQL that is true where the evaluation failed whatever its points; empty where no column says it.
    """

    known: dict[str, Guess]
    criteria: tuple[Points, ...]
    total: Points | None
    fails: str
    failing: str


def roles_of(file: File, stem: str, *, is_called: bool) -> Roles | None:
    """The roles; None where the file is no sheet of evaluations.

    Args:
        stem: the file's name. is_called: its name must say it, for another table has a claim to it.
    """
    known = worth_saying(guess_columns("evaluations", file))
    contact = known.get("contact_id")
    evaluator = known.get("evaluator_id")
    is_scored_by = evaluator is not None and _strength("evaluator_id", evaluator, file) >= CALLED
    spoken = f" {' '.join(names.words(stem).split())} "
    is_named = any(f" {word} " in spoken for word in names.word_set("evaluating"))
    own = known.get("evaluation_id")
    has_id = own is not None and _strength("evaluation_id", own, file) >= CALLED
    if (
        contact is None
        or not contact.is_sure
        or not (is_named or is_scored_by)
        or (is_called and not (has_id or is_named))
    ):
        return None
    known = {name: guess for name, guess in known.items() if name not in ("score", "max_score", "critical")}
    taken = {column for guess in known.values() if guess.is_sure for column in guess.mapping.columns}
    rest = [profile for profile in file.profiles.values() if profile.name not in taken]
    failing = next(filter(_is_fail, rest), None)
    rest = [profile for profile in rest if profile is not failing and not _is_about_contact(profile)]
    whole = _whole(rest)
    most = next(
        (p for p in rest if p is not whole and names.match("evaluations", "max_score", p.name)[0] >= CALLED), None
    )
    total = _points(whole, most) if whole else None
    others = [profile for profile in rest if profile is not whole and profile is not most]
    is_long = "criterion" in known and known["criterion"].is_sure
    criteria = () if is_long else tuple(filter(None, (_points(p, None) for p in others if _is_criterion(p))))
    if total is None and not criteria:
        return None
    return Roles(known, criteria, total, _fails(failing) if failing else "", failing.name if failing else "")


def _strength(target: str, guess: Guess, file: File) -> float:
    if not guess.mapping.columns:
        return 0.0
    return names.match("evaluations", target, guess.mapping.columns[0], file.noun)[0]


def _is_about_contact(profile: Profile) -> bool:
    """Whether a column is one of the contact's own, or nothing that evaluators score."""
    spoken = _said(profile.name)
    if spoken in names.word_set("no_criteria"):
        return True
    return max(names.match("contacts", target, profile.name)[0] for target in _OF_CONTACT) >= CALLED


def _said(name: str) -> str:
    return names.words(_OUT_OF.sub("", _SPAN.sub("", name)))


def _whole(rest: Sequence[Profile]) -> Profile | None:
    """The column of all points together: a share before points, for it says out of how many."""
    found = [p for p in rest if is_whole(p) and _points(p, None)]
    return min(found, key=lambda p: ("%" not in p.name and not _is_percent(p), rest.index(p)), default=None)


def is_whole(profile: Profile) -> bool:
    """Whether a column is called as points over all criteria are, or as those of the row."""
    called = names.match("evaluations", "score", profile.name)[0] >= CALLED
    return called or _said(profile.name) in names.word_set("evaluated_whole")


def _is_fail(profile: Profile) -> bool:
    is_called = names.match("evaluations", "critical", profile.name)[0] >= CALLED
    return is_called and profile.kind in ("boolean", "text", "number") and profile.has_few_values


def _fails(profile: Profile) -> str:
    """True where a fail is marked: yes, a cross, a count above nought, the name of what failed."""
    column = quoted(profile.name)
    if profile.kind == "number":
        return f"TRY_CAST({column} AS DOUBLE) > 0"
    flags = names.vocabulary("boolean")
    ticked = names.vocabulary("ticked")
    good = [
        value
        for value in profile.top
        if flags.get(names.said(value)) == "false"
        or ticked.get(names.said(value)) in ("all", "none")
        or value in profile.missing
        or names.said(value) in ("none", "ok", "0")
    ]
    return f"{column} IS NOT NULL AND {column} NOT IN ({', '.join(map(literal, good)) or literal('')})"


def _is_criterion(profile: Profile) -> bool:
    return profile.kind in ("number", "boolean", "text") and profile.distinct <= _MOST_POINTS


def _is_percent(profile: Profile) -> bool:
    return bool(profile.sample) and all(_PERCENT.match(value) for value in profile.sample if not _is_none(value))


def _is_none(value: str) -> bool:
    return names.vocabulary("ticked").get(names.said(value)) == "none" or value.strip() in ("", "-", "–")


def _points(profile: Profile, most: Profile | None) -> Points | None:
    """How a column's texts are points; None where they are none."""
    column, told = quoted(profile.name), [value for value in profile.sample if not _is_none(value)]
    if not told or profile.moment:
        return None
    number = _number(column, profile)
    if most is not None and most.kind == "number":
        return Points(profile, number, _number(quoted(most.name), most), f'out of "{most.name}"')
    if all(_FRACTION.match(value) for value in told):
        given, possible = (_number(f"split_part({column}, '/', {place})", profile) for place in (1, 2))
        return Points(profile, given, possible, "each says out of how many")
    if all(_PERCENT.match(value) for value in told):
        over = [value for value in told if float(value.strip().rstrip("% ").replace(",", ".")) > 100]
        doubt = f"{profile.name} holds more than 100%: out of how many is it?" if over else ""
        return Points(profile, _number(f"replace({column}, '%', '')", profile), "100", "percent", doubt)
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
    return Points(profile, number, *_out_of(profile, numbers))


def _number(sql: str, profile: Profile) -> str:
    plain = f"replace({sql}, ',', '.')" if profile.decimal == "," or any("," in v for v in profile.sample) else sql
    return f"TRY_CAST(trim({plain}) AS DOUBLE)"


def _ticked(profile: Profile) -> Points | None:
    """Yes and no, met and not met; what does not apply is no answer."""
    flags, known = names.vocabulary("boolean"), names.vocabulary("ticked")
    meant: dict[str, int] = {}
    for value in profile.values:
        if _is_none(value):
            continue
        said = names.said(value)
        word = {"all": "true", "nothing": "false"}.get(known.get(said, ""), flags.get(said, ""))
        if not word or value.strip().isdigit():
            return None
        meant[value] = int(word == "true")
    if not meant:
        return None
    column = quoted(profile.name)
    cases = " ".join(f"WHEN {literal(value)} THEN {points}" for value, points in meant.items())
    return Points(profile, f"CASE {column} {cases} END", "1", "yes or no")


def _out_of(profile: Profile, numbers: Sequence[str]) -> tuple[str, str, str]:
    """(possible points as SQL, how that is known, why it is not sure) of plain numbers."""
    values = [float(value.replace(",", ".")) for value in numbers]
    high = max([*values, profile.high if profile.kind == "number" else 0.0])
    stated = _stated(profile.name)
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


def _stated(name: str) -> float | None:
    if found := _SPAN.search(name):
        return float(found.group(2)) if int(found.group(1)) in (0, 1) else None
    if found := _OUT_OF.search(name):
        return float(found.group(1)) or None
    return 100.0 if "%" in name or {"percent", "pct", "prozent"} & set(names.words(name).split()) else None


def beside(file: File, contacts: TableProposal) -> TableProposal | None:
    """Evaluations whose points stand in the rows of their contacts; None where no column is called so."""
    taken = {column for guess in contacts.guesses if guess.is_sure for column in guess.mapping.columns}
    called = [p for p in file.profiles.values() if p.name not in taken]
    found = next(
        (
            points
            for p in called
            if _said(p.name) in names.word_set("evaluated_beside") and (points := _points(p, None))
        ),
        None,
    )
    own = contacts.guess("contact_id")
    if found is None or own is None or not own.is_sure:
        return None
    by = [p for p in called if names.match("evaluations", "evaluator_id", p.name)[0] >= CALLED]
    sure, reason = (0.5, found.doubt) if found.doubt else (0.75, found.said)
    guesses = [replace(own, mapping=replace(own.mapping, target=name), reason="they stand in the contact's row")
               for name in ("evaluation_id", "contact_id")]  # fmt: skip
    guesses += [Guess(ColumnMapping("evaluator_id", (by[0].name,)), 0.85, "who scored it, by its name")] if by else []
    guesses += [
        Guess(ColumnMapping("score", sql=found.given), sure, reason),
        Guess(ColumnMapping("max_score", sql=found.possible), sure, reason),
    ]
    condition = f"{found.given} IS NOT NULL"
    return TableProposal("evaluations", tuple(guesses), filter=condition, filter_reason="0.80: where points stand")


def doubts(points: Sequence[Points]) -> Iterator[str]:
    """Why it is not sure out of how many columns are."""
    yield from (entry.doubt for entry in points if entry.doubt)


def is_sure(guess: Guess | None) -> bool:
    """Whether something was found, surely enough to be written as it is."""
    return guess is not None and guess.confidence >= SURE

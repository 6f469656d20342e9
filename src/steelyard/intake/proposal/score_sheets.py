"""Sheets of evaluations as other tools write them: which columns are criteria, totals and fails, out of how many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns, worth_saying
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import SURE, Guess, TableProposal
from steelyard.intake.proposal.points import CALLED, Points, is_percent, is_whole, points_of, said
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.sheet_rows import Unfinished, unfinished
from steelyard.intake.proposal.sheet_scorers import (
    Second,
    called_twice,
    models_of,
    own_scores,
    scorer_by_name,
    sure_ones,
)
from steelyard.intake.proposal.surveys import find_scores
from steelyard.settings.mapping import ColumnMapping

_MOST_POINTS = 101

_OF_CONTACT = (
    "agent_id", "team", "channel", "topic", "customer_id", "opened_at", "handle_s", "wait_s", "hold_s", "direction",
    "priority", "ended_at",
)  # fmt: skip


@dataclass(frozen=True)
class Roles:
    """What the columns of a sheet are.

    Args:
        known: canonical column -> guess, of what says whose evaluation it is.
        criteria: columns with points on one thing each. total: the column with all of them together.
        fails: SQL that is true where the evaluation failed whatever its points; empty where no column says it.
        unfinished: rows that are no evaluations yet, or no more.
        seconds: points that somebody else, or a model, gave in the same row.
    """

    known: dict[str, Guess]
    criteria: tuple[Points, ...]
    total: Points | None
    fails: str
    failing: str
    unfinished: Unfinished | None
    seconds: tuple[Second, ...]


def roles_of(file: File, keys: Keys, stem: str, *, is_called: bool) -> Roles | None:
    """The roles; None where the file is no sheet of evaluations.

    Args:
        stem: the file's name. is_called: its name must say it, for another table has a claim to it.
    """
    known = worth_saying(guess_columns("evaluations", file))
    twice = called_twice(file)
    if twice is not None:
        known["evaluator_id"] = Guess(ColumnMapping("evaluator_id", (twice.evaluators[0],)), 0.9, "who scored first")
    if not _is_sheet(file, known, stem, is_called=is_called):
        return None
    known = {name: guess for name, guess in known.items() if name not in ("score", "max_score", "critical")}
    taken = {column for guess in known.values() if guess.is_sure for column in guess.mapping.columns}
    if twice is not None:
        taken |= set(twice.columns) - {twice.scores[0]}
    rest = [profile for profile in file.profiles.values() if profile.name not in taken]
    failing = [profile for profile in rest if _is_fail(profile)]
    of_row = file.profiles[known["criterion"].mapping.columns[0]] if is_sure(known.get("criterion")) else None
    undone = unfinished(rest, of_row)
    models = models_of(rest)
    aside = {p.name for p in failing} | {second.points.profile.name for second in models}
    rest = [p for p in rest if p.name not in aside and not _is_about_contact(p)]
    is_long = of_row is not None
    whole = file.profiles[twice.scores[0]] if twice else _whole_of_row(rest, known, keys) if is_long else _whole(rest)
    most = next(
        (p for p in rest if p is not whole and names.match("evaluations", "max_score", p.name)[0] >= CALLED), None
    )
    total = points_of(whole, most, _weight(file, known) if is_long else None) if whole else None
    others = [profile for profile in rest if profile is not whole and profile is not most]
    criteria = () if is_long else tuple(filter(None, (points_of(p) for p in others if _is_criterion(p))))
    if total is None and not criteria:
        return None
    if "scorer" not in known and (by_name := scorer_by_name(known.get("evaluator_id"), file)):
        known["scorer"] = by_name
    if "purpose" not in known and (by_themselves := own_scores(known.get("evaluator_id"), file, keys)):
        known["purpose"] = by_themselves
    seconds = sure_ones((*models, *((twice.second(file),) if twice else ())), (total, *criteria))
    told = [(_fails(profile), profile.name) for profile in failing]
    return Roles(
        known,
        criteria,
        total,
        " OR ".join(f"({sql})" for sql, _ in told) if len(told) > 1 else "".join(sql for sql, _ in told),
        " or ".join(name for _, name in told),
        undone,
        seconds,
    )


def without_contact(file: File, stem: str) -> str:
    """What is said of scores of evaluations that name no contact; empty where the file holds no such.

    Args:
        stem: the file's name.
    """
    known = worth_saying(guess_columns("evaluations", file))
    spoken = [word for name in file.profiles for word in names.words(name).split()]
    called = any(names.match("evaluations", "score", word)[0] >= CALLED for word in spoken)
    has_scores = called or bool({"score", "max_score"} & known.keys() or find_scores(file))
    if is_sure(known.get("contact_id")) or not has_scores:
        return ""
    if not (_is_named(stem) or _is_scored_by(file, known)):
        return ""
    return (
        "scores of evaluations that name no contact: agreement, interaction quality and what scores are associated "
        "with need the call or ticket that was scored. Export its id with each score and map evaluations.contact_id"
    )


def _is_sheet(file: File, known: dict[str, Guess], stem: str, *, is_called: bool) -> bool:
    contact, own = known.get("contact_id"), known.get("evaluation_id")
    is_named = _is_named(stem)
    has_id = own is not None and _strength("evaluation_id", own, file) >= CALLED
    is_one = is_named or _is_scored_by(file, known)
    return is_sure(contact) and is_one and (not is_called or has_id or is_named)


def _is_scored_by(file: File, known: dict[str, Guess]) -> bool:
    evaluator = known.get("evaluator_id")
    return evaluator is not None and (
        evaluator.reason == "who scored first" or _strength("evaluator_id", evaluator, file) >= CALLED
    )


def _is_named(stem: str) -> bool:
    """Whether a file is called after evaluations."""
    spoken = f" {' '.join(names.words(stem).split())} "
    return any(f" {word} " in spoken for word in names.word_set("evaluating"))


def _strength(target: str, guess: Guess, file: File) -> float:
    if not guess.mapping.columns:
        return 0.0
    return names.match("evaluations", target, guess.mapping.columns[0], file.noun)[0]


def _is_about_contact(profile: Profile) -> bool:
    """Whether a column is one of the contact's own, or nothing that evaluators score."""
    spoken = said(profile.name)
    if spoken in names.word_set("no_criteria"):
        return True
    return max(names.match("contacts", target, profile.name)[0] for target in _OF_CONTACT) >= CALLED


def _whole(rest: Sequence[Profile]) -> Profile | None:
    """The column of all points together: a share before points, for it says out of how many."""
    found = [p for p in rest if is_whole(p) and points_of(p)]
    return min(found, key=lambda p: (not _is_last(p), "%" not in p.name and not is_percent(p), rest.index(p)),
               default=None)  # fmt: skip


def _is_last(profile: Profile) -> bool:
    """Whether it is what stood after appeals and fails, where a score before them stands beside it."""
    return bool({"final", "finale", "endgültig", "definitivo", "revised", "adjusted"} & set(said(profile.name).split()))


def _whole_of_row(rest: Sequence[Profile], known: dict[str, Guess], keys: Keys) -> Profile | None:
    """The points of one criterion, in a sheet with a row for each; never a total that its rows repeat."""
    own = known.get("evaluation_id") or known["contact_id"]
    called = [p for p in rest if is_whole(p) or said(p.name) in names.word_set("evaluated_answer")]
    found = [p for p in called if points_of(p) and not _is_repeated(p, own.mapping.columns, keys)]
    return min(found, key=lambda p: (not is_whole(p), rest.index(p)), default=None)


def _is_repeated(profile: Profile, own: Sequence[str], keys: Keys) -> bool:
    """Whether all rows of an evaluation hold the same, and evaluations differ."""
    by = ", ".join(map(quoted, own))
    asked = (
        f"SELECT count(*) FILTER (WHERE held > 1), count(*) FROM (SELECT count(DISTINCT {quoted(profile.name)}) "
        f"AS held, count(*) AS n FROM {keys.relation} GROUP BY {by}) WHERE n > 1"
    )
    apart, told = keys.connection.execute(asked).fetchone()
    return bool(told and not apart and profile.distinct > 1)


def _weight(file: File, known: dict[str, Guess]) -> Profile | None:
    """The column that says what a criterion weighs."""
    return next(
        (
            p
            for p in file.profiles.values()
            if said(p.name) in names.word_set("evaluated_weight")
            and all(p.name not in guess.mapping.columns for guess in known.values())
            and (p.kind == "number" or is_percent(p))
        ),
        None,
    )


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


def beside(file: File, contacts: TableProposal) -> TableProposal | None:
    """Evaluations whose points stand in the rows of their contacts; None where no column is called so."""
    taken = {column for guess in contacts.guesses if guess.is_sure for column in guess.mapping.columns}
    called = [p for p in file.profiles.values() if p.name not in taken]
    found = next(
        (points for p in called if said(p.name) in names.word_set("evaluated_beside") and (points := points_of(p))),
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

"""Who else scored in the same row of a sheet: a second evaluator, or a model beside people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.points import CALLED, Points, points_of, said
from steelyard.intake.proposal.profile import Profile
from steelyard.settings.mapping import ColumnMapping

_ORDINALS = (
    frozenset({"1", "a", "first", "1st", "erste", "erster", "premier", "première", "primer", "primera", "primo"}),
    frozenset({"2", "b", "second", "2nd", "zweite", "zweiter", "deuxième", "segundo", "segunda", "secondo"}),
)
_DIGIT = re.compile(r"(?<=[^\W\d])(?=[12]\b)")


@dataclass(frozen=True)
class Second:
    """Points beside those of the first evaluator.

    Args:
        evaluator: SQL of who gave them. kind: "second" or "model". criterion: what they are for; empty of the whole.
    """

    points: Points
    evaluator: str
    kind: str
    criterion: str = ""


@dataclass(frozen=True)
class Twice:
    """The columns of two evaluators and of what each gave."""

    evaluators: tuple[str, str]
    scores: tuple[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.evaluators, *self.scores)

    def second(self, file: File) -> Second:
        """What the second one gave."""
        points = points_of(file.profiles[self.scores[1]])
        assert points is not None
        return Second(points, quoted(self.evaluators[1]), "second")


def called_twice(file: File) -> Twice | None:
    """Two evaluators with a score each, in one row; None where there are none."""
    evaluators: dict[int, str] = {}
    scores: dict[int, str] = {}
    for profile in file.profiles.values():
        place, bare = _numbered(profile.name)
        if place is None:
            continue
        if names.match("evaluations", "evaluator_id", bare)[0] >= CALLED and profile.kind != "number":
            evaluators.setdefault(place, profile.name)
        elif bare in names.word_set("evaluated_whole") and points_of(profile):
            scores.setdefault(place, profile.name)
    if set(evaluators) == set(scores) == {0, 1}:
        return Twice((evaluators[0], evaluators[1]), (scores[0], scores[1]))
    return None


def _numbered(name: str) -> tuple[int | None, str]:
    """(0 or 1, the words without the ordinal) of "Score 2" or "Second evaluator"; (None, "") of others."""
    spoken = _DIGIT.sub(" ", said(name)).split()
    for place, ordinals in enumerate(_ORDINALS):
        left = [word for word in spoken if word not in ordinals]
        if len(left) == len(spoken) - 1 and left:
            return place, " ".join(left)
    return None, ""


def models_of(profiles: Sequence[Profile]) -> tuple[Second, ...]:
    """Columns of what a model gave, the whole ("AI score") or for a criterion that people score too ("AI tone")."""
    return tuple(_models(profiles))


def _models(profiles: Sequence[Profile]) -> Iterator[Second]:
    people = {said(profile.name): profile for profile in profiles}
    for profile in profiles:
        spoken = said(profile.name)
        by = next((word for word in sorted(_model_words(), key=len, reverse=True) if f" {word} " in f" {spoken} "), "")
        left = " ".join(f" {spoken} ".replace(f" {by} ", " ").split()) if by else ""
        is_whole = left in names.word_set("evaluated_whole")
        points = points_of(profile) if left and (is_whole or left in people) else None
        same = points_of(people[left]) if points is not None and not is_whole else None
        if points is not None and (is_whole or same is not None):
            yield Second(points, literal(by), "model", same.title if same else "")


def sure_ones(seconds: Sequence[Second], firsts: Sequence[Points | None]) -> tuple[Second, ...]:
    """Those that say out of how many, or stand beside points that do; the others are left out."""
    by_title = {first.title if place else "": first for place, first in enumerate(firsts) if first is not None}
    return tuple(filter(None, (_sure(second, by_title.get(second.criterion)) for second in seconds)))


def _sure(second: Second, first: Points | None) -> Second | None:
    points = second.points
    if not points.doubt:
        return second
    is_within = first is not None and first.possible.isdigit() and points.profile.high <= float(first.possible)
    if first is None or first.doubt or not is_within:
        return None
    return replace(second, points=replace(points, possible=first.possible, said=first.said, doubt=""))


def _model_words() -> frozenset[str]:
    return frozenset(word for word, kind in names.vocabulary("scorer").items() if kind == "model")


def scorer_by_name(evaluator: Guess | None, file: File) -> Guess | None:
    """Who is a model, where some evaluators are called so."""
    if evaluator is None or not evaluator.is_sure or len(evaluator.mapping.columns) != 1:
        return None
    column = evaluator.mapping.columns[0]
    called = [value for value in file.profiles[column].values if names.said(value) in _model_words()]
    if not called:
        return None
    listed = ", ".join(map(literal, called))
    sql = f"CASE WHEN {quoted(column)} IN ({listed}) THEN 'model' ELSE 'person' END"
    return Guess(ColumnMapping("scorer", sql=sql), 0.75, f"{' and '.join(called)} among the evaluators is no person")


def own_scores(evaluator: Guess | None, file: File, keys: Keys) -> Guess | None:
    """Which rows agents scored themselves, where evaluators and agents bear the same names."""
    agents = [p for p in file.profiles.values() if names.match("contacts", "agent_id", p.name)[0] >= CALLED]
    if evaluator is None or not evaluator.is_sure or len(evaluator.mapping.columns) != 1 or not agents:
        return None
    by, agent = evaluator.mapping.columns[0], agents[0].name
    is_own = f"trim({quoted(by)}) = trim({quoted(agent)})"
    asked = f"SELECT count(*) FILTER (WHERE {is_own}), count(*) FROM {keys.relation}"
    own, rows = keys.connection.execute(asked).fetchone()
    if by == agent or not 0 < own < rows:
        return None
    sql = f"CASE WHEN {is_own} THEN 'coaching' END"
    return Guess(
        ColumnMapping("purpose", sql=sql), 0.7, f'{own:,} rows have "{agent}" as "{by}": they scored themselves'
    )

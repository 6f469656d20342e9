"""Single questions of a survey that stand in columns of their own, beside the overall rating or without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from steelyard.formats.raw import quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.item_names import Called, called
from steelyard.intake.proposal.model import SURE, Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.scores import Scale, Scores, is_school_grade, read_scores, scale_of
from steelyard.settings.mapping import ColumnMapping

LEAST = 2
"""Columns alike: one question on one thing is a rating of the whole as far as anyone can tell."""

_MOST_ITEMS = 60
_MOST_STEPS = 11
_QUESTION_WORDS = 4
_SAID = 0.7
_LINKS = ("survey_id", "contact_id", "customer_id", "answered_at")


@dataclass(frozen=True)
class Asked:
    """A column, what it asks, and its answers."""

    profile: Profile
    told: Called
    scores: Scores
    ends: Scale | None
    sure: float


def item_columns(file: File, taken: Sequence[str] = (), *, is_survey: bool = True) -> tuple[Asked, ...]:
    """The columns that ask about one thing each; none where fewer than two do.

    Args:
        taken: columns that are read as something else.
        is_survey: the file says that it holds answers; else what is found is not sure.
    """
    found = [
        entry
        for profile in file.profiles.values()
        if profile.name not in taken and (entry := _asked(profile, file.titles.get(profile.name, "")))
    ]
    questions = Counter(entry.told.question for entry in found if entry.told.question)
    kept = [replace(entry, sure=_sureness(entry, questions)) for entry in found]
    kept = [entry for entry in kept if entry.sure > 0]
    rated = {entry.told.item for entry in kept}
    if len(rated) < LEAST and not any(entry.told.kind != "rating" for entry in kept):
        return ()
    kept = list({(entry.told.item, entry.told.kind): entry for entry in reversed(kept)}.values())[::-1]
    if not is_survey:
        kept = [replace(entry, sure=min(entry.sure, 0.5)) for entry in kept]
    return tuple(_of_one_scale(kept)[:_MOST_ITEMS])


def find_items(file: File, surveys: Sequence[TableProposal], ids: Mapping[str, Guess], taken: Sequence[str], *,
               is_survey: bool) -> Iterator[TableProposal]:  # fmt: skip
    """One table for each column that asks about one thing.

    Args:
        surveys: what the file's ratings of the whole fill.
        ids: how an answer is identified: survey_id, contact_id, customer_id, answered_at.
    """
    condition = next((table.filter for table in surveys if table.filter), "")
    for entry in item_columns(file, taken, is_survey=is_survey):
        column = quoted(entry.profile.name)
        own = f"coalesce(trim({column}), '') <> ''"
        guesses = {
            target: replace(guess, mapping=replace(guess.mapping, target=target)) for target, guess in ids.items()
        }
        guesses |= _guesses(entry)
        yield TableProposal(
            "survey_items",
            tuple(guesses.values()),
            filter=" AND ".join(filter(None, (condition, own))),
            filter_reason="0.80: rows without this answer are left out",
        )


def links(table: TableProposal) -> dict[str, Guess]:
    """How a table of answers is identified, for its items."""
    return {guess.target: guess for guess in table.guesses if guess.target in _LINKS and guess.is_sure}


def _guesses(entry: Asked) -> dict[str, Guess]:
    told, profile = entry.told, entry.profile
    why = f'"{profile.name}" asks about {told.item}'
    kind_sure, kind_why = (0.5, told.doubt) if told.doubt else (entry.sure, f"{why}: {told.kind}")
    score = ColumnMapping(
        "score", (profile.name,), missing=profile.missing, values=entry.scores.values, decimal=profile.decimal
    )
    sure = min(entry.sure, 0.5) if entry.scores.doubt else entry.sure
    found = {
        "item": Guess(ColumnMapping("item", constant=told.item), entry.sure, why),
        "kind": Guess(ColumnMapping("kind", constant=told.kind), kind_sure, kind_why),
        "score": Guess(score, sure, entry.scores.doubt or entry.scores.reason or "its answers"),
        "better": _better(entry),
    }
    if entry.ends is not None:
        ends = {"scale_min": entry.ends.low, "scale_max": entry.ends.high}
        for target, end in ends.items():
            found[target] = Guess(ColumnMapping(target, constant=end), entry.ends.confidence, entry.ends.reason)
    return found


def _better(entry: Asked) -> Guess:
    is_low = (entry.profile.scale is not None and entry.profile.scale.better == "low") or (
        entry.told.kind == "rating" and is_school_grade(entry.profile.name)
    )
    if is_low:
        return Guess(ColumnMapping("better", constant="low"), 0.8, "a low answer is good by its labels or its name")
    return Guess(ColumnMapping("better", constant="high"), 0.75, "a high answer is more, as usual")


def _asked(profile: Profile, title: str) -> Asked | None:
    told = called(profile, title)
    if not told.item:
        return None
    scores = read_scores(profile) or _centred(profile)
    if scores is None or scores.high - scores.low > 100:
        return None
    steps = profile.distinct if not scores.values else len({*scores.values.values()} - {""})
    if steps > _MOST_STEPS and scores.high > 10:
        return None
    kind = "disconfirmation" if scores.low < 0 and told.doubt else told.kind
    told = replace(told, kind=kind, doubt="" if scores.low < 0 else told.doubt)
    return Asked(profile, told, scores, _ends(profile, scores), 0.0)


def _centred(profile: Profile) -> Scores | None:
    """Whole numbers on both sides of nought: -2 to 2."""
    is_so = profile.kind == "number" and profile.is_whole and -5 <= profile.low < 0 < profile.high <= 5
    if not is_so:
        return None
    end = int(max(-profile.low, profile.high))
    return Scores(profile.low, profile.high, span=(-end, end), reason=f"from {-end} to {end}, nought in the middle")


def _ends(profile: Profile, scores: Scores) -> Scale | None:
    if scores.low < 0 and scores.span:
        return Scale(*scores.span, 0.85, scores.reason)
    return scale_of(profile, scores, "csat")


def _sureness(entry: Asked, questions: Mapping[str, int]) -> float:
    """How sure it is that a column asks about one thing; 0 where nothing says it."""
    told = entry.told
    if told.kind != "rating":
        return 0.85
    is_shared = questions.get(told.question, 0) >= LEAST
    if is_shared and (told.is_known or told.is_rated):
        return 0.9
    if told.is_known:
        return 0.8 if len(told.item.split()) <= 4 else 0.6
    is_question = told.is_rated and len(names.words(entry.profile.name).split()) >= _QUESTION_WORDS
    return SURE + 0.05 if is_shared or is_question else 0.0


def _of_one_scale(found: Sequence[Asked]) -> list[Asked]:
    """Items of one kind stand on one scale: what one of them reaches holds for those that do not."""
    sure: dict[str, list[Scale]] = {}
    for entry in found:
        if entry.ends is not None and entry.ends.confidence >= SURE:
            sure.setdefault(entry.told.kind, []).append(entry.ends)
    known = {
        kind: Counter((end.low, end.high) for end in ends).most_common(1)[0][0]
        for kind, ends in sure.items()
        if len({(end.low, end.high) for end in ends}) == 1
    }
    settled = []
    for entry in found:
        span = known.get(entry.told.kind)
        is_open = entry.ends is None or entry.ends.confidence < SURE
        if span and is_open and span[0] <= entry.scores.low and entry.scores.high <= span[1]:
            entry = replace(entry, ends=Scale(*span, 0.75, "the others of its kind reach these ends"))
        settled.append(entry)
    return settled


def of_one_thing(file: File) -> frozenset[str]:
    """Columns whose ratings are of one thing as surely as names can tell, and so not of the whole."""
    found = [entry for entry in item_columns(file) if entry.told.kind != "rating" or entry.sure >= _SAID]
    return frozenset(entry.profile.name for entry in found)

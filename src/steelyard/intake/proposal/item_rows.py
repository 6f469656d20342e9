"""Surveys with a row for each question: which column names the question, which holds answers, what is of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns, worth_saying
from steelyard.intake.proposal.item_names import Called, called
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.scores import Scores, bare_question, read_scores, scale_of
from steelyard.intake.proposal.surveys import asked_for, identified, spans
from steelyard.settings.mapping import ColumnMapping

_CALLED = 0.8
_LEAST_KINDS = 2
_MOST_QUESTIONS = 60
_KINDS = ("rating", "importance", "expectation", "disconfirmation")


@dataclass(frozen=True)
class _Answers:
    """A column of answers, and the kind of question they answer; empty where another column says it row by row."""

    profile: Profile
    scores: Scores
    kind: str
    doubt: str = ""


def find_item_rows(file: File, keys: Keys) -> tuple[TableProposal, ...]:
    """The ratings of the whole, each with its instrument, and the items; none where rows are no answers."""
    question = _question(file)
    if question is None:
        return ()
    ids = _ids(file, question)
    answers = _answers(file, question, ids)
    if not ids or not answers:
        return ()
    whole = {value: kind for value in question.values if (kind := _instrument(value))}
    things = [value for value in question.values if value not in whole]
    if not things and len({*whole.values()}) < _LEAST_KINDS:
        return ()
    told = [_whole(file, keys, question, kind, values, answers[0], ids) for kind, values in _by_kind(whole).items()]
    asked = [_items(file, keys, question, things, whole, entry, ids) for entry in answers] if things else []
    return tuple(filter(None, (*told, *asked)))


def _by_kind(whole: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value, kind in whole.items():
        found.setdefault(kind, []).append(value)
    return found


def _question(file: File) -> Profile | None:
    """The column that names what is asked: a few texts, each on many rows, some of them things surveys ask about."""
    for profile in file.profiles.values():
        strength, _ = names.match("survey_items", "item", profile.name, file.noun)
        if strength < 0.4 or profile.kind != "text" or not profile.has_few_values:
            continue
        values = profile.values
        if not 2 <= len(values) <= _MOST_QUESTIONS or profile.distinct * 3 > profile.rows:
            continue
        known = sum(_of(value).is_known or bool(_instrument(value)) for value in values)
        if known >= max(1, len(values) // (2 if strength < _CALLED else 4)):
            return profile
    return None


def _of(value: str) -> Called:
    return called(Profile(value, 1, 1, 1), "")


def _instrument(value: str) -> str:
    """Which rating of the whole a question asks for; empty where it asks about one thing."""
    bare = names.words(bare_question(value))
    kinds = asked_for(value)
    if bare in names.word_set("item_whole") or (kinds and not _of(value).item):
        return kinds[0] if kinds else "csat"
    if "ces" in kinds and any(f" {phrase} " in f" {names.words(value)} " for phrase in names.word_set("whole_ces")):
        return "ces"
    return "nps" if "nps" in kinds else ""


def _ids(file: File, question: Profile) -> dict[str, Guess]:
    """Whose answers rows are; not one column that differs on every row."""
    known = worth_saying(guess_columns("survey_items", file))
    found = {
        target: guess
        for target in ("survey_id", "contact_id", "customer_id", "answered_at")
        if (guess := known.get(target))
        and guess.confidence >= 0.4
        and question.name not in guess.mapping.columns
        and not (target.endswith("_id") and set(guess.mapping.columns) <= file.unique)
    }
    own = next((found[target] for target in ("survey_id", "contact_id") if target in found), None)
    if own is None:
        whole = identified(file, None)
        return {} if whole is None else {guess.target: guess for guess in whole.guesses if guess.is_sure}
    found = {target: replace(guess, confidence=max(guess.confidence, 0.7)) for target, guess in found.items()}
    found.setdefault("survey_id", replace(own, mapping=replace(own.mapping, target="survey_id"), confidence=0.7))
    return found


def _answers(file: File, question: Profile, ids: Mapping[str, Guess]) -> list[_Answers]:
    """Columns of answers: one for each kind that has its own, else the one whose rows another column tells apart."""
    taken = {question.name, *(column for guess in ids.values() for column in guess.mapping.columns)}
    rest = [profile for profile in file.profiles.values() if profile.name not in taken]
    kinds = names.vocabulary("item_kind")
    own = []
    for profile in rest:
        scores = read_scores(profile)
        kind = kinds.get(names.words(bare_question(profile.name)), "")
        told = _of(profile.name)
        if scores is None or profile.distinct < 2 or profile.moment:
            continue
        if kind and names.match("survey_items", "score", profile.name)[0] < _CALLED:
            own.append(_Answers(profile, scores, kind, told.doubt if kind == "expectation" else ""))
    if own:
        return own
    found = [
        (names.match("survey_items", "score", profile.name)[0], _Answers(profile, scores, ""))
        for profile in rest
        if not profile.moment and (scores := read_scores(profile)) and profile.distinct > 1
    ]
    best = max(found, key=lambda entry: entry[0], default=None)
    return [best[1]] if best and best[0] >= 0.4 else []


def _kind_column(file: File) -> Guess | None:
    """A column that says of each row which kind of question it answers."""
    known = names.vocabulary("item_kind")
    for profile in file.profiles.values():
        meant = {value: known.get(names.words(value), "") for value in profile.values}
        if profile.has_few_values and len(meant) > 1 and all(meant.values()):
            mapping = ColumnMapping("kind", (profile.name,), values=dict(meant))
            return Guess(mapping, 0.85, f'"{profile.name}" tells the kinds apart')
    return None


def _items(
    file: File, keys: Keys, question: Profile, things: Sequence[str], whole: Mapping[str, str], entry: _Answers,
    ids: Mapping[str, Guess],
) -> TableProposal:  # fmt: skip
    column = _kind_column(file) if not entry.kind else None
    meant = {value: _of(value) for value in things}
    kinds = {told.kind for told in meant.values()}
    if entry.kind:
        kind = Guess(ColumnMapping("kind", constant=entry.kind), 0.5 if entry.doubt else 0.85,
                     entry.doubt or f'"{entry.profile.name}" holds answers of this kind')  # fmt: skip
    elif column is not None:
        kind = column
    elif len(kinds) == 1:
        kind = Guess(ColumnMapping("kind", constant=kinds.pop()), 0.75, "no column tells kinds apart")
    else:
        doubts = [told.doubt for told in meant.values() if told.doubt]
        told_kinds = {value: told.kind for value, told in meant.items()}
        kind = Guess(ColumnMapping("kind", (question.name,), values=dict(told_kinds)), 0.5 if doubts else 0.75,
                     doubts[0] if doubts else "the questions tell how they ask")  # fmt: skip
    items = {value: told.item or names.words(value) for value, told in meant.items()}
    listed = ", ".join(map(literal, whole))
    condition = f"{quoted(question.name)} NOT IN ({listed})" if whole else ""
    guesses = {**_own(ids), "item": Guess(ColumnMapping("item", (question.name,), values=dict(items)), 0.85,
                                          f'"{question.name}" names what is asked'), "kind": kind}  # fmt: skip
    guesses |= _scored(file, keys, question, things, entry)
    key = tuple(dict.fromkeys((*ids["survey_id"].mapping.columns, question.name, *kind.mapping.columns)))
    is_told = not entry.kind and keys.is_unique(key)
    return TableProposal(
        "survey_items",
        tuple(guesses.values()),
        key=key if is_told else (),
        key_reason="unique on all rows, identical rows counted once" if is_told else "",
        filter=condition,
        filter_reason="0.80: ratings of the whole are read as surveys" if whole else "",
    )


def _whole(
    file: File, keys: Keys, question: Profile, kind: str, values: Sequence[str], entry: _Answers,
    ids: Mapping[str, Guess],
) -> TableProposal:  # fmt: skip
    condition = f"{quoted(question.name)} IN ({', '.join(map(literal, values))})"
    guesses = {**_own(ids), "instrument": Guess(ColumnMapping("instrument", constant=kind), 0.85, f'"{values[0]}"')}
    guesses |= _scored(file, keys, question, values, entry)
    if kind == "ces":
        guesses["better"] = replace(guesses["better"], confidence=0.5, reason="may a high score mean much effort?")
    return TableProposal("surveys", tuple(guesses.values()), filter=condition,
                         filter_reason="0.80: the rows of this question")  # fmt: skip


def _own(ids: Mapping[str, Guess]) -> dict[str, Guess]:
    return {target: replace(guess, mapping=replace(guess.mapping, target=target)) for target, guess in ids.items()}


def _scored(file: File, keys: Keys, question: Profile, values: Sequence[str], entry: _Answers) -> dict[str, Guess]:
    """The answers and their scale: a column's where one states it, else as these questions' answers run."""
    profile = entry.profile
    mapping = ColumnMapping(
        "score", (profile.name,), missing=profile.missing, values=entry.scores.values, decimal=profile.decimal
    )
    found = {
        "score": Guess(mapping, 0.5 if entry.scores.doubt else 0.8, entry.scores.doubt or "its answers"),
        "better": Guess(ColumnMapping("better", constant="high"), 0.75, "a high answer is more, as usual"),
    }
    stated = spans(file) or _columns_of_ends(file)
    return found | (stated or dict(_run(keys, question, values, entry)))


def _columns_of_ends(file: File) -> dict[str, Guess]:
    known = worth_saying(guess_columns("survey_items", file))
    ends: tuple[str, ...] = ("scale_min", "scale_max")
    found = {name: known[name] for name in ends if name in known and known[name].is_sure}
    return found if len(found) == 2 else {}


def _run(keys: Keys, question: Profile, values: Sequence[str], entry: _Answers) -> Iterator[tuple[str, Guess]]:
    """The scale these questions' answers run over; not sure where they do not all run over the same."""
    profile, scores = entry.profile, entry.scores
    if not scores.values:
        listed = ", ".join(map(literal, values))
        number = f"TRY_CAST(replace({quoted(profile.name)}, ',', '.') AS DOUBLE)"
        sql = (
            f"SELECT min({number}), max({number}) FROM {keys.relation} "
            f"WHERE {quoted(question.name)} IN ({listed}) GROUP BY {quoted(question.name)}"
        )
        runs = [(low, high) for low, high in keys.connection.execute(sql).fetchall() if low is not None]
        if not runs:
            return
        scores = replace(scores, low=min(low for low, _ in runs), high=max(high for _, high in runs))
        is_apart = max(high for _, high in runs) > 1.5 * min(high for _, high in runs)
    else:
        is_apart = False
    scale = scale_of(profile, scores, "csat")
    if scale is None:
        return
    sure, why = scale.confidence, scale.reason
    if is_apart:
        sure, why = 0.5, f"{why}: not all questions reach so far, so are they on one scale?"
    for target, end in (("scale_min", scale.low), ("scale_max", scale.high)):
        yield target, Guess(ColumnMapping(target, constant=end), sure, why)

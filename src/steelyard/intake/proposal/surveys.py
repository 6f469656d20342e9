"""Survey answers in a file: which columns are scores, what was asked, on which scale, and which end is good."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns, worth_saying
from steelyard.intake.proposal.labels import read_labels
from steelyard.intake.proposal.model import SURE, Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.scores import NPS_GROUPS, Scores, bare_question, is_school_grade, read_scores, scale_of
from steelyard.intake.proposal.survey_items import of_one_thing
from steelyard.settings.mapping import ColumnMapping

_SPAN = re.compile(r"(\d+)\s*(?:-|to|–|\.\.)\s*(\d+)\Z")
_INSTRUMENTS = ("nps", "ces", "csat")
_QUESTION_WORDS = 3
_GRADES = frozenset({"note", "gesamtnote"})
_WORST_GRADE = 6


def find_surveys(file: File, contact: Guess | None, stem: str) -> Iterator[TableProposal]:
    """One table for each instrument that has a score in the file.

    Args:
        contact: how the file's own contacts are identified, where it holds contacts.
        stem: the file's name.
    """
    rest = worth_saying(guess_columns("surveys", file))
    stated = spans(file)
    taken: set[str] = set()
    items = of_one_thing(file)
    for score, scores in find_scores(file):
        profile = file.profiles[score.mapping.columns[0]]
        if profile.name in items and not set(asked_for(profile.name)) & {"nps", "ces"}:
            continue
        word = rest.get("instrument")
        instrument = word if word and word.is_sure else _instrument(profile, scores, file, stem)
        meant = str(instrument.mapping.constant)
        scale = stated or _ends(profile, scores, meant)
        if meant in taken or not scale:
            continue
        taken.add(meant)
        better = _better(meant, bool(instrument.mapping.columns), profile, file.titles.get(profile.name, ""))
        found = {**rest, "score": score, "instrument": instrument, **scale, "better": better}
        table = _identified(found, contact, file)
        if table:
            condition, reason = _no_answers(file) if contact is None else ("", "")
            yield replace(table, filter=condition, filter_reason=reason)
        if instrument.mapping.columns:
            return


def find_scores(file: File) -> list[tuple[Guess, Scores]]:
    """Columns of scores, the likeliest first: called so, or asked so, and holding scores."""
    found = []
    for profile in file.profiles.values():
        strength, reason = _asked(profile, file)
        scores = read_scores(profile, file.titles.get(profile.name, "")) if strength > 0.4 else None
        confidence = round(1 - (1 - strength) * 0.6, 2)
        if scores and scores.doubt:
            confidence, reason = min(confidence, 0.5), f"{reason}; {scores.doubt}"
        if scores and (confidence >= SURE or scores.doubt):
            decimal = profile.decimal
            mapping = ColumnMapping(
                "score",
                (profile.name,),
                missing=(*profile.missing, *scores.codes),
                values=scores.values,
                decimal=decimal,
            )
            said = "; ".join(filter(None, (reason, scores.reason)))
            found.append((Guess(mapping, min(confidence, 0.8) if scores.values else confidence, said), scores))
    return sorted(found, key=lambda entry: (not _is_overall(entry[0].mapping.columns[0]), -entry[0].confidence))


def identified(file: File, contact: Guess | None) -> TableProposal | None:
    """How answers of a file are identified, whatever they answer; None where they could not be joined to anything."""
    return _identified(worth_saying(guess_columns("surveys", file)), contact, file)


def _no_answers(file: File) -> tuple[str, str]:
    """The condition that leaves out previews, tests and what was not finished, and the share that it leaves out."""
    parts, gone = [], 0
    for profile in filter(lambda entry: entry.has_few_values, file.profiles.values()):
        spoken = names.words(profile.name)
        tests = [value for value in profile.values if _is_preview(value)]
        if spoken in names.word_set("answer_states") and 0 < len(tests) < len(profile.values):
            parts.append(f"coalesce({quoted(profile.name)}, '') NOT IN ({', '.join(map(literal, tests))})")
            gone += sum(profile.top[value] for value in tests)
        ends = {names.vocabulary("boolean").get(names.words(value)): value for value in profile.values}
        if spoken in names.word_set("finished") and set(ends) == {"true", "false"}:
            parts.append(f"{quoted(profile.name)} = {literal(ends['true'])}")
            gone += profile.top[ends["false"]]
    rows = max((profile.rows for profile in file.profiles.values()), default=0)
    return " AND ".join(
        parts
    ), f"0.80: previews, tests and unfinished answers are left out, up to {gone / max(rows, 1):.1%} of rows"


def _is_preview(value: str) -> bool:
    spoken = f" {names.words(value)} "
    return any(f" {word} " in spoken for word in names.word_set("previews"))


def _is_overall(name: str) -> bool:
    spoken = names.words(name).split()
    return bool({"overall", "insgesamt", "gesamt", "globale", "complessiva"} & set(spoken)) or spoken[:1] == [
        "gesamtzufriedenheit"
    ]


def is_answer(score: ColumnMapping, value: str) -> bool:
    """Whether a text of the score's column is an answer, rather than a word for none."""
    return value not in score.missing and score.values.get(value, value) != ""


def _asked(profile: Profile, file: File) -> tuple[float, str]:
    """How much a column's name, or the question its header has below the name, says that it is a score."""
    question = bare_question(profile.name)
    strength, reason = names.match("surveys", "score", question, file.noun)
    title = file.titles.get(profile.name, "")
    for text, worth in ((title, 0.75), (question, 0.6)):
        is_question = text == title or len(names.words(text).split()) >= _QUESTION_WORDS
        if text and is_question and worth > strength and asked_for(text):
            strength, reason = worth, f'"{text}" asks for one'
    return (min(strength + 0.1, 0.95) if strength and _is_overall(question) else strength), reason


def asked_for(text: str) -> list[str]:
    """The instruments a question's words speak of, the most particular first."""
    spoken = set(names.words(text).split())
    found = [kind for kind in _INSTRUMENTS if _asking(kind, spoken)]
    if "rate" in spoken and spoken & {"you", "your", "our", "us"}:
        found.append("csat")
    known = names.vocabulary("instrument")
    told = [kind for word, kind in known.items() if word != "rating" and f" {word} " in f" {names.words(text)} "]
    return sorted({*found, *told}, key=_INSTRUMENTS.index)


def _asking(kind: str, spoken: set[str]) -> set[str]:
    """The words that speak of an instrument."""
    known = names.word_set(f"asked_{kind}")
    stems = tuple(entry.rstrip("*") for entry in known if entry.endswith("*"))
    return {word for word in spoken if word in known or word.startswith(stems)}


def _instrument(profile: Profile, scores: Scores, file: File, stem: str) -> Guess:
    """What was asked, by the question, the file, or a column beside; in force only where one of them says it."""
    title, question = file.titles.get(profile.name, ""), bare_question(profile.name)
    for text in filter(None, (question, title)):
        if kinds := [kind for kind in asked_for(text) if kind != "csat" or not _is_plain_rating(text)]:
            return _constant(kinds[0], 0.95, f'"{text}"')
    if kinds := asked_for(stem) or asked_for(" ".join(_questions(file.profiles.values()))):
        return _constant(kinds[0], 0.85, "by the file's name or the question it states")
    if any(p.has_few_values and p.values and set(map(names.words, p.values)) <= NPS_GROUPS for p in _texts(file)):
        return _constant("nps", 0.9, "a column beside it tells promoters from detractors")
    if not scores.values and (scores.high > 7 and scores.high <= 10):
        reason = "0 to 10 is how a recommendation is asked, and nothing says that this is one, or satisfaction (csat)"
        return _constant("nps", 0.5, reason)
    if asked_for(question) or scores.values or is_school_grade(question):
        return _constant("csat", 0.75, f'"{profile.name}": a rating, taken for satisfaction')
    return _constant("csat", 0.5, "what was asked is not said: satisfaction (csat), effort (ces) or another question?")


def _is_plain_rating(text: str) -> bool:
    """Whether only "rating" or "stars" speak for satisfaction, as they may for anything."""
    spoken = set(names.words(text).split())
    return not (_asking("csat", spoken) | (spoken & {"csat"})) - {"rating", "stars", "bewertung"}


def _questions(profiles: Iterable[Profile]) -> Iterator[str]:
    """What a column called question, survey or metric states on all rows alike."""
    for profile in profiles:
        if names.words(profile.name) in names.word_set("questions") and len(profile.values) == 1:
            yield profile.values[0]


def _texts(file: File) -> list[Profile]:
    return [profile for profile in file.profiles.values() if profile.kind == "text"]


def _constant(kind: str, confidence: float, reason: str) -> Guess:
    return Guess(ColumnMapping("instrument", constant=kind), confidence, reason)


def _ends(profile: Profile, scores: Scores, instrument: str) -> dict[str, Guess]:
    scale = scale_of(profile, scores, instrument)
    if scale is None:
        return {}
    ends = {"scale_min": scale.low, "scale_max": scale.high}
    return {
        target: Guess(ColumnMapping(target, constant=end), scale.confidence, scale.reason)
        for target, end in ends.items()
    }


def spans(file: File) -> dict[str, Guess]:
    """The scale of each row, where a column states it ("1-5")."""
    for profile in file.profiles.values():
        found = {value: _SPAN.match(value.strip()) for value in profile.values}
        if profile.has_few_values and "scale" in names.words(profile.name) and found and all(found.values()):
            ends = {value: tuple(map(int, match.groups())) for value, match in found.items() if match}
            reason = "each row states its scale"
            low = ColumnMapping("scale_min", (profile.name,), values={value: end[0] for value, end in ends.items()})
            high = ColumnMapping("scale_max", (profile.name,), values={value: end[1] for value, end in ends.items()})
            return {"scale_min": Guess(low, 0.95, reason), "scale_max": Guess(high, 0.95, reason)}
    return {}


def _better(instrument: str, is_mixed: bool, profile: Profile, title: str) -> Guess:
    """Which end of the scale is good: as its labels say, or as schools grade."""
    if told := read_labels(f"{profile.name} {title}").better:
        return Guess(
            ColumnMapping("better", constant=told), 0.9, f"the question's labels say that a {told} score is good"
        )
    if profile.scale and profile.scale.better == "low":
        return Guess(ColumnMapping("better", constant="low"), 0.85, "its labels say that a low score is good")
    if is_school_grade(profile.name):
        return Guess(ColumnMapping("better", constant="low"), 0.8, "a school grade: 1 is the best")
    if names.words(profile.name) in _GRADES and profile.low >= 1 and profile.high <= _WORST_GRADE:
        return Guess(ColumnMapping("better", constant="high"), 0.5, "of German school grades 1 is the best: is it one?")
    if is_mixed:
        return Guess(
            ColumnMapping("better", constant="high"),
            0.7,
            "high is good for CSAT and NPS; an effort score may be the other way round",
        )
    if instrument == "ces":
        return Guess(
            ColumnMapping("better", constant="high"),
            0.5,
            "a high effort score may mean easy or hard: look at the question",
        )
    return Guess(ColumnMapping("better", constant="high"), 0.9, "a high score is good, as usual")


def _own_id(link: Guess, answered: Guess | None, file: File) -> Guess:
    """What tells answers apart that have no id: whose they are, and when given where a customer gave several."""
    columns = link.mapping.columns
    if link.target == "contact_id" or set(columns) <= file.unique:
        return Guess(ColumnMapping("survey_id", columns), 0.7, "no id of its own: one answer each")
    if answered and answered.mapping.columns:
        mapping = ColumnMapping("survey_id", (*answered.mapping.columns, *columns))
        return Guess(mapping, 0.65, "no id of its own: told apart by when and by whom it was given")
    reason = f"no id of its own, and {columns[0]} gave several answers: of each only the last would count"
    return Guess(ColumnMapping("survey_id", columns), 0.5, reason)


def _identified(found: dict[str, Guess], contact: Guess | None, file: File) -> TableProposal | None:
    """The table with its ids; None where an answer could not be joined to anything."""
    if contact is not None:
        for target in ("survey_id", "contact_id"):
            mapping = ColumnMapping(target, contact.mapping.columns, sql=contact.mapping.sql)
            found[target] = Guess(mapping, contact.confidence, "the answer stands in the contact's own row")
        found.pop("customer_id", None)
        if "answered_at" in found and found["answered_at"].confidence < 0.9:
            found.pop("answered_at")
    if "survey_id" not in found and (link := found.get("contact_id") or found.get("customer_id")):
        found["survey_id"] = _own_id(link, found.get("answered_at"), file)
    is_joined = any(found[target].is_sure for target in ("contact_id", "customer_id") if target in found)
    return TableProposal("surveys", tuple(found.values())) if is_joined and found["survey_id"].is_sure else None

"""Survey answers in a file: which columns are scores, on which scale, and which end is good."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns, worth_saying
from steelyard.intake.proposal.model import SURE, Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.settings.model import ColumnMapping

_SCALES = ((1, 5), (1, 7), (0, 10), (0, 100))
_SPAN = re.compile(r"(\d+)\s*(?:-|to|–|\.\.)\s*(\d+)\Z")
_OUT_OF = re.compile(r"out of (\d+)")


def find_surveys(file: File, contact: Guess | None) -> Iterator[TableProposal]:
    """One table for each instrument that has a score in the file.

    Args:
        contact: how the file's own contacts are identified, where it holds contacts.
    """
    rest = worth_saying(guess_columns("surveys", file))
    spans = _spans(file)
    taken: set[str] = set()
    for score in sorted(_scores(file), key=lambda guess: -guess.confidence):
        profile = file.profiles[score.mapping.columns[0]]
        word = rest.get("instrument")
        instrument = word if word and word.is_sure else _instrument(profile)
        meant = str(instrument.mapping.constant)
        scale = spans or _scale(profile, meant)
        if meant in taken or not scale:
            continue
        taken.add(meant)
        found = {
            **rest,
            "score": score,
            "instrument": instrument,
            **scale,
            "better": _better(meant, bool(instrument.mapping.columns)),
        }
        table = _identified(found, contact)
        if table:
            yield table
        if instrument.mapping.columns:
            return


def _scores(file: File) -> Iterator[Guess]:
    for profile in file.profiles.values():
        strength, reason = names.match("surveys", "score", profile.name, file.noun)
        is_score = (
            profile.kind in ("number", "boolean")
            and profile.low >= 0
            and profile.high <= 100
            and profile.distinct <= 101
        )
        if strength > 0.4 and is_score:
            confidence = round(1 - (1 - strength) * 0.6, 2)
            mapping = ColumnMapping("score", (profile.name,), missing=profile.missing)
            if confidence >= SURE:
                yield Guess(mapping, confidence, reason)


def _instrument(profile: Profile) -> Guess:
    spoken = names.words(profile.name)
    kinds: Mapping[str, str] = names.vocabulary("instrument")
    told = [kind for word, kind in kinds.items() if f" {word} " in f" {spoken} "]
    if "recommend" in spoken:
        told.append("nps")
    kind = told[0] if told else "csat"
    reason = f'"{profile.name}"' if told else "what was asked is not said: taken for satisfaction"
    return Guess(ColumnMapping("instrument", constant=kind), 0.95 if told else 0.62, reason)


def _spans(file: File) -> dict[str, Guess]:
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


def _scale(profile: Profile, instrument: str) -> dict[str, Guess]:
    """The narrowest usual scale that holds every score; an NPS is asked on 0 to 10."""
    said = _OUT_OF.search(names.words(profile.name))
    fitting = [span for span in _SCALES if span[0] <= profile.low and profile.high <= span[1]]
    if said:
        fitting = [(1, int(said.group(1)))]
    elif instrument == "nps":
        fitting = [span for span in fitting if span != (1, 5) and span != (1, 7)] or fitting
    if not fitting:
        return {}
    low, high = fitting[0]
    is_reached = profile.low == low and profile.high == high
    confidence = 0.9 if is_reached and profile.is_whole else 0.65
    reason = f"scores run from {profile.low:g} to {profile.high:g}"
    return {
        "scale_min": Guess(ColumnMapping("scale_min", constant=low), confidence, reason),
        "scale_max": Guess(ColumnMapping("scale_max", constant=high), confidence, reason),
    }


def _better(instrument: str, is_mixed: bool) -> Guess:
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


def _identified(found: dict[str, Guess], contact: Guess | None) -> TableProposal | None:
    """The table with its ids; None where an answer could not be joined to anything."""
    if contact is not None:
        for target in ("survey_id", "contact_id"):
            mapping = ColumnMapping(target, contact.mapping.columns, sql=contact.mapping.sql)
            found[target] = Guess(mapping, contact.confidence, "the answer stands in the contact's own row")
        found.pop("customer_id", None)
        if "answered_at" in found and found["answered_at"].confidence < 0.9:
            found.pop("answered_at")
    if "survey_id" not in found and (link := found.get("contact_id") or found.get("customer_id")):
        mapping = ColumnMapping("survey_id", link.mapping.columns)
        found["survey_id"] = Guess(mapping, 0.7, "no id of its own: one answer each")
    is_joined = any(found[target].is_sure for target in ("contact_id", "customer_id") if target in found)
    return TableProposal("surveys", tuple(found.values())) if is_joined and found["survey_id"].is_sure else None

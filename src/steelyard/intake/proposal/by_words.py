"""What the words of a column tell by themselves, whatever it is called: who began a call, who gave up, which agents are
bots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.profile import Profile
from steelyard.settings.mapping import ColumnMapping, Scalar

_NEARLY_ALL = 0.95
_MOST = 0.5
_OF_CALLS = ("wait_s", "handle_s", "hold_s", "wrap_s", "answered_at")


def told_by_words(found: Mapping[str, Guess], file: File) -> dict[str, Guess]:
    """Guesses of `direction`, `abandoned` and `handled_by` that no name of a column gave."""
    guesses = (_direction(found, file), _abandoned(found, file), _bots(found, file))
    return {guess.target: guess for guess in guesses if guess}


def _direction(found: Mapping[str, Guess], file: File) -> Guess | None:
    """A column in which nearly every word is a direction, those that came in among others."""
    if "direction" in found:
        return None
    for profile, values in _spoken(found, file, "direction"):
        meant = {*values.values()} - {""}
        if "inbound" in meant and len(meant) > 1 and _told(profile, values) >= _NEARLY_ALL:
            mapping = ColumnMapping("direction", (profile.name,), missing=profile.missing, values=values)
            return Guess(mapping, 0.75, f'the words of "{profile.name}" say who began it')
    return None


def _abandoned(found: Mapping[str, Guess], file: File) -> Guess | None:
    """Of calls: a column most of whose words say that they were answered or given up, both among them."""
    is_of_calls = any(target in found and found[target].is_sure for target in _OF_CALLS)
    if "abandoned" in found or not is_of_calls:
        return None
    for profile, words in _spoken(found, file, "abandoned"):
        values: dict[str, Scalar] = {value: word == "true" if word else "" for value, word in words.items()}
        if {True, False} <= {*values.values()} and _told(profile, words) > _MOST:
            mapping = ColumnMapping("abandoned", (profile.name,), missing=profile.missing, values=values)
            share = f"{_told(profile, words):.0%} of its values"
            return Guess(mapping, 0.7, f'"{profile.name}" beside times of calls; {share} have a meaning here')
    return None


def _bots(found: Mapping[str, Guess], file: File) -> Guess | None:
    """Agents that are called bots; of a name that only holds the word it is asked, for people are called so, too."""
    agent = found.get("agent_id")
    if "handled_by" in found or agent is None or not agent.is_sure or not agent.mapping.columns:
        return None
    profile = file.profiles[agent.mapping.columns[0]]
    sure = [value for value in profile.values if names.said(value) in names.word_set("bots")]
    maybe = [value for value in profile.values if value not in sure and _BOT & set(names.words(value).split())]
    if not (sure or maybe):
        return None
    listed = sure or maybe
    sql = f"CASE WHEN {quoted(profile.name)} IN ({', '.join(map(literal, listed))}) THEN 'bot' END"
    guess = Guess(
        ColumnMapping("handled_by", sql=sql), 0.75, f"{' and '.join(listed[:3])} in {profile.name} is no person"
    )
    return guess if sure else replace(guess, confidence=0.5, reason=f"is {' and '.join(listed[:3])} a bot?")


_BOT = frozenset({"bot", "chatbot", "robot"})


def _spoken(found: Mapping[str, Guess], file: File, target: str) -> Iterator[tuple[Profile, dict[str, Scalar]]]:
    """Columns of few words that nothing sure is read from, with what each word stands for; "" for nothing."""
    known = names.vocabulary(target)
    taken = {column for guess in found.values() if guess.is_sure for column in guess.mapping.columns}
    for profile in file.profiles.values():
        if profile.kind == "text" and profile.has_few_values and profile.name not in taken:
            yield profile, {value: known.get(names.said(value), "") for value in profile.values}


def _told(profile: Profile, values: Mapping[str, Scalar]) -> float:
    """Share of rows that say something whose word has a meaning."""
    counted = sum(profile.top[value] for value in values)
    return sum(profile.top[value] for value, meaning in values.items() if meaning) / max(counted, 1)

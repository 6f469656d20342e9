"""Which rows are no contacts at all: a column that says so by its name (Spam: yes), or tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.rows import Rows, unnamed
from steelyard.settings.mapping import ColumnMapping

_SAID = (("excluded", "are no contacts, or were diverted"), ("closure", "were closed so"))
_OF_TAGS = {"excluded": ("spam", "test", "deleted", "duplicate", "internal"), "closure": ("merge",)}
_MOST = 0.5
_SPLIT = re.compile(r"[,;|\"\[\]]")


def find_excluded(found: Mapping[str, Guess], file: File, rows: Rows) -> dict[str, Guess]:
    """The guesses of `excluded` and `closure` with what flags, instants of deletion, tags and diverted calls say."""
    guesses = {}
    diverted = list(_diverted(found, file, rows))
    for target, said in _SAID:
        own = found.get(target)
        told = own if own and own.is_sure else None
        used = set(told.mapping.columns) if told else set()
        parts = [
            part for profile in file.profiles.values() if profile.name not in used for part in _parts(target, profile)
        ]
        parts += diverted if target == "excluded" else []
        if not parts:
            continue
        cases = " ".join(f"WHEN {condition} THEN {literal(meaning)}" for condition, meaning, _ in parts)
        rest = f" ELSE {_own(told.mapping)}" if told else ""
        sql = f"CASE {cases}{rest} END"
        listed = " and ".join(dict.fromkeys(column for _, _, column in parts))
        share, _ = rows.share(f"({sql}) IS NOT NULL")
        guesses[target] = Guess(ColumnMapping(target, sql=sql), 0.7, f"{listed}: {share:.1%} of rows {said}")
    return guesses


_Part = tuple[str, str, str]
"""(SQL of the rows, what they are, the column)."""


def _parts(target: str, profile: Profile) -> Iterator[_Part]:
    if target == "excluded":
        yield from _flagged(profile)
        yield from _deleted(profile)
    yield from _tagged(target, profile)


def _diverted(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[_Part]:
    """Calls that nobody took and nobody gave up (voicemail, a callback asked for): neither answered nor abandoned.

    By a word on rows without an agent or an answer, or, where no column tells who took them, by a word of the column
    that says who gave up.
    """
    abandoned = found.get("abandoned")
    if abandoned is None or not abandoned.is_sure:
        return
    taken = next(
        (g for t in ("agent_id", "answered_at") if (g := found.get(t)) and g.is_sure and g.mapping.columns), None
    )
    known = names.vocabulary("diverted")
    for profile in file.profiles.values():
        words = [value for value in profile.values if names.said(value) in known]
        if not words or profile.kind != "text" or not profile.has_few_values:
            continue
        if taken is None and profile.name not in abandoned.mapping.columns:
            continue
        nobody = f" AND {unnamed(taken.mapping)}" if taken else ""
        condition = f"{quoted(profile.name)} IN ({', '.join(map(literal, words))}){nobody}{_came_in(found)}"
        if 0 < rows.share(f"coalesce({condition}, false)")[0] < _MOST:
            yield condition, "diverted", profile.name


def _came_in(found: Mapping[str, Guess]) -> str:
    """SQL, after another condition, that the service did not call itself; empty where no column tells."""
    direction = found.get("direction")
    if direction is None or not direction.is_sure or not direction.mapping.columns:
        return ""
    told = direction.mapping.values or {"outbound": "outbound", "internal": "internal"}
    own = [value for value, meaning in told.items() if meaning in ("outbound", "internal")]
    return f" AND {quoted(direction.mapping.columns[0])} NOT IN ({', '.join(map(literal, own))})" if own else ""


def _flagged(profile: Profile) -> Iterator[_Part]:
    """A column called after a reason, that says yes or no."""
    meaning = _reason(profile.name)
    if not meaning or profile.kind != "boolean":
        return
    flags = {**names.vocabulary("pairs"), **names.vocabulary("boolean")}
    yes = [value for value in profile.values if flags.get(names.said(value)) == "true"]
    count = sum(profile.top[value] for value in yes)
    if yes and count < _MOST * profile.rows:
        yield f"{quoted(profile.name)} IN ({', '.join(map(literal, yes))})", meaning, profile.name


def _deleted(profile: Profile) -> Iterator[_Part]:
    """When a row was thrown away, blank on those that were not."""
    if profile.moment and _reason(profile.name) in ("deleted", "spam") and profile.known < _MOST * profile.rows:
        yield f"trim({quoted(profile.name)}) <> ''", _reason(profile.name), profile.name


def _reason(name: str) -> str:
    """Why rows are none by a column's name ("Is test", "Trashed at"); empty where it says nothing."""
    spoken = [word for word in names.words(name).split() if word not in names.word_set("flagging")]
    return names.vocabulary("excluded").get(" ".join(spoken), "")


def _tagged(target: str, profile: Profile) -> Iterator[_Part]:
    """Tags, of which a cell may hold several."""
    if not names.word_set("tags") & set(names.words(profile.name).split()) or profile.kind != "text":
        return
    known, counted = names.vocabulary(target), dict[str, int]()
    is_split = any(_SPLIT.search(value) for value in profile.top)
    for value, count in profile.top.items():
        for tag in {tag.strip() for tag in (_SPLIT.split(value) if is_split else value.split())}:
            if known.get(names.said(tag)) in _OF_TAGS[target]:
                counted[tag] = counted.get(tag, 0) + count
    for tag, count in counted.items():
        edge = r"[,;|\"\[\]]" if is_split else r"\s"
        pattern = rf"(^|{edge})\s*{re.escape(tag.lower())}\s*($|{edge})"
        condition = f"regexp_matches(lower({quoted(profile.name)}), {literal(pattern)})"
        if count < _MOST * profile.rows:
            yield condition, known[names.said(tag)], profile.name


def _own(mapping: ColumnMapping) -> str:
    """SQL of a mapping of words."""
    if mapping.sql:
        return f"({mapping.sql})"
    column = quoted(mapping.columns[0])
    if not mapping.values:
        return column
    cases = " ".join(
        f"WHEN {literal(value)} THEN {literal(str(meaning))}" for value, meaning in mapping.values.items() if meaning
    )
    return f"CASE {column} {cases} END"

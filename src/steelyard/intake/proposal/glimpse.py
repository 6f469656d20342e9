"""What a person is shown of a column: its few values, or, where they are many or may be personal, only their shape."""

from __future__ import annotations

import re

from steelyard.intake.proposal import names
from steelyard.intake.proposal.profile import Profile

_MOST_SHOWN = 8
_MOST_VALUES = 25
_LONGEST = 40
_ROWS_EACH = 3
"""A value is shown only if at least so many rows have it, so that it is no single person's."""

_IDS = (
    ("contacts", "customer_id"), ("contacts", "agent_id"), ("contacts", "contact_id"), ("surveys", "comment"),
    ("surveys", "survey_id"), ("evaluations", "evaluator_id"),
)  # fmt: skip
_TELLING = re.compile(r"@|\d{6,}|\d[\d ()/.+-]{7,}\d")


def glimpse(profile: Profile) -> str:
    """One line on what a column holds; never a value that only few rows have, nor one that may name a person."""
    if profile.kind == "empty" or not profile.sample:
        return "empty"
    if not is_personal(profile) and profile.kind in ("text", "boolean", "number") and _has_few(profile):
        return _values(profile)
    return f"{_count(profile)}, {_shape(profile)}"


def is_personal(profile: Profile) -> bool:
    """Whether the values may name or single out a person, by the column's name or by what they look like."""
    spoken = names.words(profile.name).split()
    if names.word_set("personal") & {*spoken} or any(
        names.match(table, target, profile.name)[0] > 0 for table, target in _IDS
    ):
        return True
    return any(_TELLING.search(value) for value in profile.values)


def _has_few(profile: Profile) -> bool:
    values = profile.values
    are_few = profile.has_few_values and len(values) <= _MOST_VALUES and max(map(len, values), default=0) <= _LONGEST
    return are_few and min((profile.top[value] for value in values), default=0) >= _ROWS_EACH


def _values(profile: Profile) -> str:
    values = profile.values
    shown = ", ".join(values[:_MOST_SHOWN])
    return f"{shown} and {len(values) - _MOST_SHOWN} more" if len(values) > _MOST_SHOWN else shown


def _count(profile: Profile) -> str:
    about = "" if profile.has_few_values else "about "
    return "1 value" if profile.distinct == 1 else f"{about}{profile.distinct:,} values"


def _shape(profile: Profile) -> str:
    """How values are written: "9 digits each", "2 to 14 characters"; an instant with every digit as 9."""
    sample = profile.sample
    if profile.kind in ("moment", "clock"):
        return f"such as {re.sub(r'[0-9]', '9', sample[0])}"
    if profile.kind == "number" and not is_personal(profile):
        return f"numbers from {profile.low:g} to {profile.high:g}"
    kinds = ((str.isdigit, "digits"), (str.isalpha, "letters"), (str.isalnum, "letters and digits"))
    said = next((kind for test, kind in kinds if all(map(test, sample))), "characters")
    shortest, longest = min(map(len, sample)), max(map(len, sample))
    if shortest == longest:
        return f"{shortest} {said}" if profile.distinct == 1 else f"{shortest} {said} each"
    return f"{shortest} to {longest} {said}"

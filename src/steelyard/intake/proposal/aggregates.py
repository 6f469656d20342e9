"""Reports whose rows sum up many contacts: one a day, an agent or a queue. They hold no contacts."""

from __future__ import annotations

from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.profile import Profile

_NAMED = 3


def summed_columns(file: File) -> tuple[str, ...]:
    """Columns that only a row for many contacts has: averages, and counts of contacts."""
    return tuple(profile.name for profile in file.profiles.values() if _is_average(profile) or _is_count(profile))


def why_summed(file: File) -> str:
    """What to say of such a report; empty where a file is none."""
    columns = summed_columns(file)
    if not columns:
        return ""
    listed = ", ".join(columns[:_NAMED])
    return f"its rows seem to sum up many contacts ({listed}): export one row for each contact"


def _is_average(profile: Profile) -> bool:
    is_measured = profile.kind in ("number", "clock", "duration")
    return is_measured and bool(set(names.words(profile.name).split()) & names.word_set("averages"))


def _is_count(profile: Profile) -> bool:
    is_counted = profile.kind == "number" and profile.is_whole and profile.high > 1
    return is_counted and bool(set(names.words(profile.name).split()) & names.word_set("counted"))

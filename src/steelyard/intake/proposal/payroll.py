"""Sheets of what was paid in which month, or between which days: to whom and for how many hours, or for what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns, worth_saying
from steelyard.intake.proposal.model import Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.settings.model import ColumnMapping

_MONTHS = ("%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%b %Y", "%B %Y", "%b-%y", "%Y%m")
_FIT = 0.7
_PAY = re.compile("pay|wage|salar|labou?r|person|lohn|loon|brut|retribu|wynagrodz|staff|employer")


def find_payroll(file: File) -> TableProposal | None:
    """The sheet as labour costs, a row for each person or team and period; None where it is none.

    A person, or a team whose amount is called pay, a period and paid hours or an amount must be there, and no time of
    day, which contacts have.
    """
    profiles = file.profiles.values()
    person, amount, hours = (_best(file, target) for target in ("person", "amount", "hours"))
    has_times = any(profile.moment and profile.moment.has_time for profile in profiles)
    period = list(_period(file))
    team = guess_columns("costs", file).get("team")
    team = team if team and team.is_sure else None
    payee = person[0].name if person else _paid_team(team, amount)
    if not payee or not period or (amount is None and hours is None) or has_times:
        return None
    paid = [_number("amount", amount), _number("hours", hours), team]
    kind = Guess(ColumnMapping("kind", constant="labour"), 0.9, f'paid to persons: "{payee}"')
    return TableProposal(
        "costs",
        (*period, *(guess for guess in paid if guess), kind),
        key_reason="no key: every row counts, a row for each payee and period",
    )


def find_ledger(file: File) -> TableProposal | None:
    """A sheet of what was spent each month; None where it is none.

    A column of months, an amount and no other numbers but hours must be there: beside counts it is a report, and no
    time of day, which contacts have.
    """
    found = worth_saying(guess_columns("costs", file))
    numbers = {profile.name for profile in file.profiles.values() if profile.kind == "number"}
    months = list(_months(file))
    told = {column for guess in found.values() for column in guess.mapping.columns}
    told |= {column for guess in months for column in _columns_of(guess, file)}
    amount = found.get("amount")
    has_times = any(profile.moment and profile.moment.has_time for profile in file.profiles.values())
    if not months or has_times or amount is None or not amount.is_sure or not numbers <= told:
        return None
    found |= {guess.target: guess for guess in months}
    return TableProposal("costs", tuple(found.values()), key_reason="no key: every row counts, a row for each amount")


def _columns_of(guess: Guess, file: File) -> set[str]:
    return {name for name in file.profiles if quoted(name) in (guess.mapping.sql or "")}


def _paid_team(team: Guess | None, amount: tuple[Profile, float, str] | None) -> str:
    """The column of teams where the amount says that it is pay; costs of a team alone may be anything."""
    is_pay = amount is not None and _PAY.search(amount[0].name.lower())
    return team.mapping.columns[0] if is_pay and team and team.mapping.columns else ""


def _best(file: File, target: str) -> tuple[Profile, float, str] | None:
    """The column whose name says it best, and why."""
    is_person = target == "person"
    fitting = (profile for profile in file.profiles.values() if is_person or profile.kind == "number")
    found = [(profile, *names.match("payroll", target, profile.name)) for profile in fitting]
    return max((one for one in found if one[1] >= _FIT), key=lambda one: one[1], default=None)


def _number(target: str, found: tuple[Profile, float, str] | None) -> Guess | None:
    if found is None:
        return None
    profile, strength, reason = found
    return Guess(ColumnMapping(target, (profile.name,), missing=profile.missing), strength, reason)


def _period(file: File) -> Iterator[Guess]:
    """Its first and last day: two dates, or one column of months."""
    found = guess_columns("costs", file)
    first, last = found.get("from_on"), found.get("to_on")
    if first and last and first.is_sure and last.is_sure:
        yield from (first, last)
    else:
        yield from _months(file)


def _months(file: File) -> Iterator[Guess]:
    """The first and last day of the months a column holds."""
    for profile in file.profiles.values():
        strength, _ = names.match("payroll", "month", profile.name)
        form = _month_format(profile) if strength >= _FIT else ""
        if form:
            month = f"try_strptime({quoted(profile.name)}, {literal(form)})"
            for target, day in (("from_on", month), ("to_on", f"last_day({month})")):
                sql = f"strftime({day}, '%Y-%m-%d')"
                yield Guess(ColumnMapping(target, sql=sql), 0.9, f'"{profile.name}" holds months, written {form}')
            return


def _month_format(profile: Profile) -> str:
    """The format that reads every value as a month; empty where none does, or a day is written too."""
    return next((form for form in _MONTHS if profile.sample and all(_reads(form, text) for text in profile.sample)), "")


def _reads(form: str, text: str) -> bool:
    try:
        return 1990 <= datetime.strptime(text, form).year <= 2100
    except ValueError:
        return False

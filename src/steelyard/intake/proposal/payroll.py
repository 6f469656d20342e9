"""Sheets of what was paid in which month, or between which days: to whom and for how many hours, or for what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns, worth_saying
from steelyard.intake.proposal.model import Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.rows import Rows
from steelyard.settings.mapping import ColumnMapping

_MONTHS = ("%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%b %Y", "%B %Y", "%b-%y", "%Y%m")
_FIT = 0.7
_ADDED_UP = 0.9
_TOTALS = frozenset({"total", "total cost", "total costs", "sum", "grand total", "gesamt", "summe", "totale", "totaal"})
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


def find_wide_ledger(file: File, rows: Rows) -> tuple[TableProposal, ...]:
    """What was spent each month, a column for each kind of cost; empty where the sheet is none.

    The columns must be amounts: they add up to a total on the rows, or each is called after a kind of cost.
    """
    months = list(_months(file))
    numbers = [profile for profile in file.profiles.values() if profile.kind == "number"]
    told = {column for guess in months for column in _columns_of(guess, file)}
    hours = [profile for profile in numbers if names.match("costs", "hours", profile.name)[0] >= _FIT]
    total = next((profile for profile in numbers if names.words(profile.name) in _TOTALS), None)
    parts = [p for p in numbers if p is not total and p not in hours and p.name not in told and p.high]
    has_times = any(profile.moment and profile.moment.has_time for profile in file.profiles.values())
    is_counted = any(set(names.words(profile.name).split()) & names.word_set("counted") for profile in parts)
    if not months or has_times or is_counted or len(parts) < 2:
        return ()
    is_sum = total is not None and rows.holds(f"abs({_sum(parts)} - {_amount(total)}) < 0.05", least=_ADDED_UP)
    if not is_sum and (total is not None or not all(_kind(profile) for profile in parts)):
        return ()
    added = f"they add up to {total.name}" if total else "called after a kind of cost"
    where = guess_columns("costs", file)
    shared = [found for target in ("team", "channel") if (found := where.get(target)) and found.is_sure]
    return tuple(
        TableProposal(
            "costs",
            (*months, *shared, Guess(ColumnMapping("amount", (part.name,), missing=part.missing, decimal=part.decimal),
                                     0.8, f"one of {len(parts)} columns of amounts; {added}"), _named_kind(part)),
            filter=f"coalesce(trim({quoted(part.name)}), '') <> ''",
            filter_reason="0.90: months in which nothing of it was spent",
            key_reason="no key: every row counts, a row for each amount",
        )
        for part in parts
    )  # fmt: skip


def _kind(profile: Profile) -> str:
    """The kind of cost a column is called after, by one of its words; empty where it is none."""
    known = names.vocabulary("cost")
    spoken = names.words(profile.name)
    return known.get(spoken) or next((known[word] for word in spoken.split() if word in known), "")


def _named_kind(profile: Profile) -> Guess:
    kind = _kind(profile)
    return Guess(ColumnMapping("kind", constant=kind or "other"), 0.8 if kind else 0.7, f'"{profile.name}"')


def _amount(profile: Profile) -> str:
    comma = profile.decimal == ","
    text = f"replace(replace({quoted(profile.name)}, '{'.' if comma else ','}', ''), ',', '.')"
    return f"coalesce(TRY_CAST(regexp_replace({text}, '[^0-9.\\-]', '', 'g') AS DOUBLE), 0)"


def _sum(parts: Sequence[Profile]) -> str:
    return "(" + " + ".join(map(_amount, parts)) + ")"


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

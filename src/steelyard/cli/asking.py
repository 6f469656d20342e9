"""What init asks at a terminal: each thing it is unsure of, with what the columns hold in view."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from steelyard.cli.options import say
from steelyard.wording import capital

if TYPE_CHECKING:
    from steelyard.intake.proposal.model import Guess
    from steelyard.intake.proposal.propose import Proposal

_CURRENCY = re.compile(r"[A-Za-z]{3}")
_YES, _NO = ("y", "yes"), ("n", "no")


def answered(proposal: Proposal, *, has_workspace: bool) -> Proposal:
    """The proposal with a person's answers; Enter leaves a thing as it is, marked unsure.

    Args:
        has_workspace: the time zone and the currency are declared already.
    """
    from steelyard.intake.proposal.toml import plain

    asks_zone = proposal.has_local_times and not has_workspace
    asks_currency = proposal.has_money and not proposal.currency and not has_workspace
    count = len(proposal.unsure) + asks_zone + asks_currency
    if not count:
        return proposal
    things = "1 thing is" if count == 1 else f"{count} things are"
    say(f"{things} unsure. Enter leaves a thing open: it stays in the file, marked and not in force.")
    if asks_zone:
        proposal = replace(proposal, time_zone=_zone())
    if asks_currency:
        proposal = replace(proposal, currency=_currency(), currency_reason="as answered")

    def ask(place: str, guess: Guess, held: str) -> bool | str | None:
        return _about(place, guess, plain(held))

    return proposal.answered(ask)


def _zone() -> str:
    click.echo()
    say("The files' times have no offset. Whose clocks are they?")
    return _asked("  Time zone, such as Europe/Lisbon", _as_zone)


def _as_zone(text: str) -> str:
    from steelyard.settings.nodes import Node
    from steelyard.settings.sources import check_zone

    return check_zone(Node(text, ("time_zone",), {}, ""))


def _currency() -> str:
    click.echo()
    say("There are amounts of money, and no header names the currency.")
    return _asked("  Currency, such as EUR", _as_currency)


def _as_currency(text: str) -> str:
    from steelyard.errors import SettingsError

    if not _CURRENCY.fullmatch(text):
        raise SettingsError(f"{text!r} is no currency", next="Type its three letters, such as EUR.")
    return text.upper()


def _about(place: str, guess: Guess, held: str) -> bool | str | None:
    """One guess: what it is for, what the columns hold, why it may hold, and whether it does."""
    from steelyard import schema
    from steelyard.intake.proposal.toml import value_of

    column = schema.table(place.rpartition(".")[2]).column(guess.target)
    click.echo()
    say(f"{place}.{guess.target}: {column.meaning}")
    say(f"Proposed: {value_of(guess.mapping)}", 2)
    if held:
        say(f"Holds: {held}", 2)
    say(f"Why unsure: {guess.reason}", 2)
    if guess.mapping.constant in column.choices:
        return _asked(f"  Which? {', '.join(column.choices)}", lambda text: _one_of(text, column.choices)) or None
    answer = _asked("  Does it hold? y or n", lambda text: _one_of(text, (*_YES, *_NO)))
    return answer in _YES if answer else None


def _one_of(text: str, words: Sequence[str]) -> str:
    from steelyard.errors import SettingsError

    if text.lower() not in words:
        raise SettingsError(f"{text!r} is none of {', '.join(words)}", next="Type one of them, or only Enter.")
    return text.lower()


def _asked(question: str, read: Callable[[str], str]) -> str:
    """What was typed, as read; empty where only Enter was. Asks again where it cannot be read."""
    from steelyard.errors import SteelyardError

    while typed := click.prompt(question, default="", show_default=False).strip():
        try:
            return read(typed)
        except SteelyardError as error:
            say(f"{capital(error.what)}. {error.next}", 2)
    return ""

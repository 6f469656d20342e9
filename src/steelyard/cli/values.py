"""What people type after an option, read: a day, FROM..TO, NAME=VALUE, NAME=A,B."""

from __future__ import annotations

from datetime import date, datetime

import click


def day(typed: str) -> date:
    """A local date.

    Raises:
        click.BadParameter: it is none; so do the others.
    """
    try:
        return _date(typed)
    except ValueError:
        raise click.BadParameter(f"{typed!r} is not a date, e.g. 2026-09-30") from None


def days(typed: str) -> tuple[date, date]:
    """FROM..TO as its first and last day."""
    first, _, last = typed.partition("..")
    try:
        return _date(first), _date(last)
    except ValueError:
        raise click.BadParameter(f"{typed!r} is not FROM..TO, e.g. 2026-04-01..2026-06-30") from None


def part(typed: str) -> tuple[str, str]:
    """NAME=VALUE as dimension and part."""
    name, sign, value = (piece.strip() for piece in typed.partition("="))
    if not sign or not name:
        raise click.BadParameter(f"{typed!r} is not NAME=VALUE, e.g. site=Porto")
    return name, value


def two_parts(typed: str) -> tuple[str, str, str]:
    """NAME=A,B as dimension, first part, second part."""
    name, _, values = typed.partition("=")
    found = [value.strip() for value in values.split(",")]
    if not name.strip() or len(found) != 2 or not all(found):
        raise click.BadParameter(f"{typed!r} is not NAME=A,B, e.g. site=Porto,Braga")
    return name.strip(), found[0], found[1]


def _date(typed: str) -> date:
    return datetime.strptime(typed.strip(), "%Y-%m-%d").date()

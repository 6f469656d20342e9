"""Who may sign in, in which role, and which programs hold keys."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.declare import Page
from steelyard.desk import ROLES, Key, User
from steelyard.web.visit import Visit


@dataclass(frozen=True)
class People:
    """Everybody with an account, and every key; empty before there is a desk."""

    users: tuple[User, ...]
    keys: tuple[Key, ...]
    roles: tuple[str, ...] = ROLES


def load(visit: Visit) -> People:
    """The accounts and keys of the desk."""
    if visit.desk is None:
        return People((), ())
    return People(visit.desk.users.all(), tuple(visit.desk.keys.all()))


PAGE = Page("people", "People", "/settings/people", "people.html", load, place=95, roles=("administrator",))

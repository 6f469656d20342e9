"""One's own account: role, password, keys and saved views."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.declare import Page
from steelyard.desk import Entry, Key, Open, View
from steelyard.web.access.rules import EVERYBODY
from steelyard.web.visit import Visit


@dataclass(frozen=True)
class Account:
    """Who one is here.

    Args:
        has_account: False for the person at this machine, who needs none.
        done: what was done to the account, the newest first.
        has_factor: a code is asked for when they sign in.
    """

    name: str
    role: str
    teams: tuple[str, ...]
    has_account: bool
    has_password: bool
    keys: tuple[Key, ...] = ()
    views: tuple[View, ...] = ()
    sessions: tuple[Open, ...] = ()
    done: tuple[Entry, ...] = ()
    has_factor: bool = False


def load(visit: Visit) -> Account:
    """What the desk holds of the person."""
    viewer = visit.viewer
    if visit.desk is None or viewer.is_local:
        views = () if visit.desk is None else tuple(visit.desk.views.of(viewer.name))
        return Account(viewer.name, viewer.role, viewer.teams, False, False, views=views)
    user = visit.desk.users.get(viewer.name)
    keys, views = tuple(visit.desk.keys.all(viewer.name)), tuple(visit.desk.views.of(viewer.name))
    done = tuple(visit.desk.audit.about(user.name))
    return Account(
        user.name,
        viewer.role,
        viewer.teams,
        True,
        user.has_password,
        keys,
        views,
        visit.sessions(),
        done,
        user.has_factor,
    )


PAGE = Page("account", "Your account", "/account", "account.html", load, roles=EVERYBODY)

"""Who may be named to score: a name that nobody has would leave its contacts unscored."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.desk.people import User, Users, folded
from steelyard.errors import DeskError, did_you_mean

SCORING = ("lead", "analyst", "administrator")
"""Roles that score. A lead sees contacts of their own teams alone."""


def named(users: Users, names: Sequence[str], *, sees_all: bool = True) -> list[str]:
    """Names as their accounts spell them, each once; as they were given where the workspace has no accounts.

    Args:
        sees_all: they score contacts of all teams, so that none may be a lead.

    Raises:
        DeskError: nobody who may score is called so.
    """
    given = [name.strip() for name in names if name.strip()]
    if not users.any():
        return list(dict.fromkeys(given))
    known = {user.name: user for user in users.all() if user.is_active and user.role in SCORING}
    return list(dict.fromkeys(_account(name, known, sees_all) for name in given))


def _account(name: str, known: dict[str, User], sees_all: bool) -> str:
    user = known.get(folded(name))
    if user is None:
        raise DeskError(f"nobody called {name!r} may score here", next=did_you_mean(name, known))
    if sees_all and user.role == "lead":
        raise DeskError(
            f"{user.name} leads teams, and sees no contacts of others",
            next="Leave leads out. What is drawn for nobody waits in their queue, where it is of their teams.",
        )
    return user.name


def without_account(users: Users, names: Sequence[str]) -> list[str]:
    """Those of the names that cannot sign in to score; none where the workspace has no accounts."""
    known = {user.name for user in users.all() if user.is_active and user.role in SCORING}
    return [name for name in names if folded(name) not in known] if known else []


def spelled(users: Users, name: str) -> str:
    """A name as its account spells it, or as it was given."""
    known = {user.name for user in users.all()}
    return folded(name) if folded(name) in known else name.strip()

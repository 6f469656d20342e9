"""People who may sign in: what they are called, their role, and what of the service is theirs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from steelyard.desk import passwords
from steelyard.desk.audit import note
from steelyard.desk.database import Database, Now
from steelyard.desk.tables import SessionRow, UserRow
from steelyard.errors import DeskError, StaleError, did_you_mean

Role = Literal["viewer", "lead", "analyst", "administrator", "agent"]
ROLES: tuple[str, ...] = get_args(Role)
FIRST_ENDS = timedelta(days=3)
"""How long a password that was made for somebody may be used."""

WITHIN = {
    "viewer": ("viewer",),
    "lead": ("lead", "viewer"),
    "analyst": ("analyst", "lead", "viewer"),
    "administrator": ("administrator", "analyst", "lead", "viewer"),
    "agent": ("agent",),
}
"""Role -> the roles that may do no more."""


@dataclass(frozen=True)
class User:
    """A person who may sign in, or may no longer.

    Args:
        role: what they may see. teams: those a lead leads. agent_id: whose own page an agent sees.
        version: how often the entry was changed; given back with a change, it keeps two from being mixed.
        must_change: their password was made for them: they choose their own before anything else.
        has_factor: a one-time code is asked for when they sign in.
    """

    id: int
    name: str
    role: str
    teams: tuple[str, ...]
    agent_id: str
    is_active: bool
    has_password: bool
    created_at: datetime
    version: int
    must_change: bool = False
    has_factor: bool = False


class Users:
    """The people of a desk. Every change is noted in the audit log, with who made it."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def add(
        self, name: str, role: str, *, by: str, password: str = "", teams: Sequence[str] = (), agent_id: str = ""
    ) -> User:
        """A new person; without a password they sign in through the OpenID Connect provider only.

        Raises:
            DeskError: the name is taken, there is no such role, or the password would be guessed.
        """
        known = folded(name)
        _check(role, teams, agent_id)
        if password:
            passwords.check(password, known)
        kept = passwords.hashed(password) if password else ""
        row = UserRow(name=known, password=kept, role=role, teams=list(teams), agent_id=agent_id, is_active=True)
        row.created_at = self._now()
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            note(session, self._now(), by, "user.added", known, f"as {role}")
        return _user(row)

    def all(self) -> tuple[User, ...]:
        """Everybody, by name."""
        with self._database.reading() as session:
            return tuple(_user(row) for row in session.scalars(sa.select(UserRow).order_by(UserRow.name)))

    def any(self) -> bool:
        """Whether there are accounts."""
        with self._database.reading() as session:
            return session.scalars(sa.select(UserRow.id).limit(1)).first() is not None

    def get(self, name: str) -> User:
        """The person of that name; DeskError if there is none."""
        with self._database.reading() as session:
            return _user(row_of(session, name))

    def change(
        self,
        name: str,
        *,
        by: str,
        version: int | None = None,
        role: str | None = None,
        teams: Sequence[str] | None = None,
        agent_id: str | None = None,
        is_active: bool | None = None,
    ) -> User:
        """Change what is given; where anything changes the person is signed out everywhere.

        Args:
            version: as the person's entry was read; None takes whatever it is.

        Raises:
            StaleError: it was changed since by somebody else.
            DeskError: nobody of that name, or no active administrator would be left.
        """
        given: dict[str, Any] = {"role": role, "agent_id": agent_id, "is_active": is_active}
        given["teams"] = None if teams is None else list(teams)
        with self._database.writing() as session:
            row = row_of(session, name)
            if version is not None and row.version != version:
                raise StaleError("somebody else changed this in between", next="Reload it and change it again.")
            administered = _administers(row)
            changed = [part for part, value in given.items() if value is not None and getattr(row, part) != value]
            for part in changed:
                setattr(row, part, given[part])
            _check(row.role, row.teams, row.agent_id)
            if changed:
                session.flush()
                if administered:
                    _check_administered(session)
                sign_out(session, row.id)
                told = "; ".join(f"{part} now {getattr(row, part)}" for part in changed)
                note(session, self._now(), by, "user.changed", row.name, told)
        return _user(row)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Another password; the person is signed out everywhere.

        Raises:
            DeskError: it would be guessed, or is the one that was made for them.
        """
        passwords.check(password, folded(name))
        kept = passwords.hashed(password)
        with self._database.writing() as session:
            row = row_of(session, name)
            if row.first_until is not None and passwords.holds(row.password, password):
                raise DeskError("this is the password that was made for you", next="Choose one of your own.")
            row.password, row.first_until = kept, None
            sign_out(session, row.id)
            note(session, self._now(), by, "user.password", row.name)

    def set_first_password(self, name: str, *, by: str) -> str:
        """A random password for somebody, told once: it ends soon, and they choose their own with it."""
        password = passwords.first()
        kept = passwords.hashed(password)
        with self._database.writing() as session:
            row = row_of(session, name)
            row.password, row.first_until = kept, self._now() + FIRST_ENDS
            sign_out(session, row.id)
            note(session, self._now(), by, "user.password", row.name, "a first one")
        return password

    def signing_in(self, name: str, password: str) -> User | None:
        """The active person of that name and password; None otherwise, after the same work whoever it is."""
        with self._database.reading() as session:
            row = session.scalar(sa.select(UserRow).where(UserRow.name == _folded(name)))
        is_right = passwords.holds(row.password if row else "", password)
        if row is None or not is_right or not row.is_active:
            return None
        if row.first_until is not None and row.first_until <= self._now():
            return None
        if passwords.is_outdated(row.password):
            self._hash_again(row.id, password)
        return _user(row)

    def _hash_again(self, number: int, password: str) -> None:
        kept = passwords.hashed(password)
        with self._database.writing() as session:
            session.execute(sa.update(UserRow).where(UserRow.id == number).values(password=kept))

    def from_provider(self, subject: str, name: str, role: str, teams: Iterable[str] = (), agent_id: str = "") -> User:
        """Who a provider vouches for: known by its subject, met for the first time, or added before without a password.

        Raises:
            DeskError: the name is somebody's who signs in otherwise, or the person may no longer sign in.
        """
        known, held = folded(name), {"role": role, "teams": list(teams), "agent_id": agent_id}
        _check(role, held["teams"], agent_id)
        with self._database.writing() as session:
            row = session.scalar(sa.select(UserRow).where(UserRow.subject == subject)) or _invited(session, known)
            is_new = row is None
            if row is None:
                row = UserRow(name=known, created_at=self._now(), is_active=True, **held)
                session.add(row)
            administered = _administers(row)
            if not row.is_active:
                raise DeskError("this person may no longer sign in")
            changed = {part: value for part, value in held.items() if getattr(row, part) != value}
            for part, value in {**changed, "subject": subject}.items():
                setattr(row, part, value)
            session.flush()
            if administered:
                _check_administered(session)
            if is_new or changed:
                what = "user.added" if is_new else "user.changed"
                note(session, self._now(), known, what, known, f"by the provider, as {role}")
        return _user(row)


def folded(name: str) -> str:
    """A name as it is compared; DeskError where it is none."""
    known = _folded(name)
    if not 1 <= len(known) <= 100 or any(unicodedata.category(sign).startswith("C") for sign in known):
        raise DeskError("a name has 1 to 100 characters, none of them invisible", next="An address of email is good.")
    return known


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _check(role: str, teams: Iterable[str], agent_id: str) -> None:
    if role not in ROLES:
        raise DeskError(f"there is no role {role!r}", next=did_you_mean(role, ROLES))
    if role == "agent" and not agent_id:
        raise DeskError("an agent's account needs the agent's id", next="Give the id that the contacts carry.")
    if role == "lead" and not list(teams):
        raise DeskError("a lead's account needs at least one team", next="Name the teams as the contacts do.")


def row_of(session: Session, name: str) -> UserRow:
    """The entry of a person; DeskError if there is none of that name."""
    row = session.scalar(sa.select(UserRow).where(UserRow.name == _folded(name)))
    if row is None:
        known = session.scalars(sa.select(UserRow.name)).all()
        raise DeskError(f"there is nobody called {name!r}", next=did_you_mean(name, known))
    return row


def _invited(session: Session, name: str) -> UserRow | None:
    """Who was added without a password and never signed in; DeskError where the name is somebody else's."""
    row = session.scalar(sa.select(UserRow).where(UserRow.name == name))
    if row is not None and (row.password or row.subject):
        raise DeskError("an account of that name signs in otherwise", next="Ask an administrator.")
    return row


def _administers(row: UserRow) -> bool:
    return row.role == "administrator" and bool(row.is_active)


def _check_administered(session: Session) -> None:
    """DeskError where no administrator is left who may sign in."""
    rows = session.scalars(sa.select(UserRow).where(UserRow.role == "administrator")).all()
    if not any(_administers(row) for row in rows):
        raise DeskError("no administrator would be left", next="Make somebody else an administrator first.")


def sign_out(session: Session, number: int) -> None:
    """End every session of a person."""
    session.execute(sa.delete(SessionRow).where(SessionRow.user_id == number))


def _user(row: UserRow) -> User:
    return User(
        row.id, row.name, row.role, tuple(row.teams), row.agent_id, row.is_active, bool(row.password), row.created_at,
        row.version, row.first_until is not None, bool(row.factor),
    )  # fmt: skip

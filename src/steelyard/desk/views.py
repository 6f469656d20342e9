"""Saved views: a page's address under a name, for oneself or for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from steelyard.desk.audit import note
from steelyard.desk.database import Database, Now
from steelyard.desk.tables import ADDRESS, ViewRow
from steelyard.errors import DeskError


@dataclass(frozen=True)
class View:
    """A page's address within the application, under a name."""

    id: int
    name: str
    address: str
    owner: str
    is_shared: bool
    created_at: datetime
    version: int


class Views:
    """What people saved. Each sees their own and those that are shared, and changes their own."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database, self._now = database, now

    def save(self, owner: str, name: str, address: str) -> View:
        """Keep an address under a name; one's own view of that name is given the new address.

        Raises:
            DeskError: no name, or the address is not one within the application.
        """
        _check(name, address)
        with self._database.writing() as session:
            row = session.scalar(sa.select(ViewRow).where(ViewRow.owner == owner, ViewRow.name == name.strip()))
            if row is None:
                row = ViewRow(name=name.strip(), owner=owner, is_shared=False, created_at=self._now())
                session.add(row)
            row.address = address
            session.flush()
            note(session, self._now(), owner, "view.saved", row.name, address)
        return _view(row)

    def of(self, person: str) -> list[View]:
        """Those a person sees: their own, and what others share, by name."""
        query = (
            sa.select(ViewRow).where((ViewRow.owner == person) | ViewRow.is_shared).order_by(ViewRow.name, ViewRow.id)
        )
        with self._database.reading() as session:
            return [_view(row) for row in session.scalars(query)]

    def share(self, number: int, owner: str, *, is_shared: bool = True) -> View:
        """Show one's own view to everybody, or no longer; DeskError where it is not one's own."""
        with self._database.writing() as session:
            row = _own(session, number, owner)
            row.is_shared = is_shared
            note(session, self._now(), owner, "view.shared" if is_shared else "view.unshared", row.name, row.address)
        return _view(row)

    def delete(self, number: int, owner: str) -> None:
        """Forget one's own view; DeskError where it is not one's own."""
        with self._database.writing() as session:
            row = _own(session, number, owner)
            session.delete(row)
            note(session, self._now(), owner, "view.deleted", row.name, row.address)


def _check(name: str, address: str) -> None:
    if not 1 <= len(name.strip()) <= 100:
        raise DeskError("a view's name has 1 to 100 characters")
    parts = urlsplit(address)
    is_within = address.startswith("/") and not address.startswith("//") and not (parts.scheme or parts.netloc)
    if not is_within or "\\" in address or len(address) > ADDRESS or not address.isprintable():
        raise DeskError("a view is a page of this application", next="Save it from the page itself.")


def _own(session: Session, number: int, owner: str) -> ViewRow:
    row = session.get(ViewRow, number)
    if row is None or row.owner != owner:
        raise DeskError("there is no such view of yours")
    return row


def _view(row: ViewRow) -> View:
    return View(row.id, row.name, row.address, row.owner, row.is_shared, row.created_at, row.version)

"""The desk: what people enter. Users, keys, saved views, follow-ups, evaluations, debts and the audit log.

Loading data changes nothing in it; what was scored is read then. A file of SQLite in the workspace, or PostgreSQL by
one setting; `migrations` bring it up to date when it is opened.
"""

from __future__ import annotations

from datetime import UTC, datetime

from steelyard.desk.audit import Audit, Entry
from steelyard.desk.content import Content, check_empty, dump, fill
from steelyard.desk.database import FILE, Database, Now
from steelyard.desk.debts import ProposedDebt, Register, RegisteredDebt, Verdict
from steelyard.desk.evaluations import Calibration, Drawn, Evaluations, Plan, Task
from steelyard.desk.factors import Factors
from steelyard.desk.follow_ups import FollowUp, FollowUps, Proposed
from steelyard.desk.keys import Key, Keys
from steelyard.desk.messages import Message, Messages, Queue
from steelyard.desk.people import FIRST_ENDS, ROLES, User, Users, folded
from steelyard.desk.sessions import Ends, Open, Sessions
from steelyard.desk.views import View, Views
from steelyard.settings.model import Settings

__all__ = [
    "FILE",
    "FIRST_ENDS",
    "ROLES",
    "Calibration",
    "Content",
    "Desk",
    "Drawn",
    "Ends",
    "Entry",
    "FollowUp",
    "Key",
    "Message",
    "Open",
    "Plan",
    "Proposed",
    "ProposedDebt",
    "Queue",
    "RegisteredDebt",
    "Task",
    "User",
    "Verdict",
    "View",
    "address_of",
    "folded",
]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Desk:
    """An open desk. May be used from several threads, and from several processes at once.

    Args:
        address: of the database, as `settings.desk.address`.
        now: the time, naive UTC.

    Raises:
        SettingsError: no such kind of database.
        DeskError: it does not answer, or was written by a newer Steelyard.
    """

    def __init__(self, address: str, now: Now = _now) -> None:
        self._database = Database(address)
        self.users = Users(self._database, now)
        self.factors = Factors(self._database, now)
        self.sessions = Sessions(self._database, now)
        self.keys = Keys(self._database, now)
        self.views = Views(self._database, now)
        self.audit = Audit(self._database, now)
        self.follow_ups = FollowUps(self._database, now)
        self.evaluations = Evaluations(self._database, now)
        self.debts = Register(self._database, now)
        self.messages = Messages(self._database, now)

    @classmethod
    def open(cls, settings: Settings, now: Now = _now) -> Desk:
        """The desk of a workspace, made where there is none."""
        return cls(address_of(settings), now)

    def dump(self) -> Content:
        """Table -> rows, as plain values of one moment; without who is signed in."""
        return dump(self._database)

    def fill(self, content: Content) -> None:
        """Put what `dump` gave into this desk; DeskError where it is not empty."""
        fill(self._database, content)

    def check_empty(self) -> None:
        """DeskError where it holds anything."""
        check_empty(self._database)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def address_of(settings: Settings) -> str:
    """Where the desk of a workspace lies."""
    return settings.desk.address or f"sqlite:///{(settings.folder / FILE).absolute()}"

"""A helpdesk as a warehouse sync delivers it: five tables with Zendesk's names, and figures known from the making.

It proves joins and definitions on tables whose keys fit together. Edge cases on purpose: tickets an agent
created, internal comments before the first reply, reopening by a "thanks", merged and deleted tickets, tickets
solved without any reply, satisfaction that was offered and not given, or changed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np

from steelyard.errors import QuestionError, SourceError
from steelyard.simulate.files.partfile import CsvFile, make_folder

TABLES = {
    "ticket_data.csv": (
        "id _fivetran_synced allow_channelback assignee_id brand_id created_at description due_at external_id "
        "forum_topic_id group_id has_incidents is_public organization_id priority problem_id recipient requester_id "
        "status subject submitter_id system_client ticket_form_id type updated_at url via_channel "
        "via_source_from_id via_source_from_title via_source_rel via_source_to_address via_source_to_name "
        "merged_ticket_ids via_source_from_address followup_ids via_followup_source_id"
    ),
    "ticket_field_history_data.csv": "field_name ticket_id updated _fivetran_synced user_id value",
    "ticket_comment_data.csv": (
        "id _fivetran_synced body created facebook_comment public ticket_id tweet user_id voice_comment"
    ),
    "user_data.csv": (
        "id _fivetran_synced active alias authenticity_token chat_only created_at details email external_id "
        "last_login_at locale locale_id moderator name notes only_private_comments organization_id phone "
        "remote_photo_url restricted_agent role shared shared_agent signature suspended ticket_restriction "
        "time_zone two_factor_auth_enabled updated_at url verified"
    ),
    "group_data.csv": "id _fivetran_deleted _fivetran_synced created_at name updated_at url",
}
"""The columns of each file, divided by blanks."""

_BEGIN = datetime(2026, 1, 5, 8, 0, 0)
_SYNCED = "2026-07-01 02:00:00.000"
_GROUPS = {8_001: "Support", 8_002: "Billing", 8_003: "Technical"}
_FIRST_AGENT, _FIRST_USER, _FIRST_TICKET, _FIRST_COMMENT = 5_001, 20_001, 100_001, 700_001
_AGENTS = 24
_KINDS = ("ordinary", "by_agent", "silent", "thanks", "reopened", "merged", "deleted", "open")
_KIND_SHARES = (0.66, 0.06, 0.04, 0.05, 0.08, 0.03, 0.03, 0.05)
_RATING_SHARES = (0.45, 0.30, 0.20, 0.05)

Row = dict[str, object]


@dataclass(frozen=True)
class ZendeskTruth:
    """What the tables must give; deleted tickets count nowhere.

    Attributes:
        tickets: tickets not deleted.
        replied: of them, with a first reply: a public comment of an agent; the second one where an agent created
            the ticket and its first comment is public.
        waiting: tickets still open without a first reply.
        first_reply_median_min: minutes from creation to the first reply, over `replied`.
        first_reply_watched_median_min: the same where those `waiting` are censored at the last ticket's creation
            (Kaplan and Meier); tickets closed without a reply are in neither.
        solved: tickets that were ever solved.
        reopened: of them, solved more than once; a "thanks" reopens too.
        reopens: solved transitions less one, summed.
        rated: tickets whose last satisfaction is good or bad.
        csat_good_share: good among `rated`.
        silent: tickets solved without a public agent comment, merged ones not counted.
        merged: tickets merged into another.
    """

    tickets: int
    replied: int
    waiting: int
    first_reply_median_min: float
    first_reply_watched_median_min: float
    solved: int
    reopened: int
    reopens: int
    rated: int
    csat_good_share: float
    silent: int
    merged: int


@dataclass
class _Ticket:
    """One ticket while it is made: its comments (at, user, public) and history (at, user, field, value)."""

    number: int
    kind: str
    requester: int
    agent: int
    group: int
    created: datetime
    merged_children: list[int] = field(default_factory=list)
    comments: list[tuple[datetime, int, bool]] = field(default_factory=list)
    history: list[tuple[datetime, int, str, object]] = field(default_factory=list)
    first_reply: datetime | None = None

    def say(self, at: datetime, user: int, is_public: bool = True) -> None:
        self.comments.append((at, user, is_public))

    def set(self, at: datetime, user: int, name: str, value: object) -> None:
        self.history.append((at, user, name, value))

    def last(self, name: str) -> object:
        values = [value for _, _, field_name, value in self.history if field_name == name]
        return values[-1] if values else ""

    def count_solved(self) -> int:
        return sum(name == "status" and value == "solved" for _, _, name, value in self.history)


def export_zendesk(folder: Path | str, tickets: int = 2_000, seed: int = 1) -> ZendeskTruth:
    """Writes the tables of TABLES into `folder` and says what they must give.

    Args:
        folder: made if missing; files of the same names are replaced.
        tickets: how many, at least 100.
        seed: the same seed writes the same bytes.

    Raises:
        QuestionError: too few tickets.
        SourceError: the folder or the disk cannot be written.
    """
    if tickets < 100:
        raise QuestionError(f"a simulated helpdesk needs at least 100 tickets, not {tickets}")
    rng = np.random.default_rng([seed, 9])
    made = [_make_ticket(rng, number, tickets) for number in range(tickets)]
    _link_merged(rng, made)
    tables = {
        "ticket_data.csv": (_ticket_row(ticket) for ticket in made),
        "ticket_field_history_data.csv": _history_rows(made),
        "ticket_comment_data.csv": _comment_rows(made),
        "user_data.csv": _user_rows(made),
        "group_data.csv": _group_rows(),
    }
    target = make_folder(Path(folder))
    try:
        _write_tables(target, tables)
    except OSError as error:
        hint = "Free some space or name another folder."
        raise SourceError(f"cannot write the files ({error.strerror})", where=str(target), next=hint) from error
    return _tell(made)


def _make_ticket(rng: np.random.Generator, row: int, tickets: int) -> _Ticket:
    kind = str(rng.choice(_KINDS, p=_KIND_SHARES))
    created = _BEGIN + timedelta(seconds=int((row + rng.random()) / tickets * 150 * 86_400))
    agent = _FIRST_AGENT + int(rng.integers(_AGENTS))
    requester = _FIRST_USER + int(rng.integers(max(20, tickets // 2)))
    group = list(_GROUPS)[(agent - _FIRST_AGENT) % len(_GROUPS)]
    ticket = _Ticket(_FIRST_TICKET + row, kind, requester, agent, group, created)
    _open_ticket(rng, ticket)
    if kind == "deleted":
        ticket.set(_after(rng, created, 2), agent, "status", "deleted")
    elif kind == "merged":
        _merge_ticket(rng, ticket)
    else:
        _work_ticket(rng, ticket)
    return ticket


def _after(rng: np.random.Generator, at: datetime, hours: float) -> datetime:
    """A whole second later, `hours` on average."""
    return at + timedelta(seconds=60 + int(rng.exponential(hours * 3_600)))


def _open_ticket(rng: np.random.Generator, ticket: _Ticket) -> None:
    writer = ticket.agent if ticket.kind == "by_agent" else ticket.requester
    ticket.say(ticket.created, writer)
    ticket.set(ticket.created, writer, "status", "new")
    ticket.set(ticket.created, writer, "requester_id", ticket.requester)
    ticket.set(ticket.created, writer, "priority", str(rng.choice(["low", "normal", "high", "urgent"])))


def _merge_ticket(rng: np.random.Generator, ticket: _Ticket) -> None:
    at = _after(rng, ticket.created, 3)
    ticket.say(at, ticket.agent, is_public=False)
    ticket.set(at, ticket.agent, "status", "closed")


def _work_ticket(rng: np.random.Generator, ticket: _Ticket) -> None:
    assigned = _after(rng, ticket.created, 0.5)
    ticket.set(assigned, ticket.agent, "assignee_id", ticket.agent)
    ticket.set(assigned, ticket.agent, "group_id", ticket.group)
    ticket.set(assigned, ticket.agent, "status", "open")
    at = assigned
    if rng.random() < 0.3:
        at = _after(rng, at, 0.3)
        ticket.say(at, ticket.agent, is_public=False)
    if ticket.kind == "open" and rng.random() < 0.5:
        return
    if ticket.kind != "silent":
        at = _reply_to_ticket(rng, ticket, at)
    if ticket.kind == "open":
        ticket.set(at, ticket.agent, "status", "pending")
        return
    at = _solve_ticket(rng, ticket, at)
    ticket.set(at + timedelta(days=4), 0, "status", "closed")


def _reply_to_ticket(rng: np.random.Generator, ticket: _Ticket, at: datetime) -> datetime:
    at = _after(rng, at, 4)
    ticket.first_reply = at
    ticket.say(at, ticket.agent)
    for _ in range(int(rng.poisson(0.6))):
        ticket.set(at, ticket.agent, "status", "pending")
        at = _after(rng, at, 10)
        ticket.say(at, ticket.requester)
        ticket.set(at, ticket.requester, "status", "open")
        at = _after(rng, at, 5)
        ticket.say(at, ticket.agent)
    return at


def _solve_ticket(rng: np.random.Generator, ticket: _Ticket, at: datetime) -> datetime:
    at = _after(rng, at, 1)
    ticket.set(at, ticket.agent, "status", "solved")
    times = {"reopened": 1 + int(rng.random() < 0.2), "thanks": 1}.get(ticket.kind, 0)
    for _ in range(times):
        at = _after(rng, at, 12)
        ticket.say(at, ticket.requester)
        ticket.set(at, ticket.requester, "status", "open")
        at = _after(rng, at, 3)
        if ticket.kind == "reopened":
            ticket.say(at, ticket.agent)
        ticket.set(at, ticket.agent, "status", "solved")
    if ticket.kind != "silent":
        at = _rate_ticket(rng, ticket, at)
    return at


def _rate_ticket(rng: np.random.Generator, ticket: _Ticket, at: datetime) -> datetime:
    at = _after(rng, at, 24)
    ticket.set(at, 0, "satisfaction_score", "offered")
    answer = ((), ("good",), ("bad",), ("bad", "good"))[int(rng.choice(4, p=_RATING_SHARES))]
    for value in answer:
        at = _after(rng, at, 8)
        ticket.set(at, ticket.requester, "satisfaction_score", value)
    return at


def _link_merged(rng: np.random.Generator, made: list[_Ticket]) -> None:
    """Gives each merged ticket a parent: an ordinary ticket not long before it, or the first one."""
    parents = [row for row, ticket in enumerate(made) if ticket.kind == "ordinary"]
    for row, ticket in enumerate(made):
        earlier = max(1, int(np.searchsorted(parents, row)))
        if ticket.kind == "merged":
            made[parents[int(rng.integers(max(0, earlier - 20), earlier))]].merged_children.append(ticket.number)


def _spell(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")


def _flag(value: bool) -> str:
    return "TRUE" if value else "FALSE"


def _ticket_row(ticket: _Ticket) -> Row:
    return {
        "id": ticket.number,
        "_fivetran_synced": _SYNCED,
        "allow_channelback": _flag(False),
        "assignee_id": ticket.last("assignee_id"),
        "brand_id": 9_001,
        "created_at": _spell(ticket.created),
        "description": "text",
        "group_id": ticket.last("group_id"),
        "has_incidents": _flag(False),
        "is_public": _flag(True),
        "priority": ticket.last("priority"),
        "requester_id": ticket.requester,
        "status": ticket.last("status"),
        "subject": "subject",
        "submitter_id": ticket.agent if ticket.kind == "by_agent" else ticket.requester,
        "ticket_form_id": 9_101,
        "updated_at": _spell(max(at for at, *_ in ticket.history)),
        "via_channel": "web" if ticket.kind == "by_agent" else "email",
        "merged_ticket_ids": str(ticket.merged_children),
        "followup_ids": "[]",
    }


def _history_rows(made: list[_Ticket]) -> Iterable[Row]:
    for ticket in made:
        for at, user, name, value in ticket.history:
            yield {
                "field_name": name,
                "ticket_id": ticket.number,
                "updated": _spell(at),
                "_fivetran_synced": _SYNCED,
                "user_id": user or "",
                "value": value,
            }


def _comment_rows(made: list[_Ticket]) -> Iterable[Row]:
    comments = ((ticket.number, *comment) for ticket in made for comment in ticket.comments)
    for number, (ticket_id, at, user, is_public) in enumerate(comments, start=_FIRST_COMMENT):
        yield {
            "id": number,
            "_fivetran_synced": _SYNCED,
            "body": "text",
            "created": _spell(at),
            "facebook_comment": _flag(False),
            "public": _flag(is_public),
            "ticket_id": ticket_id,
            "tweet": _flag(False),
            "user_id": user,
            "voice_comment": _flag(False),
        }


def _user_rows(made: list[_Ticket]) -> Iterable[Row]:
    roles = {_FIRST_AGENT + row: "agent" for row in range(_AGENTS)}
    roles |= dict.fromkeys(sorted({ticket.requester for ticket in made}), "end-user")
    for number, role in roles.items():
        yield {
            "id": number,
            "_fivetran_synced": _SYNCED,
            "active": _flag(True),
            "created_at": _spell(_BEGIN - timedelta(days=400)),
            "locale": "en-US",
            "role": role,
            "shared": _flag(False),
            "suspended": _flag(False),
            "time_zone": "Lisbon",
            "updated_at": _spell(_BEGIN),
            "verified": _flag(True),
        }


def _group_rows() -> Iterable[Row]:
    for number, name in _GROUPS.items():
        yield {
            "id": number,
            "_fivetran_deleted": _flag(False),
            "_fivetran_synced": _SYNCED,
            "created_at": _spell(_BEGIN - timedelta(days=700)),
            "name": name,
            "updated_at": _spell(_BEGIN - timedelta(days=700)),
        }


def _write_tables(folder: Path, tables: dict[str, Iterable[Row]]) -> None:
    files: list[CsvFile] = []
    try:
        for name, rows in tables.items():
            header = TABLES[name].split()
            files.append(CsvFile(folder / name, header))
            files[-1].write_rows([row.get(column, "") for column in header] for row in rows)
        while files:
            files[0].commit()
            files.pop(0)
    finally:
        for file in files:
            file.discard()


def _tell(made: list[_Ticket]) -> ZendeskTruth:
    kept = [ticket for ticket in made if ticket.kind != "deleted"]
    waits = [_minutes(t.created, t.first_reply) for t in kept if t.first_reply]
    last = max(ticket.created for ticket in made)
    waiting = [_minutes(t.created, last) for t in kept if t.kind == "open" and not t.first_reply]
    solved = [ticket.count_solved() for ticket in kept if ticket.count_solved()]
    rated = [score for ticket in kept if (score := ticket.last("satisfaction_score")) in ("good", "bad")]
    return ZendeskTruth(
        tickets=len(kept),
        replied=len(waits),
        waiting=len(waiting),
        first_reply_median_min=median(waits),
        first_reply_watched_median_min=_censored_median(waits, waiting),
        solved=len(solved),
        reopened=sum(times > 1 for times in solved),
        reopens=sum(times - 1 for times in solved),
        rated=len(rated),
        csat_good_share=rated.count("good") / len(rated),
        silent=sum(ticket.kind == "silent" for ticket in kept),
        merged=sum(ticket.kind == "merged" for ticket in kept),
    )


def _minutes(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds() / 60


def _censored_median(events: list[float], censored: list[float]) -> float:
    """The first time by which half have had their event, those censored counting up to their own (Kaplan and Meier)."""
    times = sorted([(at, 0) for at in events] + [(at, 1) for at in censored])
    survival, at_risk = 1.0, len(times)
    for at, is_censored in times:
        survival *= 1 if is_censored else 1 - 1 / at_risk
        at_risk -= 1
        if survival <= 0.5:
            return at
    raise QuestionError("too many tickets wait for a reply to say when half have one", next="make more tickets")

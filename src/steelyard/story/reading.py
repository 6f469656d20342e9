"""The facts of one issue, of one customer, and lists of issues to begin from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from steelyard import facts
from steelyard.errors import QuestionError, did_you_mean
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.story import naming
from steelyard.story.answer import (
    CustomerStory,
    Evaluation,
    IssueStory,
    Outcome,
    Rating,
    Step,
    Summary,
)
from steelyard.story.rows import Book, day, flag, literal, whole
from steelyard.story.wording import of_customer, of_issue

PEOPLE = frozenset({"customer_id", "agent_id"})
SIGNS: Mapping[str, str] = {
    "returned": "is_returned",
    "unresolved": "is_mature AND NOT is_resolved",
    "handed on": "transfers > 0",
    "several channels": "channels > 1",
    "rated low": "rating <= 0.25",
    "never answered": "is_unanswered",
}
"""What an issue may be picked by, and its condition."""

_SUMMARY = (
    'issue_id, "on", topic, channel, team, contacts, attempts, transfers, wait_s, work_s, is_resolved, is_returned, '
    "is_mature, is_resolution_unknown, rating, cost, customer_cost"
)
_STEP = (
    "c.contact_id, c.opened_at, c.opened_at_is_date, c.ended_at, c.ended_at_is_date, c.closure, c.resolved, "
    "c.abandoned, f.channel, f.topic, f.team, f.agent_id, f.direction, f.handled_by, f.wait_s, f.handle_s, f.wrap_s, "
    "f.customer_s, f.replies, f.transfers, f.reopens, f.cost, f.customer_cost"
)
_TEXTS = ("channel", "topic", "team", "agent_id", "direction", "handled_by", "closure")
_AMOUNTS = ("wait_s", "handle_s", "wrap_s", "customer_s", "cost", "customer_cost")
UNKNOWN_ISSUE = "there is no such issue, or it is not one of your teams'"
UNKNOWN_CUSTOMER = "there is no such customer, or none of their issues is one of your teams'"


def issue(snapshot: Snapshot, settings: Settings, issue_id: str, teams: Sequence[str] = ()) -> IssueStory:
    """The story of an issue.

    Args:
        teams: only if it is credited to one of these; any where empty.

    Raises:
        QuestionError: there is none of that id, or it is another team's.
    """
    book = Book(snapshot, settings)
    where = f"issue_id = {literal(issue_id)}"
    heads = book.rows(f"SELECT {_SUMMARY}, customer_id, return_day FROM fact_issues WHERE {where}{_of(teams)}")
    if not heads:
        raise QuestionError(UNKNOWN_ISSUE, next="Choose one from a list of issues.")
    summary = _summary(heads[0])
    steps = _steps(book, where)
    ratings, evaluations = _ratings(book, where), _evaluations(book, where)
    return IssueStory(
        summary=summary,
        customer_id=heads[0]["customer_id"] or "",
        sentence=of_issue(summary, steps, whole(heads[0]["return_day"])),
        return_day=whole(heads[0]["return_day"]),
        steps=steps,
        ratings=ratings,
        evaluations=evaluations,
        horizon=book.horizon,
        currency=settings.currency,
        zone=settings.time_zone,
    )


def contact(
    snapshot: Snapshot, settings: Settings, contact_id: str, teams: Sequence[str] = ()
) -> tuple[Step, str] | None:
    """What is recorded of a contact, and the issue it belongs to; None where it is not there, or another team's.

    Args:
        teams: only if it is of one of these; any where empty.
    """
    book = Book(snapshot, settings)
    where = f"contact_id = {literal(contact_id)}"
    steps = _steps(book, where + _of(teams).replace(" team ", " f.team "))
    if not steps:
        return None
    found = book.rows(f"SELECT issue_id FROM fact_contacts WHERE {where}")
    return steps[0], found[0]["issue_id"] or ""


def customer(snapshot: Snapshot, settings: Settings, customer_id: str, teams: Sequence[str] = ()) -> CustomerStory:
    """The story of a customer.

    Args:
        teams: only issues credited to one of these; all where empty.

    Raises:
        QuestionError: there is nobody of that id, or none of their issues is of these teams.
    """
    book = Book(snapshot, settings)
    where = f"customer_id = {literal(customer_id)}"
    found = book.rows(f'SELECT {_SUMMARY} FROM fact_issues WHERE {where}{_of(teams)} ORDER BY "on" DESC, issue_id')
    counted = book.rows(f"SELECT count(*) AS n FROM fact_issues WHERE {where}")[0]["n"]
    loose = book.rows(f"SELECT count(*) AS n FROM fact_contacts WHERE {where} AND issue_id IS NULL")[0]["n"]
    if not found and (teams or not loose):
        raise QuestionError(UNKNOWN_CUSTOMER, next="Choose one from an issue.")
    issues = tuple(map(_summary, found))
    outcomes = () if teams else _outcomes(book, where)
    return CustomerStory(
        customer_id=customer_id,
        sentence=of_customer(issues, outcomes),
        issues=issues,
        hidden=int(counted) - len(issues),
        loose=0 if teams else int(loose),
        outcomes=outcomes,
        horizon=book.horizon,
        currency=settings.currency,
        zone=settings.time_zone,
    )


def issues(
    snapshot: Snapshot,
    settings: Settings,
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    sign: str = "",
    teams: Sequence[str] = (),
    most: int = 50,
    after: int = 0,
) -> tuple[Summary, ...]:
    """Issues, the newest first.

    Args:
        where: dimension -> parts; no dimension that names people. sign: one of `SIGNS`.
        from_on, to_on: first and last local day on which an issue begins.
        teams: only issues credited to one of these. after: so many are passed over.

    Raises:
        QuestionError: no such dimension or sign.
    """
    book = Book(snapshot, settings)
    conditions = [
        f'"{_dimension(name, settings)}" IN ({", ".join(map(literal, parts))})' for name, parts in (where or {}).items()
    ]
    days = ((">=", from_on), ("<=", to_on))
    conditions += [f"\"on\" {side} DATE '{day.isoformat()}'" for side, day in days if day is not None]
    if sign:
        if sign not in SIGNS:
            raise QuestionError(f"issues are not picked by {sign!r}", next=did_you_mean(sign, SIGNS))
        conditions.append(f"({SIGNS[sign]})")
    held = " AND ".join(["is_raised", *conditions])
    sql = f'SELECT {_SUMMARY} FROM fact_issues WHERE {held}{_of(teams)} ORDER BY "on" DESC, issue_id'
    return tuple(map(_summary, book.rows(f"{sql} LIMIT {int(most)} OFFSET {int(after)}")))


def _dimension(name: str, settings: Settings) -> str:
    known = [entry for entry in (*facts.fact("issues").dimensions, *settings.dimensions) if entry not in PEOPLE]
    if name not in known:
        raise QuestionError(f"issues have no dimension {name!r}", next=did_you_mean(name, known))
    return name


def _of(teams: Sequence[str]) -> str:
    return f" AND team IN ({', '.join(map(literal, teams))})" if teams else ""


def _summary(row: Mapping[str, Any]) -> Summary:
    is_told = not row["is_resolution_unknown"]
    return Summary(
        issue_id=row["issue_id"],
        on=day(row["on"]),
        topic=row["topic"] or "",
        channel=row["channel"] or "",
        team=row["team"] or "",
        contacts=int(row["contacts"] or 0),
        attempts=int(row["attempts"] or 0),
        transfers=whole(row["transfers"]),
        wait_s=row["wait_s"],
        work_s=row["work_s"],
        is_resolved=flag(row["is_resolved"]) if is_told else None,
        is_returned=flag(row["is_returned"]) if row["is_mature"] or row["is_returned"] else None,
        is_mature=bool(row["is_mature"]),
        rating=row["rating"],
        cost=row["cost"],
        customer_cost=row["customer_cost"],
    )


def _steps(book: Book, where: str) -> tuple[Step, ...]:
    rows = book.rows(
        f"SELECT {_STEP} FROM fact_contacts AS f JOIN contacts AS c ON c.contact_id = f.contact_id "
        f"WHERE f.{where} ORDER BY c.opened_at, c.contact_id"
    )
    before = [None, *(row["opened_at"] for row in rows)]
    return tuple(_step(book, row, earlier) for row, earlier in zip(rows, before, strict=False))


def _step(book: Book, row: dict[str, Any], before: datetime | None) -> Step:
    texts: dict[str, Any] = {name: row[name] or "" for name in _TEXTS}
    amounts: dict[str, Any] = {name: row[name] for name in _AMOUNTS}
    counts: dict[str, Any] = {name: whole(row[name]) for name in ("replies", "transfers", "reopens")}
    return Step(
        contact_id=row["contact_id"],
        at=book.moment(row, "opened_at"),
        ended=book.moment(row, "ended_at"),
        since_s=(row["opened_at"] - before).total_seconds() if before and row["opened_at"] else None,
        outcome=_outcome(row),
        **texts,
        **amounts,
        **counts,
    )


def _outcome(row: Mapping[str, Any]) -> str:
    if row["abandoned"]:
        return "abandoned"
    return "no mark" if row["resolved"] is None else "solved" if row["resolved"] else "not solved"


def _ratings(book: Book, where: str) -> tuple[Rating, ...]:
    if not (book.has("fact_responses") and book.has("surveys")):
        return ()
    rows = book.rows(
        "SELECT s.*, r.contact_id AS about FROM fact_responses AS r JOIN surveys AS s ON s.survey_id = r.survey_id "
        f"AND s.instrument = r.instrument WHERE r.{where} ORDER BY coalesce(s.answered_at, s.sent_at), s.survey_id"
    )
    return tuple(
        Rating(
            row["about"] or "",
            row["instrument"],
            row["score"],
            row["scale_min"],
            row["scale_max"],
            row["better"],
            book.moment(row, "sent_at"),
            book.moment(row, "answered_at"),
        )
        for row in rows
    )


def _evaluations(book: Book, where: str) -> tuple[Evaluation, ...]:
    if not book.has("fact_evaluations"):
        return ()
    rows = book.rows(
        f"SELECT contact_id, rubric, points_share, is_failed FROM fact_evaluations WHERE {where} ORDER BY evaluation_id"
    )
    return tuple(
        Evaluation(row["contact_id"] or "", row["rubric"] or "", row["points_share"], flag(row["is_failed"]))
        for row in rows
    )


def _outcomes(book: Book, where: str) -> tuple[Outcome, ...]:
    if not book.has("outcomes"):
        return ()
    rows = book.rows(f'SELECT "at", at_is_date, kind, amount FROM outcomes WHERE {where} ORDER BY "at", kind')
    return tuple(Outcome(book.moment(row, "at"), row["kind"], row["amount"]) for row in rows)


def find_customer(snapshot: Snapshot, settings: Settings, key: str, token: str) -> str:
    """The id that a token stands for, see `naming`.

    Raises:
        QuestionError: it stands for nobody.
    """
    book = Book(snapshot, settings)
    known = naming.remembered(key, token)
    if known:
        if book.rows(f"SELECT customer_id FROM fact_contacts WHERE customer_id = {literal(known)} LIMIT 1"):
            return known
        naming.forget(token)
    where = f"customer_id IS NOT NULL AND {naming.sql(key)} = {literal(token)}"
    found = book.rows(f"SELECT customer_id FROM fact_contacts WHERE {where} LIMIT 1")
    if not found:
        raise QuestionError(UNKNOWN_CUSTOMER, next="Choose one from an issue.")
    return str(found[0]["customer_id"])

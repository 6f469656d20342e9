"""Odd answers: only those who answered, answered before asked, a score that gives away the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from steelyard.analyses.check.finding import Finding, Look

_LEAST = 50
_GIVES_AWAY = 0.95
_OUTCOMES = {"churned": "leaves", "purchased": "buys", "renewed": "renews", "complained": "complains"}


def odd_surveys(look: Look) -> Iterator[Finding]:
    """Everything odd about surveys."""
    if not look.knows("surveys", "survey_id"):
        return
    yield from _coverage(look)
    if look.knows("surveys", "sent_at", "answered_at"):
        yield from _answered_first(look)
    if look.knows("outcomes", "kind"):
        for kind, does in _OUTCOMES.items():
            yield from _given_away(look, f"whether the customer {does}", _by_outcome(kind))
    for column in ("resolved", "abandoned"):
        if look.knows("contacts", column) and look.knows("surveys", "contact_id"):
            yield from _given_away(look, f"whether the contact was {column}", _by_mark(column))


def _coverage(look: Look) -> Iterator[Finding]:
    rows = look.rows(
        "SELECT source, instrument, count(*) AS n, sum(CASE WHEN score IS NOT NULL THEN 1 ELSE 0 END) AS answered "
        "FROM surveys GROUP BY source, instrument ORDER BY source, instrument"
    )
    for row in rows:
        where = f"{row['source']}: {row['instrument']}"
        count, answered = int(row["n"]), int(row["answered"])
        if count >= _LEAST and answered == count:
            yield Finding(
                "only_answers",
                "only customers who answered are in the survey",
                where,
                count,
                count,
                "Who said nothing, and how many, is not known: a rise may only be a change in who answers.",
                'Export the invitations too; until then say invitations = "answers".',
            )
        elif count >= _LEAST and answered < count:
            yield Finding(
                "unanswered",
                "survey rows without a score",
                where,
                count - answered,
                count,
                "Those who answer are not like those who do not; bounds are shown beside differences.",
                "Nothing, if these are invitations that were not answered.",
                "note",
            )


def _answered_first(look: Look) -> Iterator[Finding]:
    rows = look.rows(
        "SELECT source, count(*) AS n, sum(CASE WHEN answered_at < sent_at THEN 1 ELSE 0 END) AS before FROM surveys "
        "WHERE answered_at IS NOT NULL AND sent_at IS NOT NULL AND NOT coalesce(answered_at_is_date, false) "
        "AND NOT coalesce(sent_at_is_date, false) GROUP BY source"
    )
    for row in rows:
        if row["before"]:
            yield Finding(
                "answered_before_sent",
                "answered before it was sent",
                f"{row['source']}: answered_at",
                int(row["before"]),
                int(row["n"]),
                "One of the two instants is not what it is taken for.",
                "Check both columns, their formats and time zones.",
            )


def _by_outcome(kind: str) -> str:
    return (
        "SELECT s.instrument, s.score, CASE WHEN o.customer_id IS NULL THEN 0 ELSE 1 END AS hit, count(*) AS n "
        "FROM surveys AS s LEFT JOIN contacts AS c ON c.contact_id = s.contact_id "
        "LEFT JOIN (SELECT DISTINCT customer_id "
        f"FROM outcomes WHERE kind = '{kind}') AS o ON o.customer_id = coalesce(s.customer_id, c.customer_id) "
        "WHERE s.score IS NOT NULL AND coalesce(s.customer_id, c.customer_id) IS NOT NULL GROUP BY 1, 2, 3"
    )


def _by_mark(column: str) -> str:
    return (
        f"SELECT s.instrument, s.score, CASE WHEN c.{column} THEN 1 ELSE 0 END AS hit, count(*) AS n FROM surveys AS s "
        f"JOIN contacts AS c ON c.contact_id = s.contact_id WHERE s.score IS NOT NULL AND c.{column} IS NOT NULL "
        "GROUP BY 1, 2, 3"
    )


def _given_away(look: Look, what: str, sql: str) -> Iterator[Finding]:
    rows = look.rows(sql)
    for instrument in sorted({row["instrument"] for row in rows}):
        own = [row for row in rows if row["instrument"] == instrument]
        hits, misses = (sum(int(row["n"]) for row in own if row["hit"] == hit) for hit in (1, 0))
        if min(hits, misses) < _LEAST:
            continue
        area = _area(own, hits, misses)
        if max(area, 1 - area) >= _GIVES_AWAY:
            yield Finding(
                "gives_away",
                f"the {instrument} score all but tells {what} (in {max(area, 1 - area):.0%} of pairs)",
                f"surveys: {instrument} score",
                hits + misses,
                0,
                "No opinion predicts so well: the score was made from the outcome, or after it.",
                "Find out how and when the score is made; do not call it a driver.",
            )


def _area(rows: Sequence[dict[str, Any]], hits: int, misses: int) -> float:
    """Share of (hit, miss) pairs in which the hit has the higher score, ties as half."""
    below, won = 0, 0.0
    for score in sorted({row["score"] for row in rows}):
        at = {hit: sum(int(row["n"]) for row in rows if row["score"] == score and row["hit"] == hit) for hit in (0, 1)}
        won += at[1] * (below + at[0] / 2)
        below += at[0]
    return won / (hits * misses)

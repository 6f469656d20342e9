"""What customers did after a day of their own: came back, rated, stayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.story.rows import Book, literal


@dataclass(frozen=True)
class After:
    """One customer after an instant.

    Args:
        has_returned: a contact or an attempt within the days; rating: 0 to 1, the mean of the answers given in them,
            None without; both None where the data do not reach so far.
        has_stayed: did not leave within the loyalty horizon; None where the data do not reach so far.
    """

    has_returned: bool | None
    rating: float | None
    has_stayed: bool | None


def afterwards(
    snapshot: Snapshot, settings: Settings, since: Sequence[tuple[str, datetime]], days: float
) -> list[After]:
    """What each did after its own instant (naive UTC), in the order given; nothing after the horizon is read.

    Raises:
        QuestionError: the tables lie in an engine of one's own.
    """
    book, horizon = Book(snapshot, settings), snapshot.manifest.horizon
    if not since or horizon is None:
        return [After(None, None, None) for _ in since]
    stay = settings.assumptions.loyalty_days
    values = ", ".join(
        f"({n}, {literal(who)}, TIMESTAMP '{at:%Y-%m-%d %H:%M:%S}')" for n, (who, at) in enumerate(since)
    )
    end = f"TIMESTAMP '{horizon:%Y-%m-%d %H:%M:%S}'"
    within = f"d.since + INTERVAL {round(days * 86_400)} SECOND"
    lasting = f"d.since + INTERVAL {round(stay * 86_400)} SECOND"
    left = "o.customer_id = d.who AND o.kind = 'churned' AND o.at > d.since AND o.at <= " + lasting
    sql = f"""
        WITH d(n, who, since) AS (VALUES {values})
        SELECT d.n, {within} <= {end} AS is_seen, {lasting} <= {end} AS is_lasting,
          EXISTS (SELECT 1 FROM fact_contacts AS f JOIN contacts AS c ON c.contact_id = f.contact_id
            WHERE f.customer_id = d.who AND f.is_attempt AND c.opened_at > d.since AND c.opened_at <= {within}) AS came,
          EXISTS (SELECT 1 FROM outcomes AS o WHERE {left}) AS has_left,
          {_rating(book, within)} AS rating
        FROM d ORDER BY d.n"""
    return [
        After(
            bool(row["came"]) if row["is_seen"] else None,
            row["rating"] if row["is_seen"] else None,
            not row["has_left"]
            if row["is_lasting"] and snapshot.manifest.known.get("outcomes", {}).get("at")
            else None,
        )
        for row in book.rows(sql)
    ]


def _rating(book: Book, within: str) -> str:
    if not book.has("fact_responses"):
        return "CAST(NULL AS DOUBLE)"
    return f"""(SELECT avg(r.score_share) FROM fact_responses AS r
            JOIN surveys AS s ON s.survey_id = r.survey_id AND s.instrument = r.instrument
            WHERE r.customer_id = d.who AND r.is_quality AND r.is_answered
              AND s.answered_at > d.since AND s.answered_at <= {within})"""

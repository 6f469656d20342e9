"""Odd answers: only those who answered, answered before asked, a score that gives away the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from steelyard.analyses.check.finding import Finding, Look

_LEAST = 50
_GIVES_AWAY = 0.95
_NEARLY_ALL, _MOST_OF_CONTACTS, _LARGE = 0.95, 0.8, 0.1
"""Answers of one channel; its contacts at most; contacts of a channel that is no side matter."""

_OUTCOMES = {"churned": "leaves", "purchased": "buys", "renewed": "renews", "complained": "complains"}


def odd_surveys(look: Look) -> Iterator[Finding]:
    """Everything odd about surveys."""
    if not look.knows("surveys", "survey_id"):
        return
    yield from _coverage(look)
    yield from _replaced(look)
    if {"fact_responses", "fact_contacts"} <= look.snapshot.manifest.tables.keys():
        yield from _one_channel(look)
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
    declared = {source.name: source.invitations for source in look.settings.sources}
    for row in rows:
        where = f"{row['source']}: {row['instrument']}"
        count, answered = int(row["n"]), int(row["answered"])
        if count >= _LEAST and answered == count:
            yield _only_answers(where, count, declared.get(row["source"], "unknown"))
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


def _only_answers(where: str, count: int, declared: str) -> Finding:
    """A survey without one unanswered invitation, and what to do as its source is declared."""
    next = {
        "answers": "Export the invitations too, those nobody answered among them.",
        "all": 'Not one was left unanswered, though invitations = "all" is declared: if the file holds answers only, '
        'write "answers".',
        "unknown": 'Export the invitations too; until then write invitations = "answers" in the source.',
    }
    return Finding(
        "only_answers",
        "only customers who answered are in the survey",
        where,
        count,
        count,
        "Who said nothing, and how many, is not known: a rise may only be a change in who answers.",
        next[declared],
        "note" if declared == "answers" else "warning",
    )


def _one_channel(look: Look) -> Iterator[Finding]:
    """Ratings that nearly all come from one of several channels."""
    answers = _by_channel(look, "fact_responses", "is_answered")
    contacts = _by_channel(look, "fact_contacts", "is_contact")
    total, all_contacts = sum(answers.values()), sum(contacts.values())
    large = [channel for channel, n in contacts.items() if n >= _LARGE * all_contacts]
    if total < _LEAST or len(large) < 2:
        return
    channel, most = max(answers.items(), key=lambda entry: entry[1])
    share = contacts.get(channel, 0) / all_contacts
    if most >= _NEARLY_ALL * total and share <= _MOST_OF_CONTACTS:
        yield Finding(
            "one_channel",
            f"ratings are of {channel} nearly all, which has {share:.0%} of contacts",
            "surveys: contact_id",
            most,
            total,
            "What customers of the other channels think is not known: a rating of the whole is one of this channel.",
            f"Ask customers of the others too; until then read ratings as those of {channel}.",
        )


def _by_channel(look: Look, table: str, condition: str) -> dict[str, int]:
    rows = look.rows(
        f"SELECT channel, count(*) AS n FROM {table} WHERE {condition} AND channel IS NOT NULL GROUP BY channel "
        "ORDER BY channel"
    )
    return {row["channel"]: int(row["n"]) for row in rows}


def _replaced(look: Look) -> Iterator[Finding]:
    """Answers that a later one to the same invitation replaced, and where no time said which one is the later."""
    told: Any = look.snapshot.manifest.notes.get("facts", {})
    for source, many in told.get("replaced_answers", {}).items():
        rows = look.rows("SELECT source, count(score) AS n FROM surveys GROUP BY source")
        of = sum(int(row["n"]) for row in rows if row["source"] == source)
        if many["tied"]:
            yield Finding(
                "tied_answers",
                "several answers to one invitation, with different scores and no time that tells the last",
                f"{source}: answered_at",
                many["tied"],
                of,
                "The one with the highest id counts, which need not be the last.",
                "Map answered_at.",
            )
        elif many["replaced"]:
            yield Finding(
                "replaced_answers",
                "answers that were changed or given again later",
                f"{source}: surveys",
                many["replaced"],
                of,
                "The last answer to an invitation counts, once.",
                "Nothing; where each row is an answer of its own, write fold_answers = false.",
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

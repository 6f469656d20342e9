"""The steps of every journey as SQL for the embedded engine: of the `steps` table, and of the contacts themselves.

    journeys        one row an issue; a contact that belongs to none is a journey of its own
    journey_links   contact -> journey
    journey_steps   one row a step, in no order, `order_s` and `rank` telling it

A contact with rows in `steps` is told by them; any other by what its own columns say: opened by a channel, waited
beyond the service level, given up, answered, replied, transferred, on hold, reopened, solved or closed unsolved, rated.
A later contact of an issue is a return, or another try where the one before was given up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from steelyard.formats.raw import literal, quoted
from steelyard.settings.model import Settings
from steelyard.store.engine.duckdb import DuckEngine
from steelyard.store.following import Renaming
from steelyard.store.snapshot import Snapshot

JOURNEYS, LINKS, STEPS = "journeys", "journey_links", "journey_steps"

_MOST_TIMES = 5
"""How often one contact's transfers or reopenings stand as steps of their own."""

_OUTCOMES = ("is_resolved", "rating", "is_churned", "cost", "customer_s", "contacts", "attempts")


@dataclass(frozen=True)
class Part:
    """Which journeys: those begun in some days, with some values of dimensions."""

    from_on: date | None = None
    to_on: date | None = None
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def condition(self) -> str:
        """SQL over a fact's rows."""
        found = [f"\"on\" >= DATE '{self.from_on}'"] if self.from_on else []
        found += [f"\"on\" <= DATE '{self.to_on}'"] if self.to_on else []
        found += [
            f"{quoted(name)} IN ({', '.join(map(literal, values))})" if values else "false"
            for name, values in self.where.items()
        ]
        return " AND ".join(found) or "true"


def reads_here(snapshot: Snapshot) -> bool:
    """Whether the tables lie in the store: journeys are put in order there, and sent nowhere."""
    engine = snapshot.engine
    while isinstance(engine, Renaming):
        engine = engine.engine
    return isinstance(engine, DuckEngine)


def journeys(
    parts: Sequence[Part], dimensions: Sequence[str], *, of_contacts: bool = False, of_customers: bool = False
) -> str:
    """SELECT of the journeys of some parts; the first part a journey is in is its `side`.

    Args:
        of_contacts: each inbound contact is a journey of its own, whatever issue it belongs to.
        of_customers: all that an identified customer did in the days of a part is one.
    """
    cases = " ".join(f"WHEN {part.condition} THEN {place}" for place, part in enumerate(parts))
    side = f"CASE {cases} END"
    if of_customers:
        return _of_customers(side, dimensions)
    common = ", ".join(['"on"', "customer_group", "row_group", *map(quoted, dimensions)])
    issues = (
        f"SELECT issue_id, NULL AS contact_id, {side} AS side, {common}, is_raised_mature AS is_mature, "
        f"{', '.join(_OUTCOMES)}, is_returned OR reopens > 0 AS is_back FROM fact_issues"
    )
    alone = (
        f"SELECT NULL AS issue_id, contact_id, {side} AS side, {common}, is_followed AS is_mature, is_resolved, "
        "NULL AS rating, NULL AS is_churned, cost, customer_s, CAST(is_contact AS BIGINT) AS contacts, "
        "CAST(is_abandoned AS BIGINT) AS attempts, reopens > 0 AS is_back FROM fact_contacts "
        f"WHERE {'is_attempt' if of_contacts else 'is_unidentified'}"
    )
    rows = alone if of_contacts else f"{issues} UNION ALL {alone}"
    return f"SELECT CAST(row_number() OVER () AS INTEGER) AS journey, * FROM ({rows}) WHERE side IS NOT NULL"


def _of_customers(side: str, dimensions: Sequence[str]) -> str:
    """A customer's span: outcomes of the issues begun in it, the last mark and rating, what the first contact was."""
    facts = (
        f"SELECT *, {side} AS side FROM fact_contacts WHERE is_attempt AND is_identified AND customer_id IS NOT NULL"
    )
    firsts = [f"arg_min(f.{quoted(name)}, c.opened_at) AS {quoted(name)}" for name in dimensions]
    listed = ", ".join(['min(f."on") AS "on"', "any_value(f.customer_group) AS customer_group",
                        "any_value(f.row_group) AS row_group", *firsts])  # fmt: skip
    rows = (
        f"SELECT NULL AS issue_id, NULL AS contact_id, f.customer_id, f.side, {listed}, "
        "bool_and(f.is_followed) AS is_mature, arg_max({'held': f.is_resolved}, c.opened_at).held AS is_resolved, "
        "arg_max(i.rating, c.opened_at) AS rating, bool_or(i.is_churned) AS is_churned, sum(f.cost) AS cost, "
        "sum(f.customer_s) AS customer_s, sum(CAST(f.is_contact AS BIGINT)) AS contacts, "
        "sum(CAST(f.is_abandoned AS BIGINT)) AS attempts, bool_or(i.is_returned OR i.reopens > 0) AS is_back "
        f"FROM ({facts}) AS f JOIN contacts AS c ON f.contact_id = c.contact_id "
        "LEFT JOIN fact_issues AS i ON f.issue_id = i.issue_id WHERE f.side IS NOT NULL GROUP BY f.customer_id, f.side"
    )
    return f"SELECT CAST(row_number() OVER () AS INTEGER) AS journey, * FROM ({rows})"


def links(parts: Sequence[Part] = (), *, of_customers: bool = False) -> str:
    """SELECT of which contact is in which journey."""
    if of_customers:
        cases = " ".join(f"WHEN {part.condition} THEN {place}" for place, part in enumerate(parts))
        facts = f"SELECT contact_id, customer_id, CASE {cases} END AS side FROM fact_contacts"
        return (
            f"SELECT f.contact_id, j.journey FROM ({facts}) AS f JOIN {JOURNEYS} AS j "
            "ON f.customer_id = j.customer_id AND f.side = j.side"
        )
    return (
        f"SELECT f.contact_id, j.journey FROM fact_contacts AS f JOIN {JOURNEYS} AS j ON f.issue_id = j.issue_id "
        f"UNION ALL SELECT contact_id, journey FROM {JOURNEYS} WHERE contact_id IS NOT NULL"
    )


def steps(settings: Settings, has_steps: bool, *, of_customers: bool = False) -> str:
    """SELECT of the steps: journey, contact_id, step, kind, actor, agent_id, team, channel, at_s and started_s (seconds
    since 1970, missing where nobody says when), order_s, rank and place, which put them in order; is_last_word: it fell
    at the instant the contact was solved.

    Args:
        has_steps: whether the `steps` table holds any.
    """
    own = [_own_of_contacts(), _own_of_issues(of_customers)] if has_steps else []
    return " UNION ALL ".join([*own, _told(settings, has_steps, of_customers), _rated()])


_FIELDS = (
    'CAST(epoch(s."at") AS BIGINT) AS at_s, CAST(epoch(s.started_at) AS BIGINT) AS started_s, '
    'CAST(epoch(s."at") AS BIGINT) AS order_s, 0 AS rank, s.place'
)


def _own_of_contacts() -> str:
    return (
        "SELECT l.journey, s.contact_id, s.step, s.kind, s.actor, s.agent_id, s.team, s.channel, "
        f'{_FIELDS}, s."at" = c.resolved_at AS is_last_word FROM steps AS s JOIN {LINKS} AS l '
        "ON s.contact_id = l.contact_id JOIN contacts AS c ON s.contact_id = c.contact_id"
    )


def _own_of_issues(of_customers: bool) -> str:
    whose = f"JOIN {JOURNEYS} AS j ON s.issue_id = j.issue_id "
    if of_customers:
        begun = f"SELECT f.issue_id, min(l.journey) AS journey FROM {LINKS} AS l JOIN fact_contacts AS f "
        whose = f"JOIN ({begun} ON l.contact_id = f.contact_id GROUP BY f.issue_id) AS j ON s.issue_id = j.issue_id "
    return (
        "SELECT j.journey, s.contact_id, s.step, s.kind, s.actor, s.agent_id, s.team, s.channel, "
        f"{_FIELDS}, NULL AS is_last_word FROM steps AS s "
        f"{whose}WHERE s.contact_id IS NULL"
    )


def _told(settings: Settings, has_steps: bool, of_customers: bool) -> str:
    """What contacts say of themselves: one row a step out of a list made of each contact's columns."""
    without = "WHERE l.contact_id NOT IN (SELECT DISTINCT contact_id FROM steps WHERE contact_id IS NOT NULL)"
    contacts = (
        "SELECT l.journey, f.contact_id, f.issue_id, f.channel, f.team, f.agent_id, f.is_contact, f.is_abandoned, "
        "f.is_attempt, f.is_human, f.is_resolved, f.is_closed, f.wait_s, f.hold_s, f.transfers, f.reopens, "
        "CAST(epoch(c.opened_at) AS BIGINT) AS opened_s, CAST(epoch(c.answered_at) AS BIGINT) AS answered_s, "
        "CAST(epoch(c.first_reply_at) AS BIGINT) AS replied_s, CAST(epoch(c.ended_at) AS BIGINT) AS ended_s, "
        "CAST(epoch(c.resolved_at) AS BIGINT) AS solved_s "
        f"FROM {LINKS} AS l JOIN fact_contacts AS f ON l.contact_id = f.contact_id "
        f"JOIN contacts AS c ON l.contact_id = c.contact_id {without if has_steps else ''}"
    )
    whole = "journey, coalesce(issue_id, contact_id)" if of_customers else "journey"
    ranked = (
        "SELECT *, opened_s + CAST(wait_s AS BIGINT) AS queued_s, "
        "count(*) FILTER (WHERE is_attempt) OVER before AS earlier, "
        "last_value(is_abandoned) OVER before AS was_given_up "
        f"FROM ({contacts}) "
        f"WINDOW before AS (PARTITION BY {whole} ORDER BY opened_s, contact_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 "
        "PRECEDING)"
    )
    listed = ", ".join(f"CASE WHEN {condition} THEN {made} END" for condition, made in _made(settings))
    return (
        "SELECT journey, contact_id, one.step AS step, one.kind AS kind, one.actor AS actor, agent_id, team, channel, "
        "one.at_s AS at_s, one.started_s AS started_s, coalesce(one.order_s, opened_s) AS order_s, one.rank AS rank, "
        "CAST(one.place AS BIGINT) AS place, NULL AS is_last_word "
        f"FROM (SELECT *, unnest(flatten([{listed}])) AS one FROM ({ranked})) WHERE one IS NOT NULL"
    )


def _made(settings: Settings) -> Iterator[tuple[str, str]]:
    """(condition, list of steps) of each thing a contact may tell of itself."""
    by = "coalesce(' by ' || channel, '')"
    begins = (
        f"CASE WHEN NOT is_attempt THEN 'contacted' || {by} WHEN coalesce(earlier, 0) = 0 THEN 'opened' || {by} "
        f"WHEN was_given_up THEN 'tried again' || {by} ELSE 'returned' || {by} END"
    )
    kind = "CASE WHEN is_attempt AND coalesce(earlier, 0) = 0 THEN 'opened' WHEN is_attempt THEN 'returned' END"
    actor = "CASE WHEN is_attempt THEN 'customer' ELSE 'agent' END"
    answered = "coalesce(answered_s, queued_s)"
    after = f"greatest(opened_s, coalesce({answered}, replied_s, opened_s))"
    done = f"greatest({after}, coalesce(solved_s, ended_s, {after}))"
    by_bot = "CASE WHEN is_human THEN '' ELSE ' by a bot' END"
    who = "CASE WHEN is_human THEN 'agent' ELSE 'bot' END"
    late = f"wait_s > {float(settings.assumptions.service_level_s)!r}"
    yield "opened_s IS NOT NULL", _one(begins, kind, actor, "opened_s", "opened_s", 1)
    yield late, _one("'waited'", "'waited'", "'customer'", "queued_s", "queued_s", 2, started="opened_s")
    gone = "greatest(opened_s, coalesce(queued_s, ended_s, opened_s))"
    at = "coalesce(queued_s, ended_s)"
    yield "is_abandoned", _one("'given up'", "'given_up'", "'customer'", at, gone, 3)
    told = f"is_contact AND {answered} IS NOT NULL"
    yield told, _one(f"'answered' || {by_bot}", "'answered'", who, answered, after, 3)
    replied = "is_contact AND replied_s IS NOT NULL"
    yield replied, _one(f"'replied' || {by_bot}", "'replied'", who, "replied_s", "greatest(opened_s, replied_s)", 4)
    yield "transfers > 0", _some("'transferred'", "'transferred'", "transfers", after, 5)
    yield "hold_s > 0", _one("'on hold'", "'on_hold'", "'agent'", "NULL", after, 6)
    yield "reopens > 0", _some("'reopened'", "'reopened'", "reopens", done, 7)
    solved = "coalesce(solved_s, ended_s)"
    yield "is_contact AND is_resolved", _one("'solved'", "'solved'", who, solved, done, 8)
    open_end = "is_contact AND NOT is_resolved AND is_closed"
    yield (
        open_end,
        _one("'closed unsolved'", "'closed'", who, "ended_s", f"greatest({after}, coalesce(ended_s, {after}))", 8),
    )


def _one(step: str, kind: str, actor: str, at: str, order: str, rank: int, started: str = "NULL") -> str:
    return f"[{_struct(step, kind, actor, at, order, rank, started, '0')}]"


def _some(step: str, kind: str, times: str, order: str, rank: int) -> str:
    """The same step several times, of which nobody says when."""
    made = _struct(step, kind, "'agent'", "NULL", order, rank, "NULL", "n")
    return f"list_transform(range(least({times}, {_MOST_TIMES})), lambda n: {made})"


def _struct(step: str, kind: str, actor: str, at: str, order: str, rank: int, started: str, place: str) -> str:
    return (
        f"{{'step': {step}, 'kind': {kind}, 'actor': {actor}, 'at_s': CAST({at} AS BIGINT), "
        f"'started_s': CAST({started} AS BIGINT), 'order_s': CAST({order} AS BIGINT), 'rank': {rank}, "
        f"'place': CAST({place} AS BIGINT)}}"
    )


def _rated() -> str:
    at = "CAST(epoch(s.answered_at) AS BIGINT)"
    return (
        "SELECT l.journey, s.contact_id, 'rated' AS step, 'rated' AS kind, 'customer' AS actor, NULL AS agent_id, "
        f"NULL AS team, NULL AS channel, {at} AS at_s, NULL AS started_s, {at} AS order_s, 9 AS rank, "
        "0 AS place, NULL AS is_last_word "
        f"FROM surveys AS s JOIN {LINKS} AS l ON s.contact_id = l.contact_id "
        "WHERE s.score IS NOT NULL AND s.answered_at IS NOT NULL"
    )

"""Odd sources: rows put aside, doubled rows, one that ends early, days without contacts, words that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from steelyard.analyses.check.finding import Finding, Look, quoted

_DOUBLED = 0.001
_BEHIND = timedelta(days=7)
_GAP_DAYS = 3
_BUSY = 20
_JOINS = timedelta(days=14)
_JOINS_SHARE = 0.05
_WORDS = {
    "channel": ("contacts", "costs"),
    "topic": ("contacts",),
    "team": ("contacts", "agents", "costs"),
    "agent_id": ("contacts", "agents"),
}
"""Column -> tables that hold its words."""

_NOUNS = {"agent_id": "agent"}
_ONE = {"agent_id": "an agent"}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def odd_sources(look: Look) -> Iterator[Finding]:
    """Everything odd about sources as wholes."""
    yield from _doubled(look)
    if "quarantine" in look.snapshot.manifest.tables:
        yield from _quarantined(look)
    yield from _orphans(look)
    yield from _ends(look)
    yield from _begins(look)
    yield from _closed_only(look)
    yield from _quiet_days(look)
    for column, tables in _WORDS.items():
        if known := [table for table in tables if look.knows(table, column)]:
            yield from _words(look, column, known)
    if look.knows("contacts", "topic"):
        yield from _strangers(look)


def _doubled(look: Look) -> Iterator[Finding]:
    loads = look.snapshot.manifest.loads
    first = {(load.source, load.table): load for load in reversed(loads)}
    for load in first.values():
        if load.duplicate + load.folded > _DOUBLED * load.read:
            yield Finding(
                "doubled",
                "rows that stand there more than once",
                f"{load.source}: {load.table}",
                load.duplicate + load.folded,
                load.read,
                "Each is counted once. What reads the same file without looking counts them twice.",
                "Ask why the export repeats them.",
                "note",
            )


def _quarantined(look: Look) -> Iterator[Finding]:
    read: dict[str, int] = {}
    for load in look.snapshot.manifest.loads:
        read[load.source] = max(read.get(load.source, 0), load.read)
    rows = look.rows(
        "SELECT source, table_name, kind, column_name, reason, count(*) AS n FROM quarantine "
        "GROUP BY source, table_name, kind, column_name, reason ORDER BY n DESC, source, column_name, reason"
    )
    for row in rows:
        is_row = row["kind"] == "row"
        share = row["n"] / max(read.get(row["source"], 0), 1)
        named = row["column_name"] or row["table_name"]
        yield Finding(
            "quarantined",
            f"{'rejected rows' if is_row else 'values left empty'}: {named} {row['reason']}",
            f"{row['source']}: {named}",
            int(row["n"]),
            read.get(row["source"], 0),
            "The rows are in no figure." if is_row else "The rows count, without that value.",
            "steelyard export quarantine.csv --table quarantine",
            "warning" if share > 0.01 else "note",
        )


def _orphans(look: Look) -> Iterator[Finding]:
    orphans: Any = look.snapshot.manifest.notes.get("orphans", {})
    for pointer, count in orphans.items():
        table, _, column = pointer.partition(".")
        known = look.snapshot.manifest.known.get(table, {}).get(column, 0)
        yield Finding(
            "orphans",
            "ids that lead nowhere",
            pointer,
            int(count),
            known,
            "Those rows cannot be joined to what they speak of.",
            "Load the files they point to, or check that both write ids alike (prefixes, leading zeros).",
            "warning" if known and count > 0.05 * known else "note",
        )


def _ends(look: Look) -> Iterator[Finding]:
    on = quoted("on")
    rows = look.rows(f"SELECT source, max({on}) AS last, count(*) AS n FROM contacts GROUP BY source ORDER BY last")
    if len(rows) < 2:
        return
    newest: date = rows[-1]["last"]
    for row in rows:
        if newest - row["last"] > _BEHIND:
            yield Finding(
                "behind",
                f"ends on {row['last']}, {(newest - row['last']).days} days before the newest source",
                row["source"],
                int(row["n"]),
                0,
                "The horizon is that of the source that ends first: later issues of all sources wait for it.",
                "Load its newer files, or declare covers_until if it is complete.",
            )


def _begins(look: Look) -> Iterator[Finding]:
    """Sources that join later than the first: what is counted of all steps up on that day."""
    on = quoted("on")
    rows = look.rows(f"SELECT source, min({on}) AS first, count(*) AS n FROM contacts GROUP BY source")
    declared = look.settings.covers_from
    earliest: date = min((row["first"] for row in rows), default=date.max)
    for row in rows:
        first: date = row["first"]
        if first - earliest <= _JOINS or (declared is not None and declared >= first):
            continue
        since = look.rows(f"SELECT count(*) AS n FROM contacts WHERE {on} >= DATE '{first}'")[0]["n"]
        share = row["n"] / max(since, 1)
        if share >= _JOINS_SHARE:
            yield Finding(
                "begins",
                f"begins on {first}, {(first - earliest).days} days after the first source",
                row["source"],
                int(row["n"]),
                int(since),
                f"From then on {share:.0%} of contacts are its own: contacts, issues and returns of all step on that "
                "day, whatever the service did.",
                f"Load its earlier files, or write covers_from = {first} in it: no earlier day is compared then. "
                "Where the channel opened that day, compare channels by themselves.",
            )


def _closed_only(look: Look) -> Iterator[Finding]:
    found: Any = look.snapshot.manifest.notes.get("closed_since", {})
    for source, since_on in found.items():
        rows = look.rows("SELECT source, count(*) AS n FROM contacts GROUP BY source ORDER BY source")
        count = sum(int(row["n"]) for row in rows if row["source"] == source)
        yield Finding(
            "closed_only",
            f"only contacts closed from {since_on} on: starts reach further back, but thin out",
            source,
            count,
            0,
            "Of earlier contacts only those that took long are there, and of the newest only those already closed: "
            "periods, and durations in them, cannot be compared. Comparisons over time are refused.",
            "Export all contacts that began since a day, closed or not, and load them in place of these.",
        )


def _quiet_days(look: Look) -> Iterator[Finding]:
    on = quoted("on")
    rows = look.rows(f"SELECT source, {on} AS day, count(*) AS n FROM contacts GROUP BY source, {on}")
    for source in sorted({row["source"] for row in rows}):
        days = {row["day"]: row["n"] for row in rows if row["source"] == source and row["day"]}
        span = (max(days) - min(days)).days + 1 if days else 0
        if span < 14 or sum(days.values()) < _BUSY * len(days):
            continue
        every = [min(days) + timedelta(days=step) for step in range(span)]
        silent = [name for place, name in enumerate(_WEEKDAYS) if not any(day.weekday() == place for day in days)]
        gaps = [day for day in every if day not in days and _WEEKDAYS[day.weekday()] not in silent]
        if silent:
            why = "Opening hours, or days the export leaves out: durations run on through them."
            next = "If customers could reach you then, ask for those days."
            what = f"no contact on any {' or '.join(silent)}"
            yield Finding("silent_weekdays", what, source, span - len(days), span, why, next, "note")
        longest = _longest(gaps)
        if longest >= _GAP_DAYS:
            why = "A hole in the export looks like customers who did not come back."
            next = "Ask for the missing days, or declare nothing about periods that hold them."
            what = f"days without a single contact, up to {longest} in a row"
            yield Finding("gap", what, source, len(gaps), span, why, next)


def _longest(days: list[date]) -> int:
    """Length of the longest run of consecutive days."""
    best = run = 0
    for place, day in enumerate(days):
        run = run + 1 if place and day - days[place - 1] == timedelta(days=1) else 1
        best = max(best, run)
    return best


def _words(look: Look, column: str, tables: Sequence[str]) -> Iterator[Finding]:
    """Words that differ in case, blanks or punctuation only; ids, which punctuation may tell apart, without that."""
    counted = " UNION ALL ".join(f"SELECT {column} AS word FROM {table}" for table in tables)
    rows = look.rows(
        f"SELECT word, count(*) AS n FROM ({counted}) AS words WHERE word IS NOT NULL GROUP BY word ORDER BY word"
    )
    is_id = column.endswith("_id")
    spellings: dict[str, dict[str, int]] = {}
    for row in rows:
        kept = (sign for sign in row["word"].casefold() if not sign.isspace() and (is_id or sign.isalnum()))
        spellings.setdefault("".join(kept) or row["word"], {})[row["word"]] = int(row["n"])
    unlike = {key: words for key, words in spellings.items() if len(words) > 1}
    if not unlike:
        return
    many = f"{len(unlike)} {_NOUNS.get(column, column)}{'s' if len(unlike) > 1 else ''}"
    yield Finding(
        "spellings",
        f"{many} spelled in several ways, that differ in case, blanks or signs only",
        f"{', '.join(tables)}: {column}",
        sum(sum(words.values()) for words in unlike.values()),
        sum(int(row["n"]) for row in rows),
        f"Each spelling counts as {_ONE.get(column, 'a ' + column)} of its own: comparisons fall apart, and what "
        "is joined by it.",
        f"Bring them to one form: {column} = {{ sql = 'lower(trim(\"its column\"))' }}"
        if is_id
        else f"Map them to one word with values on {column}.",
    )


def _strangers(look: Look) -> Iterator[Finding]:
    rows = look.rows(
        "SELECT source, topic AS word, count(*) AS n FROM contacts WHERE topic IS NOT NULL GROUP BY source, topic"
    )
    total = sum(int(row["n"]) for row in rows)
    by_source: dict[str, set[str]] = {}
    for row in rows:
        by_source.setdefault(row["source"], set()).add(row["word"].lower())
    for one, other in combinations(sorted(by_source), 2):
        if not by_source[one] & by_source[other]:
            yield Finding(
                "topics_differ",
                f"{one} and {other} have not one topic in common",
                "contacts: topic",
                sum(int(row["n"]) for row in rows if row["source"] in (one, other)),
                total,
                "A return from one to the other is not seen as the same issue.",
                "Group the topics of both in [topic_families].",
            )

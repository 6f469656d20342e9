"""Event logs: several rows per case. A view makes one row of each, from the last row or from its activities."""

from __future__ import annotations

from dataclasses import dataclass

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, guess_columns
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import SURE, Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.rows import Rows, doubted
from steelyard.settings.model import ColumnMapping

INPUT = "events"
_ROWS_PER_CASE = 1.5
_MOST_ACTIVITIES = 200
_SOLVED = ("resolve", "solve", "fixed")
_DONE = ("complete",)
_REOPENED = {"reopen", "reopened", "reopening", "reopens"}
_STEPS = 1.5
"""A case is solved about once: what happens more often in a case that has it is the end of a step."""
_CLOSED = ("closed", "close", "end")


@dataclass(frozen=True)
class Log:
    """A view over the rows of a log.

    Args:
        contacts: the mapping of what the view gives; None where its columns are those of the file.
    """

    view: str
    note: str
    contacts: TableProposal | None = None


def find_log(file: File, keys: Keys) -> Log | None:
    """The log in a file; None where its rows are no events of cases."""
    case = _case(file, keys)
    if case is None:
        return None
    distinct = keys.distinct(case.name)
    said = f"an event log: {keys.rows:,} rows of {distinct:,} cases in {case.name}"
    activity = _activity(file)
    opened = guess_columns("contacts", file).get("opened_at")
    if activity and opened and len(opened.mapping.columns) == 1:
        return _from_activities(case, activity, opened, file, said, Rows(keys.connection, keys.relation))
    order = _order(file)
    return _last_rows(case, order, said) if order else None


def _case(file: File, keys: Keys) -> Profile | None:
    """The column that names the case: called so, on every row, with several rows to a value.

    Of several the one called so most clearly, then the one whose values bring most other columns with them.
    """
    fitting = [
        (strength, profile)
        for profile in file.profiles.values()
        if (strength := names.match("contacts", "contact_id", profile.name, file.noun)[0]) >= 0.5
        and profile.known >= 0.99 * profile.rows
        and profile.kind in ("text", "number")
        and keys.rows >= _ROWS_PER_CASE * max(profile.distinct, 1)
        and keys.rows >= _ROWS_PER_CASE * keys.distinct(profile.name)
    ]
    best = max((strength for strength, _ in fitting), default=0.0)
    likely = [profile for strength, profile in fitting if strength >= best - 0.05]
    return max(likely, key=lambda profile: len(keys.shared(profile.name)), default=None) if likely else None


def _activity(file: File) -> Profile | None:
    fitting = [
        (names.match("activity", "activity", p.name)[0], p)
        for p in file.profiles.values()
        if p.kind == "text" and 1 < p.distinct <= _MOST_ACTIVITIES and p.known >= 0.9 * p.rows
    ]
    best = max(fitting, key=lambda entry: entry[0], default=None)
    return best[1] if best and best[0] > SURE else None


def _order(file: File) -> str:
    """SQL by which the rows of a case follow each other: a counter before an instant."""
    found = [p for p in file.profiles.values() if names.match("version", "version", p.name)[0] > 0.8]
    counters = [p for p in found if p.kind == "number" and p.is_whole]
    if counters:
        return f"TRY_CAST({quoted(counters[0].name)} AS BIGINT)"
    instants = [p for p in found if p.moment and p.moment.is_plain]
    return _instant(instants[0]) if instants else ""


def _instant(profile: Profile) -> str:
    moment, column = profile.moment, quoted(profile.name)
    assert moment is not None
    if moment.unit:
        return f"TRY_CAST({column} AS DOUBLE)"
    if not moment.formats:
        return f"TRY_CAST({column} AS TIMESTAMPTZ)"
    read = [f"try_strptime({column}, {literal(form)})" for form in moment.formats]
    return read[0] if len(read) == 1 else f"coalesce({', '.join(read)})"


def _last_rows(case: Profile, order: str, said: str) -> Log:
    view = (
        f"SELECT *\nFROM {INPUT}\nQUALIFY row_number() OVER (\n"
        f"  PARTITION BY {quoted(case.name)} ORDER BY {order} DESC NULLS LAST, _row DESC) = 1"
    )
    return Log(view, f"{said}; the last row of each case holds its final values")


def _from_activities(case: Profile, activity: Profile, opened: Guess, file: File, said: str, rows: Rows) -> Log:
    at = _instant(file.profiles[opened.mapping.columns[0]])
    solved = _activities(activity, _SOLVED) or _activities(activity, _DONE)
    again = [value for value in activity.values if _REOPENED & set(names.words(value).split())]
    closed = [value for value in _activities(activity, _CLOSED) if value not in solved]
    agent = guess_columns("contacts", file).get("agent_id")
    parts = [f"{quoted(case.name)} AS case_id", f"{quoted(activity.name)} AS activity", f"{at} AS happened"]
    if agent and agent.is_sure:
        parts.append(f"{quoted(agent.mapping.columns[0])} AS agent")
    facts = ["case_id", "min(happened) AS begun", "max(happened) AS last"]
    guesses = [
        _guess("contact_id", "case_id", 0.95, "one row for each case"),
        _guess("opened_at", "begun", 0.9, "the case's first event"),
        Guess(ColumnMapping("direction", constant="inbound"), 0.6, "no column says who began it"),
    ]
    if solved:
        condition = f"activity IN ({', '.join(map(literal, solved))})"
        facts.append(f"max(happened) FILTER (WHERE {condition}) AS solved")
        ended = _guess("resolved_at", "solved", 0.85, f"last event called {' or '.join(solved)}")
        times = _times(rows, case, activity, solved)
        guesses.append(ended if times < _STEPS else doubted(ended, _steps(solved, times)))
        if not again:
            facts.append(f"greatest(count(*) FILTER (WHERE {condition}) - 1, 0) AS reopened")
            back = _guess("reopens", "reopened", 0.75, f"times after the first that {' or '.join(solved)} occurs")
            guesses.append(back if times < _STEPS else doubted(back, _steps(solved, times)))
    if again:
        facts.append(f"count(*) FILTER (WHERE activity IN ({', '.join(map(literal, again))})) AS reopened")
        guesses.append(_guess("reopens", "reopened", 0.85, f"events called {' or '.join(again)}"))
    if len(parts) == 4:
        facts.append(f"arg_max(agent, happened){f' FILTER (WHERE {condition})' if solved else ''} AS solver")
        guesses.append(
            _guess("agent_id", "solver", 0.8, "who did the last solving event" if solved else "who did the last event")
        )
    if closed:
        facts.append(f"bool_or(activity IN ({', '.join(map(literal, closed))})) AS is_closed")
        mapping = ColumnMapping("ended_at", ("last",), missing_when="is_closed = 'false'")
        guesses.append(Guess(mapping, 0.85, f"last event, where {' or '.join(closed)} occurs"))
    listed = ",\n       ".join(facts)
    view = (
        f"WITH once AS (\n  SELECT DISTINCT {', '.join(parts)}\n  FROM {INPUT}\n)\n"
        f"SELECT {listed}\nFROM once\nGROUP BY case_id"
    )
    table = TableProposal("contacts", tuple(guesses), key=("case_id",), key_reason="one row for each case")
    return Log(view, said, table)


def _times(rows: Rows, case: Profile, activity: Profile, solved: list[str]) -> float:
    """How often the solving events occur in a case that has one."""
    condition = f"{quoted(activity.name)} IN ({', '.join(map(literal, solved))})"
    sql = f"SELECT count(*), count(DISTINCT {quoted(case.name)}) FROM {rows.relation} WHERE {condition}"
    events, cases = rows.connection.execute(sql).fetchone()
    return float(events / cases) if cases else 0.0


def _steps(solved: list[str], times: float) -> str:
    return f"but {' or '.join(solved)} occurs {times:.1f} times in a case that has it: is it the end of a step?"


def _activities(activity: Profile, stems: tuple[str, ...]) -> list[str]:
    """Values in which a word begins with a stem; denials and rare ones beside a frequent one are left out."""
    found: list[str] = []
    for value in activity.values:
        spoken = names.words(value).split()
        if any(word.startswith(stems) for word in spoken) and not {"not", "un", "re"} & set(spoken):
            found.append(value)
    return [value for value in found if activity.top[value] > 0.1 * activity.top[found[0]]]


def _guess(target: str, column: str, confidence: float, reason: str) -> Guess:
    return Guess(ColumnMapping(target, (column,)), confidence, reason)

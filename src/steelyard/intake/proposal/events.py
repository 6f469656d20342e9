"""Event logs: several rows per case. A view makes one contact of each, from the last row or from its activities;
another makes the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.cases import Case, called_case, told_case
from steelyard.intake.proposal.changes import Changes, find_changes
from steelyard.intake.proposal.columns import File, guess_columns
from steelyard.intake.proposal.event_columns import (
    INPUT,
    MOST_ACTIVITIES,
    find_activity,
    find_order,
    find_time,
    instant,
    is_read,
    place,
)
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.lifecycle import Lifecycle, find_lifecycle
from steelyard.intake.proposal.model import SURE, Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.rows import Rows, doubted
from steelyard.intake.proposal.step_kinds import Kinds, find_kinds
from steelyard.settings.mapping import ColumnMapping

_MOST_LISTED = 60
_SOLVED = ("resolve", "solve", "fixed")
_DONE = ("complete",)
_REOPENED = {"reopen", "reopened", "reopening", "reopens"}
_STEPS = 1.5
"""A case is solved about once: what happens more often in a case that has it is the end of a step."""
_LAST = 0.5
"""After a case is solved little happens: what more cases go on after than stop at is the end of a step."""
_CLOSED = ("closed", "close", "end")
_CHANGED = 0.85
"""How sure a history of fields is one of states."""
_OF_CASE = ("customer_id", "channel", "topic", "segment", "priority")
"""What a contact takes from columns that say one thing for each case."""


@dataclass(frozen=True)
class Steps:
    """A view that makes the steps of a log, and how they are mapped."""

    view: str
    table: TableProposal
    note: str = ""


@dataclass(frozen=True)
class Log:
    """A view over the rows of a log.

    Args:
        contacts: the mapping of what the view gives; None where its columns are those of the file.
        steps: None where no column says what happened, or when.
    """

    view: str
    note: str
    contacts: TableProposal | None = None
    steps: Steps | None = None


@dataclass(frozen=True)
class _Parts:
    """The columns of a log, as SQL over its rows.

    Args:
        counts: activity -> events. place: orders events of one instant. begun: empty where none says when work began.
    """

    case: Case
    activity: str
    counts: Mapping[str, int]
    happened: str
    place: str
    opened: Guess
    begun: str
    agent: str
    team: str
    lifecycle: Lifecycle
    kinds: Kinds


def find_log(file: File, keys: Keys, *, is_else: bool = False) -> Log | None:
    """The log in a file; None where its rows are no events of cases.

    Args:
        is_else: the rows may be something else, too, so that a case must be called one.
    """
    changes, opened = find_changes(file), find_time(file)
    activity, confidence = (changes.state, _CHANGED) if changes else find_activity(file)
    case = called_case(file, keys)
    if case and activity and case.name == activity.name:
        told = (
            told_case(file, keys, activity, instant(opened.mapping, file), opened.mapping.columns) if opened else None
        )
        case = told or case
        activity, confidence = (activity, confidence) if told else find_activity(file, but=case.name)
    if case is None and activity and opened and not is_else:
        case = told_case(file, keys, activity, instant(opened.mapping, file), opened.mapping.columns)
    if case is None:
        return None
    distinct = keys.distinct(case.name)
    said = f"an event log: {keys.rows:,} rows of {distinct:,} cases in {case.name}"
    rows = Rows(keys.connection, keys.relation)
    if activity and opened:
        parts = _parts(case, activity, opened, file, rows, keys.source, changes)
        return _from_activities(parts, file, keys, said, rows, confidence)
    order = find_order(file)
    return _last_rows(case, order, said, _states(case, file, rows, keys.source)) if order else None


def _parts(
    case: Case, activity: Profile, at: Guess, file: File, rows: Rows, source: str, changes: Changes | None = None
) -> _Parts:
    happened = instant(at.mapping, file)
    lifecycle = Lifecycle(condition=changes.condition, note=changes.note) if changes else find_lifecycle(file, activity)
    only = f" WHERE {changes.condition}" if changes else ""
    spelled = lifecycle.activity(quoted(activity.name))
    found = guess_columns("steps", file)
    begun = found.get("started_at")
    telling = {target: guess for target, guess in found.items() if guess.is_sure and guess.mapping.columns}
    columns = {target: guess.mapping.columns[0] for target, guess in telling.items()}
    agents = guess_columns("contacts", file).get("agent_id")
    agent = agents.mapping.columns[0] if agents and agents.is_sure else columns.get("agent_id", "")
    taken = {case.name, activity.name, *at.mapping.columns, lifecycle.column}
    counted = f"SELECT {spelled} AS one, count(*) AS n FROM {rows.relation}{only} GROUP BY 1 ORDER BY n DESC, one"
    counts = {str(one): int(n) for one, n in rows.connection.execute(counted).fetchall() if one is not None}
    has_begin = (
        begun is not None
        and begun.confidence >= SURE
        and begun.mapping.columns != at.mapping.columns
        and is_read(begun.mapping, file)
    )
    return _Parts(
        case,
        spelled,
        counts,
        happened,
        place(Rows(rows.connection, source), case.name, happened),
        at,
        instant(begun.mapping, file) if begun and has_begin else "",
        quoted(agent) if agent and agent not in taken else "",
        quoted(columns["team"]) if columns.get("team", case.name) not in taken | {agent} else "",
        lifecycle,
        find_kinds(tuple(counts)),
    )


def _last_rows(case: Case, order: str, said: str, steps: Steps | None) -> Log:
    view = (
        f"SELECT *\nFROM {INPUT}\nQUALIFY row_number() OVER (\n"
        f"  PARTITION BY {quoted(case.name)} ORDER BY {order} DESC NULLS LAST, _row DESC) = 1"
    )
    return Log(view, f"{said}; the last row of each case holds its final values", steps=steps)


def _states(case: Case, file: File, rows: Rows, source: str) -> Steps | None:
    """The steps of a history of updates: its rows in which the state is another than before."""
    states = [
        p
        for p in file.profiles.values()
        if 1 < p.distinct <= MOST_ACTIVITIES
        and p.kind == "text"
        and p.known >= 0.9 * p.rows
        and (names.match("activity", "activity", p.name)[0] or _is_state(p))
    ]
    moments = [
        p
        for p in file.profiles.values()
        if p.moment and p.moment.is_plain and names.match("version", "version", p.name)[0] > 0.8
    ]
    if not states or not moments:
        return None
    at = Guess(ColumnMapping("at", (moments[0].name,)), 0.8, "when the row was written")
    parts = _parts(case, states[0], at, file, rows, source)
    parts = replace(parts, begun="", lifecycle=Lifecycle())
    changed = (
        "SELECT * FROM rows_once\nQUALIFY activity IS DISTINCT FROM lag(activity) OVER (PARTITION BY case_id ORDER BY "
        "happened, place)"
    )
    return Steps(
        f"WITH rows_once AS (\n{_told(parts)}\n)\n{changed}",
        _steps_table(parts, 0.7),
        f"a step is a change of {states[0].name}",
    )


def _is_state(profile: Profile) -> bool:
    spoken = names.words(profile.name).split()
    return bool(spoken) and spoken[-1] in ("state", "status")


def _from_activities(parts: _Parts, file: File, keys: Keys, said: str, rows: Rows, confidence: float) -> Log:
    solved = _named(parts, _SOLVED, "solved") or _named(parts, _DONE)
    again = [v for v in parts.counts if _REOPENED & set(names.words(v).split()) or v in parts.kinds.of("reopened")]
    closed = [value for value in _named(parts, _CLOSED, "closed") if value not in solved]
    fields = [f"{quoted(parts.case.name)} AS case_id", f"{parts.activity} AS activity", f"{parts.happened} AS happened"]
    if parts.agent:
        fields.append(f"{parts.agent} AS agent")
    if parts.team:
        fields.append(f"{parts.team} AS team")
    if parts.begun:
        fields.append(f"{parts.begun} AS begun")
    counted = parts.lifecycle.is_end or parts.lifecycle.condition
    if counted:
        fields.append(f"{counted} AS is_end")
    of_case = _of_case(file, keys, parts)
    fields += [f"{quoted(guess.mapping.columns[0])} AS {target}" for target, guess in of_case.items()]
    facts = [
        "case_id",
        "min(coalesce(begun, happened)) AS begun" if parts.begun else "min(happened) AS begun",
        "max(happened) AS last",
    ]
    begins = Guess(ColumnMapping("opened_at", ("begun",)), min(0.9, parts.opened.confidence), "the case's first event")
    guesses = [
        _guess("contact_id", "case_id", parts.case.confidence, parts.case.reason),
        *([_guess("customer_id", "case_id", 0.9, "called a customer")] if parts.case.is_customer else []),
        begins,
        Guess(ColumnMapping("direction", constant="inbound"), 0.6, "no column says who began it"),
    ]
    ended = " AND is_end" if counted else ""
    if solved:
        condition = f"activity IN ({', '.join(map(literal, solved))}){ended}"
        facts.append(f"max(happened) FILTER (WHERE {condition}) AS solved")
        done = _guess("resolved_at", "solved", 0.85, f"last event called {' or '.join(solved)}")
        doubt = _doubt(rows, parts, solved, (*closed, *again))
        guesses.append(doubted(done, doubt) if doubt else done)
        if not again:
            facts.append(f"greatest(count(*) FILTER (WHERE {condition}) - 1, 0) AS reopened")
            back = _guess("reopens", "reopened", 0.75, f"times after the first that {' or '.join(solved)} occurs")
            guesses.append(doubted(back, doubt) if doubt else back)
    if again:
        facts.append(f"count(*) FILTER (WHERE activity IN ({', '.join(map(literal, again))}){ended}) AS reopened")
        guesses.append(_guess("reopens", "reopened", 0.85, f"events called {' or '.join(again)}"))
    if parts.agent:
        facts.append(f"arg_max(agent, happened){f' FILTER (WHERE {condition})' if solved else ''} AS solver")
        guesses.append(
            _guess("agent_id", "solver", 0.8, "who did the last solving event" if solved else "who did the last event")
        )
    if parts.team:
        facts.append("arg_max(team, happened) AS last_team")
        guesses.append(_guess("team", "last_team", 0.75, "who had the last event"))
    handed = parts.kinds.of("transferred")
    if handed:
        facts.append(f"count(*) FILTER (WHERE activity IN ({', '.join(map(literal, handed))}){ended}) AS handed_on")
        guesses.append(_guess("transfers", "handed_on", 0.7, f"events called {' or '.join(handed)}"))
    if closed:
        facts.append(f"bool_or(activity IN ({', '.join(map(literal, closed))})) AS is_closed")
        mapping = ColumnMapping("ended_at", ("last",), missing_when="is_closed = 'false'")
        guesses.append(Guess(mapping, 0.85, f"last event, where {' or '.join(closed)} occurs"))
    for target, guess in of_case.items():
        facts.append(f"any_value({target}) AS {target}")
        mapping = replace(guess.mapping, columns=(target,))
        guesses.append(Guess(mapping, guess.confidence, f"{guess.reason}; one for each case"))
    listed = ",\n       ".join(facts)
    view = (
        f"WITH once AS (\n  SELECT DISTINCT {', '.join(fields)}\n  FROM {INPUT}\n)\n"
        f"SELECT {listed}\nFROM once\nGROUP BY case_id"
    )
    table = TableProposal("contacts", tuple(guesses), key=("case_id",), key_reason="one row for each case")
    again_there = parts.case.profile.rows - keys.rows
    alike = f"{again_there:,} rows stand in it again, alike in all columns: each is a step" if again_there else ""
    note = "; ".join(filter(None, (parts.lifecycle.note, alike)))
    steps = Steps(_steps_view(parts), _steps_table(parts, confidence), note)
    return Log(view, said, table, steps)


def _of_case(file: File, keys: Keys, parts: _Parts) -> dict[str, Guess]:
    """Columns that say one thing for each case, and what of a contact they are."""
    shared = set(keys.shared(parts.case.name))
    found = guess_columns("contacts", file)
    return {
        target: guess
        for target in _OF_CASE
        if (guess := found.get(target))
        and guess.is_sure
        and not guess.mapping.sql
        and len(guess.mapping.columns) == 1
        and guess.mapping.columns[0] in shared
    }


def _told(parts: _Parts) -> str:
    """SELECT of the events, each with the row it stands on."""
    fields = [f"{quoted(parts.case.name)} AS case_id", f"{parts.activity} AS activity", f"{parts.happened} AS happened"]
    fields += [f"{parts.begun} AS begun"] if parts.begun else []
    fields += [f"{parts.agent} AS agent"] if parts.agent else []
    fields += [f"{parts.team} AS team"] if parts.team else []
    fields += [f"{parts.lifecycle.is_end} AS is_end"] if parts.lifecycle.is_end else []
    where = f"\nWHERE {parts.lifecycle.condition}" if parts.lifecycle.condition else ""
    return f"SELECT {', '.join([*fields, f'{parts.place} AS place'])}\nFROM {INPUT}{where}"


def _steps_view(parts: _Parts) -> str:
    """SELECT of the steps; of a begin and a completion one step, with the begin where it lasted."""
    if not parts.lifecycle.is_end:
        return _told(parts)
    others = [name for name, column in (("agent", parts.agent), ("team", parts.team)) if column]
    listed = ", ".join(["case_id", "activity", "happened", *others, "place"])
    return (
        f"WITH told AS (\n{_told(parts)}\n), paired AS (\n"
        "SELECT *, lag(CASE WHEN NOT is_end THEN happened END) OVER way AS before,\n"
        "       coalesce(lead(is_end) OVER way, false) AS is_finished,\n"
        "       count(*) FILTER (WHERE NOT is_end) OVER work - count(*) FILTER (WHERE is_end) OVER work AS unfinished\n"
        "FROM told\n"
        "WINDOW work AS (PARTITION BY case_id, activity),\n"
        "       way AS (PARTITION BY case_id, activity ORDER BY happened, place)\n)\n"
        f"SELECT {listed}, CASE WHEN is_end AND before < happened THEN before END AS begun\n"
        "FROM paired\nWHERE is_end OR (NOT is_finished AND unfinished > 0)\n"
        "QUALIFY is_end OR row_number() OVER (\n"
        "  PARTITION BY case_id, activity, is_end, is_finished ORDER BY happened DESC, place DESC) <= unfinished"
    )


def _steps_table(parts: _Parts, confidence: float) -> TableProposal:
    at = Guess(ColumnMapping("at", ("happened",)), min(0.9, parts.opened.confidence), parts.opened.reason)
    guesses = [
        _guess("contact_id", "case_id", parts.case.confidence, "the case"),
        _guess("step", "activity", confidence, f"{len(parts.counts):,} different ones"),
        at,
        _guess(
            "place",
            "place",
            0.9,
            "its row" if parts.place == "_row" else "its row, from the last: the newest stand first",
        ),
    ]
    if parts.begun or parts.lifecycle.is_end:
        guesses.append(_guess("started_at", "begun", 0.85, "when work on it began, where that is not the same instant"))
    if parts.agent:
        guesses.append(_guess("agent_id", "agent", 0.85, "who did it"))
    if parts.team:
        guesses.append(_guess("team", "team", 0.85, "who had it"))
    guesses += _kinds(parts)
    return TableProposal("steps", tuple(guesses), key_reason="no key: each row of the view is a step")


def _kinds(parts: _Parts) -> list[Guess]:
    """What the activities are: those whose whole name says it; where none does, unsure, by parts of the names."""
    usual = set(_named(parts, _SOLVED, "solved"))
    said = {value: kind for value, kind in parts.kinds.said.items() if kind != "solved" or value in usual}
    meant, vague = said or parts.kinds.guessed, parts.kinds.guessed
    if not meant:
        return []
    if len(parts.counts) <= _MOST_LISTED:
        values = {activity: meant.get(activity, "") for activity in parts.counts}
        mapping = ColumnMapping("kind", ("activity",), values=values)
    else:
        cases = " ".join(f"WHEN {literal(value)} THEN {literal(kind)}" for value, kind in meant.items())
        mapping = ColumnMapping("kind", sql=f"CASE activity {cases} END")
    reason = f"{len(meant)} of {len(parts.counts)} activities say what they are"
    if not said:
        return [Guess(mapping, 0.5, f"{reason}, by a part of the name only")]
    asked = ", ".join(f"{activity} ({kind}?)" for activity, kind in list(vague.items())[:3])
    return [Guess(mapping, 0.75, f"{reason}; left open: {asked}" if asked else reason)]


def _doubt(rows: Rows, parts: _Parts, solved: list[str], after: Sequence[str]) -> str:
    """Why the solving events may end steps and not cases; empty where nothing speaks for it.

    Args:
        after: activities that may follow a solution.
    """
    counted = parts.lifecycle.is_end or parts.lifecycle.condition
    ended = f" AND {counted}" if counted else ""
    is_solving = f"{parts.activity} IN ({', '.join(map(literal, solved))}){ended}"
    allowed = ", ".join(map(literal, (*solved, *after)))
    others = f"max(CASE WHEN {parts.activity} NOT IN ({allowed}) THEN {parts.happened} END)"
    sql = (
        "SELECT sum(times), count(*), avg(CASE WHEN others <= solved OR others IS NULL THEN 1.0 ELSE 0.0 END) FROM ("
        f"SELECT count(*) FILTER (WHERE {is_solving}) AS times, max(CASE WHEN {is_solving} THEN {parts.happened} END) "
        f"AS solved, {others} AS others FROM {rows.relation} GROUP BY {quoted(parts.case.name)}) WHERE times > 0"
    )
    events, cases, last = rows.connection.execute(sql).fetchone()
    named = " or ".join(solved)
    if cases and events / cases >= _STEPS:
        return f"but {named} occurs {events / cases:.1f} times in a case that has it: is it the end of a step?"
    if cases and last < _LAST:
        return f"but {100 - 100 * last:.0f}% of the cases that have {named} go on after it: is it the end of a step?"
    return ""


def _named(parts: _Parts, stems: tuple[str, ...], kind: str = "") -> list[str]:
    """Activities in which a word begins with a stem, or that are of a kind; denials and rare ones beside a frequent
    one are left out."""
    found: list[str] = []
    of_kind = set(parts.kinds.of(kind)) if kind else set()
    for value in parts.counts:
        spoken = names.words(value).split()
        is_said = any(word.startswith(stems) for word in spoken) and not {"not", "un", "re"} & set(spoken)
        if is_said or value in of_kind:
            found.append(value)
    return [value for value in found if parts.counts[value] > 0.1 * parts.counts[found[0]]]


def _guess(target: str, column: str, confidence: float, reason: str) -> Guess:
    return Guess(ColumnMapping(target, (column,)), confidence, reason)

"""Which canonical tables a file fills, and with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from steelyard import schema
from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.aggregates import summed_columns
from steelyard.intake.proposal.by_words import told_by_words
from steelyard.intake.proposal.columns import File, guess_columns, worth_saying
from steelyard.intake.proposal.exclusions import find_excluded
from steelyard.intake.proposal.handling import find_handling, find_idle
from steelyard.intake.proposal.item_rows import find_item_rows
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import Guess, TableProposal
from steelyard.intake.proposal.parties import ends_of_calls, find_customers
from steelyard.intake.proposal.payroll import find_ledger, find_payroll, find_wide_ledger
from steelyard.intake.proposal.people import find_people
from steelyard.intake.proposal.repeated_ids import told_apart
from steelyard.intake.proposal.rows import Rows
from steelyard.intake.proposal.score_sheets import beside
from steelyard.intake.proposal.survey_items import find_items, links
from steelyard.intake.proposal.surveys import find_scores, find_surveys, identified
from steelyard.intake.proposal.trials import tried
from steelyard.settings.mapping import ColumnMapping

_EVIDENCE = (
    "customer_id", "agent_id", "team", "channel", "topic", "direction", "wait_s", "handle_s", "resolved", "abandoned",
    "ended_at", "resolved_at", "first_reply_at", "priority", "transfers", "reopens", "sla_met",
)  # fmt: skip
_USUAL = 0.9
_BY_NOUN = 0.8
_OPERATIONAL = (
    "first_reply_at", "answered_at", "resolved_at", "wait_s", "handle_s", "wrap_s", "transfers", "reopens", "sla_met",
    "abandoned", "resolved", "closure",
)  # fmt: skip
_CONTACT_NOUNS = frozenset(
    ["ticket", "case", "call", "chat", "conversation", "incident", "interaction", "issue", "request", "email",
     "message", "session", "engagement", "helpdesk"]
)  # fmt: skip
_ANSWER_NOUNS = frozenset(
    [
        "survey",
        "response",
        "rating",
        "feedback",
        "csat",
        "nps",
        "ces",
        "answer",
        "satisfaction",
        "qualtrics",
        "surveymonkey",
        "questionnaire",
        "umfrage",
        "befragung",
        "kundenbefragung",
        "kundenumfrage",
        "fragebogen",
        "zufriedenheit",
        "kundenzufriedenheit",
        "enquête",
        "encuesta",
        "sondaggio",
        "inquérito",
        "enquete",
        "ankieta",
    ]
)
_CHANNELS = {
    "call": "phone", "telephone": "phone", "phone": "phone", "voice": "phone", "chat": "chat", "email": "email",
    "bot": "bot", "ticket": "ticket", "incident": "ticket", "case": "ticket", "helpdesk": "ticket",
}  # fmt: skip


def find_tables(file: File, keys: Keys, connection: Any, stem: str) -> tuple[TableProposal, ...]:
    """The canonical tables a file fills, most telling first; empty where it fills none."""
    paid = find_payroll(file) or find_ledger(file)
    if paid:
        return (paid,)
    if spent := find_wide_ledger(file, Rows(connection, keys.relation)):
        return spent
    for table, is_one in (("evaluations", _is_evaluations), ("costs", _is_costs), ("outcomes", _is_outcomes)):
        found = worth_saying(guess_columns(table, file))
        if is_one(found, file):
            return (_keyed(TableProposal(table, tuple(found.values())), keys),)
    rows = find_item_rows(file, keys)
    if rows:
        return rows
    contacts = _contacts(file, keys, connection, stem)
    own = contacts.guess("contact_id") if contacts else None
    surveys = tuple(_keyed(table, keys) for table in find_surveys(file, own, stem))
    items = _items(file, contacts, surveys, own, stem)
    others = () if contacts else tuple(_keyed(table, keys) for table in find_people(file))
    scored = _keyed(scored, keys) if contacts and (scored := beside(file, contacts)) else None
    return tuple(filter(None, (contacts, *surveys, *items, scored, *others)))


def _items(
    file: File, contacts: TableProposal | None, surveys: Sequence[TableProposal], own: Guess | None, stem: str
) -> tuple[TableProposal, ...]:
    """Single questions of a survey, identified as its ratings of the whole are."""
    whole = surveys[0] if surveys else identified(file, own)
    if whole is None:
        return ()
    read = [guess for table in (contacts, *surveys) if table for guess in table.guesses]
    taken = [column for guess in read if guess.is_sure or guess.target == "score" for column in guess.mapping.columns]
    spoken = {word.rstrip("s") for word in names.words(stem).split()}
    is_survey = bool(surveys) or bool(spoken & _ANSWER_NOUNS)
    return tuple(find_items(file, surveys, links(whole), taken, is_survey=is_survey))


def _is_evaluations(found: Mapping[str, Guess], file: File) -> bool:
    return _has(found, "evaluation_id", "contact_id", "score", "max_score")


def _is_costs(found: Mapping[str, Guess], file: File) -> bool:
    return _has(found, "from_on", "to_on", "amount")


def _is_outcomes(found: Mapping[str, Guess], file: File) -> bool:
    return _has(found, "customer_id", "at", "kind") and bool(
        file.profiles[found["kind"].mapping.columns[0]].has_few_values
    )


def _has(found: Mapping[str, Guess], *targets: str) -> bool:
    return all(target in found and found[target].is_sure for target in targets)


def _contacts(file: File, keys: Keys, connection: Any, stem: str) -> TableProposal | None:
    found = worth_saying(guess_columns("contacts", file))
    named = _contact_id(found, file, keys)
    if named is None:
        return None
    found["contact_id"] = named
    evidence = sum(found[target].is_sure for target in _EVIDENCE if target in found)
    if evidence < 2 or ("opened_at" not in found and (evidence < 4 or named.confidence < 0.9)):
        return None
    if not _is_of_contacts(named, found, file, stem):
        return None
    found |= told_by_words(found, file)
    found |= {guess.target: guess for guess in _constants(found, stem)}
    found |= _marks(found)
    found = {target: guess for target, guess in found.items() if target != "handled_by" or not _says_only_people(guess)}
    rows = Rows(connection, keys.relation)
    found |= tried(found, file, rows)
    found |= find_customers(found, file, rows)
    found |= find_handling(found, file, rows)
    found |= find_idle(found, rows)
    found |= find_excluded(found, file, rows)
    found |= _ends(found, file)
    version = _version(file)
    filter, filter_reason = _filter(found, file)
    return TableProposal(
        "contacts",
        tuple(found.values()),
        key=named.mapping.columns,
        key_reason=_why_key(named, file),
        version=version if version not in named.mapping.columns else "",
        filter=filter,
        filter_reason=filter_reason,
        dimensions=_dimensions(found, file),
        missing=() if "opened_at" in found else ("opened_at",),
        dated=() if "opened_at" in found else _idle_dates(found, file),
    )


def _says_only_people(guess: Guess) -> bool:
    """Whether a guess of who handled contacts only says of some that people did, as of all where nothing is said."""
    return not guess.is_sure and not guess.mapping.sql and {*guess.mapping.values.values()} <= {"human", ""}


def _why_key(named: Guess, file: File) -> str:
    is_shared = len(named.mapping.columns) == 1 and named.mapping.columns[0] not in file.unique
    return "one contact each; rows share it" if is_shared else "unique on all rows, identical rows counted once"


def _idle_dates(found: Mapping[str, Guess], file: File) -> tuple[str, ...]:
    taken = {column for guess in found.values() for column in guess.mapping.columns}
    return tuple(p.name for p in file.profiles.values() if p.moment and p.name not in taken)


def _is_of_contacts(named: Guess, found: Mapping[str, Guess], file: File, stem: str) -> bool:
    """Whether rows are contacts, rather than people or answers about contacts: something of the work shows in them."""
    is_worked = any(found[target].confidence >= _USUAL for target in _OPERATIONAL if target in found)
    if is_worked:
        return True
    called = names.words(named.mapping.columns[-1])
    strength, _ = names.match("contacts", "contact_id", called)
    is_named = strength >= _USUAL and called not in ("contact", "contact id")
    spoken = {word.rstrip("s") for word in names.words(stem).split()}
    is_called = is_named or bool(spoken & _CONTACT_NOUNS)
    return (is_called or _is_timed(found)) and not _is_of_answers(named, file, spoken)


def _is_timed(found: Mapping[str, Guess]) -> bool:
    """Whether rows begin and end, are somebody's, and came some way or to somebody: a list of people does not."""
    usual = {target for target, guess in found.items() if guess.confidence >= _USUAL}
    return {"customer_id", "opened_at", "ended_at"} <= usual and bool(usual & {"channel", "topic", "agent_id", "team"})


def _is_of_answers(named: Guess, file: File, spoken: set[str]) -> bool:
    """Whether a file holds answers: called so, with ids of answers, or with a score on every row."""
    if spoken & _ANSWER_NOUNS:
        return True
    scores = [score for score, _ in find_scores(file)]
    own = guess_columns("surveys", file).get("survey_id")
    if not scores or own is None:
        return False
    has_ids = own.confidence >= _USUAL and own.mapping.columns != named.mapping.columns
    return has_ids or file.profiles[scores[0].mapping.columns[0]].known_share > 0.99


def _contact_id(found: Mapping[str, Guess], file: File, keys: Keys) -> Guess | None:
    """A unique id; else the named id with what tells apart the rows that share it."""
    named = found.get("contact_id")
    if named is None:
        return _joint_id(found, file, keys)
    if named.mapping.columns[0] in file.unique:
        return named if named.is_sure and not _is_part(named.mapping.columns[0], file, keys) else None
    return told_apart(named, found, file, keys, _version(file))


def _is_part(name: str, file: File, keys: Keys) -> bool:
    """Whether a vague id is that of steps or legs, because a clear id of contacts stands on several rows beside it."""
    if names.match("contacts", "contact_id", name, file.noun)[0] >= _BY_NOUN:
        return False
    clear = [p for p in file.profiles.values() if names.match("contacts", "contact_id", p.name)[0] >= _USUAL]
    return any(p.known >= 0.99 * p.rows and keys.rows >= 1.4 * keys.distinct(p.name) for p in clear)


def has_own_id(table: TableProposal, file: File) -> bool:
    """Whether contacts have an id called so that no two rows share."""
    return (
        table.table == "contacts"
        and table.key[:1] == table.key
        and bool(file.unique & set(table.key))
        and names.match("contacts", "contact_id", table.key[0], file.noun)[0] >= _BY_NOUN
    )


def _joint_id(found: Mapping[str, Guess], file: File, keys: Keys) -> Guess | None:
    """Where no column is an id: when it began, whose it is and who took it (or both ends of a call), as many as no two
    rows share."""
    opened, others = found.get("opened_at"), [found.get(target) for target in ("customer_id", "agent_id", "team")]
    known = [guess.mapping.columns[0] for guess in others if guess and guess.is_sure and guess.mapping.columns]
    known += [] if known else ends_of_calls(file)
    if not opened or not opened.is_sure or sum(target in found for target in _EVIDENCE) < 3 or not known:
        return None
    if summed_columns(file):
        return None
    taken = list(opened.mapping.columns)
    for place, column in enumerate(known):
        taken.append(column)
        if keys.is_unique(taken):
            listed = " and ".join(f'"{name}"' for name in taken)
            reason = f"no column is an id; no two rows share {listed}"
            alone = "" if place == 0 else "; are they steps of one contact?"
            return Guess(ColumnMapping("contact_id", tuple(taken)), 0.65 if place == 0 else 0.5, reason + alone)
    return None


def _marks(found: Mapping[str, Guess]) -> dict[str, Guess]:
    """Closed by an agent or the customer is a mark; closed by silence, merging or in bulk is none."""
    closure, resolved = found.get("closure"), found.get("resolved")
    if closure is None or closure.confidence < 0.9 or (resolved and resolved.is_sure):
        return {}
    values = {
        value: True if meaning in ("agent", "customer") else "" for value, meaning in closure.mapping.values.items()
    } or {"agent": True, "customer": True}
    mapping = replace(closure.mapping, target="resolved", values=values)
    return {"resolved": Guess(mapping, 0.7, "closed by an agent or the customer is a mark, the rest says nothing")}


def _constants(found: Mapping[str, Guess], stem: str) -> list[Guess]:
    """What no column says and the file as a whole does."""
    guesses = []
    channel = channel_by_name(stem)
    if not _has(found, "channel") and channel:
        guesses.append(channel)
    elif not _has(found, "channel") and ("wait_s" in found or "self_service_s" in found):
        guesses.append(
            Guess(ColumnMapping("channel", constant="phone"), 0.7, "it has queue times, as telephone systems do")
        )
    if not _has(found, "direction"):
        guesses.append(Guess(ColumnMapping("direction", constant="inbound"), 0.6, "no column says who began it"))
    if channel and channel.mapping.constant == "bot":
        guesses.append(Guess(ColumnMapping("handled_by", constant="bot"), 0.85, f"by the file's name: {stem}"))
    return guesses


def channel_by_name(stem: str) -> Guess | None:
    """The channel a file's name tells."""
    spoken = [word.rstrip("s") for word in names.words(stem).split()]
    told = [channel for word, channel in _CHANNELS.items() if word in spoken]
    return Guess(ColumnMapping("channel", constant=told[0]), 0.75, f"by the file's name: {stem}") if told else None


def _ends(found: Mapping[str, Guess], file: File) -> dict[str, Guess]:
    """An end that carries the start's date is not known where it lies after midnight."""
    opened, ended = found.get("opened_at"), found.get("ended_at")
    if not opened or not ended or len(ended.mapping.columns) != 2 or len(opened.mapping.columns) != 2:
        return {}
    start, end = opened.mapping.columns[1], ended.mapping.columns[1]
    is_padded = all(len(value) == len(file.profiles[end].sample[0]) for value in file.profiles[end].sample[:200])
    if not is_padded or ended.mapping.missing_when:
        return {}
    mapping = replace(ended.mapping, missing_when=f"{quoted(end)} < {quoted(start)}")
    return {"ended_at": Guess(mapping, min(ended.confidence, 0.85), f"{ended.reason}; not known over midnight")}


def _filter(found: Mapping[str, Guess], file: File) -> tuple[str, str]:
    """Rows that are no contacts by a word of the outcome."""
    abandoned = found.get("abandoned")
    column = abandoned.mapping.columns[0] if abandoned and abandoned.mapping.columns else ""
    if not column:
        return "", ""
    junk = {word for word, why in names.vocabulary("excluded").items() if why == "system"}
    values = [value for value in file.profiles[column].values if names.words(value) in junk]
    if not values:
        return "", ""
    listed = ", ".join(map(literal, values))
    share = sum(file.profiles[column].top[value] for value in values) / file.profiles[column].rows
    return f"{quoted(column)} NOT IN ({listed})", f"0.80: {' and '.join(values)} is no contact, {share:.1%} of rows"


def _version(file: File) -> str:
    found = [p.name for p in file.profiles.values() if p.moment and names.match("version", "version", p.name)[0] > 0.8]
    return found[0] if found else ""


def _dimensions(found: Mapping[str, Guess], file: File) -> dict[str, str]:
    """Columns left over that people like to split by."""
    taken = {column for guess in found.values() if guess.is_sure for column in guess.mapping.columns}
    stored = {column.name for column in schema.stored_columns("contacts")} | {"site", "family", "period", "metric"}
    dimensions = {}
    for profile in file.profiles.values():
        strength, _ = names.match("dimensions", "dimension", profile.name)
        name = names.words(profile.name).replace(" ", "_")
        if strength > 0.8 and profile.name not in taken and 2 <= profile.distinct <= 200 and profile.kind == "text":
            dimensions[f"{name}_name" if name in stored else name] = profile.name
    return dimensions


def _keyed(table: TableProposal, keys: Keys) -> TableProposal:
    """The table with the key found unique on all rows: its own columns, in the order the schema names them."""
    if table.key:
        return table
    wanted = [name for name in schema.table(table.table).key if name != "to_on"]
    columns = [
        column for name in wanted if (guess := table.guess(name)) and guess.is_sure for column in guess.mapping.columns
    ]
    columns = list(dict.fromkeys(columns))
    for count in _counts(table.table, len(columns)):
        if columns and keys.is_unique(columns[:count]):
            return replace(
                table, key=tuple(columns[:count]), key_reason="unique on all rows, identical rows counted once"
            )
    return replace(table, key_reason="no key: no columns were found unique on all rows")


def _counts(table: str, most: int) -> range:
    """Costs and outcomes are told apart by all their key's columns, the others by as few as will do."""
    return range(most, most + 1) if table in ("costs", "outcomes") else range(1, most + 1)

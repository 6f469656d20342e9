"""Columns that stay unused, and why; first those whose name says something that the values do not give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from steelyard import schema
from steelyard.declare import Column
from steelyard.intake.proposal import names
from steelyard.intake.proposal.aggregates import why_summed
from steelyard.intake.proposal.columns import File, guess_columns, read
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import TableProposal, Unused
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.scores import NPS_GROUPS, bare_question, read_scores
from steelyard.intake.proposal.surveys import find_scores

_TABLES = ("contacts", "surveys", "survey_items", "evaluations", "costs", "outcomes", "customers", "agents", "steps")
_MOST_REASONS = 3
_LEAST_SHARED = 2
_LEAST_CASES = 20
_USUAL = 0.8
_MOST_WORDS = 12
_LONGEST = 40
_LETTERS = re.compile(r"[^\W\d_]+")
_MONTH = re.compile(
    r"(jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\Z"
)
_TIMELY = ("instant", "date", "seconds")
_NEEDS = {
    "instant": "an instant", "date": "a date", "seconds": "a duration", "number": "a number", "money": "a number",
    "count": "a whole number", "boolean": "true or false",
}  # fmt: skip
_HINTS = {
    "instant": 'match no format I know; write formats = ["..."]',
    "date": 'match no format I know; write formats = ["..."]',
    "seconds": "are no duration I know; write sql = '...'",
}  # fmt: skip


def find_unused(file: File, tables: Sequence[TableProposal], view: str = "") -> tuple[Unused, ...]:
    """Every column of a file that nothing is read from, the most telling first.

    Args:
        tables: what the file fills; columns of guesses that are unsure stand there.
        view: SQL that reads the file; empty where there is none.
    """
    taken = _taken(tables, view)
    idle = [profile for profile in file.profiles.values() if profile.name not in taken]
    found = [_unused(profile, file, tables) for profile in idle]
    return tuple(sorted(found, key=lambda entry: (not entry.is_telling, not entry.target)))


def _taken(tables: Iterable[TableProposal], view: str) -> set[str]:
    columns, texts = set(), [view]
    for table in tables:
        columns |= {*table.key, *table.dimensions.values(), table.version}
        texts.append(table.filter)
        for guess in table.guesses:
            columns |= set(guess.mapping.columns)
            texts += [guess.mapping.sql, guess.mapping.missing_when]
    return columns | {name for text in texts for name in _named(text)}


def _named(sql: str) -> Iterator[str]:
    yield from (name.replace('""', '"') for name in re.findall(r'"((?:[^"]|"")+)"', sql))


def _unused(profile: Profile, file: File, tables: Sequence[TableProposal]) -> Unused:
    if profile.kind == "empty":
        return Unused(profile.name, "it is empty")
    if scored := _scored(profile, tables):
        return Unused(profile.name, scored, "score")
    meant = _meant(profile, file, [table.table for table in tables] or _tables(file))
    if meant is None:
        return Unused(profile.name, "no canonical column is called so")
    table, column = meant
    if not list(read(table, column, profile, file)):
        is_telling = not _is_of_words(column) or names.match(table, column.name, profile.name)[0] > _USUAL
        return Unused(profile.name, _unfit(column, profile), column.name, is_telling and _could_be(column, profile))
    return Unused(profile.name, _refused(table, column, profile, tables), column.name)


def _tables(file: File) -> list[str]:
    """The tables a name may speak of; "from" and "to" are days of costs only where a column holds amounts."""
    has_amount = any(names.match("costs", "amount", profile.name)[0] for profile in file.profiles.values())
    return [table for table in _TABLES if table != "costs" or has_amount]


def _scored(profile: Profile, tables: Sequence[TableProposal]) -> str:
    """What to say of answers to another question than those taken; empty where it holds none."""
    taken = [
        guess.mapping.columns[0] for table in tables if table.table == "surveys" and (guess := table.guess("score"))
    ]
    if not taken:
        return ""
    if set(map(names.words, profile.values)) <= NPS_GROUPS and profile.values:
        return f"it groups a score; scores are read from {' and '.join(taken)}"
    has_scale = (
        bare_question(profile.name) != profile.name.strip(" ()[]")
        or names.match("surveys", "score", profile.name)[0] > 0.4
    )
    if has_scale and read_scores(profile):
        return f"one question of a kind is taken, {' and '.join(taken)}; map this one instead, or to another instrument"
    return ""


def _is_of_words(column: Column) -> bool:
    return column.type == "boolean" or bool(column.choices)


def _could_be(column: Column, profile: Profile) -> bool:
    """Whether values may be instants or durations in a way of writing that is not known: they have digits."""
    return column.type not in _TIMELY or _has_digits(profile)


def _has_digits(profile: Profile) -> bool:
    return sum(any(sign.isdigit() for sign in value) for value in profile.sample) > 0.5 * len(profile.sample)


def _meant(profile: Profile, file: File, tables: Sequence[str]) -> tuple[str, Column] | None:
    """The canonical column that a name says; of several the one whose kind the values look like."""
    found = [
        (names.match(table, column.name, profile.name, file.noun)[0], _looks_like(column, profile), table, column)
        for table in tables
        for column in schema.table(table).columns
    ]
    is_time = profile.kind in ("clock", "moment")
    found = [entry for entry in found if not (is_time and entry[3].type == "text")]
    strength, _, table, column = max(found, key=lambda entry: (entry[1] and entry[0] > 0, entry[0]))
    return (table, column) if strength >= 0.35 else None


def _looks_like(column: Column, profile: Profile) -> bool:
    """Whether values with digits and signs between them stand where times and durations belong."""
    timely = sum(bool(re.search(r"\d.*[:/.\- ].*\d|\d ?[hms]", value)) for value in profile.sample[:200])
    return (column.type in _TIMELY) == (timely > 0.5 * len(profile.sample[:200]))


def _unfit(column: Column, profile: Profile) -> str:
    """Values that cannot be what the name says."""
    if _is_of_words(column):
        words = _words(profile)
        kind = f"words such as {words}" if words else f"{profile.distinct:,} different values"
        return f"{kind} stand for nothing I know in {column.name}; write values = {{ ... }}"
    if column.type == "text":
        return f"its values are no ids or words, as {column.name} needs"
    if profile.kind in ("number", "clock", "duration", "boolean", "moment"):
        kinds = {
            "number": "numbers",
            "clock": "durations",
            "duration": "durations",
            "boolean": "flags",
            "moment": "instants",
        }
        return f"it holds {kinds[profile.kind]}; {column.name} needs {_NEEDS[column.type]}"
    if column.type in _TIMELY and not _has_digits(profile):
        return f"it holds words; {column.name} needs {_NEEDS[column.type]}"
    hint = _HINTS.get(column.type, f"are not {_NEEDS[column.type]}, as {column.name} needs")
    example = _example(profile) if column.type in _TIMELY else _words(profile)
    return f"{profile.known:,} values{f' such as {example}' if example else ''} {hint}"


def _refused(table: str, column: Column, profile: Profile, tables: Sequence[TableProposal]) -> str:
    """Values that could be what the name says, where something else is read instead."""
    for entry in tables:
        guess = entry.guess(column.name) if entry.table == table else None
        if guess and guess.is_sure and (guess.mapping.columns or guess.mapping.sql):
            return f"{column.name} is read from {' and '.join(guess.mapping.columns) or guess.mapping.sql}"
    return f"its name may mean {column.name}, its values do not bear that out"


def _words(profile: Profile) -> str:
    """A few words that are categories, never ids, names or remarks; empty where they may be those."""
    is_category = profile.has_few_values and profile.distinct <= _MOST_WORDS and profile.rows >= 3 * profile.distinct
    words = [value for value in profile.values[:3] if len(value) <= _LONGEST and not re.search(r"[@\d]", value)]
    return ", ".join(f"`{word}`" for word in words) if is_category and len(words) == len(profile.values[:3]) else ""


def _example(profile: Profile) -> str:
    """One value that is a time by its words; else its shape, letters and digits taken out."""
    value = next((value.strip() for value in profile.sample if value.strip()), "")
    if not value or len(value) > _LONGEST or not any(sign.isdigit() for sign in value):
        return ""
    told = [word.lower() for word in _LETTERS.findall(value)]
    is_safe = all(word in names.word_set("times") or _MONTH.match(word) for word in told)
    return f"`{value}`" if is_safe else f"`{_LETTERS.sub(lambda found: 'a' * len(found[0]), _digits(value))}`"


def _digits(value: str) -> str:
    return re.sub(r"\d", "9", value)


def why_nothing(file: File, keys: Keys, shape: str = "") -> str:
    """Why a file fills no table, as one sentence.

    Args:
        shape: what was found of the file's shape, in words.
    """
    telling = [entry for entry in find_unused(file, ()) if entry.is_telling]
    reasons = [f"{entry.column}: {entry.reason}" for entry in telling[:_MOST_REASONS]]
    legs = find_legs(file, keys)
    lead = "no contacts, answers, evaluations, costs, outcomes, customers or agents were recognised"
    summed = why_summed(file)
    said = [legs or summed] if legs or summed else reasons or _lacking(file)
    return "; ".join(filter(None, [lead, shape, *said]))


def _lacking(file: File) -> list[str]:
    """What a table of contacts needs first."""
    if scores := find_scores(file):
        asked = " and ".join(score.mapping.columns[0] for score, _ in scores[:3])
        return [f"{asked} holds answers, but no column says whose: name contact_id or customer_id"]
    found = guess_columns("contacts", file)
    own, begun = found.get("contact_id"), found.get("opened_at")
    reasons = []
    if own is None or not own.is_sure:
        reasons.append("no column is called an id of contacts and has another value on every row")
    if begun is None or not begun.is_sure:
        dated = [profile.name for profile in file.profiles.values() if profile.moment]
        held = f" ({', '.join(dated[:3])} hold dates)" if dated else "; it holds no date"
        reasons.append(f"no column is called a begin{held}")
    return reasons or ["no column tells of work on contacts: a wait, a reply, handling, an end, a solution"]


def find_legs(file: File, keys: Keys) -> str:
    """The column whose values stand on several rows each and bring others with them; empty where there is none."""
    best, told = (0, ""), list[str]()
    for profile in file.profiles.values():
        is_full = profile.known >= 0.99 * profile.rows and profile.distinct >= _LEAST_CASES and _is_id(profile.name)
        repeats = 1.4 * profile.distinct <= keys.rows <= 20 * profile.distinct
        if is_full and repeats and profile.kind in ("text", "number"):
            entry = (len(shared := keys.shared(profile.name)), profile.name)
            best, told = (entry, shared) if entry > best else (best, told)
    name = best[1]
    if len(told) < _LEAST_SHARED:
        return ""
    held = f"{keys.rows:,} rows hold {keys.distinct(name):,} values of {name}, which share {', '.join(told[:3])}"
    return f"{held}: several rows for one contact (legs, steps or versions); make one row of each with a view"


def _is_id(name: str) -> bool:
    return name.lower().endswith("id") or bool(set(names.words(name).split()) & names.word_set("ids"))

"""What a proposal leaves open, as questions, and the proposal with answers: one way for the terminal and a page."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from steelyard import schema
from steelyard.declare import Column
from steelyard.errors import SettingsError, did_you_mean
from steelyard.intake.proposal import file_groups, names
from steelyard.intake.proposal.model import Guess, Left, SourceProposal, TableProposal
from steelyard.intake.proposal.propose import Proposal
from steelyard.intake.proposal.toml import plain, value_of
from steelyard.settings.mapping import ColumnMapping, Scalar
from steelyard.settings.nodes import Node
from steelyard.settings.sources import check_zone

YES, NO = "yes", "no"
ZONE, CURRENCY = "time_zone", "currency"
_SPELLINGS = {"y": YES, "n": NO}
_CURRENCY = re.compile(r"[A-Za-z]{3}")


@dataclass(frozen=True)
class Question:
    """One thing that is open.

    Args:
        id: what an answer is given under: "time_zone", "currency", "survey.surveys.better".
        asks: the question in words.
        proposed: as steelyard.toml would have it; empty where nothing is.
        columns, values: the same, in parts: the file's columns, and what their words would stand for.
        held: what the columns hold, see `glimpse`; why: why it is unsure.
        choices: what may be answered; empty where any text that `accepted` takes.
    """

    id: str
    asks: str
    proposed: str = ""
    held: str = ""
    why: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    values: Mapping[str, Scalar] = field(default_factory=dict)


def places(source: SourceProposal) -> Iterator[tuple[str, TableProposal]]:
    """(name, table) of each table of a source: "survey.surveys", a second one of the kind "survey.surveys_2"."""
    for number, table in enumerate(source.tables):
        earlier = sum(other.table == table.table for other in source.tables[:number])
        yield f"{source.name}.{table.table}" + (f"_{earlier + 1}" if earlier else ""), table


def questions(proposal: Proposal, *, has_workspace: bool = False) -> tuple[Question, ...]:
    """Everything that is open, in the order to ask it.

    Args:
        has_workspace: the time zone and the currency are declared already.
    """
    found = [] if has_workspace else [*_of_workspace(proposal)]
    for source in proposal.sources:
        for place, table in places(source):
            open_ = (guess for guess in table.guesses if not guess.is_sure and not guess.is_declined)
            found += [_about(source, place, table, guess) for guess in open_]
    return tuple(found)


def _of_workspace(proposal: Proposal) -> Iterator[Question]:
    if proposal.has_local_times and not proposal.time_zone:
        asks = "The files' times have no offset. Whose clocks are they?"
        yield Question(ZONE, asks, why="Time zone, such as Europe/Lisbon")
    if proposal.has_money and not proposal.currency:
        asks = "There are amounts of money, and no header names the currency."
        yield Question(CURRENCY, asks, why="Currency, such as EUR")


def _about(source: SourceProposal, place: str, table: TableProposal, guess: Guess) -> Question:
    column = schema.table(table.table).column(guess.target)
    held = [f"{name}: {source.glimpses[name]}" for name in guess.mapping.columns if name in source.glimpses]
    return Question(
        id=f"{place}.{guess.target}",
        asks=column.meaning,
        proposed=value_of(guess.mapping),
        held=plain("; ".join(held)),
        why=guess.reason,
        choices=column.choices if guess.mapping.constant in column.choices else (YES, NO),
        columns=guess.mapping.columns,
        values=guess.mapping.values,
    )


def accepted(question: Question, text: str) -> str:
    """An answer as it is kept; empty where the thing is left open.

    Raises:
        SettingsError: it is none of the choices, no time zone, no currency.
    """
    typed = text.strip()
    if not typed:
        return ""
    if question.id == ZONE:
        return check_zone(Node(typed, (ZONE,), {}, ""))
    if question.id == CURRENCY:
        return _currency(typed)
    word = typed.lower() if question.choices != (YES, NO) else _SPELLINGS.get(typed.lower(), typed.lower())
    if word not in question.choices:
        raise SettingsError(
            f"{typed!r} is none of {', '.join(question.choices)}", next="Type one of them, or only Enter."
        )
    return word


def _currency(typed: str) -> str:
    if not _CURRENCY.fullmatch(typed):
        raise SettingsError(f"{typed!r} is no currency", next="Type its three letters, such as EUR.")
    return typed.upper()


def answered(proposal: Proposal, answers: Mapping[str, str]) -> Proposal:
    """The proposal with a person's answers; what has none, or an empty one, stays open.

    Args:
        answers: id of a question -> text, as `accepted` takes it.

    Raises:
        SettingsError: an answer is not accepted, or no such thing is open.
    """
    known = {question.id: question for question in questions(proposal)}
    for name in answers:
        if name not in known:
            raise SettingsError(f"no question is open on {name!r}", next=did_you_mean(name, known))
    given = {name: text for name, typed in answers.items() if (text := accepted(known[name], typed))}
    if CURRENCY in given:
        proposal = replace(proposal, currency=given[CURRENCY], currency_reason="as answered")
    if ZONE in given:
        proposal = replace(proposal, time_zone=given[ZONE])

    def settle(place: str, table: TableProposal) -> TableProposal:
        settled = (_settled(guess, given.get(f"{place}.{guess.target}", "")) for guess in table.guesses)
        return replace(table, guesses=tuple(settled))

    sources = (
        replace(source, tables=tuple(settle(place, table) for place, table in places(source)))
        for source in proposal.sources
    )
    return replace(proposal, sources=tuple(sources))


def _settled(guess: Guess, answer: str) -> Guess:
    """A guess with a person's word on it: sure, declined, or as it was."""
    if not answer:
        return guess
    if answer == NO:
        return replace(guess, is_declined=True)
    mapping = guess.mapping if answer == YES else replace(guess.mapping, constant=answer)
    return replace(guess, mapping=mapping, confidence=1.0, reason=f"confirmed; {guess.reason}")


def taken(proposal: Proposal, tables: Mapping[str, str]) -> Proposal:
    """The proposal with files that filled nothing as sources, whose columns a person then chooses.

    Args:
        tables: file -> the canonical table its rows fill; empty: none.

    Raises:
        SettingsError: there is no such table.
    """
    sources, left = list(proposal.sources), []
    for entry in proposal.left:
        table = next((tables[file] for file in entry.files if tables.get(file)), "")
        if not table or not entry.glimpses:
            left.append(entry)
            continue
        if table not in schema.names():
            raise SettingsError(f"no table is called {table!r}", next=did_you_mean(table, schema.names()))
        sources.append(_source_of(entry, table, {source.name for source in sources}))
    return replace(proposal, sources=tuple(sources), left=tuple(left))


def _source_of(left: Left, table: str, used: set[str]) -> SourceProposal:
    base = names.source(file_groups.stem(Path(left.files[0])))
    numbered = (base, *(f"{base}_{place}" for place in range(2, 999)))
    return SourceProposal(
        name=next(name for name in numbered if name not in used),
        files=tuple(map(glob.escape, left.files)),
        tables=(TableProposal(table, ()),),
        rows=left.rows,
        glimpses=left.glimpses,
        readings=left.readings,
    )


CONSTANTS: Mapping[str, tuple[Scalar, ...]] = {
    "channel": ("phone", "email", "chat", "ticket", "bot", "visit"),
    "scale_min": (0, 1),
    "scale_max": (5, 7, 10, 100),
    "max_score": (1, 5, 10, 100),
}
"""What a column may always be, beside the words it is bound to."""


def constants(column: Column) -> tuple[str, ...]:
    """What a person may choose a canonical column to be on every row: "=phone"."""
    known: tuple[Scalar, ...] = CONSTANTS.get(column.name, column.choices)
    return tuple(f"={value}" for value in known)


def _constant(column: Column, text: str) -> Guess:
    known = {f"={value}": value for value in CONSTANTS.get(column.name, column.choices)}
    if text not in known:
        raise SettingsError(f"{column.name} cannot always be {text[1:]!r}", next=did_you_mean(text[1:], known))
    return Guess(ColumnMapping(column.name, constant=known[text]), 1.0, "chosen")


def columns_of(proposal: Proposal) -> dict[str, str]:
    """ "calls.contacts.opened_at" -> its column, or "=phone" where it is always that; nothing of what is not sure."""
    found: dict[str, str] = {}
    for source in proposal.sources:
        for place, table in places(source):
            found |= columns_of_table(place, table)
    return found


def columns_of_table(place: str, table: TableProposal) -> dict[str, str]:
    """The same of one table.

    Args:
        place: what `places` calls it.
    """
    found = {}
    for guess in (guess for guess in table.guesses if guess.is_sure):
        mapping = guess.mapping
        if mapping.constant is not None:
            found[f"{place}.{guess.target}"] = f"={mapping.constant}"
        elif len(mapping.columns) == 1 and not mapping.sql:
            found[f"{place}.{guess.target}"] = mapping.columns[0]
    return found


def choosable(source: SourceProposal, place: str) -> tuple[str, ...]:
    """The canonical columns that a person may choose a column for, in the table's order; unsure ones are asked about.

    Raises:
        SettingsError: the source has no such table.
    """
    table = _table(source, place)
    opened = {guess.target for guess in table.guesses if not guess.is_sure and not guess.is_declined}
    return tuple(name for name in schema.table(table.table).names if name not in opened)


def chosen(proposal: Proposal, columns: Mapping[str, str]) -> Proposal:
    """The proposal with columns a person chose.

    Args:
        columns: "calls.contacts.customer_id" -> the source's column, or "=csat" where it is that on every row; empty:
            the canonical column is not filled.

    Raises:
        SettingsError: there is no such table, canonical column or column of the source.
    """
    sources = {source.name: source for source in proposal.sources}
    for name, column in columns.items():
        place, _, target = name.rpartition(".")
        source = sources.get(place.partition(".")[0])
        if source is None:
            raise SettingsError(f"no source is proposed for {name!r}", next=did_you_mean(place, sources))
        sources[source.name] = _chosen(source, place, target, column)
    return replace(proposal, sources=tuple(sources.values()))


def _table(source: SourceProposal, place: str) -> TableProposal:
    tables = dict(places(source))
    if place not in tables:
        raise SettingsError(f"{place} is not proposed", next=did_you_mean(place, tables))
    return tables[place]


def _chosen(source: SourceProposal, place: str, target: str, column: str) -> SourceProposal:
    table = _table(source, place)
    known = schema.table(table.table).names
    if target not in known:
        raise SettingsError(f"{table.table} has no {target!r}", next=did_you_mean(target, known))
    always = _constant(schema.table(table.table).column(target), column) if _is_constant(column, source) else None
    if column and not always and column not in source.glimpses:
        raise SettingsError(f"{source.name} has no column {column!r}", next=did_you_mean(column, source.glimpses))
    before = table.guess(target)
    others = tuple(guess for guess in table.guesses if guess.target != target)
    if not column:
        gone = (replace(before, is_declined=True),) if before else ()
        changed = replace(table, guesses=(*others, *gone))
    else:
        mapping = source.readings.get(table.table, {}).get(target, {}).get(column, ColumnMapping(target, (column,)))
        changed = replace(table, guesses=(*others, always or Guess(mapping, 1.0, "chosen")))
    tables = (changed if name == place else other for name, other in places(source))
    return replace(source, tables=tuple(tables))


def _is_constant(column: str, source: SourceProposal) -> bool:
    return column.startswith("=") and column not in source.glimpses

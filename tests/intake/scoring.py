"""How much of a known mapping a proposal gets right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from steelyard import settings
from steelyard.intake.proposal.model import Guess, TableProposal
from steelyard.intake.proposal.propose import Proposal
from steelyard.settings.mapping import ColumnMapping, TableMapping

CONFIDENT = 0.9
ISO = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True)
class Score:
    """Columns of the truth got right; those missed or unsure; those said with confidence and wrong."""

    right: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def share(self) -> float:
        return len(self.right) / max(len(self.right) + len(self.missed), 1)


def score(proposal: Proposal, truth: Path) -> Score:
    """A proposal against the mapping in a folder."""
    known = [(source, table) for source in settings.read(truth).sources for table in source.tables]
    right, missed, wrong = [], [], []
    for source, table in known:
        found = _counterpart(proposal, table, [Path(g).name for globs in source.files.values() for g in globs])
        for target, mapping in table.columns.items():
            guess = found.guess(target) if found else None
            name = f"{source.name}.{table.table}.{target}"
            is_right = guess is not None and guess.is_sure and _agrees(guess.mapping, mapping)
            (right if is_right else missed).append(name)
            if guess and guess.confidence >= CONFIDENT and not _is_same_source(guess.mapping, mapping):
                wrong.append(name)
        wrong += [f"{source.name}.{table.table}.{guess.target}" for guess in _extra(found, table)]
    return Score(tuple(right), tuple(missed), tuple(wrong))


def _counterpart(proposal: Proposal, table: TableMapping, files: list[str]) -> TableProposal | None:
    for source in proposal.sources:
        if {Path(name).name for name in source.files} & set(files):
            for one in source.tables:
                if one.table == table.table:
                    return one
    return None


def _extra(found: TableProposal | None, table: TableMapping) -> Iterator[Guess]:
    """Confident guesses of columns the truth takes for something else."""
    taken = {column for mapping in table.columns.values() for column in mapping.columns}
    for guess in found.guesses if found else ():
        is_new = guess.target not in table.columns and guess.confidence >= CONFIDENT
        if is_new and set(guess.mapping.columns) & taken:
            yield guess


def _is_same_source(guess: ColumnMapping, truth: ColumnMapping) -> bool:
    if truth.sql or guess.sql:
        return _quoted_names(guess) <= _quoted_names(truth) or _quoted_names(truth) <= _quoted_names(guess)
    return (guess.columns, guess.constant) == (truth.columns, truth.constant)


def _quoted_names(mapping: ColumnMapping) -> set[str]:
    return set(mapping.sql.split('"')[1::2]) | set(mapping.columns)


def _agrees(guess: ColumnMapping, truth: ColumnMapping) -> bool:
    """The same source, read the same way."""
    if not _is_same_source(guess, truth) or guess.unit != truth.unit:
        return False
    if tuple(f for f in guess.formats if f not in ISO) != tuple(f for f in truth.formats if f not in ISO):
        return False
    told = {text: value for text, value in truth.values.items() if value != ""}
    is_coded = set(told.values()) <= {True, False} or bool(guess.values)
    return not is_coded or all(guess.values.get(text, text) == value for text, value in told.items())

"""Evaluations of other tools: a view that makes a row of each criterion, held against the total the tool itself says.

What would be read is in force only where it is sure: points without "out of how many" are asked about, and where
criteria do not add up to the total, the total alone is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import Guess, TableProposal
from steelyard.intake.proposal.score_sheets import Points, Roles, doubts, is_sure, roles_of
from steelyard.settings.model import ColumnMapping
from steelyard.stats.arrays import Floats
from steelyard.theme import counted
from steelyard.wording import listed

INPUT = "sheets"
"""What the files are called in the view."""

_MOST_ROWS = 50_000
_NEAR = 0.0125
"""A total is told in whole percent, rounded or cut."""

_MOST_APART = 0.05
"""Of the evaluations, that may differ from their total and it still follows from the criteria."""

_FEWEST = 30
"""Evaluations that weights are found from."""


@dataclass(frozen=True)
class Sheet:
    """A view over the rows of a sheet of evaluations, and how what it gives is mapped."""

    view: str
    note: str
    table: TableProposal


@dataclass(frozen=True)
class _Read:
    """Which columns are read as points, by which weights, and what is to be said of them."""

    points: tuple[Points, ...]
    weights: tuple[float | None, ...]
    said: str
    confidence: float
    doubt: str = ""


def find_sheet(file: File, keys: Keys, stem: str, *, is_called: bool = False) -> Sheet | None:
    """The sheet of evaluations in a file; None where it is none.

    Args:
        is_called: another table has a claim to the file, so that its name or an evaluation's id must say it.
    """
    roles = roles_of(file, stem, is_called=is_called)
    if roles is None:
        return None
    named = _identified(roles, keys)
    read = _read(roles, keys)
    passed = list(dict.fromkeys(column for guess in named.values() for column in guess.mapping.columns))
    view = _view(passed, read, roles)
    has_whole = read.points == (roles.total,)
    guesses = dict(named)
    if not has_whole:
        guesses["criterion"] = Guess(ColumnMapping("criterion", ("criterion",)), 0.9, "a row of each criterion")
    reason = read.doubt or read.said
    sure = 0.5 if read.doubt else read.confidence
    guesses["score"] = Guess(ColumnMapping("score", ("points",)), sure, reason)
    guesses["max_score"] = Guess(ColumnMapping("max_score", ("possible",)), sure, reason)
    if roles.fails:
        guesses["critical"] = Guess(ColumnMapping("critical", ("fails",)), 0.85, f'"{roles.failing}" fails all of it')
    order = [name for name in ("evaluation_id", "criterion") if name in guesses]
    key = tuple(column for name in order for column in guesses[name].mapping.columns)
    if has_whole and roles.fails:
        key = (*key, "criterion")
        guesses["criterion"] = Guess(
            ColumnMapping("criterion", ("criterion",)), 0.9, "named where the whole failed, else the whole"
        )
    table = TableProposal("evaluations", tuple(guesses.values()), key=key, key_reason="a row of each criterion")
    note = "; ".join(filter(None, (f"evaluations: {read.said or read.doubt}", _left_out(read, roles, keys))))
    return Sheet(view, note, table)


def _identified(roles: Roles, keys: Keys) -> dict[str, Guess]:
    """What says whose evaluation it is; its id made of what it has where no column is one."""
    known = {name: guess for name, guess in roles.known.items() if name != "criterion" or is_sure(guess)}
    is_long = is_sure(known.get("criterion"))
    own = known.get("evaluation_id")
    if own is not None and own.is_sure and (is_long or keys.is_unique(own.mapping.columns)):
        return known
    parts: list[str] = []
    for target in ("contact_id", "evaluator_id", "evaluated_at", "rubric"):
        guess = known.get(target)
        if guess is None or not guess.is_sure:
            continue
        parts += [column for column in guess.mapping.columns if column not in parts]
        unique = [*parts, *(known["criterion"].mapping.columns if is_long else ())]
        if keys.is_unique(unique):
            told = listed([f'"{part}"' for part in parts])
            mapping = ColumnMapping("evaluation_id", tuple(parts))
            return {**known, "evaluation_id": Guess(mapping, 0.8, f"no id of its own; no two rows share {told}")}
    contact = known["contact_id"].mapping
    mapping = ColumnMapping("evaluation_id", contact.columns)
    return {**known, "evaluation_id": Guess(mapping, 0.5, "which column tells one evaluation from another?")}


def _read(roles: Roles, keys: Keys) -> _Read:
    total, criteria = roles.total, roles.criteria
    doubt = "; ".join(list(doubts(criteria))[:3])
    if total is None:
        names = listed([entry.title for entry in criteria[:6]])
        asked = doubt or (
            ""
            if _all_stated(criteria)
            else f"no total says which columns are criteria: are {names} all of them, and no other?"
        )
        return _Read(criteria, (None,) * len(criteria), f"criteria are {names}", 0.8, asked)
    if not criteria:
        whole = f'the whole is "{total.profile.name}", {total.said}'
        return _Read((total,), (None,), whole, 0.8, total.doubt)
    found = _weights(roles, total, criteria, keys)
    if found is not None:
        return found
    unlike = f'the criteria do not add up to "{total.profile.name}"'
    why = f"{unlike}, so that alone is read; write the view with their weights"
    return _Read((total,), (None,), why, 0.7, total.doubt)


def _left_out(read: _Read, roles: Roles, keys: Keys) -> str:
    """How many rows have no points at all, and are no evaluations."""
    empty = " AND ".join(f"({entry.given}) IS NULL" for entry in read.points)
    fails = f" AND NOT ({roles.fails})" if roles.fails else ""
    found = keys.connection.execute(f"SELECT count(*) FROM {keys.relation} WHERE {empty}{fails}").fetchone()[0]
    return f"{counted(found, 'rows')} without points {'is' if found == 1 else 'are'} left out" if found else ""


def _all_stated(criteria: Sequence[Points]) -> bool:
    """Whether every head says out of how many: a column of another kind does not."""
    return all(entry.said.startswith(("its head", "each says")) for entry in criteria)


def _weights(roles: Roles, total: Points, criteria: Sequence[Points], keys: Keys) -> _Read | None:
    """Criteria as they add up to the total: by points, else by weights that are found and hold; None where they do
    not."""
    fails = roles.fails or "FALSE"
    columns = [f"({total.given}) / ({total.possible})"]
    for entry in criteria:
        columns += [f"({entry.given})", f"({entry.possible})"]
    listed_ = ", ".join(f"CAST({column} AS DOUBLE)" for column in columns)
    rows = keys.connection.execute(
        f"SELECT {listed_} FROM {keys.relation} WHERE NOT ({fails}) LIMIT {_MOST_ROWS}"
    ).fetchall()
    held = np.array(rows, dtype=float).reshape(len(rows), len(columns))
    whole, given, possible = held[:, 0], held[:, 1::2], held[:, 2::2]
    is_told = np.isfinite(whole) & np.isfinite(given).any(axis=1) & ~((whole == 0) & (np.nansum(given, axis=1) > 0))
    whole, given, possible = whole[is_told], given[is_told], possible[is_told]
    if len(whole) < _FEWEST:
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = given / possible
    names = listed([entry.title for entry in criteria[:6]])
    follows = f'criteria are {names}; they add up to "{total.profile.name}"'
    if total.doubt:
        return None
    if _holds(whole, np.where(np.isfinite(given), possible, 0.0), shares):
        return _Read(tuple(criteria), (None,) * len(criteria), follows, 0.9)
    found = _solved(whole, shares)
    if found is None or not _holds(whole, np.where(np.isfinite(given), found, 0.0), shares):
        return None
    return _Read(tuple(criteria), tuple(found.tolist()), f"{follows} with weights that were found from it", 0.85)


def _holds(whole: Floats, weights: Floats, shares: Floats) -> bool:
    """Whether the weighted mean of what applies is the total, nearly everywhere."""
    with np.errstate(invalid="ignore", divide="ignore"):
        told = np.nansum(weights * np.nan_to_num(shares), axis=1) / weights.sum(axis=1)
    return float((np.abs(told - whole) > _NEAR).mean()) <= _MOST_APART


def _solved(whole: Floats, shares: Floats) -> Floats | None:
    """Weights in points of 100, from evaluations on which everything applies; None where they tell none."""
    from scipy.optimize import nnls

    rows = np.isfinite(shares).all(axis=1)
    if rows.sum() < max(_FEWEST, 3 * shares.shape[1]) or np.linalg.matrix_rank(shares[rows]) < shares.shape[1]:
        return None
    weights, _ = nnls(shares[rows], whole[rows])
    if abs(weights.sum() - 1) > 0.02 or (weights < 0.005).any():
        return None
    return np.asarray(np.round(100 * weights / weights.sum(), 1))


def _view(passed: Sequence[str], read: _Read, roles: Roles) -> str:
    """A row of each criterion that was scored; one more where the evaluation failed, whatever its points."""
    has_whole = read.points == (roles.total,)
    own = ", ".join(map(quoted, passed))
    parts = []
    for entry, weight in zip(read.points, read.weights, strict=True):
        criterion = (
            [] if has_whole and not roles.fails else [f"{'NULL' if has_whole else literal(entry.title)} AS criterion"]
        )
        given = entry.given if weight is None else f"{weight:g} * ({entry.given}) / ({entry.possible})"
        possible = entry.possible if weight is None else f"{weight:g}"
        said = [
            own,
            *criterion,
            f"{given} AS points",
            f"{possible} AS possible",
            *(["FALSE AS fails"] if roles.fails else []),
        ]
        parts.append(f"SELECT {', '.join(said)}\nFROM {INPUT}\nWHERE {entry.given} IS NOT NULL")
    if roles.fails:
        said = [own, f"{literal(roles.failing)} AS criterion", "0 AS points", "1 AS possible", "TRUE AS fails"]
        parts.append(f"SELECT {', '.join(said)}\nFROM {INPUT}\nWHERE {roles.fails}")
    return "\nUNION ALL\n".join(parts)

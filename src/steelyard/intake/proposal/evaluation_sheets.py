"""Evaluations of other tools: a view that makes a row of each criterion, held against the total the tool itself says.

What would be read is in force only where it is sure: points without "out of how many" are asked about, and where
criteria do not add up to the total, the total alone is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import Guess, TableProposal
from steelyard.intake.proposal.points import Points
from steelyard.intake.proposal.score_sheets import Roles, doubts, is_sure, roles_of
from steelyard.intake.proposal.sheet_scorers import Second
from steelyard.settings.mapping import ColumnMapping
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
    """Which columns are read as points, by which weights, and what is to be said of them.

    Args:
        zeroed: SQL that is true where the tool's own total is nought though points were given: it failed.
    """

    points: tuple[Points, ...]
    weights: tuple[float | None, ...]
    said: str
    confidence: float
    doubt: str = ""
    zeroed: str = ""


@dataclass(frozen=True)
class _Shape:
    """What the rows of the view hold beside points.

    Args:
        passed: columns of the sheet that are kept as they are.
        criterion: the column with a row's criterion; empty where columns are criteria.
        of_row: columns that speak of one criterion.
        fails, failing: SQL that is true where the evaluation failed, and what that is called.
        scoring, scored_by: SQL of the evaluation's id and of who scored it, where somebody else scored in the same row.
    """

    passed: tuple[str, ...]
    criterion: str
    fails: str
    failing: str
    unfinished: str
    has_criteria: bool
    of_row: tuple[str, ...] = ()
    scoring: str = ""
    scored_by: str = ""
    seconds: tuple[Second, ...] = ()


def find_sheet(file: File, keys: Keys, stem: str, *, is_called: bool = False, is_read: bool = False) -> Sheet | None:
    """The sheet of evaluations in a file; None where it is none.

    Args:
        is_called: another table has a claim to the file, so that its name or an evaluation's id must say it.
        is_read: its columns are evaluations as they are: a view is made only where they would say too much.
    """
    roles = roles_of(file, keys, stem, is_called=is_called)
    if roles is None or (is_read and not _needs_view(roles, keys)):
        return None
    named = _identified(roles, keys)
    read = _read(roles, keys)
    shape, guesses = _shaped(roles, read, named, keys)
    reason = read.doubt or read.said
    sure = 0.5 if read.doubt else read.confidence
    guesses["score"] = Guess(ColumnMapping("score", ("points",)), sure, reason)
    guesses["max_score"] = Guess(ColumnMapping("max_score", ("possible",)), sure, reason)
    if shape.fails:
        guesses["critical"] = Guess(ColumnMapping("critical", ("fails",)), 0.85, f'"{shape.failing}" fails all of it')
    order = [name for name in ("evaluation_id", "criterion") if name in guesses]
    key = tuple(column for name in order for column in guesses[name].mapping.columns)
    table = TableProposal("evaluations", tuple(guesses.values()), key=key, key_reason="a row of each criterion")
    return Sheet(_view(shape, read, roles), "; ".join(_notes(shape, read, roles, keys)), table)


def _needs_view(roles: Roles, keys: Keys) -> bool:
    """Whether rows as they are would say what the tool does not: drafts, fails, weights, points out of nothing."""
    has_own = any(roles.known[name].mapping.sql for name in ("purpose", "scorer") if name in roles.known)
    if roles.unfinished or roles.seconds or has_own or roles.total is None or "weighed by" in roles.total.said:
        return True
    empty = f"SELECT count(*) FILTER (WHERE ({roles.total.possible}) = 0) FROM {keys.relation}"
    return bool(roles.fails and not _is_of_criterion(roles, keys)) or bool(keys.connection.execute(empty).fetchone()[0])


def _is_of_criterion(roles: Roles, keys: Keys) -> bool:
    """Whether it is criteria that are critical, always the same ones, and no evaluations that failed."""
    criterion = roles.known.get("criterion")
    if not is_sure(criterion) or criterion is None:
        return False
    by = ", ".join(map(quoted, criterion.mapping.columns))
    asked = (
        f"SELECT count(*) FILTER (WHERE held > 1) FROM (SELECT count(DISTINCT coalesce({roles.fails}, FALSE)) AS held "
        f"FROM {keys.relation} GROUP BY {by})"
    )
    return not keys.connection.execute(asked).fetchone()[0]


def _shaped(roles: Roles, read: _Read, named: dict[str, Guess], keys: Keys) -> tuple[_Shape, dict[str, Guess]]:
    """The rows of the view, and what its columns are."""
    guesses = dict(named)
    criterion = guesses.get("criterion")
    fails = roles.fails
    if fails and _is_of_criterion(roles, keys) and roles.total:
        fails = f"({fails}) AND ({roles.total.given}) = 0"
    fails = " OR ".join(filter(None, (fails, read.zeroed)))
    failing = roles.failing or (f"{roles.total.profile.name} is 0" if read.zeroed and roles.total else "")
    if read.points != (roles.total,):
        guesses["criterion"] = Guess(ColumnMapping("criterion", ("criterion",)), 0.9, "a row of each criterion")
    elif fails:
        said = criterion.reason if criterion else "named where the whole failed, else the whole"
        guesses["criterion"] = Guess(ColumnMapping("criterion", ("criterion",)), 0.9, said)
    of_row = criterion.mapping.columns[0] if criterion else ""
    scoring = scored_by = ""
    if roles.seconds:
        scoring = "concat_ws('/', " + ", ".join(map(quoted, guesses["evaluation_id"].mapping.columns)) + ")"
        evaluator = guesses.get("evaluator_id")
        scored_by = quoted(evaluator.mapping.columns[0]) if evaluator and evaluator.mapping.columns else "NULL"
        guesses |= _of_seconds(roles, guesses)
    passed = tuple(
        dict.fromkeys(
            column
            for guess in guesses.values()
            for column in (guess.mapping.columns or tuple(guess.mapping.sql.split('"')[1::2]))
            if column in keys.columns
        )
    )
    left = roles.unfinished.condition if roles.unfinished else ""
    has_criteria = "criterion" in guesses
    section = guesses["dimension"].mapping.columns if "dimension" in guesses else ()
    shape = _Shape(passed, of_row, fails, failing, left, has_criteria, section, scoring, scored_by, roles.seconds)
    return shape, guesses


def _of_seconds(roles: Roles, guesses: dict[str, Guess]) -> dict[str, Guess]:
    """What the columns are that tell scorings of one row apart."""
    own, kinds = guesses["evaluation_id"], {second.kind for second in roles.seconds}
    found = {
        "evaluation_id": Guess(ColumnMapping("evaluation_id", ("scoring",)), own.confidence, own.reason),
        "evaluator_id": Guess(ColumnMapping("evaluator_id", ("scored by",)), 0.9, "who gave the points"),
    }
    if "second" in kinds and "purpose" not in guesses:
        found["purpose"] = Guess(
            ColumnMapping("purpose", ("why",)), 0.8, "the second score of a row is a second scoring"
        )
    if "model" in kinds and "scorer" not in guesses:
        told = listed([f'"{second.points.profile.name}"' for second in roles.seconds if second.kind == "model"])
        found["scorer"] = Guess(ColumnMapping("scorer", ("what",)), 0.85, f"a model's points stand in {told}")
    return found


def _notes(shape: _Shape, read: _Read, roles: Roles, keys: Keys) -> Iterator[str]:
    """What is said above the source."""
    yield f"evaluations: {read.said or read.doubt}"
    if roles.unfinished:
        yield roles.unfinished.told
    if left := _left_out(read, shape, keys):
        yield left
    if roles.fails and roles.total is not None and read.points == (roles.total,) and not shape.criterion:
        above = f"SELECT count(*) FROM {keys.relation} WHERE ({roles.fails}) AND ({roles.total.given}) > 0"
        count = keys.connection.execute(above).fetchone()[0]
        if count:
            failed = counted(count, "failed evaluations")
            yield f'"{roles.total.profile.name}" is above 0 on {failed}, which count 0 here'


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


def _left_out(read: _Read, shape: _Shape, keys: Keys) -> str:
    """How many rows have no points at all, and are no evaluations."""
    empty = " AND ".join(f"({entry.given}) IS NULL" for entry in read.points)
    others = "".join(f" AND NOT coalesce({sql}, FALSE)" for sql in (shape.fails, shape.unfinished) if sql)
    found = keys.connection.execute(f"SELECT count(*) FROM {keys.relation} WHERE {empty}{others}").fetchone()[0]
    return f"{counted(found, 'rows')} without points {'is' if found == 1 else 'are'} left out" if found else ""


def _all_stated(criteria: Sequence[Points]) -> bool:
    """Whether every head says out of how many: a column of another kind does not."""
    return all(entry.said.startswith(("its head", "each says")) for entry in criteria)


def _weights(roles: Roles, total: Points, criteria: Sequence[Points], keys: Keys) -> _Read | None:
    """Criteria as they add up to the total: by points, else by weights that are found and hold; None where they do
    not."""
    gone = " OR ".join(filter(None, (roles.fails, roles.unfinished.condition if roles.unfinished else ""))) or "FALSE"
    columns = [f"({total.given}) / ({total.possible})"]
    for entry in criteria:
        columns += [f"({entry.given})", f"({entry.possible})"]
    listed_ = ", ".join(f"CAST({column} AS DOUBLE)" for column in columns)
    rows = keys.connection.execute(
        f"SELECT {listed_} FROM {keys.relation} WHERE NOT coalesce({gone}, FALSE) LIMIT {_MOST_ROWS}"
    ).fetchall()
    held = np.array(rows, dtype=float).reshape(len(rows), len(columns))
    whole, given, possible = held[:, 0], held[:, 1::2], held[:, 2::2]
    is_zeroed = (whole == 0) & (np.nansum(given, axis=1) > 0)
    is_told = np.isfinite(whole) & np.isfinite(given).any(axis=1) & ~is_zeroed
    whole, given, possible = whole[is_told], given[is_told], possible[is_told]
    if len(whole) < _FEWEST:
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = given / possible
    names = listed([entry.title for entry in criteria[:6]])
    follows = f'criteria are {names}; they add up to "{total.profile.name}"'
    if total.doubt:
        return None
    zeroed = ""
    if is_zeroed.any():
        points = " + ".join(f"coalesce({entry.given}, 0)" for entry in criteria)
        zeroed = f"(({total.given}) = 0 AND {points} > 0)"
        follows += f", which is 0 on {counted(int(is_zeroed.sum()), 'evaluations')} that failed"
    if _holds(whole, np.where(np.isfinite(given), possible, 0.0), shares):
        return _Read(tuple(criteria), (None,) * len(criteria), follows, 0.9, zeroed=zeroed)
    found = _solved(whole, shares)
    if found is None or not _holds(whole, np.where(np.isfinite(given), found, 0.0), shares):
        return None
    return _Read(
        tuple(criteria), tuple(found.tolist()), f"{follows}; their weights were found from it", 0.85, zeroed=zeroed
    )


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


def _view(shape: _Shape, read: _Read, roles: Roles) -> str:
    """A row of each criterion that was scored; one more where the evaluation failed, whatever its points."""
    parts = [
        _part(shape, _criterion(shape, read, roles, entry), *_weighed(entry, weight), f"({entry.given}) IS NOT NULL")
        for entry, weight in zip(read.points, read.weights, strict=True)
    ]
    if shape.fails:
        parts.append(_part(shape, literal(shape.failing), "0", "1", shape.fails, is_failed=True))
    for second in shape.seconds:
        entry = second.points
        criterion = (
            literal(second.criterion) if second.criterion else _criterion(shape, read, roles, entry, is_whole=True)
        )
        parts.append(
            _part(shape, criterion, entry.given, entry.possible, f"({entry.given}) IS NOT NULL", second=second)
        )
    return "\nUNION ALL\n".join(parts)


def _criterion(shape: _Shape, read: _Read, roles: Roles, entry: Points, *, is_whole: bool = False) -> str:
    if read.points != (roles.total,) and not is_whole:
        return literal(entry.title)
    return quoted(shape.criterion) if shape.criterion else "NULL"


def _weighed(entry: Points, weight: float | None) -> tuple[str, str]:
    """(points given, points possible) as SQL."""
    if weight is None:
        return entry.given, entry.possible
    return f"{weight:g} * ({entry.given}) / ({entry.possible})", f"{weight:g}"


def _part(
    shape: _Shape,
    criterion: str,
    given: str,
    possible: str,
    where: str,
    *,
    is_failed: bool = False,
    second: Second | None = None,
) -> str:
    """One SELECT of the view."""
    is_plain = shape.criterion in shape.passed
    said = [f"NULL AS {quoted(name)}" if is_failed and name in shape.of_row else quoted(name) for name in shape.passed]
    if shape.scoring:
        mark = f" || '/{second.kind}'" if second else ""
        said += [
            f"{shape.scoring}{mark} AS scoring",
            f'{second.evaluator if second else shape.scored_by} AS "scored by"',
        ]
        kinds = {one.kind for one in shape.seconds}
        own = second.kind if second else ""
        said += [f"{literal('second') if own == 'second' else 'NULL'} AS why"] if "second" in kinds else []
        said += [f"{literal('model' if own == 'model' else 'person')} AS what"] if "model" in kinds else []
    said += [f"{criterion} AS criterion"] if shape.has_criteria and not is_plain else []
    said += [f"{given} AS points", f"{possible} AS possible"]
    said += [f"{str(is_failed).upper()} AS fails"] if shape.fails else []
    kept = f"({where})" if is_failed else where if possible.isdigit() else f"{where} AND ({possible}) > 0"
    kept += f" AND NOT ({shape.unfinished})" if shape.unfinished else ""
    return f"SELECT {'DISTINCT ' if is_failed else ''}{', '.join(said)}\nFROM {INPUT}\nWHERE {kept}"

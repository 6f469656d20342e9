"""Sums by unit and period, a row each, or with a column for each unit or period: no contacts, but a panel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.keys import Keys
from steelyard.intake.proposal.model import Guess, TableProposal
from steelyard.intake.proposal.profile import Profile
from steelyard.measure.models.periods import places
from steelyard.settings.mapping import ColumnMapping

_LEAST_PERIODS = 3
_LEAST_EACH = 2.5
_MOST_MEASURES = 6
_MOST_CANDIDATES = 6
_LEAST_WIDE = 4
_MOST_APART = 50
_NAMED = 0.6
_NUMBERED = re.compile(r"([^\W\d_]*)[ _.-]*(\d{1,4})\Z")
_NEVER = frozenset({"", "0", "0.0", "never", "none", "na", "nan", "inf", "never treated", "null"})


@dataclass(frozen=True)
class Unfolded:
    """A panel with a column for each unit or each period: the view that gives it a row for each, and why."""

    view: str
    note: str


def find_panel(file: File, keys: Keys) -> tuple[tuple[TableProposal, ...], tuple[str, ...]]:
    """A table for each measure, and what people should know; nothing where rows are no units in periods.

    A pair of columns must tell all rows apart, of which one is a period that units share, and numbers must vary.
    """
    found = _pair(file, keys)
    if found is None:
        return (), ()
    unit, period = found
    rows = _Rows(keys, unit.name, period.name)
    others = [p for p in file.profiles.values() if p.name not in (unit.name, period.name) and p.kind != "empty"]
    kinds = {p.name: rows.kind(p.name) for p in others}
    of_units = list(_of_units(others, kinds, rows, period))
    taken = {guess.mapping.columns[0] for guess in of_units if guess.mapping.columns}
    measures = [
        p for p in others if p.kind == "number" and kinds[p.name] == "both" and p.name not in taken and not _is_flag(p)
    ]
    if not measures:
        return (), ()
    base = (_guess("unit_id", unit, file), _period_guess(period, file), *of_units)
    tables = tuple(_table(base, (unit.name, period.name), one) for one in measures[:_MOST_MEASURES])
    return tables, tuple(_notes(others, kinds, rows, period, measures))


def _guess(target: str, profile: Profile, file: File) -> Guess:
    strength, reason = names.match("panel", target, profile.name, file.noun)
    return Guess(
        ColumnMapping(target, (profile.name,)),
        max(0.65, round(strength, 2)),
        reason or "with the period it tells all rows apart",
    )


def _period_guess(profile: Profile, file: File) -> Guess:
    guess = _guess("period", profile, file)
    if profile.moment is None or places(profile.sample) is not None:
        return guess
    form = next(iter(profile.moment.formats), "")
    day = f"try_strptime({quoted(profile.name)}, {literal(form)})"
    sql = f"strftime({day}, '%Y-%m-%d')"
    return Guess(ColumnMapping("period", sql=sql), guess.confidence, f'"{profile.name}" holds days, written {form}')


def _pair(file: File, keys: Keys) -> tuple[Profile, Profile] | None:
    """The unit and the period whose values together no two rows share."""
    profiles = [p for p in file.profiles.values() if p.kind != "empty" and p.known >= 0.999 * p.rows]
    periods = sorted((p for p in profiles if _can_be_period(p, file)), key=lambda p: -_named("period", p, file))
    for period in periods[:_MOST_CANDIDATES]:
        units = [p for p in profiles if p is not period and _can_be_unit(p, period, keys)]
        for unit in sorted(units, key=lambda p: -_named("unit_id", p, file))[:_MOST_CANDIDATES]:
            if keys.is_unique([unit.name, period.name]):
                return unit, period
    return None


def _named(target: str, profile: Profile, file: File) -> float:
    return names.match("panel", target, profile.name, file.noun)[0]


def _can_be_period(profile: Profile, file: File) -> bool:
    if profile.distinct < _LEAST_PERIODS or (profile.moment and profile.moment.has_time):
        return False
    if profile.moment:
        return bool(profile.moment.formats) or places(profile.sample) is not None
    if places(profile.sample[:500]) is None:
        return False
    if profile.kind != "number":
        return True
    strength = _named("period", profile, file)
    is_run = profile.high - profile.low + 1 <= 1.5 * profile.distinct
    return profile.is_whole and (strength >= _NAMED or (strength >= 0.3 and is_run))


def _can_be_unit(profile: Profile, period: Profile, keys: Keys) -> bool:
    is_id = profile.kind == "text" or (profile.kind == "number" and profile.is_whole)
    if not is_id or profile.distinct < 2:
        return False
    units, count = keys.distinct(profile.name), keys.distinct(period.name)
    return units >= 2 and count >= _LEAST_PERIODS and keys.rows >= _LEAST_EACH * units and keys.rows > count


def _is_flag(profile: Profile) -> bool:
    return profile.kind == "boolean" or (
        profile.has_few_values and {v.strip() for v in profile.values} <= {"0", "1", "0.0", "1.0"}
    )


class _Rows:
    """What columns do within units and within periods, counted on all rows."""

    def __init__(self, keys: Keys, unit: str, period: str) -> None:
        self.connection: Any = keys.connection
        self.relation, self.unit, self.period = keys.relation, quoted(unit), quoted(period)

    def one(self, sql: str) -> Any:
        """The first value of a query."""
        return self.connection.execute(sql).fetchone()[0]

    def kind(self, column: str) -> str:
        """ "unit" where it is constant within every unit, "period" within every period, "both" where in neither."""
        name = quoted(column)
        for kind, by in (("unit", self.unit), ("period", self.period)):
            most = self.one(
                f"SELECT max(n) FROM (SELECT count(DISTINCT {name}) AS n FROM {self.relation} GROUP BY {by})"
            )
            if (most or 0) <= 1:
                return kind
        return "both"

    def is_within(self, inner: str, outer: str) -> bool:
        """Whether rows with the one always have the other, and some have the other alone."""
        a, b = (f"(try_cast({quoted(name)} AS DOUBLE) = 1)" for name in (inner, outer))
        wrong = self.one(f"SELECT count(*) FROM {self.relation} WHERE {a} AND NOT coalesce({b}, false)")
        alone = self.one(f"SELECT count(*) FROM {self.relation} WHERE {b} AND NOT coalesce({a}, false)")
        none = self.one(f"SELECT count(*) FROM {self.relation} WHERE NOT coalesce({b}, false)")
        return wrong == 0 and alone > 0 and none > 0

    def is_lasting(self, column: str) -> bool:
        """Whether a flag that is on for a unit stays on, and for some units never is."""
        flag = f"coalesce(try_cast({quoted(column)} AS DOUBLE), 0) = 1"
        rows = self.connection.execute(f"SELECT {self.unit}, {self.period}, {flag} FROM {self.relation}").fetchall()
        order = places({str(row[1]) for row in rows})
        if order is None:
            order = {text: place for place, text in enumerate(sorted({str(row[1]) for row in rows}, key=_day_first))}
        held: dict[str, list[tuple[int, bool]]] = {}
        for unit, period, on in rows:
            held.setdefault(unit, []).append((order[str(period)], bool(on)))
        states = [[on for _, on in sorted(own)] for own in held.values()]
        stays = all(own == sorted(own) for own in states)
        return stays and any(not any(own) for own in states) and any(any(own) for own in states)

    def first_on(self, column: str) -> str:
        """The first period in which a flag of periods is on; empty where it goes off again, or is on from the start."""
        flag = f"try_cast({quoted(column)} AS DOUBLE) = 1"
        found = self.connection.execute(
            f"SELECT {self.period}, bool_or({flag}) FROM {self.relation} GROUP BY 1"
        ).fetchall()
        order = places([text for text, _ in found])
        if order is None:
            return ""
        found.sort(key=lambda row: order[row[0]])
        states = [bool(on) for _, on in found]
        first = states.index(True) if True in states else 0
        return str(found[first][0]) if first and all(states[first:]) else ""

    def values(self, column: str) -> set[str]:
        """All values of a column."""
        rows = self.connection.execute(f"SELECT DISTINCT {quoted(column)} FROM {self.relation}").fetchall()
        return {str(row[0]).strip() for row in rows if row[0] is not None}


def _day_first(text: str) -> tuple[str, ...]:
    """A day written 31.12.2024 in the order of time; what is written another way stands as it is."""
    return tuple(reversed(re.split(r"[./-]", text)))


def _of_units(others: Sequence[Profile], kinds: Mapping[str, str], rows: _Rows, period: Profile) -> Iterator[Guess]:
    """Who was assigned, who could have been, when each began, and in which periods it was in fact reached."""
    flags = [p for p in others if _is_flag(p)]
    fixed = [p for p in flags if kinds[p.name] == "unit"]
    assigned = _best("assigned", fixed)
    begins = next(iter(_beginnings(others, kinds, rows, period)), None)
    if begins:
        yield begins
    if assigned:
        yield Guess(
            ColumnMapping("assigned", (assigned[0].name,)),
            assigned[1],
            f'"{assigned[0].name}" says it, the same in every period',
        )
        wider = [p for p in fixed if p is not assigned[0] and rows.is_within(assigned[0].name, p.name)]
        named = _best("eligible", wider)
        if named:
            why = "all who were assigned have it, and some others: who is without is left out"
            yield Guess(ColumnMapping("eligible", (named[0].name,)), named[1], why)
    moving = _best("reached", [p for p in flags if kinds[p.name] == "both"], 0.0)
    if moving:
        why = "it changes within units and periods; the share of the period in which a unit was treated?"
        if begins is None and rows.is_lasting(moving[0].name):
            yield Guess(
                ColumnMapping("reached", (moving[0].name,)),
                0.8,
                "once on for a unit it stays, and others never have it",
            )
        elif _named_reached(moving[0]) or begins is None:
            yield Guess(ColumnMapping("reached", (moving[0].name,)), max(moving[1], 0.5), why)


def _named_reached(profile: Profile) -> bool:
    return names.match("panel", "reached", profile.name)[0] >= _NAMED


def _best(target: str, held: Sequence[Profile], least: float = 0.3) -> tuple[Profile, float] | None:
    """The column whose name says it best."""
    found = [(p, round(names.match("panel", target, p.name)[0], 2)) for p in held]
    return max((one for one in found if one[1] >= least), key=lambda one: one[1], default=None)


def _beginnings(others: Sequence[Profile], kinds: Mapping[str, str], rows: _Rows, period: Profile) -> Iterator[Guess]:
    """A column of units that holds periods, or nothing for those who never began."""
    known = rows.values(period.name)
    for profile in others:
        strength = names.match("panel", "begins", profile.name)[0]
        if kinds[profile.name] != "unit" or strength < 0.3:
            continue
        values = {value for value in rows.values(profile.name) if value.lower() not in _NEVER}
        order = places((*known, *values)) if values else None
        if order is None:
            continue
        inside = sum(
            min(map(order.__getitem__, known)) <= order[value] <= max(map(order.__getitem__, known)) for value in values
        )
        if inside:
            missing = tuple(value for value in profile.top if value.strip().lower() in _NEVER and value)
            why = f'"{profile.name}" holds periods, the same for all rows of a unit'
            yield Guess(ColumnMapping("begins", (profile.name,), missing=missing), round(strength, 2), why)


def _table(base: Sequence[Guess], key: tuple[str, str], measure: Profile) -> TableProposal:
    said = set(names.words(measure.name).split())
    better, confidence = "high", 0.4
    if said & names.word_set("lower_is_better"):
        better, confidence = "low", 0.7
    elif said & names.word_set("higher_is_better"):
        confidence = 0.7
    own = (
        Guess(ColumnMapping("measure", constant=measure.name), 0.9, "what the column is called"),
        Guess(
            ColumnMapping("amount", (measure.name,), decimal=measure.decimal, missing=measure.missing),
            0.9,
            "numbers that change within units and periods",
        ),
        Guess(ColumnMapping("better", constant=better), confidence, "is more of it good or bad?"),
    )
    return TableProposal("panel", (*base, *own), key=key, key_reason="unique on all rows, identical rows counted once")


def _notes(
    others: Sequence[Profile], kinds: Mapping[str, str], rows: _Rows, period: Profile, measures: Sequence[Profile]
) -> Iterator[str]:
    yield (
        'each row sums up one unit in one period: initiatives can be evaluated on it (treats = "units"), other '
        "questions need a row for each contact"
    )
    for profile in others:
        first = rows.first_on(profile.name) if kinds[profile.name] == "period" and _is_flag(profile) else ""
        if first:
            yield f'"{profile.name}" is on from {period.name} {first}: register from = {first}'
    if len(measures) > _MOST_MEASURES:
        left = ", ".join(p.name for p in measures[_MOST_MEASURES:])
        yield f"further measures can be mapped likewise: {left}"


def unfolded(file: File, keys: Keys, relation: str) -> Unfolded | None:
    """The view that gives a panel with a column for each unit or period a row for each; None where it is none."""
    return _by_period(file, keys, relation) or _by_unit(file, keys, relation)


def _by_period(file: File, keys: Keys, relation: str) -> Unfolded | None:
    """Columns are called after periods, all in one way."""
    numbers = [p.name for p in file.profiles.values() if p.kind in ("number", "empty")]
    periods = _period_names(numbers)
    rest = [name for name in file.profiles if name not in periods]
    if len(periods) < _LEAST_WIDE or len(numbers) > len(periods) + len(rest):
        return None
    units = [name for name in rest if keys.is_unique([name])]
    if not units or keys.rows < 2:
        return None
    best = max(units, key=lambda name: names.match("panel", "unit_id", name)[0])
    kept = ", ".join(quoted(name) for name in (best, *(name for name in rest if name != best)))
    view = _view(kept, relation, list(periods), list(periods.values()), "period")
    return Unfolded(view, f"a column for each of {len(periods)} periods, {next(iter(periods))} to {list(periods)[-1]}")


def _period_names(columns: Sequence[str]) -> dict[str, str]:
    """Column -> the period it is called after."""
    if (order := places(columns)) is not None and len(columns) >= _LEAST_WIDE:
        return {name: name for name in order}
    found = {name: _NUMBERED.match(name.strip()) for name in columns}
    prefixes = [match[1].lower() for match in found.values() if match]
    most = max(set(prefixes), key=prefixes.count, default="")
    named = {name: match[2] for name, match in found.items() if match and match[1].lower() == most}
    if most and names.match("panel", "period", most)[0] < _NAMED and most not in ("w", "m", "y", "p", "d", "q"):
        return {}
    read = places(list(named.values()))
    is_run = (
        read is not None
        and len(set(read.values())) == len(named)
        and max(read.values()) - min(read.values()) < 2 * len(named)
        if named
        else False
    )
    return named if is_run else {name: name for name in columns if places([name]) is not None and not name.isdigit()}


def _by_unit(file: File, keys: Keys, relation: str) -> Unfolded | None:
    """One column of periods that no two rows share, and a column of like numbers for each unit."""
    profiles = file.profiles.values()
    periods = [p for p in profiles if _can_be_period(p, file) and keys.is_unique([p.name])]
    numbers = [p for p in profiles if p.kind == "number" and p not in periods]
    if len(periods) != 1 or len(numbers) < _LEAST_WIDE or len(numbers) < len(file.profiles) - 2:
        return None
    sizes = [abs(p.middle) for p in numbers if p.middle]
    said = {word for p in numbers for word in names.words(p.name).split()}
    telling = said & (
        names.word_set("averages")
        | names.word_set("counted")
        | names.word_set("lower_is_better")
        | names.word_set("higher_is_better")
    )
    if not sizes or max(sizes) > _MOST_APART * min(sizes) or telling:
        return None
    columns = [p.name for p in numbers]
    view = _view(quoted(periods[0].name), relation, columns, columns, "unit_id")
    return Unfolded(view, f"a column for each of {len(columns)} units, {columns[0]} to {columns[-1]}")


def _view(kept: str, relation: str, columns: Sequence[str], labels: Sequence[str], name: str) -> str:
    said = ", ".join(literal(label) for label in labels)
    held = ", ".join(quoted(column) for column in columns)
    return f"SELECT {kept}, unnest([{said}]) AS {name}, unnest([{held}]) AS amount FROM {relation}"


def of_one_measure(tables: Sequence[TableProposal], stem: str) -> tuple[TableProposal, ...]:
    """Unfolded numbers have one measure, called as the file is."""
    measure = names.source(stem)
    return tuple(
        replace(
            table,
            guesses=tuple(
                Guess(ColumnMapping("measure", constant=measure), 0.7, f"by the file's name: {stem}")
                if guess.target == "measure"
                else guess
                for guess in table.guesses
            ),
        )
        for table in tables
    )

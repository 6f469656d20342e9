"""Which source column is which canonical column: what the name says, weighed with what the contents allow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from steelyard import schema
from steelyard.declare import Column
from steelyard.intake.mapping import words
from steelyard.intake.proposal import names
from steelyard.intake.proposal.model import WORTH_SAYING, Guess
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.timestamps import doubtful_zone, zone_of
from steelyard.settings.mapping import ColumnMapping, Scalar

MOST = 0.98
_CLEAR = 0.7
_LEAST_KNOWN = 0.3
_CATEGORIES = ("team", "channel", "topic", "subtopic", "segment")
_SHARING = frozenset({"resolved", "closure", "abandoned", "excluded", "direction", "handled_by"})
"""Read off the words of a column that may mean several things at once."""

_VOCABULARY = {("outcomes", "kind"): "outcome", ("costs", "kind"): "cost", ("steps", "kind"): "step"}
_PERSON = re.compile(r"[^\W\d_][^\d@]*[ ,][^\d@]+\Z")
_SHORTENED = re.compile(r"\d[.,]?\d*[eE]\+\d{2}\Z")
_LONG = re.compile(r"\d{16,}\Z")
_MOST_SHORTENED = 0.02
_DIGIT = re.compile(r"\d")
_WHOLE_DIGITS = 15
_FEW_LONG = 10
_NO_NUMBER = frozenset({"0", "-1"})
_STAFF_NUMBER = re.compile(r"\d{3,}\Z")
_ALL_ONE = -0.3
_HOURS_APART_S = 4 * 3_600
_MOST_WORK_S = 20_000
_WORK = (("contacts", "hold_s"), ("contacts", "wrap_s"), ("handling", "talk"))
_DAYS = re.compile(rf"\d\s*({words.pattern((*words.units()['d'], *words.units()['w']))})\b|P\d+[DW]", re.IGNORECASE)
_UNIT_WORDS = {
    "ms": "ms", "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "min", "mins": "min",
    "minute": "min", "minutes": "min", "minuten": "min", "minutos": "min", "minuti": "min", "sek": "s", "sekunden": "s",
    "secondes": "s", "segundos": "s", "secondi": "s", "seconden": "s", "sekundy": "s", "std": "h", "stunden": "h",
    "heures": "h", "horas": "h", "uren": "h", "godz": "h", "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "days": "d",
}  # fmt: skip


@dataclass(frozen=True)
class File:
    """The columns of one header family, and what its name says it is about.

    Args:
        unique: columns that have another value on every row.
        titles: column -> what a second row of the header says of it, such as the question asked.
    """

    profiles: Mapping[str, Profile]
    noun: str
    unique: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)


Found = tuple[ColumnMapping, float, str]
"""(mapping, how much the contents confirm it: 0 to 1, reason)."""


def guess_columns(table: str, file: File) -> dict[str, Guess]:
    """The best guess for each canonical column; a source column serves one, unless its words mean several things."""
    found = sorted(_candidates(table, file), key=lambda guess: (-guess.confidence, guess.target))
    taken: dict[str, str] = {}
    chosen: dict[str, Guess] = {}
    for guess in found:
        columns = guess.mapping.columns
        is_free = all(column not in taken or _may_share(guess.target, taken[column], columns) for column in columns)
        if guess.target not in chosen and is_free:
            chosen[guess.target] = guess
            taken.update(dict.fromkeys(columns, guess.target))
    return chosen


def _may_share(target: str, other: str, columns: tuple[str, ...]) -> bool:
    return {target, other} <= _SHARING or (len(columns) > 1 and target.endswith("_at"))


def _candidates(table: str, file: File) -> Iterator[Guess]:
    for column in schema.table(table).columns:
        for profile in file.profiles.values():
            if column.type == "text" and profile.kind == "number" and names.is_lasting(profile.name):
                continue
            strength, reason = names.match(table, column.name, profile.name, file.noun)
            if strength:
                for mapping, bonus, content in read(table, column, profile, file):
                    if column.type == "seconds" and strength < _CLEAR:
                        bonus, content = min(bonus, 0.0), f"{content}; which time it is, its name leaves open"
                    yield weighed(mapping, strength, bonus, reason, content)


def weighed(mapping: ColumnMapping, strength: float, bonus: float, *reasons: str) -> Guess:
    """A guess as sure as its name is telling (0 to 1) and its contents confirm (-1 to 1)."""
    confidence = min(1 - (1 - strength) * (1 - bonus), MOST) if bonus >= 0 else strength * (1 + bonus)
    return Guess(mapping, round(max(confidence, 0.0), 2), "; ".join(filter(None, reasons)))


def read(table: str, column: Column, profile: Profile, file: File) -> Iterator[Found]:
    """The ways in which the contents can be that column; none where they cannot."""
    if profile.kind == "empty":
        return
    if column.choices or column.type == "boolean":
        yield from _coded(table, column, profile)
    elif column.type in ("instant", "date"):
        yield from _dated(column, profile, file)
    elif column.type == "seconds":
        yield from lasting(column.name, profile, file)
    elif column.between:
        yield from _bounded(column, profile, *column.between)
    elif column.type in ("number", "money", "count"):
        yield from _counted(column, profile)
    elif profile.kind != "moment":
        yield from _named(table, column, profile, file)


def _named(table: str, column: Column, profile: Profile, file: File) -> Iterator[Found]:
    """Ids, categories and remarks."""
    plain = ColumnMapping(column.name, (profile.name,), missing=profile.missing)
    if column.name.endswith("_id") and (lost := lost_digits(profile)):
        yield plain, -0.5, lost
        return
    if column.name in _CATEGORIES and profile.kind in ("clock", "duration"):
        return
    key = schema.table(table).key
    is_key = column.name == key[0] and column.is_required and column.name.endswith("_id")
    if is_key and profile.name in file.unique:
        yield plain, 0.6, "no two rows share one"
    elif is_key and len(key) == 1:
        yield plain, -0.2, "but rows share it"
    elif column.name.endswith("_id") or column.name == "merged_into":
        yield from _reference(column, profile, plain)
    elif column.name == "comment":
        yield plain, 0.3 if profile.kind == "text" and not profile.has_few_values else -0.4, ""
    elif profile.kind in ("text", "boolean") or profile.distinct <= 200:
        if column.name == "topic" and profile.distinct == 1 and profile.rows > 1:
            yield plain, _ALL_ONE, "1 value"
            return
        if column.name in _CATEGORIES and (profile.kind == "boolean" or profile.known_share < _LEAST_KNOWN):
            yield plain, -0.4, "but it says yes or no" if profile.kind == "boolean" else "but most rows have none"
            return
        few = profile.distinct <= max(60, profile.rows / 50)
        yield (
            plain,
            0.4 if few else -0.4,
            f"{profile.distinct:,} {'value' if profile.distinct == 1 else 'values'}"
            if few
            else "but nearly all values differ",
        )


def _reference(column: Column, profile: Profile, plain: ColumnMapping) -> Iterator[Found]:
    """An id of something else: placeholders are missing."""
    if column.name == "customer_id" and are_names(profile):
        yield plain, -0.4, "but it holds names of people: two customers may share one, so an id is needed"
        return
    group = {"customer_id": "customer", "agent_id": "person", "evaluator_id": "person"}.get(column.name, "")
    blanks = tuple(v for v in profile.top if v not in plain.missing and _is_nobody(v, group, profile))
    if blanks:
        share = sum(profile.top[value] for value in blanks) / profile.rows
        listed = " and ".join(blanks)
        missing = (*plain.missing, *blanks)
        yield (
            ColumnMapping(column.name, plain.columns, missing=missing),
            0.5,
            f"{listed} on {share:.1%} of rows is nobody",
        )
    elif profile.kind == "clock" or (profile.kind == "number" and not profile.is_whole):
        return
    else:
        yield plain, 0.2, ""


def lost_digits(profile: Profile) -> str:
    """Why a column's ids are not whole: a worksheet wrote long numbers short, or rounded them; empty where they are."""
    values = (*profile.sample, *profile.values)
    short = [value for value in profile.sample if _SHORTENED.match(value.strip())]
    if len(short) > _MOST_SHORTENED * len(profile.sample):
        shape = _DIGIT.sub("9", short[0])
        return f"but {shape} lost its digits in a worksheet, so different ids look alike: export them as text"
    long = {digits for value in values if _LONG.match(digits := value.strip())}
    if len(long) >= _FEW_LONG and all(set(digits[_WHOLE_DIGITS:]) == {"0"} for digits in long):
        return f"but all end in 0 after {_WHOLE_DIGITS} digits, as a worksheet rounds long numbers: export them as text"
    return ""


def _is_nobody(value: str, group: str, profile: Profile) -> bool:
    """Whether a value stands for nobody: by its word, or a 0 among the long numbers of people."""
    said = value.strip().lower()
    if group and names.vocabulary("missing").get(said) == group:
        return True
    others = [other.strip() for other in profile.top if other.strip() not in _NO_NUMBER]
    return group == "person" and said in _NO_NUMBER and bool(others) and all(_STAFF_NUMBER.match(o) for o in others)


def are_names(profile: Profile) -> bool:
    """Whether values are names of people: two words or more, and no digits."""
    like = sum(bool(_PERSON.match(value.strip())) for value in profile.sample)
    return like > 0.7 * max(len(profile.sample), 1)


def _coded(table: str, column: Column, profile: Profile) -> Iterator[Found]:
    """Flags, and words of a vocabulary."""
    values = _meanings(table, column, profile)
    if not values or not profile.has_few_values:
        return
    hit = {value: meaning for value, meaning in values.items() if meaning != ""}
    told = sum(profile.top[value] for value in hit) / max(sum(profile.top[value] for value in values), 1)
    if not hit:
        return
    mapping = ColumnMapping(column.name, (profile.name,), missing=profile.missing, values=_needed(hit, values))
    gone = [value for value in values if value not in hit]
    if not gone:
        yield mapping, 0.6, "every value has a meaning" if column.choices else ""
    elif column.name == "excluded":
        yield mapping, 0.3, f"{len(hit)} of its words mean that it is no contact"
    else:
        is_one_sided = len(set(map(str, hit.values()))) < 2 and table != "evaluations"
        bonus = -0.4 if is_one_sided or (told < 0.1 and table != "evaluations") else (0.35 if told > 0.5 else 0.0)
        yield mapping, bonus, f"{told:.0%} of values have a meaning here, the others say nothing"


def _meanings(table: str, column: Column, profile: Profile) -> dict[str, Scalar]:
    """value -> canonical value; "" where it has none."""
    if column.type == "boolean" and profile.kind == "boolean":
        flags = {**names.vocabulary("pairs"), **names.vocabulary("boolean")}
        is_opposite = bool(names.opposites(column.name) & set(names.words(profile.name).split()))
        return {value: (flags[names.said(value)] == "true") != is_opposite for value in profile.values}
    target = _VOCABULARY.get((table, column.name), column.name)
    try:
        known: Mapping[str, str] = names.vocabulary(target)
    except KeyError:
        known = {}
    if column.name == "abandoned":
        known = {**dict.fromkeys(names.vocabulary("closure"), "false"), **known}
    known = known if column.type == "boolean" else {**{choice: choice for choice in column.choices}, **known}
    return {value: _canonical(column, _known(names.said(value), known)) for value in profile.values}


def _known(said: str, known: Mapping[str, str]) -> str:
    """What a value means, a number behind its words left out ("csat 5"); empty where that is not known."""
    return known.get(said) or known.get(said.rstrip(" 0123456789"), "")


def _canonical(column: Column, meaning: str) -> Scalar:
    return meaning == "true" if column.type == "boolean" and meaning else meaning


def _needed(hit: Mapping[str, Scalar], values: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The value map; empty where every value is spelled canonically already."""
    plain = all(
        str(meaning).lower() == value if isinstance(meaning, bool) else meaning == value
        for value, meaning in hit.items()
    )
    return {} if plain and len(hit) == len(values) else dict(values)


def _dated(column: Column, profile: Profile, file: File) -> Iterator[Found]:
    moment = profile.moment
    if profile.kind == "clock" and column.type == "instant":
        yield from _paired(column, profile, file)
    if moment is None or (column.type == "date" and moment.unit):
        return
    has_clock = (
        not moment.has_time
        and column.type == "instant"
        and any(_is_time_of_day(p) and (_has_seconds(p) or _is_called_time(p)) for p in file.profiles.values())
    )
    mapping = ColumnMapping(
        column.name,
        (profile.name,),
        formats=moment.formats,
        unit=moment.unit,
        zone=moment.zone if column.type == "instant" else "",
        missing=profile.missing,
        lost_time=moment.lost_time if column.type == "instant" else "",
    )
    reasons = [moment.reason, f"its name states {moment.zone}" if mapping.zone else ""]
    if moment.has_time and moment.lost_time and column.type == "instant":
        reasons.append(f"{moment.lost_share:.1%} at exactly 00:00, the time of day was lost there")
    if moment.fit < 0.999:
        reasons.append(f"reads {moment.fit:.1%} of values")
    open_ = doubtful_zone(profile.name) if moment.has_time and not (moment.unit or moment.has_offset) else ""
    if open_:
        reasons.append(f'whose clocks are "{open_}"? Name them: zone = "..."')
    bonus = -0.45 if moment.is_ambiguous or has_clock or open_ else (0.5 if moment.fit > 0.95 else -0.3)
    yield mapping, bonus, ", ".join(filter(None, reasons))


def _is_time_of_day(profile: Profile) -> bool:
    """Whether clocks run over hours of a day; 9:30 was measured as minutes and seconds."""
    scale = 1 if _has_seconds(profile) else 60
    is_in_day = profile.low >= 0 and scale * profile.high < 86_400
    return profile.kind == "clock" and is_in_day and scale * profile.middle >= _HOURS_APART_S


def _has_seconds(profile: Profile) -> bool:
    return "%S" in profile.clock or "%p" in profile.clock


def _is_called_time(profile: Profile) -> bool:
    """Whether a column's name is that of a begin, such as "Time" or "Start"."""
    return names.match("contacts", "opened_at", profile.name)[0] > 0


def _paired(column: Column, clock: Profile, file: File) -> Iterator[Found]:
    """A date and a time of day that stand in two columns."""
    if not _is_time_of_day(clock):
        return
    for day in file.profiles.values():
        if day.moment is None or day.moment.has_time or day.known < 0.9 * day.rows:
            continue
        zeros = [value for value in clock.top if set(value) <= set("0:")]
        share = sum(clock.top[value] for value in zeros) / clock.rows
        is_gap = share > 0.01
        if column.is_required and is_gap:
            continue
        formats = tuple(f"{form} {clock.clock}" for form in day.moment.formats or ("%Y-%m-%d",))
        condition = " OR ".join(f"{_identifier(clock.name)} = '{zero}'" for zero in zeros) if is_gap else ""
        zone = zone_of(clock.name) or zone_of(day.name)
        mapping = ColumnMapping(column.name, (day.name, clock.name), formats=formats, zone=zone, missing_when=condition)
        reason = f"date and time of day combined, {day.moment.reason}"
        if is_gap:
            reason += f"; {share:.1%} are {zeros[0]}: did not happen"
        yield mapping, -0.3 if day.moment.is_ambiguous else 0.5, reason


def lasting(target: str, profile: Profile, file: File) -> Iterator[Found]:
    """How a column's values can be durations."""
    plain = ColumnMapping(target, (profile.name,), missing=profile.missing, decimal=profile.decimal)
    if profile.kind == "duration":
        yield from _spoken(plain, profile)
    elif profile.kind == "clock" and profile.middle < _HOURS_APART_S and "%p" not in profile.clock:
        is_full = "%S" in profile.clock
        reason = "written hh:mm:ss" if is_full else "written 0:00: minutes and seconds, or hours and minutes?"
        yield replace(plain, unit="hh:mm:ss"), 0.5 if is_full else -0.5, reason
    elif profile.kind == "number" or (profile.kind == "boolean" and profile.high):
        told = [_UNIT_WORDS[word] for word in names.words(profile.name).split() if word in _UNIT_WORDS]
        told_ms = "" if told or not profile.is_whole else _told_in_ms(file)
        unit = told[-1] if told else "ms" if told_ms else _unit_by_size(profile)
        size = told_ms or f"the middle one is {profile.middle:g}"
        reason = f"{unit} by its name" if told else f"taken for {unit}: {size}"
        bonus = 0.5 if told else (0.2 if unit == "s" or told_ms else -0.4)
        yield _told(replace(plain, unit=unit), bonus, reason, profile)


def _told_in_ms(file: File) -> str:
    """Why a file without units counts in milliseconds; empty where nothing says so.

    Nobody is talked to, held or written up for over five hours in the middle: these are no seconds, and then a wait of
    15,000 beside them is not in seconds either.
    """
    for profile in file.profiles.values():
        if profile.kind != "number" or not profile.is_whole or profile.middle <= _MOST_WORK_S:
            continue
        spoken = [names.match(*way, profile.name)[0] for way in _WORK]
        if max(spoken) > _CLEAR and not _UNIT_WORDS.keys() & set(names.words(profile.name).split()):
            return f"{profile.name} is {profile.middle:,.0f} in the middle, too much for seconds"
    return ""


def _spoken(plain: ColumnMapping, profile: Profile) -> Iterator[Found]:
    """Durations that say their units; of work, a day may be one of eight hours."""
    mapping, reason = replace(plain, unit="words"), "each says its units"
    has_days = any(_DAYS.search(value) for value in profile.sample)
    if has_days and plain.target in ("handle_s", "wrap_s", "hold_s"):
        doubt = 'a day of work may have 24 hours (unit = "words") or 8 (unit = "words_8h"): which is it here?'
        yield mapping, -0.5, f"{reason}; {doubt}"
    else:
        yield _told(mapping, 0.5, reason, profile)


def _told(mapping: ColumnMapping, bonus: float, reason: str, profile: Profile) -> Found:
    """What numbers can be, unsure where they can be read in two ways."""
    if not profile.doubt or (mapping.unit in ("hh:mm:ss", "hh:mm")):
        return mapping, bonus, reason
    return mapping, min(bonus, -0.5), "; ".join(filter(None, (reason, profile.doubt)))


def _unit_by_size(profile: Profile) -> str:
    """Seconds, unless decimals of small numbers or huge numbers speak for minutes or milliseconds."""
    if profile.middle > _MOST_WORK_S:
        return "ms"
    if profile.high < 1 and not profile.is_whole:
        return "d"
    return "s" if profile.is_whole or profile.middle > 60 else "min"


def _counted(column: Column, profile: Profile) -> Iterator[Found]:
    if profile.kind == "number" or (profile.kind == "boolean" and set(profile.values) <= {"0", "1", "0.0", "1.0"}):
        is_fine = column.type != "count" or (profile.is_whole and profile.low >= 0) or profile.kind == "boolean"
        if is_fine:
            mapping = ColumnMapping(column.name, (profile.name,), missing=profile.missing, decimal=profile.decimal)
            yield _told(mapping, 0.4, "", profile) if column.type != "count" else (mapping, 0.4, "")
    elif profile.kind == "boolean" and column.type == "count":
        flags = {**names.vocabulary("pairs"), **names.vocabulary("boolean")}
        values: dict[str, Scalar] = {value: int(flags[names.said(value)] == "true") for value in profile.values}
        mapping = ColumnMapping(column.name, (profile.name,), missing=profile.missing, values=values)
        yield mapping, 0.4, "yes counts as one: whether, not how often"


def _bounded(column: Column, profile: Profile, low: float, high: float) -> Iterator[Found]:
    """Numbers within the column's bounds, or words that all stand for one."""
    known = names.vocabulary(column.name)
    if profile.kind == "number" and low <= profile.low and profile.high <= high:
        mapping = ColumnMapping(column.name, (profile.name,), missing=profile.missing, decimal=profile.decimal)
        is_half = low < 0 <= profile.low
        reason = f"but none is below 0: does 0 mean {low}?" if is_half else ""
        yield _told(mapping, -0.4 if is_half else 0.4, reason, profile)
    elif profile.has_few_values and all(names.said(value) in known for value in profile.values):
        values: dict[str, Scalar] = {value: int(known[names.said(value)]) for value in profile.values}
        mapping = ColumnMapping(column.name, (profile.name,), missing=profile.missing, values=values)
        yield mapping, 0.4, "every value has a meaning"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def worth_saying(guesses: Mapping[str, Guess]) -> dict[str, Guess]:
    """Guesses that are more than noise."""
    return {target: guess for target, guess in guesses.items() if guess.confidence >= WORTH_SAYING}

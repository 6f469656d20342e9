"""Handling time: talk and hold, without after-contact work. Which columns hold which is tested on the rows' sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File, lasting, weighed
from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.rows import Rows, doubted, instant_of, seconds, unnamed
from steelyard.settings.mapping import ColumnMapping

_NEARLY_ALL = 0.98
_SOME = 0.005
_MOST = 0.5
_LONG_S = 4 * 3600


@dataclass(frozen=True)
class _Parts:
    """The durations of one contact that a file gives."""

    talk: Guess | None
    total: Guess | None
    hold: Guess | None
    wrap: Guess | None
    wait: Guess | None

    def sum_of(self, *parts: str) -> str:
        """SQL of a sum in which a part that is missing counts nothing; empty where a part has no column."""
        guesses = [getattr(self, part) for part in parts]
        if any(guess is None for guess in guesses):
            return ""
        first, *others = [seconds(guess.mapping) for guess in guesses if guess]
        return " + ".join([first, *(f"coalesce({other}, 0)" for other in others)])


def find_handling(found: Mapping[str, Guess], file: File, rows: Rows) -> dict[str, Guess]:
    """The guess of `handle_s`, in force where the rows' sums bear it out or nothing speaks against it."""
    own = found.get("handle_s")
    if own is None or not own.mapping.columns:
        return {}
    parts = _Parts(
        _part("talk", file), _part("total", file), *(_sure(found, name) for name in ("hold_s", "wrap_s", "wait_s"))
    )
    guess = _by_parts(parts, found, rows) or _of_span(own, parts, found, rows)
    guess = _elapsed(guess, found, rows) or _untracked(guess, file, rows)
    condition = _unanswered(found, own.mapping.columns[0], rows)
    if condition and not guess.mapping.missing_when:
        mapping = replace(guess.mapping, missing_when=condition)
        guess = Guess(mapping, guess.confidence, f"{guess.reason}; zero on contacts that nobody took is no handling")
    return {"handle_s": guess, **_held(parts, rows)}


def _elapsed(guess: Guess, found: Mapping[str, Guess], rows: Rows) -> Guess | None:
    """The guess doubted where it is the time from begin to solution or end, of hours: elapsed, not worked."""
    opened = _at(found, "opened_at")
    if not guess.mapping.columns or not opened:
        return None
    for target in ("resolved_at", "ended_at"):
        end = _at(found, target)
        spent = _between(opened, end) if end else ""
        plain = replace(guess.mapping, unit="s")
        is_long = spent and rows.share(f"{spent} > {_LONG_S}")[0] > _MOST
        if is_long and any(rows.holds(_equal(seconds(way), spent)) for way in (guess.mapping, plain)):
            column = found[target].mapping.columns[0]
            return doubted(
                guess, f"but it is the time from {found['opened_at'].mapping.columns[0]} to {column}, no work"
            )
    return None


def _untracked(guess: Guess, file: File, rows: Rows) -> Guess:
    """Time that people book themselves: a zero is none booked, which is not no work."""
    column = guess.mapping.columns[0] if guess.mapping.columns else ""
    if not column or not names.word_set("booked") & set(names.words(column).split()):
        return guess
    zeros = tuple(value for value in file.profiles[column].values if not value.strip("0:.,hms "))
    share, _ = rows.share(" OR ".join(f"{quoted(column)} = {literal(value)}" for value in zeros)) if zeros else (0.0, 0)
    if not share:
        return guess
    mapping = replace(guess.mapping, missing=(*guess.mapping.missing, *zeros))
    reason = f"{guess.reason}; {zeros[0]} on {share:.1%} of rows: nobody booked time there, which is not no work"
    return Guess(mapping, guess.confidence, reason)


def find_idle(found: Mapping[str, Guess], rows: Rows) -> dict[str, Guess]:
    """Hold and after-contact work, whose zero on contacts that nobody took is none."""
    idle = {}
    for target in ("hold_s", "wrap_s"):
        guess = _sure(found, target)
        condition = _unanswered(found, guess.mapping.columns[0], rows) if guess else ""
        if guess and condition and not guess.mapping.missing_when:
            mapping = replace(guess.mapping, missing_when=condition)
            idle[target] = Guess(
                mapping, guess.confidence, f"{guess.reason}; zero on contacts that nobody took is none"
            )
    return idle


def _held(parts: _Parts, rows: Rows) -> dict[str, Guess]:
    """A hold that is never 0, and blank on calls that were talked on, is written only where there was one."""
    hold, talk = parts.hold, parts.talk or parts.total
    if hold is None or talk is None or hold.mapping.sql or hold.mapping.unit == "words":
        return {}
    column, spoken = quoted(hold.mapping.columns[0]), f"{seconds(talk.mapping)} > 0"
    blank = f"coalesce(trim({column}), '') = ''"
    if not rows.share(blank, spoken)[0] or rows.share(f"{seconds(hold.mapping)} = 0")[0]:
        return {}
    sql = f"CASE WHEN trim({column}) <> '' THEN {seconds(hold.mapping)} WHEN {spoken} THEN 0 END"
    reason = f"{hold.reason}; it is never 0, and blank where there was none"
    return {"hold_s": Guess(ColumnMapping("hold_s", sql=sql), min(hold.confidence, 0.8), reason)}


def _sure(found: Mapping[str, Guess], target: str) -> Guess | None:
    guess = found.get(target)
    return guess if guess and guess.is_sure and guess.mapping.columns else None


def _part(kind: str, file: File) -> Guess | None:
    """The column called talk time, or handle time."""
    best: Guess | None = None
    for profile in file.profiles.values():
        strength, reason = names.match("handling", kind, profile.name)
        for mapping, bonus, content in lasting("handle_s", profile, file) if strength > 0.4 else ():
            guess = weighed(mapping, strength, bonus, reason, content)
            best = guess if best is None or guess.confidence > best.confidence else best
    return best if best and best.is_sure else None


def _by_parts(parts: _Parts, found: Mapping[str, Guess], rows: Rows) -> Guess | None:
    if parts.total and parts.talk:
        return _tested_total(parts.total, parts.talk, parts, rows)
    if parts.total:
        return _lone_total(parts.total, parts, found, rows)
    if parts.talk:
        return _lone_talk(parts.talk, parts, found, rows)
    return None


def _tested_total(total: Guess, talk: Guess, parts: _Parts, rows: Rows) -> Guess:
    """Talk and handle time side by side: what is in the handle time shows in its sum."""
    called, whole = total.mapping.columns[0], seconds(total.mapping)
    for others in (("hold", "wrap"), ("wrap",), ("hold",), ()):
        sql = parts.sum_of("talk", *others)
        if not sql or not _is_sum(whole, sql, [getattr(parts, part) for part in others], rows):
            continue
        said = " + ".join(getattr(parts, part).mapping.columns[0] for part in ("talk", *others))
        if "wrap" not in others:
            return Guess(total.mapping, 0.95, f"{called} = {said} on nearly all rows")
        reason = f"{called} = {said} on nearly all rows: it holds the after-contact work, which is counted in wrap_s"
        return Guess(_added(talk, parts, others), 0.95, reason)
    reason = f"{called} is no sum of talk, hold and after-contact work: which of them does it hold?"
    return doubted(total, f"{reason} {_other(parts.sum_of('talk', 'hold') or seconds(talk.mapping))}")


def _is_sum(whole: str, sql: str, others: list[Guess], rows: Rows) -> bool:
    """Whether a sum holds on nearly all rows, and on those that have one of the parts too."""
    equal = _equal(whole, sql)
    told = [f"{seconds(part.mapping)} > 2" for part in others]
    return rows.holds(equal, f"{whole} > 0") and all(
        rows.holds(equal, there, 0.9) for there in told if rows.share(there)[0]
    )


def _added(talk: Guess, parts: _Parts, others: tuple[str, ...]) -> ColumnMapping:
    return ColumnMapping("handle_s", sql=parts.sum_of("talk", "hold")) if "hold" in others else talk.mapping


def _lone_total(total: Guess, parts: _Parts, found: Mapping[str, Guess], rows: Rows) -> Guess:
    """A handle time without a talk time: it holds the after-contact work unless the rows say otherwise."""
    wrap = parts.wrap
    if wrap is None:
        return total
    called, after = total.mapping.columns[0], wrap.mapping.columns[0]
    whole, work = seconds(total.mapping), seconds(wrap.mapping)
    less = ColumnMapping("handle_s", sql=f"{whole} - coalesce({work}, 0)")
    span = _span(found)
    if span and rows.holds(_equal(whole, span), f"{work} > 0"):
        return Guess(total.mapping, 0.9, f"{total.reason}; it is the time from answer to end, {after} comes after it")
    if span and rows.holds(_equal(whole, f"{span} + {work}"), f"{work} > 0"):
        return Guess(less, 0.9, f"{called} is the time from answer to end and {after}: what wrap_s counts is taken off")
    if not rows.holds(f"{whole} >= {work}", f"{work} > 0", _NEARLY_ALL):
        return Guess(
            total.mapping, total.confidence, f"{total.reason}; {after} exceeds it on some rows, so is not in it"
        )
    reason = (
        f"{called} is never below {after} and a handle time usually holds it: it is taken off, as wrap_s counts it. "
        f"Where {called} leaves it out: handle_s = {literal(called)}"
    )
    return Guess(less, 0.7, reason)


def _lone_talk(talk: Guess, parts: _Parts, found: Mapping[str, Guess], rows: Rows) -> Guess:
    """A talk time and a hold time: together they are handling, unless talk counts the hold already."""
    hold = parts.hold
    if hold is None or not rows.share(f"{seconds(hold.mapping)} > 0")[0]:
        return talk
    called, held = talk.mapping.columns[0], hold.mapping.columns[0]
    spoken, on_hold = seconds(talk.mapping), seconds(hold.mapping)
    both = ColumnMapping("handle_s", sql=parts.sum_of("talk", "hold"))
    span = _span(found)
    if span and rows.holds(_equal(f"{spoken} + {on_hold}", span), f"{on_hold} > 0"):
        return Guess(both, 0.95, f"{called} + {held} is the time from answer to end on nearly all rows")
    if span and rows.holds(_equal(spoken, span), f"{on_hold} > 0"):
        return Guess(talk.mapping, 0.95, f"{called} is the time from answer to end on nearly all rows: {held} is in it")
    above, told = rows.share(f"{on_hold} > {spoken}", f"{on_hold} > 0")
    if told and above > _SOME:
        return Guess(both, 0.8, f"{held} exceeds {called} on {above:.1%} of rows with hold, so is not in it")
    reason = f"is {held} in {called} already? Nothing in the file tells. If so: handle_s = {quoted(called)}"
    return doubted(Guess(both, 0.5, f"{called} and {held} added"), reason)


def _of_span(own: Guess, parts: _Parts, found: Mapping[str, Guess], rows: Rows) -> Guess:
    """A duration of the whole contact may hold the wait: nobody was handled in the time before an answer."""
    called, wait = own.mapping.columns[0], parts.wait
    whole = seconds(own.mapping)
    abandoned = _abandoned(found)
    if wait is None:
        return own
    waited = seconds(wait.mapping)
    less = ColumnMapping("handle_s", sql=f"{whole} - coalesce({waited}, 0)")
    without = f"{wait.mapping.columns[0]} taken off"
    if abandoned and rows.holds(_equal(whole, waited), f"({abandoned}) AND {waited} > 5"):
        return Guess(less, 0.9, f"{called} of abandoned contacts is their wait: {without}")
    opened, ended = _at(found, "opened_at"), _at(found, "ended_at")
    if opened and ended and rows.holds(_equal(whole, _between(opened, ended)), f"{waited} > 5"):
        reason = f"{called} is the time from begin to end: does it hold the wait?"
        return doubted(own, f"{reason} {_other(less.sql)}")
    return own


def _span(found: Mapping[str, Guess]) -> str:
    """SQL of the seconds from answer to end; empty where the file does not give both."""
    ended, answered = _at(found, "ended_at"), _at(found, "answered_at")
    if ended and answered:
        return _between(answered, ended)
    opened, wait = _at(found, "opened_at"), _sure(found, "wait_s")
    if not (ended and opened and wait):
        return ""
    menu = _sure(found, "self_service_s")
    before = [seconds(guess.mapping) for guess in (wait, menu) if guess]
    return f"({_between(opened, ended)} - {' - '.join(f'coalesce({part}, 0)' for part in before)})"


def _at(found: Mapping[str, Guess], target: str) -> str:
    guess = _sure(found, target)
    return instant_of(guess.mapping) if guess else ""


def _between(start: str, end: str) -> str:
    return f"epoch({end} - {start})"


def _equal(one: str, other: str) -> str:
    """SQL of whether two durations are the same but for rounding."""
    return f"abs(({one}) - ({other})) <= greatest(2, 0.01 * ({one}))"


def _other(sql: str) -> str:
    return f"Else: handle_s = {{ sql = {literal(sql)} }}"


def _abandoned(found: Mapping[str, Guess]) -> str:
    """SQL of an abandoned contact; empty where no column tells."""
    abandoned = found.get("abandoned")
    if abandoned is None or not abandoned.is_sure or not abandoned.mapping.values:
        return ""
    gone = [value for value, meaning in abandoned.mapping.values.items() if meaning is True]
    return " OR ".join(f"{quoted(abandoned.mapping.columns[0])} = {literal(value)}" for value in gone)


def _unanswered(found: Mapping[str, Guess], column: str, rows: Rows) -> str:
    """The condition of contacts that nobody took: abandoned, or without an agent; only where their handling is zero."""
    agent = _sure(found, "agent_id")
    nobody = unnamed(agent.mapping) if agent else ""
    zero = f"regexp_full_match({quoted(column)}, '[0:.]+')"
    gone = [told for told in (_abandoned(found), nobody) if told and rows.holds(zero, f"({told})", 0.9)]
    if len(gone) == 2 and rows.holds(f"coalesce({gone[0]}, false)", gone[1], 1):
        gone = gone[:1]
    return " OR ".join(gone)

"""Tests on all rows of what a contact's columns are taken for: a guess that fails is no longer in force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from steelyard.formats.raw import literal, quoted
from steelyard.intake.proposal import names
from steelyard.intake.proposal.columns import File
from steelyard.intake.proposal.model import Guess
from steelyard.intake.proposal.profile import Profile
from steelyard.intake.proposal.rows import Rows, doubted, instant_of, seconds, unnamed
from steelyard.settings.mapping import ColumnMapping, Scalar
from steelyard.wording import listed

_LATER = ("first_reply_at", "answered_at", "ended_at", "resolved_at")
_FEW_ROWS = 30
_USUAL_NAME = 0.9
_MOST_BLANK = 0.5
_MOST_LOST = 0.5
_MOST_WAYS = 0.8
_NEARLY_ALL = 0.95
_LEAST_NAMED = 0.3
_ROWS_PER_CUSTOMER = 50
_GAVE_UP = re.compile(
    r"abando|missed|unanswered|not answered|no answer|hung up|gave up|abgebrochen|verpasst", re.IGNORECASE
)
_SOLVED = re.compile(r"solv|solu|fix|gel[oö]st|behoben|r[eé]sol|resuel|risol|opgelost|rozwi[aą]z|l[öø]st|解決")


def tried(found: Mapping[str, Guess], file: File, rows: Rows) -> dict[str, Guess]:
    """The guesses that a test changes: doubted with the reason, or read another way."""
    tested = {guess.target: guess for guess in _ordered(found, file, rows)}
    for test in (
        _by_way,
        _linked,
        _solved,
        _by_type,
        _gave_up,
        _nobody_took,
        _never_answered,
        _handed_on,
        _reopened,
        _customers,
        _agents,
    ):
        tested |= {guess.target: guess for guess in test({**found, **tested}, file, rows)}
    return tested


def _in_force(found: Mapping[str, Guess], target: str) -> Guess | None:
    guess = found.get(target)
    return guess if guess and guess.is_sure and guess.mapping.columns else None


def _ordered(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """Nothing happens before the contact began; and an end that is always the begin is a copy of it."""
    opened = _in_force(found, "opened_at")
    later = [guess for target in _LATER if (guess := _in_force(found, target))]
    if opened is None:
        return
    early = [guess for guess in later if not _is_after(guess, opened, file, rows)]
    if len(early) > 1 and len(early) == len(later):
        named = " and ".join(guess.mapping.columns[0] for guess in early)
        yield doubted(opened, f"but {named} are before it on most rows: is it when contacts began?")
        return
    for guess in early:
        yield doubted(guess, f"but it is before {opened.mapping.columns[0]} on many rows")
    for target in ("ended_at", "resolved_at"):
        guess = _in_force(found, target)
        same = guess and f"{instant_of(guess.mapping)} = {instant_of(opened.mapping)}"
        if guess and guess not in early and same and _is_rule(same, rows):
            yield doubted(guess, f"but it is {opened.mapping.columns[0]} itself on nearly all rows")


def _is_after(guess: Guess, opened: Guess, file: File, rows: Rows) -> bool:
    """Whether an instant is not before the begin on most rows; only days are compared where one has no time of day."""
    ends = [instant_of(guess.mapping), instant_of(opened.mapping)]
    if not all(_has_time(entry.mapping, file) for entry in (guess, opened)):
        ends = [f"CAST({end} AS DATE)" for end in ends]
    share, told = rows.share(f"{ends[0]} >= {ends[1]}")
    return told == 0 or share >= 0.8


def _has_time(mapping: ColumnMapping, file: File) -> bool:
    moments = [moment for column in mapping.columns if (moment := file.profiles[column].moment)]
    return len(mapping.columns) > 1 or all(moment.has_time and not moment.lost_time for moment in moments)


def _is_rule(condition: str, rows: Rows) -> bool:
    share, told = rows.share(condition)
    return told >= _FEW_ROWS and share >= 0.98


def _linked(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """An id of the issue that no two rows share is the row's own: as a link it would say that nobody returned."""
    guess = _in_force(found, "issue_id")
    if guess and guess.mapping.columns[0] in file.unique:
        yield doubted(guess, "but no two rows share one: it is the row's own and links no contacts")


def _by_way(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """A "type" whose words are ways to get in touch is the channel: as a topic it would part what belongs together."""
    known = names.word_set("channels")
    for target in ("topic", "subtopic", "segment"):
        guess = _in_force(found, target)
        profile = file.profiles[guess.mapping.columns[0]] if guess else None
        if guess is None or profile is None or not profile.has_few_values:
            continue
        told = sum(profile.top[value] for value in profile.values if names.said(value) in known)
        if told < _MOST_WAYS * sum(profile.top[value] for value in profile.values):
            continue
        yield doubted(guess, "but its words are ways to get in touch")
        if _in_force(found, "channel") is None:
            yield Guess(replace(guess.mapping, target="channel"), 0.8, "its words are ways to get in touch")
            return


def _solved(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """ "Completed" or "confirmed" says that something was solved only where the column or another word does."""
    guess = _in_force(found, "resolved")
    called = names.words(guess.mapping.columns[0]) if guess else ""
    if guess and _is_all_one(guess, file):
        yield doubted(guess, "but it says the same on every row")
        return
    if guess and names.word_set("statuses") & set(called.split()):
        yield doubted(guess, "but a status is where the contact stood at export; did an agent or the customer set it?")
        return
    if guess and {"fcr", "first"} & set(called.split()):
        yield doubted(guess, "but what is not solved at first contact may be solved later: is its No unsolved?")
        return
    if guess is None or not guess.mapping.values or _SOLVED.search(called):
        return
    meant = [word for word, meaning in guess.mapping.values.items() if meaning is True]
    if not any(_SOLVED.search(word.lower()) for word in meant):
        said = " and ".join(meant[:3]) or "nothing"
        yield doubted(guess, f"but {said} may mean that the contact took place, not that the issue was solved")


def _by_type(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """A kind of call among "inbound" and "outbound" may be one that nobody answered; those came in."""
    guess = _kinds_of_calls(found, file)
    if guess is None or _in_force(found, "abandoned") or not guess.mapping.values:
        return
    gone = [value for value in guess.mapping.values if names.vocabulary("abandoned").get(names.said(value)) == "true"]
    known = {value: meaning for value, meaning in guess.mapping.values.items() if meaning and value not in gone}
    if not gone or not known:
        return
    told: dict[str, Scalar] = {value: value in gone for value in (*gone, *known)}
    left: dict[str, Scalar] = {value: "" for value in guess.mapping.values if value not in told}
    column = ColumnMapping("abandoned", guess.mapping.columns, missing=guess.mapping.missing, values={**told, **left})
    yield Guess(column, 0.8, f"{' and '.join(gone)} stand among the kinds of calls that were answered")
    inbound: dict[str, Scalar] = dict.fromkeys(gone, "inbound")
    mapping = replace(guess.mapping, values={**guess.mapping.values, **inbound})
    yield replace(guess, mapping=mapping, reason=f"{guess.reason}; {' and '.join(gone)} came in")


def _kinds_of_calls(found: Mapping[str, Guess], file: File) -> Guess | None:
    """The direction in force, or a column called so in which not every word is one."""
    own = _in_force(found, "direction")
    taken = {column for guess in found.values() if guess.is_sure for column in guess.mapping.columns}
    if own:
        return own
    for profile in file.profiles.values():
        is_called = names.match("contacts", "direction", profile.name)[0] >= _USUAL_NAME
        if is_called and profile.has_few_values and profile.name not in taken:
            known = names.vocabulary("direction")
            values: dict[str, Scalar] = {value: known.get(names.said(value), "") for value in profile.values}
            mapping = ColumnMapping("direction", (profile.name,), missing=profile.missing, values=values)
            return Guess(mapping, 0.7, f'"{profile.name}" is a usual name for it')
    return None


def _gave_up(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """Words among which none says that a customer gave up do not say that nobody did."""
    guess = _in_force(found, "abandoned")
    meant = {meaning for meaning in guess.mapping.values.values() if meaning != ""} if guess else set()
    if guess and meant == {False}:
        yield doubted(guess, "but none of its words says that a customer gave up")


def _nobody_took(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """Words that hold one of giving up ("abandoned in IVR"), on rows that nobody took, say that a customer gave up.

    Of others on such rows that are not known to be diverted it is told that they count as answered.
    """
    guess, taken = _in_force(found, "abandoned"), _in_force(found, "agent_id") or _in_force(found, "answered_at")
    if not (guess and taken):
        return
    word, nobody = quoted(guess.mapping.columns[0]), unnamed(taken.mapping)

    def never(values: list[str]) -> float:
        return rows.share(nobody, f"{word} IN ({', '.join(map(literal, values)) or 'NULL'})")[0]

    meant = guess.mapping.values
    unsaid = sorted(value for value, meaning in meant.items() if meaning == "" and never([value]) >= _NEARLY_ALL)
    if not unsaid or never([value for value, meaning in meant.items() if meaning is False]) > 1 - _NEARLY_ALL:
        return
    gave_up = [value for value in unsaid if _GAVE_UP.search(value)]
    others = [
        value for value in unsaid if value not in gave_up and names.said(value) not in names.vocabulary("diverted")
    ]
    mapping = replace(guess.mapping, values={**meant, **dict.fromkeys(gave_up, True)})
    said = f"; {listed(others)}: nobody took any, and they count as answered; write true where customers gave up"
    yield Guess(mapping, guess.confidence, f"{guess.reason}{said if others else ''}")
    yield from _came_in(found, guess.mapping.columns, unsaid)


def _came_in(found: Mapping[str, Guess], columns: tuple[str, ...], nobodys: list[str]) -> Iterator[Guess]:
    """What nobody took came in, where the column that says so says who began it, too."""
    guess = _in_force(found, "direction")
    blank = [value for value in nobodys if guess and guess.mapping.values.get(value) == ""]
    if guess and guess.mapping.columns == columns and blank:
        mapping = replace(guess.mapping, values={**guess.mapping.values, **dict.fromkeys(blank, "inbound")})
        yield replace(guess, mapping=mapping, reason=f"{guess.reason}; nobody took {listed(blank)}, which came in")


def _never_answered(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """Without a word for it: nobody answered a contact that waited and ended without an answer, an agent or a talk."""
    if "abandoned" in found:
        return
    answered, agent, wait, ended = (_in_force(found, f) for f in ("answered_at", "agent_id", "wait_s", "ended_at"))
    if not (answered and agent and wait and ended):
        return
    blank, nobody, gone = (unnamed(given.mapping) for given in (answered, agent, ended))
    share, told = rows.share(blank)
    if not (0 < share < _MOST_LOST) or told < _FEW_ROWS or not rows.holds(f"({blank}) = ({nobody})"):
        return
    if not rows.holds(f"NOT ({gone}) AND {seconds(wait.mapping)} > 0", blank):
        return
    mapping = ColumnMapping("abandoned", sql=f"{blank} AND {nobody}")
    called, named = answered.mapping.columns[0], agent.mapping.columns[0]
    yield Guess(mapping, 0.7, f"{share:.1%} of rows waited and ended with neither {called} nor {named}")


def _is_all_one(guess: Guess, file: File) -> bool:
    """Whether a column of more than a few rows has one word only."""
    profile = file.profiles[guess.mapping.columns[0]]
    return profile.known >= _FEW_ROWS and len(profile.values) == 1


def _handed_on(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """Transfers are often none; a column that is never below one counts whoever had it, the first included."""
    guess = _in_force(found, "transfers")
    if guess is None:
        return
    called = guess.mapping.columns[0]
    less = ColumnMapping("transfers", sql=f"greatest(TRY_CAST({quoted(called)} AS BIGINT) - 1, 0)")
    counts_stations = "station" in names.words(called)
    if counts_stations:
        reason = f"{guess.reason}; a contact passes through one station without a transfer: one taken off"
        yield Guess(less, max(guess.confidence, 0.7), reason)
    else:
        yield from _seldom_none(guess, f"does it count the first one too? Then: transfers = {called} - 1", file, rows)


def _reopened(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    if guess := _in_force(found, "reopens"):
        yield from _seldom_none(guess, "does it count the first opening too?", file, rows)


def _seldom_none(guess: Guess, question: str, file: File, rows: Rows) -> Iterator[Guess]:
    """A count that is never 0 is asked about; where it is blank on most rows, the blank is what it writes for none."""
    profile = file.profiles[guess.mapping.columns[0]]
    if not _is_never_none(guess, rows):
        return
    if profile.known_share >= _MOST_BLANK:
        yield doubted(guess, f"but it is never 0: {question}")
        return
    column, yes = quoted(profile.name), [literal(value) for value, meaning in guess.mapping.values.items() if meaning]
    counted = f"CASE WHEN {column} IN ({', '.join(yes)}) THEN 1 END" if yes else f"TRY_CAST({column} AS BIGINT)"
    mapping = ColumnMapping(guess.target, sql=f"CASE WHEN trim({column}) <> '' THEN {counted} ELSE 0 END")
    reason = f"{guess.reason}; it is never 0, and blank on {1 - profile.known_share:.0%} of rows: blank is none"
    yield Guess(mapping, min(guess.confidence, 0.8), reason)


def _is_never_none(guess: Guess, rows: Rows) -> bool:
    if guess.mapping.values:
        return 0 not in guess.mapping.values.values()
    share, told = rows.share(f"TRY_CAST({quoted(guess.mapping.columns[0])} AS DOUBLE) >= 1")
    return told >= _FEW_ROWS and share == 1


def _customers(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    """A customer is not the agent, calls seldom, and is told by an id rather than by a name."""
    guess, agent = _in_force(found, "customer_id"), _in_force(found, "agent_id")
    if guess is None:
        return
    called, profile = guess.mapping.columns[0], file.profiles[guess.mapping.columns[0]]
    if agent and _is_rule(f"{quoted(called)} = {quoted(agent.mapping.columns[0])}", rows):
        yield doubted(guess, f"but it is {agent.mapping.columns[0]} itself on nearly all rows")
    elif guess.confidence >= _USUAL_NAME:
        return
    elif agent and _goes_with(profile, file.profiles[agent.mapping.columns[0]], rows):
        yield doubted(guess, f"but each of its values has one {agent.mapping.columns[0]} only: agents, not customers?")
    elif profile.known > _ROWS_PER_CUSTOMER * max(profile.distinct, 1):
        yield doubted(guess, f"but {profile.distinct} values stand on {profile.known:,} rows: too few for customers?")


def _agents(found: Mapping[str, Guess], file: File, rows: Rows) -> Iterator[Guess]:
    guess = _in_force(found, "agent_id")
    profile = file.profiles[guess.mapping.columns[0]] if guess else None
    is_many = profile and profile.known >= _FEW_ROWS and profile.distinct > 0.5 * profile.known
    if guess and profile and profile.known < _LEAST_NAMED * profile.rows and profile.known <= 2 * profile.distinct:
        yield doubted(guess, f"but {profile.known:,} of {profile.rows:,} rows name one: only the first of each group?")
    elif guess and guess.confidence < _USUAL_NAME and is_many:
        yield doubted(guess, "but nearly every row has another one: customers, not agents?")


def _goes_with(one: Profile, other: Profile, rows: Rows) -> bool:
    """Whether values that repeat always have the same other value, and there are as few of them."""
    if one.distinct > 2 * max(other.distinct, 1) or one.known < 2 * one.distinct:
        return False
    counted = f"SELECT count(DISTINCT {quoted(other.name)}) AS n FROM {rows.relation} GROUP BY {quoted(one.name)}"
    sql = f"SELECT count(*) FILTER (WHERE n <= 1), count(*) FROM ({counted})"
    single, groups = rows.connection.execute(sql).fetchone()
    return bool(groups and single >= 0.95 * groups)

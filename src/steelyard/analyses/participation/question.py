"""What do customers contribute themselves, what goes with it, and did it replace the provider's work or move it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from steelyard import measure
from steelyard.analyses.evidence.worst import with_worst, worst
from steelyard.analyses.participation import wording
from steelyard.analyses.participation.answer import Participation, Taken
from steelyard.analyses.participation.avoidable_work import Help, helps, largest
from steelyard.analyses.participation.bot_returns import (
    ENDS,
    BotReturns,
    as_people,
    bot_returns,
    has_unmarked,
    settled,
)
from steelyard.analyses.participation.bot_returns import over_range as bots_over
from steelyard.analyses.participation.cost_shifting import SURE, Shift, Untold, shift
from steelyard.analyses.participation.matched_groups import Chosen, TwoStates, two_states
from steelyard.analyses.participation.modes import (
    ASPECTS,
    BOT_FIRST,
    EASE,
    KINDS,
    PERIODS_CHANCES,
    Effect,
    Way,
    Where,
    ease_chooser,
    effects,
    known_ways,
    read_ease,
    read_starts,
    read_way,
    share_of,
    split,
    starts,
)
from steelyard.analyses.participation.over_range import effects_over, helps_over, shift_over
from steelyard.analyses.periods.annualise import YEAR_DAYS
from steelyard.analyses.periods.choice import Days, Frame, frame, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.analyses.periods.scale_changes import incomparable
from steelyard.analyses.periods.undated import MENDED, undated
from steelyard.answers import Missing
from steelyard.measure import Cells, Side
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.missing import CORRECTED
from steelyard.measure.question import filters_of
from steelyard.settings.model import Settings
from steelyard.stages import each
from steelyard.store import Snapshot

ALL_ISSUES = "all issues"
MOST_HELPS = 5

Read = tuple[Cells, ...]
"""Cells over the range of how likely unidentified contacts are to be returns, see `measure.over_range`."""


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    against: Days | None = None,
) -> Participation:
    """How customers take part, what it goes with among similar issues, and who carries the cost.

    Work is called moved, replaced or shared only at a probability of 95% over all changes between periods, and of 95%
    over all ways within the period.

    Raises:
        QuestionError: what does not exist, or days the data do not hold.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on, against=against)
    snapshot = snapshot.following(days.follow_days)
    answer = Participation(
        question="participation",
        title="The customer's part",
        caveats=days.caveats,
        provenance=provenance(snapshot, settings, days.now, where),
        label_now=days.now.label,
        label_before=days.before.label if days.before else "",
    )
    lacking = measure.missing(snapshot, ["contacts_per_issue"], settings)
    nobody = unidentified(snapshot, settings, where=where, from_on=days.now.from_on, to_on=days.now.to_on)
    unknown = nobody.missing("participation", answer.title)
    if lacking or unknown:
        refusal = unknown or Missing("participation", answer.title, lacking[0].reason, lacking[0].unlock)
        said = f"What customers contribute cannot be told: {refusal.reason}"
        return replace(answer, missing=(refusal,), sentences=(said,))
    ranged = measure.over_range(snapshot, settings)
    now = tuple(
        read_starts(one, settings, days.now, where, PERIODS_CHANCES) for one in each("readings of the issues", ranged)
    )
    before = _before(ranged, settings, days, where)
    begun = starts(now[0])
    told = {way: _of_way(ranged, settings, days.now, where, way) for way in each("ways to begin", known_ways(snapshot))}
    shifts = _shifts(now, before, begun, _unpriced(snapshot, settings, days, where))
    answer = replace(
        answer,
        caveats=(*answer.caveats, *nobody.caveat(CORRECTED)),
        ways=_ways(snapshot, settings, days, where, now, before, begun, told),
        shifts=tuple(one for one in shifts if isinstance(one, Shift)),
        untold=tuple(one for one in shifts if isinstance(one, Untold)),
        helps=_helps(told, days.now),
    )
    answer = replace(answer, **wording.told(answer, days.now, settings))
    at_worst = worst(snapshot, settings, ("contacts_per_issue",), days.now, where)
    return replace(answer, evidence=with_worst(answer.evidence, at_worst))


def _unpriced(snapshot: Snapshot, settings: Settings, days: Frame, where: Where) -> Mapping[str, Untold]:
    """Why both parts of the unit cost cannot be formed at all ("ways"), or not be compared over time ("periods")."""
    lacking = measure.missing(snapshot, ["unit_cost"], settings)
    if lacking:
        untold = Untold(ALL_ISSUES, lacking[0].reason, lacking[0].unlock)
        return {"periods": untold, "ways": untold}
    narrowed = filters_of(where)
    sides = [Side(one.from_on, one.to_on, narrowed) for one in (days.before, days.now) if one]
    changed = incomparable(snapshot, settings, ["experience"], sides) if len(sides) > 1 else {}
    if changed:
        return {"periods": Untold(ALL_ISSUES, changed["experience"].text, "compare periods asked on one scale")}
    unknown = undated(snapshot, settings, ["effectiveness"], sides) if len(sides) > 1 else {}
    if unknown:
        return {"periods": Untold(ALL_ISSUES, unknown["effectiveness"].text, MENDED)}
    return {}


def _before(ranged: Sequence[Snapshot], settings: Settings, days: Frame, where: Where) -> Read | None:
    if days.before is None:
        return None
    return tuple(read_starts(one, settings, days.before, where, PERIODS_CHANCES) for one in ranged)


def _of_way(ranged: Sequence[Snapshot], settings: Settings, days: Span, where: Where, way: Way) -> Read:
    return tuple(read_way(one, settings, days, where, way) for one in ranged)


def _shifts(
    now: Read, before: Read | None, begun: Sequence[Way], unpriced: Mapping[str, Untold]
) -> tuple[Shift | Untold, ...]:
    """Between periods of all issues and of those begun with the bot; between ways of the days asked.

    Over time all issues are judged first, at 95%, and those begun with the bot only if something is claimed of all, so
    that both together claim falsely in 5% (a fixed sequence). Between ways the level is divided by their number.
    """
    periods: list[tuple[str, Chosen, Chosen]] = [(ALL_ISSUES, _always(1), _always(0))]
    if BOT_FIRST in begun:
        periods.append((f"those {BOT_FIRST.title}", _begun_with_bot(1), _begun_with_bot(0)))
    beside = 1 - (1 - SURE) / max(len(begun), 1)
    found: list[Shift | Untold] = [*dict.fromkeys(unpriced.values())]
    bot = _bot(now, before) if BOT_FIRST in begun else None
    for title, is_now, was_before in periods if "periods" not in unpriced else ():
        if before is not None:
            chosen = (is_now, was_before)
            seen = bot if title == ALL_ISSUES else None
            moved = shift_over([_over_time(title, *pair, chosen, seen) for pair in zip(now, before, strict=True)])
            is_open = all(isinstance(other, Shift) and other.outcome for other in found)
            found.append(replace(moved, outcome=None) if isinstance(moved, Shift) and not is_open else moved)
    for way in begun if "ways" not in unpriced else ():
        found.append(shift_over([_beside(way, one, beside) for one in now]))
    return tuple(found)


def _bot(now: Read, before: Read | None) -> BotReturns | None:
    """How issues begun with the bot go on, where it begins more of them than before."""
    found = bots_over([bot_returns(*pair) for pair in zip(now, before or (None,) * len(now), strict=True)])
    return found if found is not None and found.has_grown else None


def _over_time(
    title: str, now: Cells, before: Cells, chosen: tuple[Chosen, Chosen], bot: BotReturns | None
) -> Shift | Untold:
    def together(one: Cells, other: Cells) -> TwoStates:
        return two_states([(one, chosen[0]), (other, chosen[1])], KINDS)

    two, *ends = map(together, _at_ends(now, before), _at_ends(before, now))
    silent = together(as_people(now), as_people(before)) if bot is not None and ends else None
    return shift(two, title, "periods", _part_of(two, float(now.total("n").sum())), SURE, ends, bot, silent)


def _beside(way: Way, now: Cells, level: float) -> Shift | Untold:
    two, *ends = (split(one, way) for one in _at_ends(now))
    return shift(two, f"those {way.title}", "ways", _part_of(two, float(now.total("n").sum())), level, ends)


def _at_ends(cells: Cells, *beside: Cells) -> tuple[Cells, ...]:
    """The cells with half, none and all of what bots left unmarked solved; once where they left nothing unmarked."""
    if not any(has_unmarked(one) for one in (cells, *beside)):
        return (cells,)
    return tuple(settled(cells, share) for share in ENDS)


def _part_of(two: TwoStates, total: float) -> float:
    return float(two.total("n")[1].sum()) / total if total else 0.0


def _always(state: int) -> Chosen:
    return lambda label: state


def _begun_with_bot(state: int) -> Chosen:
    return lambda label: state if label[BOT_FIRST.column] == 1 else None


def _ways(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    where: Where,
    now: Read,
    before: Read | None,
    begun: Sequence[Way],
    told: Mapping[Way, Read],
) -> tuple[Taken, ...]:
    has_ease = not measure.missing(snapshot, [EASE.metric], settings)
    ease = read_ease(snapshot, settings, days.now, where) if has_ease else None
    found = []
    for way in begun:
        asked = two_states([(ease, ease_chooser(way))], KINDS) if ease is not None and ease.labels else None
        earlier = None if before is None else before[0]
        found.append(_taken(way, now, earlier, effects(asked, (EASE,)) if asked is not None else ()))
    for way, cells in told.items():
        earlier = read_way(snapshot, settings, days.before, where, way, ()) if days.before else None
        found.append(_taken(way, cells, earlier, ()))
    return tuple(one for one in found if one.n)


def _taken(way: Way, now: Read, before: Cells | None, more: Sequence[Effect]) -> Taken:
    asked = tuple(aspect for aspect in ASPECTS if aspect.metric not in way.implied)
    n, share = share_of(now[0], way)
    earlier = None if before is None else share_of(before, way)[1]
    held = effects_over([effects(split(one, way), asked) for one in now])
    return Taken(way, round(n), share or 0.0, earlier, (*held, *more))


def _helps(told: Mapping[Way, Read], days: Span) -> tuple[Help, ...]:
    """The dearest of every avoidable way and family."""
    year = YEAR_DAYS / ((days.to_on - days.from_on).days + 1)
    found = [
        one
        for way, read in told.items()
        if way.is_avoidable
        for one in helps_over([helps(split(cells, way), way, year) for cells in read])
    ]
    return largest(found)[:MOST_HELPS]

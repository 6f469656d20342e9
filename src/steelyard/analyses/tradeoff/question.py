"""Is speed bought at the customer's expense, or does money buy nothing the customer feels?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from steelyard import measure
from steelyard.analyses.attribution.attribution import attribute, segments_of
from steelyard.analyses.attribution.joint_change import SURE, Movement, came_back, move
from steelyard.analyses.evidence.worst import with_worst, worst
from steelyard.analyses.participation.bot_returns import BotReturns, bot_returns
from steelyard.analyses.participation.modes import PERIODS_CHANCES, read_starts
from steelyard.analyses.periods.annualise import yearly
from steelyard.analyses.periods.change_point import monthly, onset
from steelyard.analyses.periods.choice import Days, Frame, frame, gathered, provenance
from steelyard.analyses.periods.comparison import levels
from steelyard.analyses.periods.scale_changes import incomparable
from steelyard.analyses.periods.undated import MENDED, undated
from steelyard.analyses.tradeoff import delayed_harm, wording
from steelyard.analyses.tradeoff.delayed_harm import Harm
from steelyard.analyses.tradeoff.parts import movements
from steelyard.answers import Answer, Caveat, Check, Estimate, Evidence, Highlight, Missing
from steelyard.errors import QuestionError
from steelyard.measure import Side
from steelyard.measure.estimates.caveats import FEWEST
from steelyard.measure.estimates.nonrespondents import MOST_ANSWERED, undone_by
from steelyard.settings.model import Settings
from steelyard.stats.surveys.nonresponse import overturning
from steelyard.store import Snapshot

PLACES = ("site", "team", "channel")
"""Where a trade-off is looked for where no dimension is named."""


@dataclass(frozen=True)
class Tradeoff(Answer):
    """How efficiency and what customers got moved together.

    Args:
        whole: the movement of everything; None where it cannot be said.
        parts: of every part of `by` large enough, in alphabetical order.
        by: the dimension of the parts; empty where there are none.
        place: of the parts whose outcome is claimed the surest, empty where none is; since: month its pace stepped.
        topics: topic families hit hardest in that part, the largest loss first, their number allowed for.
        is_shifted: cost was shifted to customers: the provider's part of the unit cost fell, the sum rose.
        harms: what followed faster handling one to three months on.
        label_before, label_after: what is compared.
        compared: the dimension whose two parts are compared; empty where two periods are.
        bot: how issues begun with the bot go on, where it begins more of them than before.
    """

    whole: Movement | None = None
    parts: tuple[Movement, ...] = ()
    by: str = ""
    place: str = ""
    since: str = ""
    topics: tuple[Movement, ...] = ()
    is_shifted: bool | None = None
    harms: tuple[Harm, ...] = ()
    label_before: str = ""
    label_after: str = ""
    compared: str = ""
    bot: BotReturns | None = None

    @property
    def placed(self) -> Movement | None:
        """The movement of the part that stands out; the whole where none does."""
        return next((part for part in self.parts if part.part == self.place), self.whole)


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    by: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    against: Days | None = None,
    compare: tuple[str, str, str] | None = None,
) -> Tradeoff:
    """The joint movement of cost and of what customers got, at a constant mix of issues.

    Outcomes are decided by cost and balance: true gain, saving, gain for customers, investment that pays, over-service,
    false economy, decline. One is claimed where both movements together are off zero (at 5% over the whole and all
    parts looked at) and its signs hold at 95%.

    Args:
        by: dimension of the parts on the map; unless told that of site, team and channel where a part stands out most.
        compare: (dimension, first part, second part), both in the same days, instead of two periods.

    Raises:
        QuestionError: what does not exist, or no earlier days to compare with.
    """
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on, against=against)
    snapshot = snapshot.following(days.follow_days)
    narrowed = {name: tuple(values) for name, values in (where or {}).items()}
    sides, labels = _sides(days, narrowed, compare)
    answer = Tradeoff(
        question="tradeoff",
        title="What was saved, and what customers got",
        caveats=() if compare else days.caveats,
        provenance=provenance(snapshot, settings, days.now, where),
        label_before=labels[0],
        label_after=labels[1],
        compared=compare[0] if compare else "",
    )
    refusal = _refusal(snapshot, settings, sides, over_time=not compare)
    if refusal:
        said = f"Whether what was saved was bought at the customers' expense cannot be said: {_lowered(refusal.reason)}"
        return replace(answer, missing=(refusal,), sentences=(said,))
    compared = compare[0] if compare else ""
    whole = attribute(measure.identity(snapshot, settings, *sides, by=segments_of(compared)))
    if not whole.is_defined or whole.rated < FEWEST:
        refusal = _few(labels, whole.rated) if whole.is_defined else _undefined(labels)
        return replace(answer, missing=(refusal,), sentences=(f"Nothing can be weighed: {_lowered(refusal.reason)}",))
    answer = replace(
        answer,
        whole=move(whole, alpha=_level(0 if compare else len(_dimensions(by, narrowed)))),
        caveats=(*answer.caveats, *whole.found.caveats),
    )
    if not compare:
        answer = _with_bot(snapshot, settings, days, where, answer)
        answer = _placed(snapshot, settings, days, narrowed, sides, by, answer)
        answer = replace(
            answer,
            is_shifted=wording.is_shifted(snapshot, settings, days, where),
            harms=delayed_harm.later(snapshot, settings, narrowed, days.mature_on),
        )
    at_worst = worst(snapshot, settings, ("balance",), days.now, where)
    told = _told(answer, days, settings)
    inside = {answer.by: (answer.place,)} if answer.place else {}
    asked = [Side(side.from_on, side.to_on, {**(side.where or {}), **inside}) for side in sides]
    felt = [entry["experience"] for entry in levels(snapshot, settings, ["experience"], asked) if entry]
    return replace(told, evidence=with_worst(told.evidence, at_worst), caveats=(*told.caveats, *_undone(answer, felt)))


def _undone(answer: Tradeoff, felt: Sequence[Estimate]) -> tuple[Caveat, ...]:
    """What ratings of those who did not answer would undo of what customers got, where anything is claimed of it."""
    placed = next((part for part in answer.parts if part.part == answer.place), answer.whole)
    shares = [one.covered_share for one in felt if one.covered_share is not None]
    if placed is None or not placed.is_customers_claimed or placed.customers.value is None or len(shares) < 2:
        return ()
    rated = felt[-1].value
    if rated is None or not 0 < min(shares) <= MOST_ANSWERED:
        return ()
    points = float(overturning(placed.customers.value, 100 * rated, min(shares)))
    return tuple(replace(one, text=f"what customers got: {one.text}") for one in undone_by(points, min(shares)))


def _sides(
    days: Frame, where: Mapping[str, tuple[str, ...]], compare: tuple[str, str, str] | None
) -> tuple[list[Side], tuple[str, str]]:
    if compare:
        dimension, first, second = compare
        now = days.now
        sides = [Side(now.from_on, now.to_on, {**where, dimension: (part,)}) for part in (first, second)]
        return sides, (first, second)
    if days.before is None:
        raise QuestionError(
            days.refusal or f"the data hold no days before {days.now.label} to compare with",
            next="Compare two parts: --compare NAME=A,B",
        )
    sides = [Side(span.from_on, span.to_on, where) for span in (days.before, days.now)]
    return sides, (days.before.label, days.now.label)


def _refusal(snapshot: Snapshot, settings: Settings, sides: Sequence[Side], *, over_time: bool) -> Missing | None:
    lacking = measure.missing(snapshot, ["balance"], settings)
    if lacking:
        return Missing("tradeoff", "Trade-off", lacking[0].reason, lacking[0].unlock)
    changed = incomparable(snapshot, settings, ["experience"], sides)
    if changed:
        return Missing("tradeoff", "Trade-off", changed["experience"].text, "compare periods asked on one scale")
    unknown = undated(snapshot, settings, ["effectiveness"], sides) if over_time else {}
    if unknown:
        return Missing("tradeoff", "Trade-off", unknown["effectiveness"].text, MENDED)
    return None


def _few(labels: tuple[str, str], rated: int) -> Missing:
    reason = f"Too few issues were rated in {labels[0]} or {labels[1]}: {rated}, where {FEWEST} are needed."
    return Missing("tradeoff", "Trade-off", reason, "ask about more days")


def _undefined(labels: tuple[str, str]) -> Missing:
    reason = f"There is no value or no cost in {labels[0]} or in {labels[1]}."
    return Missing("tradeoff", "Trade-off", reason, "ask about days with mature, rated issues: steelyard check")


def _placed(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    where: Mapping[str, tuple[str, ...]],
    sides: Sequence[Side],
    by: str,
    answer: Tradeoff,
) -> Tradeoff:
    """The parts, which of them stands out, since when, and which topics were hit hardest there."""
    dimensions = _dimensions(by, where)
    alpha = _level(len(dimensions))
    found = {name: movements(snapshot, settings, sides, name, alpha=alpha) for name in dimensions}
    several = {name: parts for name, parts in found.items() if len(parts) > 1}
    if not several:
        return answer
    claimed = [(name, part) for name, parts in several.items() for part in parts if part.outcome is not None]
    shown, place = min(claimed, key=lambda entry: entry[1].p_value, default=(next(iter(several)), None))
    answer = replace(answer, parts=several[shown], by=shown)
    if place is None:
        return answer
    inside = {**where, shown: (place.part,)}
    topics = _hit(snapshot, settings, sides, inside) if _fell(place) else ()
    return replace(answer, place=place.part, since=_since(snapshot, settings, days, inside, place), topics=topics)


def _with_bot(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, Sequence[str]] | None, answer: Tradeoff
) -> Tradeoff:
    """How issues begun with a bot go on, where it begins more of them than before; what that makes of the whole."""
    if days.before is None or answer.whole is None:
        return answer
    now, before = (read_starts(snapshot, settings, span, where, PERIODS_CHANCES) for span in (days.now, days.before))
    bot = bot_returns(now, before)
    if bot is None or not bot.has_grown:
        return answer
    return replace(answer, bot=bot, whole=came_back(answer.whole, bot.came_back))


def _dimensions(by: str, where: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return (by,) if by else tuple(name for name in PLACES if name not in where)


def _level(dimensions: int) -> float:
    """The whole and every dimension looked at share the chance of naming something where nothing moved."""
    return (1 - SURE) / (1 + dimensions)


def _hit(
    snapshot: Snapshot, settings: Settings, sides: Sequence[Side], inside: Mapping[str, tuple[str, ...]]
) -> tuple[Movement, ...]:
    """Topic families whose customers surely got less, the largest loss first; their number allowed for."""
    narrowed = [Side(side.from_on, side.to_on, inside) for side in sides]
    topics = movements(snapshot, settings, narrowed, "family")
    level = 1 - (1 - SURE) / max(len(topics), 1)
    return tuple(sorted((topic for topic in topics if _size(topic) < 0 and topic.has_lost(level)), key=_size))


def _size(part: Movement) -> float:
    """How far customers moved there, times its share of the issues."""
    return (part.customers.value or 0.0) * part.weight


def _fell(part: Movement) -> bool:
    return (part.customers.value or 0.0) < 0


def _since(
    snapshot: Snapshot, settings: Settings, days: Frame, where: Mapping[str, tuple[str, ...]], place: Movement
) -> str:
    """The month in which handling stepped, in the direction efficiency moved; empty where none can be told."""
    if days.before is None:
        return ""
    months = monthly(snapshot, settings, "pace", where, days.before.from_on, days.now.to_on)
    return onset(months, is_up=(place.efficiency.value or 0.0) > 0)


def _told(answer: Tradeoff, days: Frame, settings: Settings) -> Tradeoff:
    told = _of(answer)
    placed = told.placed
    highlights: tuple[Highlight, ...] = ()
    if placed.outcome is not None:
        stake = _at_stake(placed)
        is_sure = stake.interval is not None and stake.interval.low > 0
        shown = yearly(stake, days.now) if is_sure else None
        highlights = (Highlight(wording.headline(told, settings.currency), shown),)
    listed = (told.whole, *answer.parts, *answer.topics)
    return replace(
        answer,
        sentences=wording.sentences(told, settings.currency),
        estimates=tuple(
            replace(entry, part={answer.by: one.part} if one.part and entry is not None else {})
            for one in listed
            for entry in (one.efficiency, one.customers, one.balance, one.lost, one.saved, one.net)
        ),
        highlights=highlights,
        evidence=_evidence(answer),
        caveats=(*answer.caveats, *gathered((told.whole.balance,))),
    )


def _of(answer: Tradeoff) -> wording.Told:
    assert answer.whole is not None
    return wording.Told(
        answer.whole,
        answer.placed or answer.whole,
        answer.by,
        answer.since,
        answer.topics,
        answer.is_shifted,
        answer.harms,
        answer.label_before,
        answer.label_after,
        answer.bot,
    )


def _at_stake(placed: Movement) -> Estimate:
    """What was lost by a false economy or a decline; what the balance's change is worth otherwise."""
    if placed.outcome in ("false_economy", "decline"):
        return placed.lost
    return placed.net if placed.is_good else placed.net.turned()


def _evidence(answer: Tradeoff) -> Evidence:
    whole = answer.whole
    assert whole is not None
    known = answer.is_shifted is not None
    shifted = "The provider's part of the unit cost fell while the sum with the customers' part rose"
    return Evidence(
        grade="descriptive" if answer.compared else "adjusted",
        adjusted_for=("topic family", "channel", "who handled it (people or bots)"),
        checks=(
            Check(
                "answers",
                f"{whole.customers.n:,} rated issues on the smaller side, 400 are enough.",
                whole.customers.n >= 400,
            ),
            Check("shifted", f"{shifted}, which would hide a loss.", not answer.is_shifted if known else None),
            Check("alone", "Whether anything else happened at the same time is not recorded.", None),
        ),
        sensitivity=wording.otherwise(_of(answer)),
        would_change=(
            "Another span of days to compare with: --against FROM..TO.",
            "Ratings of more customers: what the silent felt is carried from those who answered.",
        ),
    )


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".") + "."

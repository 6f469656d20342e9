"""Is speed bought at the customer's expense, or does money buy nothing the customer feels?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from steelyard import measure
from steelyard.analyses.attribution.attribution import Attribution, attribute, segments_of
from steelyard.analyses.attribution.joint_change import Movement, move
from steelyard.analyses.evidence.wording import clause
from steelyard.analyses.evidence.worst import with_worst, worst
from steelyard.analyses.participation.bot_returns import bot_returns, over_range
from steelyard.analyses.participation.modes import PERIODS_CHANCES, read_starts
from steelyard.analyses.periods.annualise import yearly
from steelyard.analyses.periods.choice import Days, Frame, frame, gathered, provenance
from steelyard.analyses.periods.comparison import levels
from steelyard.analyses.periods.scale_changes import incomparable
from steelyard.analyses.periods.undated import MENDED, undated
from steelyard.analyses.tradeoff import bots, delayed_harm, places, wording
from steelyard.analyses.tradeoff.bots import BotShift
from steelyard.analyses.tradeoff.delayed_harm import Harm
from steelyard.analyses.tradeoff.places import Place
from steelyard.answers import Answer, Caveat, Check, Estimate, Evidence, Highlight, Missing
from steelyard.errors import QuestionError
from steelyard.measure import Side
from steelyard.measure.estimates.caveats import FEWEST
from steelyard.measure.estimates.nonrespondents import MOST_ANSWERED, undone_by
from steelyard.measure.question import filters_of
from steelyard.settings.model import Settings
from steelyard.stages import tell
from steelyard.stats.surveys.nonresponse import overturning
from steelyard.store import Snapshot


@dataclass(frozen=True)
class Tradeoff(Answer):
    """How efficiency and what customers got moved together.

    Args:
        whole: the movement of everything; None where it cannot be said.
        parts: of every part of `by` large enough, in alphabetical order.
        by: the dimension of the parts; empty where there are none.
        place: of the parts whose outcome is claimed the surest, those that lost first; empty where none is.
        leading: what the answer is about: a part that lost, a whole that lost, a part that gained, or the whole.
        losing: every part found to lose, in whatever dimension, the surest first.
        since: month the pace of the leading part stepped.
        topics: topic families hit hardest in that part, the largest loss first, their number allowed for.
        is_shifted: cost was shifted to customers: the provider's part of the unit cost fell, the sum rose.
        harms: what followed faster handling one to three months on.
        label_before, label_after: what is compared.
        compared: the dimension whose two parts are compared; empty where two periods are.
        bot: issues begun with the bot, where it begins more of them than before: what they save and how they go on.
    """

    whole: Movement | None = None
    parts: tuple[Movement, ...] = ()
    by: str = ""
    place: str = ""
    leading: Place | None = None
    losing: tuple[Place, ...] = ()
    since: str = ""
    topics: tuple[Movement, ...] = ()
    is_shifted: bool | None = None
    harms: tuple[Harm, ...] = ()
    label_before: str = ""
    label_after: str = ""
    compared: str = ""
    bot: BotShift | None = None

    @property
    def placed(self) -> Movement | None:
        """The movement the answer is about: of the part that stands out, or of the whole."""
        return self.leading.movement if self.leading is not None else self.whole


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
    narrowed = filters_of(where)
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
        said = f"Whether what was saved was bought at the customers' expense cannot be said: {clause(refusal.reason)}."
        return replace(answer, missing=(refusal,), sentences=(said,))
    compared = compare[0] if compare else ""
    whole = attribute(measure.identity(snapshot, settings, *sides, by=segments_of(compared)))
    if not whole.is_defined or whole.rated < FEWEST:
        refusal = _few(labels, whole.rated) if whole.is_defined else _undefined(labels)
        return replace(answer, missing=(refusal,), sentences=(f"Nothing can be weighed: {clause(refusal.reason)}.",))
    answer = replace(
        answer,
        whole=move(whole, alpha=places.level(0 if compare else len(places.dimensions(by, narrowed)))),
        caveats=(*answer.caveats, *whole.found.caveats),
    )
    if not compare:
        tell("what bots begin")
        answer = _with_bot(snapshot, settings, days, where, whole, answer)
        tell("where it lies, part by part")
        answer = _placed(snapshot, settings, days, narrowed, sides, by, answer)
        answer = replace(
            answer,
            is_shifted=wording.is_shifted(snapshot, settings, days, where),
            harms=delayed_harm.later(snapshot, settings, narrowed, days.mature_on),
        )
    at_worst = worst(snapshot, settings, ("balance",), days.now, where)
    told = _told(answer, days, settings)
    place = answer.leading
    inside = {place.by: (place.movement.part,)} if place is not None and place.by else {}
    asked = [Side(side.from_on, side.to_on, {**(side.where or {}), **inside}) for side in sides]
    felt = [entry["experience"] for entry in levels(snapshot, settings, ["experience"], asked) if entry]
    return replace(told, evidence=with_worst(told.evidence, at_worst), caveats=(*told.caveats, *_undone(answer, felt)))


def _undone(answer: Tradeoff, felt: Sequence[Estimate]) -> tuple[Caveat, ...]:
    """What ratings of those who did not answer would undo of what customers got, where anything is claimed of it."""
    placed = answer.placed
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
    """The parts, what of them leads the answer, since when, and which topics were hit hardest there."""
    assert answer.whole is not None
    found = places.look(snapshot, settings, sides, places.dimensions(by, where), by, answer.whole)
    leading = places.leading(answer.whole, found)
    return replace(
        answer,
        parts=found.shown,
        by=found.by,
        place=found.standing_out.movement.part if found.standing_out else "",
        leading=leading,
        losing=found.losing,
        since=places.since(snapshot, settings, days, where, leading),
        topics=places.hit(snapshot, settings, sides, leading),
    )


def _with_bot(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    where: Mapping[str, Sequence[str]] | None,
    split: Attribution,
    answer: Tradeoff,
) -> Tradeoff:
    """How issues begun with a bot go on, where it begins more of them than before; what that makes of the whole."""
    if days.before is None or answer.whole is None:
        return answer
    spans = (days.now, days.before)
    ranged = measure.over_range(snapshot, settings)
    read = [[read_starts(one, settings, span, where, PERIODS_CHANCES) for span in spans] for one in ranged]
    returns = over_range([bot_returns(now, before) for now, before in read])
    if returns is None or not returns.has_grown:
        return answer
    whole, shift = bots.judged(answer.whole, split, bots.bot_shift(split, returns))
    return replace(answer, bot=shift, whole=whole)


def _told(answer: Tradeoff, days: Frame, settings: Settings) -> Tradeoff:
    told = _of(answer)
    placed = told.placed
    highlights: tuple[Highlight, ...] = ()
    if placed.outcome is not None or placed.is_loss:
        stake = _at_stake(placed)
        shown = yearly(stake, days.now) if stake.sign > 0 else None
        highlights = (Highlight(wording.headline(told, settings.currency), shown, wording.next_step(told)),)
    return replace(
        answer,
        sentences=wording.sentences(told, settings.currency),
        estimates=tuple(
            replace(entry, part={place.by: place.movement.part} if place.by else {})
            for place in _listed(answer)
            for entry in _figures(place.movement)
        ),
        highlights=highlights,
        evidence=_evidence(answer),
        caveats=(*answer.caveats, *gathered((told.whole.balance,))),
    )


def _listed(answer: Tradeoff) -> tuple[Place, ...]:
    """The whole, the parts shown, those that lost elsewhere, and the topics hit hardest."""
    assert answer.whole is not None
    parts = [Place(part, answer.by) for part in answer.parts]
    elsewhere = [place for place in answer.losing if place.by != answer.by]
    return (Place(answer.whole), *parts, *elsewhere, *(Place(topic, "family") for topic in answer.topics))


def _figures(one: Movement) -> tuple[Estimate, ...]:
    return (one.efficiency, one.customers, one.balance, one.lost, one.saved, one.net)


def _of(answer: Tradeoff) -> wording.Told:
    assert answer.whole is not None
    return wording.Told(
        answer.whole,
        answer.leading or Place(answer.whole),
        answer.losing,
        next((Place(part, answer.by) for part in answer.parts if part.part == answer.place), None),
        answer.since,
        answer.topics,
        answer.is_shifted,
        answer.harms,
        answer.label_before,
        answer.label_after,
        answer.bot,
    )


def _at_stake(placed: Movement) -> Estimate:
    """What was lost by a false economy, a decline or customers alone; what the balance's change is worth otherwise."""
    if placed.outcome in ("false_economy", "decline", None):
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

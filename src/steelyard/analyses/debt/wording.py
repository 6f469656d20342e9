"""CX debt in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from steelyard.analyses.debt.answer import Debt, Debts, Standing
from steelyard.analyses.debt.cells import Prices, Scope
from steelyard.analyses.evidence.wording import cannot_tell
from steelyard.analyses.periods.choice import Frame
from steelyard.answers import Caveat, Check, Estimate, Evidence, Highlight, Missing
from steelyard.measure.missing import Unidentified
from steelyard.theme import counted, figure
from steelyard.wording import capital, figure_of, listed, lowered, with_limits

SHORT = {"family": "topic family"}


def debt_title(title: str, scope: Scope) -> str:
    """What is broken, and where: "returns: topic family billing"."""
    return f"{capital(title)}: {where(scope.by, scope.part)}" if scope.by else capital(title)


def where(by: str, part: str) -> str:
    """A scope in words."""
    return f"{SHORT.get(by, by).replace('_', ' ')} {part.replace('_', ' ')}" if by else "everywhere"


def day(on: date) -> str:
    """A day as people write it."""
    return f"{on.day} {on:%b %Y}"


def refused(answer: Debts, why: Missing, named: Sequence[Mapping[str, Any]]) -> Debts:
    """The answer where nothing can be told."""
    lacking = Missing("debt", "What is broken", why.reason, why.unlock)
    said = cannot_tell("what is broken in customers' journeys", lacking)
    nothing: dict[str, Any] = dict.fromkeys(
        ("since", "until", "rise", "p", "cost", "time", "time_value", "contacts", "interest", "now", "lost",
         "lost_value", "total")
    )  # fmt: skip
    standings = tuple(
        Standing(
            Debt(
                id=f"{one['fracture']}@{one['by']}={one['part']}" if one["by"] else one["fracture"],
                fracture=one["fracture"],
                title=debt_title(one["fracture"].replace("_", " "), Scope(one["by"], one["part"])),
                by=one["by"],
                part=one["part"],
                **nothing,
            ),
            why=why.reason,
        )
        for one in named
    )
    return replace(answer, missing=(lacking,), sentences=(said,), standings=standings)


def told(
    answer: Debts,
    share: Estimate | None,
    price: Prices,
    nobody: Unidentified | None,
    days: Frame,
    unknown: Mapping[str, float],
) -> Debts:
    """The answer with its sentences, caveats and evidence.

    Args:
        nobody: contacts of which nobody knows whose they are; None where that is all of them.
        unknown: what is not known of some contacts -> of which share.
    """
    currency = answer.provenance.currency
    return replace(
        answer,
        sentences=(*_found(answer, currency), *_seen(answer), *_level(answer, share, currency, days)),
        highlights=tuple(_highlights(answer, currency)),
        estimates=tuple(entry for entry in (answer.gross, answer.net, share) if entry is not None),
        caveats=(*answer.caveats, *days.caveats, *_caveats(answer, price, nobody, currency), *_partial(unknown)),
        evidence=_evidence(answer),
    )


def _found(answer: Debts, currency: str) -> Iterator[str]:
    if not answer.found:
        yield (
            f"Nothing became more frequent in one part of the journeys beyond what chance explains{_looked(answer)}."
        )
        return
    for one in answer.found[:3]:
        yield f"{debt_said(one, currency)}."
    if len(answer.found) > 3:
        yield f"{capital(counted(len(answer.found) - 3, 'more debts'))} stand in the table."


def _looked(answer: Debts) -> str:
    return f" (looked at: {counted(answer.tested, 'fractures in parts')})" if answer.tested else ""


def debt_said(one: Debt, currency: str) -> str:
    """ "Issues that were not there before: topic family delivery, since 2 Feb 2026 (27 Jan to 8 Feb): 1,240 € ..."."""
    assert one.since is not None
    span = f"since {day(one.since.on)} ({day(one.since.low)} to {day(one.since.high)})"
    if one.until is not None:
        span = f"from {day(one.since.on)} ({day(one.since.low)} to {day(one.since.high)}) to {day(one.until)}"
    price = _price(one, currency)
    within = f", mostly {listed([topic.replace('_', ' ') for topic in one.topics])}" if one.topics else ""
    return f"{one.title}{within}, {span}: {price}"


def _price(one: Debt, currency: str) -> str:
    if one.fell is not None:
        fallen = with_limits(_turned(one.fell), currency)
        return (
            f"{with_limits(one.rise)} more often than expected; what that costs cannot be told, as all work there took "
            f"{fallen} a month less than before"
            if one.rise is not None and one.rise.value is not None
            else f"what it costs cannot be told, as all work there took {fallen} a month less than before"
        )
    if one.interest is not None and _is_open(one.interest):
        return f"what it costs cannot be told from nothing: {with_limits(one.interest, currency)} a month"
    if one.interest is not None:
        return f"{with_limits(one.interest, currency)} a month more than before"
    if one.time is not None:
        return f"customers' time of {with_limits(one.time)} a month more than before; no cost is known"
    if one.contacts is not None:
        return f"{with_limits(one.contacts)} contacts a month more than before; no cost is known"
    return "what it costs is not known"


def _is_open(estimate: Estimate) -> bool:
    return estimate.interval is not None and estimate.interval.low <= 0


def _turned(estimate: Estimate) -> Estimate:
    """A fall as an amount."""
    limits = estimate.interval
    turned = replace(limits, low=-limits.high, high=-limits.low) if limits else None
    return replace(estimate, value=None if estimate.value is None else -estimate.value, interval=turned)


def _seen(answer: Debts) -> Iterator[str]:
    for one in [entry for entry in answer.seen if _surely_rose(entry)][:2]:
        assert one.since is not None
        assert one.rise is not None
        yield (
            f"{capital(where(one.by, one.part))} has {with_limits(one.rise)} more issues than before since "
            f"{day(one.since.on)}, beside the others. Nothing shows that each of them takes more than it did, so "
            "this may be other demand."
        )


def _surely_rose(one: Debt) -> bool:
    """Whether a surge lies above the weeks before it, too, and not only above those of parts that fell."""
    limits = one.rise.interval if one.rise is not None else None
    return one.since is not None and limits is not None and limits.low > 0


def _level(answer: Debts, share: Estimate | None, currency: str, days: Frame) -> Iterator[str]:
    if answer.lines and not any(line.events.value for line in answer.lines):
        issues = max(line.events.n for line in answer.lines)
        yield f"No fracture was seen in the {counted(issues, 'issues')} of {days.now.label}."
    elif answer.net is not None and answer.gross is not None:
        of = f", {with_limits(share)} of all cost" if share is not None and share.value is not None else ""
        yield (
            f"All fractures together cost {with_limits(answer.net, currency)} a month in {days.now.label}{of}, each "
            f"contact charged once, to the fracture that came first; charged to every fracture it is part of, they add "
            f"up to {figure_of(answer.gross, currency)}."
        )
        yield (
            f"That is the most a repair could save. Until one is tested, {answer.removable:.0%} of it is assumed to be "
            "removable."
        )


def _highlights(answer: Debts, currency: str) -> Iterator[Highlight]:
    for one in [entry for entry in answer.found if entry.until is None and entry.now is not None][:1]:
        stake = None if one.interest is not None and _is_open(one.interest) else _yearly(one.now)
        named = lowered(one.title.replace(": ", ", "))
        do = f"Register this CX debt ({named}): name an owner, and what mending it would take."
        yield Highlight(f"{debt_said(one, currency)}.", stake, do)


def _yearly(now: Estimate | None) -> Estimate | None:
    if now is None or now.value is None:
        return None
    limits = now.interval
    scaled = replace(limits, low=limits.low * 12, high=limits.high * 12) if limits else None
    return replace(now, metric="stake", value=now.value * 12, interval=scaled)


def _caveats(answer: Debts, price: Prices, nobody: Unidentified | None, currency: str) -> Iterator[Caveat]:
    yield Caveat(
        "upper_bound",
        "interest is what fractures cost, not what a repair would save: how much of it goes away is known only once a "
        "repair was tested",
    )
    if any(line.lost is not None for line in answer.lines) or any(one.lost is not None for one in answer.found):
        yield Caveat(
            "association",
            "customers lost are an association: those who meet a fracture may differ from similar ones who do not",
        )
    if price.hour is None:
        yield Caveat("no_cost", "no cost is known, so that fractures are counted and not priced", "warning")
    elif price.hour:
        cost = figure(price.hour, "money", currency=currency)
        yield Caveat(
            "one_price",
            f"what a debt adds is priced at {cost} an hour of work throughout, so that a busy week does not look cheap",
        )
    yield Caveat(
        "silent", "only what contacts show is seen: customers who met a fracture and never got in touch are not counted"
    )
    if nobody is None:
        yield Caveat(
            "contacts_alone",
            "no column says which customer made a contact, so each contact (case) is a journey of its own: returns are "
            "not seen",
            "warning",
        )
    else:
        yield from nobody.caveat("amounts are scaled up for them, as if they were like the others")


def _partial(unknown: Mapping[str, float]) -> Iterator[Caveat]:
    """Nothing is charged for what is not known, and so interest is told as the least it can be."""
    for what, share in unknown.items():
        yield Caveat(
            "partly_known",
            f"{what} is not known of {share:.0%} of contacts, for which a fracture charges none: interest is at least "
            "this",
            "warning",
        )


def _evidence(answer: Debts) -> Evidence:
    tested = counted(answer.tested, "fractures in parts")
    checks = [
        Check(
            "multiplicity",
            f"{capital(tested)} were looked at over all weeks; a debt is proposed only where chance would show one as "
            "clear anywhere among them at most once in twenty times.",
            True if answer.found else None,
        ),
        Check("control", "Every part is held against the other parts of its kind, week by week, at its mix of topics."),
    ]
    return Evidence(
        grade="adjusted" if answer.found else "descriptive",
        adjusted_for=("topic", "what happened to the other parts in the same week"),
        checks=tuple(checks),
        would_change=(
            "A repair that begins in some parts and not in others would show how much of the interest it takes away.",
        ),
    )


def _gone_said(gone: Estimate) -> str:
    """How much of the interest is gone; where more than all of it is, how much at least."""
    if gone.value is not None and gone.interval is not None and gone.value >= 1:
        return f"all of the interest is gone (at least {min(max(gone.interval.low, 0.0), 1.0):.0%})"
    return f"{with_limits(gone)} of the interest is gone"


def standing_said(one: Standing, currency: str) -> str:
    """How a debt of the register stands, in a sentence."""
    if one.why:
        return f"Cannot tell what it costs: {one.why}."
    if one.verdict:
        said = {
            "repaid": "Repaid",
            "partly repaid": "Partly repaid",
            "not repaid": "Not repaid",
            "cannot tell": "Cannot tell yet whether it is repaid",
        }[one.verdict]
        gone = f": {_gone_said(one.gone)}" if one.gone is not None else ""
        again = f"; it rises again since {day(one.risen_on)}" if one.risen_on else ""
        reason = f" ({one.reason})" if one.reason else ""
        return f"{said}{gone}{again}{reason}."
    now = one.debt.now
    said = with_limits(now, currency) if now is not None else "not known"
    return f"Interest now {said} a month{', growing' if one.grows else ''}."

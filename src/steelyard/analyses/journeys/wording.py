"""What the answer says."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.analyses.journeys.answer import Journeys, Trait
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Caveat
from steelyard.theme import counted, figure
from steelyard.wording import capital, figure_of, listed, with_limits

_LONGEST = 8
"""Steps of a way that a sentence names."""

_NAMED = 3


def sentences(answer: Journeys, now: Span) -> tuple[str, ...]:
    """The main way, what goes wrong on the way, what those who come back share, what changed, and what it rests on."""
    told = (*_main(answer), *_back(answer), *_teams(answer), *_waits(answer), *_ends(answer), *_moved(answer))
    return (*told, _basis(answer, now))


def way(steps: tuple[str, ...], most: int = _LONGEST) -> str:
    """A way as text; one that is long is cut in the middle."""
    if len(steps) <= most:
        return " > ".join(steps)
    half = most // 2
    left = len(steps) - 2 * half
    return " > ".join([*steps[:half], f"({counted(left, 'further steps')})", *steps[-half:]])


def _main(answer: Journeys) -> Iterator[str]:
    if not answer.variants:
        return
    first = answer.variants[0]
    different = counted(answer.ways, "different ways")
    yield (
        f"The commonest of {different} is taken by {with_limits(first.share)} of journeys: {way(first.steps)}."
        if answer.ways > 1
        else f"All {counted(answer.journeys, 'journeys')} go the same way: {way(first.steps)}."
    )
    again = answer.whole.get("solved_again")
    if again and again.value:
        yield f"{capital(with_limits(again))} of journeys were solved more than once."
    reopened = answer.whole.get("reopened")
    if reopened and reopened.value:
        yield f"{capital(with_limits(reopened))} of journeys were reopened."


def _back(answer: Journeys) -> Iterator[str]:
    back = answer.whole.get("back")
    if back is None:
        return
    said = f"Customers came back in {with_limits(back)} of journeys old enough to tell"
    if not answer.traits:
        tests = f"none of {counted(answer.tested, 'traits')} tested sets them apart beyond sampling error"
        yield f"{said}; {tests}." if answer.tested else f"{said}."
        return
    yield f"{said}. What sets them apart most: {listed([_trait(trait) for trait in answer.traits[:_NAMED]])}."


def _trait(trait: Trait) -> str:
    named = f"the step {trait.value}" if trait.dimension == "step" else f"{trait.dimension} {trait.value}"
    return f"{named} ({figure_of(trait.share)} against {figure_of(trait.other)})"


def _teams(answer: Journeys) -> Iterator[str]:
    teams, ping_pong = answer.whole.get("teams"), answer.whole.get("ping_pong")
    if teams and ping_pong and (teams.value or 0) > 1:
        yield (
            f"A journey passes {with_limits(teams)} teams on average; {with_limits(ping_pong)} of journeys go back to "
            "the team they came from."
        )
    forced = answer.whole.get("forced")
    if forced and forced.value:
        share = with_limits(forced)
        yield f"In {share} of journeys customers had to change the channel, as the one before did not solve it."


def _waits(answer: Journeys) -> Iterator[str]:
    held = [follow for follow in answer.follows if follow.waits is not None and follow.waits.value]
    if held:
        most = max(held, key=lambda follow: follow.waits.value or 0 if follow.waits else 0)
        assert most.waits is not None
        middle = f" (median {figure(most.middle_s, 'seconds')})" if most.middle_s else ""
        share = capital(with_limits(most.waits))
        when = "before a solution" if answer.is_solving_known else "between steps"
        yield f"{share} of all time {when} lies between {most.step} and {most.next}{middle}."


def _ends(answer: Journeys) -> Iterator[str]:
    if answer.dead_ends:
        first = answer.dead_ends[0]
        yield (
            f"Most journeys that end unsolved end after {first.step}: {counted(first.journeys, 'journeys')}, "
            f"{with_limits(first.share)} of those that reach it."
        )


def _moved(answer: Journeys) -> Iterator[str]:
    if not answer.against:
        return
    if not answer.moved:
        tests = counted(answer.compared, "comparisons")
        yield f"Nothing differs from {answer.against} beyond sampling error ({tests} tested)."
        return
    named = [
        f"{entry.what} ({figure_of(entry.share)} against {figure_of(entry.other)})" for entry in answer.moved[:_NAMED]
    ]
    yield f"Against {answer.against} these differ beyond sampling error: {listed(named)}."


def _basis(answer: Journeys, now: Span) -> str:
    young = answer.journeys - answer.mature
    said = f" Of {counted(young, 'journeys')} the data do not tell how they began, or what became of them."
    told = said if young else ""
    return f"{counted(answer.journeys, 'journeys')} of {counted(answer.steps, 'steps')}, begun in {now.label}.{told}"


def caveats(answer: Journeys) -> tuple[Caveat, ...]:
    """What a reader must know."""
    found = []
    if answer.journeys and answer.alone:
        share = answer.alone / answer.journeys
        text = (
            "No customer and no case links contacts to an issue: each contact is a journey of its own, so who called "
            "again is not seen"
            if share > 0.999
            else f"{figure(share, 'share')} of journeys are a single contact without a customer: who called again is "
            "not seen there"
        )
        found.append(Caveat("contacts_alone", text, "warning" if share > 0.2 else "note"))
    if answer.cases > answer.journeys:
        text = (
            f"{answer.cases:,} cases of the log make {counted(answer.journeys, 'journeys')}, as an issue chains the "
            "cases of a customer: --of contact takes each case alone"
        )
        found.append(Caveat("cases_chained", text))
    if answer.traits:
        text = "What those who come back have in common is an association: the step need not be why they come back"
        found.append(Caveat("association", text))
    return tuple(found)

"""How sections that touch the same thing go together: that they agree, or why they differ.

Each rule reads two answers and gives a sentence for one section, or none where there is nothing to reconcile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from steelyard.analyses.enough.answer import Enough
from steelyard.analyses.frontier.answer import Frontier
from steelyard.analyses.participation.answer import Participation
from steelyard.analyses.returns.question import Returns
from steelyard.analyses.scorecard.question import Line, Scorecard
from steelyard.analyses.tradeoff.question import Tradeoff
from steelyard.analyses.worth.question import Worth
from steelyard.answers import Answer
from steelyard.report.sections import Section
from steelyard.theme import figure
from steelyard.view.table import value_cell
from steelyard.wording import change_of

Answers = dict[str, Answer]


def together(sections: Sequence[Section | None], answers: Sequence[Answer]) -> list[Section | None]:
    """The sections, each with what reconciles it with the others."""
    known = {answer.question: answer for answer in answers}
    return [section and replace(section, fits=_fits(section.id, known)) for section in sections]


def _fits(section: str, known: Answers) -> tuple[str, ...]:
    return tuple(said for name, rule in RULES if name == section and (said := rule(known)))


def _frontier(known: Answers) -> str:
    """A loss against the own past beside a distance from the best anywhere."""
    found, tradeoff = known.get("frontier"), known.get("tradeoff")
    if not isinstance(found, Frontier) or not isinstance(tradeoff, Tradeoff) or not found.places:
        return ""
    placed = tradeoff.placed
    if placed is None or placed.is_good is not False or not placed.part:
        return ""
    behind = [place.name for place in found.places if place.is_behind]
    if placed.part in behind:
        return f"The trade-off names {placed.part} too: it fell behind its own past as well as best practice."
    return (
        f"The trade-off found a loss at {placed.part} all the same. It compares {placed.part} with its own past, all "
        f"months together; here each month is held against the best month of any {found.by or 'place'}, which only "
        "shows larger distances."
    )


def _enough(known: Answers) -> str:
    """Longer handling that shows no gain beside faster handling that did harm."""
    found, tradeoff = known.get("enough"), known.get("tradeoff")
    if not isinstance(found, Enough) or not isinstance(tradeoff, Tradeoff):
        return ""
    harm = next((harm.said for harm in tradeoff.harms if harm.is_claimed), "")
    if not harm or not any(
        entry.state == "no_longer" and entry.line.dose.id == "handle_time" for entry in found.margins
    ):
        return ""
    return (
        f"The trade-off shows that shortening did harm. {harm} The two differ because cases that take longer are also "
        "harder in ways nobody recorded, which hides what a minute does; teams held against their own past have the "
        "same cases."
    )


def _participation(known: Answers) -> str:
    """Work moved to customers beside their time for an issue."""
    found, line = known.get("participation"), _line(known, "customer_time_per_issue")
    if not isinstance(found, Participation) or line is None or not line.is_claimed or line.change is None:
        return ""
    shift_over_time = next((one for one in found.shifts if one.between == "periods" and one.outcome == "moved"), None)
    if shift_over_time is None or (line.change.value or 0.0) >= 0:
        return ""
    change = change_of(line.change)
    return (
        f"The scorecard shows less customer time per issue ({change}). Here it is counted per issue solved to full "
        "satisfaction, further contacts included."
    )


def _worth(known: Answers) -> str:
    """What a lost point would earn beside what it would cost to give it back."""
    found, tradeoff = known.get("worth"), known.get("tradeoff")
    if not isinstance(found, Worth) or not found.points or not isinstance(tradeoff, Tradeoff):
        return ""
    stake = next((one.stake for one in tradeoff.highlights if one.stake is not None), None)
    if stake is None or tradeoff.placed is None or tradeoff.placed.is_good is not False:
        return ""
    amount = value_cell(stake, tradeoff.provenance.currency).text
    return (
        f"The {amount} a year at stake in the trade-off are what it would cost to produce the lost value again. The "
        "amounts here are what customers who stay may spend: another price of the same thing, so never add the two."
    )


def _returns(known: Answers) -> str:
    """Who came back beside who was not resolved at the first contact."""
    found, line = known.get("returns"), _line(known, "first_contact_resolution")
    if not isinstance(found, Returns) or line is None or line.now.value is None:
        return ""
    back = [entry.value for day, entry in zip(found.days, found.returned, strict=True) if day <= found.window_days]
    if not back or back[-1] is None or 1 - back[-1] - line.now.value < LEAST_APART:
        return ""
    stayed = figure(1 - back[-1], "share", margin=line.now.margin)
    return (
        f"First contact resolution is lower than the {stayed} who did not come back, at {value_cell(line.now).text}: "
        "first contacts marked unsolved, or still open, do not count as resolved either."
    )


def _line(known: Answers, metric: str) -> Line | None:
    found = known.get("scorecard")
    if not isinstance(found, Scorecard):
        return None
    return next((line for line in found.lines if line.metric == metric), None)


LEAST_APART = 0.005

RULES: tuple[tuple[str, Callable[[Answers], str]], ...] = (
    ("returns", _returns),
    ("frontier", _frontier),
    ("enough", _enough),
    ("participation", _participation),
    ("worth", _worth),
)
"""Section -> what it needs said beside it."""

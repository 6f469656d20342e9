"""Where perspectives agree and contradict each other, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.analyses.perspectives import item_wording
from steelyard.analyses.perspectives.answer import Beside, Perspectives, View
from steelyard.answers import Caveat, Estimate
from steelyard.theme import figure
from steelyard.wording import capital, figure_of, listed, lowered, with_limits

BLIND = {
    "Own standards": "What the rubric asks of the contacts picked. Not what became of the issue, nor what the "
    "customer expected.",
    "Customers": "Those who answered. Not those who stayed silent; what they expected, and what matters to them, only "
    "where that was asked.",
    "Comparable companies": "Other companies' customers and mix of cases. Not yours; few define it alike.",
}
"""Perspective -> what it sees, and what it cannot."""

LABELS = {
    "agree: at target": "agree: both at target",
    "agree: short": "agree: both short",
    "unfelt": "contradict: scored, not felt",
    "unscored": "contradict: felt, not scored",
    "pleased without value": "contradict: recommended without value",
    "cannot tell": "cannot tell",
}


WOULD_CHANGE = (
    "Evaluations of contacts picked at random, and answers from more customers, would narrow both figures.",
    "Figures of companies that define a measure as it is here, under [[benchmarks]], would be set beside it.",
)


def sentences(answer: Perspectives) -> tuple[str, ...]:
    """The whole first, then single things asked about, parts that contradict, comparable companies."""
    assert answer.whole is not None
    return (
        _whole(answer, answer.whole),
        *item_wording.sentences(answer.items, answer.unfelt, answer.targets),
        *_parts(answer),
        *_compared(answer.beside),
    )


def item_caveats(answer: Perspectives) -> tuple[Caveat, ...]:
    """What must be known of answers to single questions; nothing where none were asked."""
    return item_wording.caveats(answer.items)


def _whole(answer: Perspectives, view: View) -> str:
    own, customers = _score(view.own), _score(view.customers)
    said = f"evaluations {own}, customers {customers}"
    if view.outcome == "unfelt":
        return f"{capital(said)}: you score what customers do not feel."
    if view.outcome == "unscored":
        return f"{capital(said)}: customers are pleased with what you score low."
    if view.outcome == "agree: at target":
        return f"Own standards and customers agree: {said}, both at target."
    if view.outcome == "agree: short":
        aims = " and ".join(figure(aim, "score") for aim in answer.targets)
        return f"Own standards and customers agree: {said}, both short of their targets ({aims})."
    if view.outcome == "pleased without value":
        nps = next(entry for entry in answer.others if entry.metric == "nps")
        return f"A good NPS ({figure_of(nps)}) while interactions fail to give value: {_failing(answer, view)}."
    return f"Whether own standards and customers agree cannot be told: {_open(answer, view)}."


def _score(entry: Estimate | None) -> str:
    return figure_of(entry) if entry is not None and entry.value is not None else "unknown"


def _failing(answer: Perspectives, view: View) -> str:
    solved = next((entry for entry in answer.others if entry.metric == "first_contact_resolution"), None)
    told = [f"evaluations {_score(view.own)}"] if view.own is not None else []
    return listed([*told, *([f"first contact resolution {figure_of(solved)}"] if solved is not None else [])])


def _open(answer: Perspectives, view: View) -> str:
    sides = (("evaluations", view.own, answer.targets[0]), ("customers' rating", view.customers, answer.targets[1]))
    told = []
    for name, entry, aim in sides:
        if entry is None or entry.value is None:
            told.append(f"no figure of {name}")
        else:
            told.append(f"{name} {with_limits(entry)} beside {figure(aim, 'score')}")
    return listed(told)


def _parts(answer: Perspectives) -> Iterator[str]:
    if not answer.views:
        return
    against = [view for view in answer.views if view.outcome in ("unfelt", "unscored")]
    if not against:
        part = answer.by.removesuffix("_id").replace("_", " ")
        yield f"No {part} contradicts itself beyond sampling error, of {len(answer.views)} looked at."
    for view in against:
        why = "you score what customers do not feel" if view.outcome == "unfelt" else "felt, and not scored"
        yield f"{capital(view.part)}: evaluations {_score(view.own)}, customers {_score(view.customers)}: {why}."


def _compared(beside: tuple[Beside, ...]) -> Iterator[str]:
    told = [one for one in beside if one.position and one.estimate is not None]
    for one in told:
        here = with_limits(one.estimate) if one.estimate else ""
        theirs = figure(one.benchmark.value, one.estimate.unit if one.estimate else "score")
        of = f"{one.benchmark.source}, {one.benchmark.year}"
        yield f"{capital(lowered(one.title))} is {here}, {one.position}{_than(one)} {theirs} of {of}."
    off = sum(bool(one.benchmark.differs) for one in beside)
    if off:
        figures = "figure is" if off == 1 else "figures are"
        yield f"{off} published {figures} not set beside yours, because definitions differ."


def _than(one: Beside) -> str:
    return " of" if one.position == "within sampling error" else " the"

"""Ways, what follows what, loops, dead ends, what those who come back share, and what changed, as tables."""

from __future__ import annotations

from steelyard.analyses.journeys.answer import DeadEnd, Follow, Journeys, Loop, Moved, Trait, Way
from steelyard.analyses.journeys.wording import way
from steelyard.answers import Estimate
from steelyard.theme import figure
from steelyard.view.table import Cell, Column, Table, Tone
from steelyard.wording import change_limits_of, change_of, figure_of, limits_of

MOST_FOLLOWS = 15

_WHOLE = {
    "solved": "Solved",
    "back": "Came back, or was reopened",
    "reopened": "Reopened",
    "solved_again": "Solved more than once",
    "repeated": "Some step occurs again",
    "forced": "Forced to change the channel",
    "teams": "Teams in a journey",
    "handed": "Passed on to another team",
    "ping_pong": "Back to the team it came from",
    "took": "First step to last solution, else to the last step, mean",
    "cost": "Provider's cost of a journey",
    "customer": "Customer's own time in a journey",
    "rating": "Rating, of the best possible",
    "left": "Left afterwards",
}
_TOLD = {
    "cost": "Cost",
    "customer": "Customer's time",
    "took": "Took",
    "solved": "Solved",
    "back": "Came back",
    "rating": "Rating",
    "left": "Left",
}


def tables(answer: Journeys) -> tuple[Table, ...]:
    """Only those that hold something."""
    currency = answer.provenance.currency
    found = (
        Table("Journeys as a whole", _FIGURES, _whole(answer, currency)),
        _ways(answer, currency),
        Table("What follows what", _FOLLOWS, tuple(map(_follow, answer.follows[:MOST_FOLLOWS]))),
        Table("Where waiting piles up", _waits(answer), tuple(map(_wait, _waiting(answer)))),
        Table("Steps that occur again", _LOOPS, tuple(map(_loop, answer.loops))),
        Table("The last step before a journey ended unsolved", _ENDS, tuple(map(_end, answer.dead_ends))),
        Table("What those who come back have in common", _TRAITS, tuple(map(_trait, answer.traits))),
        Table(f"What differs from {answer.against}", _MOVED, tuple(map(_moved, answer.moved))),
    )
    return tuple(table for table in found if table.rows)


_FIGURES = (Column("Of all journeys"), Column("Figure", True), Column("95%", True), Column("n", True, rank=2))


def _whole(answer: Journeys, currency: str) -> tuple[tuple[Cell, ...], ...]:
    whole, titles = answer.whole, _WHOLE if answer.is_solving_known else {**_WHOLE, "took": "First step to last, mean"}
    return tuple(
        (
            Cell(title),
            Cell(figure_of(whole[name], currency)),
            Cell(limits_of(whole[name]), "quiet"),
            Cell(f"{whole[name].n:,}", "quiet"),
        )
        for name, title in titles.items()
        if name in whole
    )


def _ways(answer: Journeys, currency: str) -> Table:
    """The commonest ways; figures that are known of any stand in columns, each with its interval beside it."""
    told = [name for name in _TOLD if any(name in one.figures for one in answer.variants)]
    columns = [Column("Way", wraps=True), Column("Share", True), Column("95%", True, rank=2)]
    columns += [Column("Against", True, rank=2)] if answer.against else []
    columns += [Column(_TOLD[name], True, rank=2 + place // 3) for place, name in enumerate(told)]
    return Table(
        "The commonest ways", tuple(columns), tuple(_way(one, told, currency, answer) for one in answer.variants)
    )


def _way(one: Way, told: list[str], currency: str, answer: Journeys) -> tuple[Cell, ...]:
    moved = {1: " (more)", -1: " (fewer)", 0: ""}[one.moved]
    cells = [Cell(way(one.steps)), Cell(figure_of(one.share)), Cell(limits_of(one.share), "quiet")]
    cells += [Cell(f"{figure_of(one.other)}{moved}")] if answer.against else []
    return (*cells, *(_figure(one.figures.get(name), currency) for name in told))


def _figure(estimate: Estimate | None, currency: str) -> Cell:
    if estimate is None:
        return Cell("–", "quiet")
    return Cell(figure_of(estimate, currency), note=limits_of(estimate))


_FOLLOWS = (
    Column("Step"),
    Column("Then"),
    Column("Share", True),
    Column("95%", True, rank=2),
    Column("After", True),
    Column("Times", True, rank=2),
)


def _follow(one: Follow) -> tuple[Cell, ...]:
    return (
        Cell(one.step),
        Cell(one.next) if one.next else Cell("(the end)", "quiet"),
        Cell(figure_of(one.share)),
        Cell(limits_of(one.share), "quiet"),
        Cell("–" if one.middle_s is None or not one.next else figure(one.middle_s, "seconds")),
        Cell(f"{one.n:,}", "quiet"),
    )


_MOST_WAITS = 8


def _waits(answer: Journeys) -> tuple[Column, ...]:
    when = "before a solution" if answer.is_solving_known else "between steps"
    return (
        Column("Between"),
        Column("and"),
        Column(f"Of all time {when}", True),
        Column("95%", True, rank=2),
        Column("Median", True),
    )


def _waiting(answer: Journeys) -> list[Follow]:
    held = [one for one in answer.follows if one.waits is not None and one.waits.value]
    return sorted(held, key=lambda one: -(one.waits.value or 0) if one.waits else 0)[:_MOST_WAITS]


def _wait(one: Follow) -> tuple[Cell, ...]:
    assert one.waits is not None
    return (
        Cell(one.step),
        Cell(one.next),
        Cell(figure_of(one.waits)),
        Cell(limits_of(one.waits), "quiet"),
        Cell("–" if one.middle_s is None else figure(one.middle_s, "seconds")),
    )


_LOOPS = (
    Column("Step"),
    Column("Mostly by way of"),
    Column("Share of journeys with it", True),
    Column("95%", True, rank=2),
    Column("Times", True),
    Column("First to last", True, rank=2),
)


def _loop(one: Loop) -> tuple[Cell, ...]:
    return (
        Cell(one.step),
        Cell("itself" if one.via == one.step else one.via or "–"),
        Cell(figure_of(one.share)),
        Cell(limits_of(one.share), "quiet"),
        Cell(figure(one.times, "count")),
        Cell("–" if one.extra_s is None else figure(one.extra_s, "seconds")),
    )


_ENDS = (Column("Step"), Column("Journeys", True), Column("Of those that reach it", True), Column("95%", True, rank=2))


def _end(one: DeadEnd) -> tuple[Cell, ...]:
    return (
        Cell(one.step),
        Cell(f"{one.journeys:,}"),
        Cell(figure_of(one.share)),
        Cell(limits_of(one.share), "quiet"),
    )


_TRAITS = (
    Column("With"),
    Column("Came back", True),
    Column("Without", True),
    Column("Difference", True),
    Column("95%", True, rank=2),
    Column("Journeys", True, rank=2),
)


def _trait(one: Trait) -> tuple[Cell, ...]:
    tone: Tone = "bad" if one.difference.sign > 0 else "good"
    return (
        Cell(f"{one.dimension}: {one.value}"),
        Cell(figure_of(one.share)),
        Cell(figure_of(one.other), "quiet"),
        Cell(change_of(one.difference), tone),
        Cell(change_limits_of(one.difference), "quiet"),
        Cell(f"{one.share.n:,}", "quiet"),
    )


_MOVED = (
    Column("What", wraps=True),
    Column("Here", True),
    Column("There", True),
    Column("Difference", True),
    Column("95%", True, rank=2),
)


def _moved(one: Moved) -> tuple[Cell, ...]:
    return (
        Cell(one.what),
        Cell(figure_of(one.share)),
        Cell(figure_of(one.other), "quiet"),
        Cell(change_of(one.difference)),
        Cell(change_limits_of(one.difference), "quiet"),
    )


TABLES = tables

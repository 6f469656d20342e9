"""What is said to a person of their own work."""

from __future__ import annotations

from collections.abc import Sequence

from steelyard.analyses.compare.answer import OwnFigure, Unit
from steelyard.answers import Estimate
from steelyard.theme import counted
from steelyard.wording import capital, change_limits_of, change_of, listed, lowered

NOBODY_ALIKE = (
    "What is expected of cases like yours would rest on too few others: nothing is said, so that no colleague can be "
    "read off it."
)


def nobody(period: str) -> str:
    """No contact carries the person's id."""
    return (
        f"No answered contact in {period} carries your agent id. "
        "If you worked then, ask an administrator whether your account names the id that the contacts carry."
    )


def none_of(unit: str) -> str:
    """None of a measure's cases are the person's."""
    return f"There are no {unit} of yours in these days."


def too_few(count: int, least: int, unit: str) -> tuple[str, str]:
    """Fewer cases than anything is said from, and how many are lacking."""
    verb = "is" if count == 1 else "are"
    said = f"There {verb} {counted(count, unit)} of yours; under {least} nothing is said of a person."
    return said, _more(least - count, unit)


def _more(count: int, unit: str) -> str:
    number, _, nouns = counted(count, unit).partition(" ")
    return f"about {number} more {nouns}"


def unreliable(unit: Unit, count: int, cases: str) -> tuple[str, str]:
    """The figure would be mostly sampling error: what is said instead, and how many more cases would tell."""
    if unit.more_count is None:
        return "There is no evidence that agents differ here beyond case mix and sampling error.", ""
    said = f"From {counted(count, cases)} a difference would be mostly sampling error: nothing is said of a person."
    return said, _more(unit.more_count, cases)


def verdict(unit: Unit, off: Estimate) -> str:
    """How the person lies beside what others show in such cases."""
    if not unit.verdict:
        return "No different, beyond sampling error, from what others show in such cases."
    neither = " Neither direction is good by itself." if unit.verdict in ("higher", "lower") else ""
    by = f"{change_of(off)} ({change_limits_of(off)})"
    return f"{capital(unit.verdict)} than others show in such cases, most likely {by}.{neither}"


def sentences(figures: Sequence[OwnFigure], handled: int, period: str) -> tuple[str, ...]:
    """How many contacts there were, which measures differ, and which tell nothing."""
    found = [f"You handled {counted(handled, 'contacts')} in {period}."]
    told = [figure for figure in figures if figure.unit is not None]
    for words, after in (
        (("better",), "better than others show in such cases"),
        (("worse",), "worse than others show in such cases"),
        (("higher",), "higher than others show in such cases"),
        (("lower",), "lower than others show in such cases"),
        (("",), "not different from what others show in such cases, beyond sampling error"),
    ):
        names = [lowered(figure.title) for figure in told if figure.unit and figure.unit.verdict in words]
        if names:
            found.append(f"{capital(listed(names))} {'is' if len(names) == 1 else 'are'} {after}.")
    if not told:
        found.append("Nothing can be said about you from so few cases; below is what each measure would need.")
    return tuple(found)

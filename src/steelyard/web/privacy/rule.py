"""What a viewer may ask, and what is left out of an answer.

A viewer sees whole months (or quarters), and one split at a time whose parts are all large enough and which single out
nothing small together with the other splits they may see (`scope`). So every figure they get is a sum over whole parts
of whole months; whatever they subtract from whatever, of any pages, speaks of as many contacts as a group needs.
Questions that choose groups of their own are for leads, about their teams, and analysts. A lead knows every row of
their own teams, so of whatever else they see their teams' rows are taken off first, and the rest must be large enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from steelyard.analyses.periods.date_range import span_of
from steelyard.answers import Answer, Estimate
from steelyard.declare import Analysis
from steelyard.errors import QuestionError
from steelyard.web.access.viewer import Viewer
from steelyard.web.privacy.scope import Scope

SEEN = ("verdict", "balance", "scorecard", "change", "compare")
"""Questions whose every group is one that was asked for."""

WITHOUT_FIGURES = ("explain",)
NO_GROUPS = frozenset({"period", "reading"})
"""What stands in an estimate's part and is no split: its days, and how a figure was read."""

SPLIT_BY_ITSELF = ("change", "compare")
"""Questions that choose a split where none is named."""

NEXT = "Ask an analyst, or choose whole months and one of the splits that the page offers."


def is_limited(viewer: Viewer, given: Mapping[str, Any]) -> bool:
    """Whether this person sees groups of a least size only: viewers, and leads beyond their own teams.

    Two parts that are compared take the place of the part they are of, so they are judged too.
    """
    if viewer.role == "lead":
        teams = dict(given.get("where") or {}).get("team", ())
        name, *compared = given.get("compare") or ("",)
        named = {*teams, *(compared if name == "team" else ())}
        return not teams or not named <= set(viewer.teams)
    return viewer.role not in ("analyst", "administrator")


def known_to(viewer: Viewer) -> dict[str, Any]:
    """What the scope of a person is found with: the teams of which they know every row."""
    return {"besides": viewer.teams} if viewer.role == "lead" and viewer.teams else {}


def narrowed(analysis: Analysis, given: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """What may be asked of what is given: a split is named where the question would choose one.

    Raises:
        QuestionError: it asks for a group that is too small, or that would be found by subtraction.
    """
    if analysis.id in WITHOUT_FIGURES:
        return dict(given)
    if analysis.id not in SEEN:
        raise QuestionError("this question looks at groups of its own choosing, small ones too", next=NEXT)
    _check_days(given, scope)
    found = dict(given)
    if scope.grain == "quarter" and "period" in analysis.names:
        found["period"] = "quarter"
    asked = _splits(given)
    if analysis.id in SPLIT_BY_ITSELF and not asked:
        if not scope.parts:
            raise QuestionError("every split of these data holds groups that are too small", next=NEXT)
        found["by"] = next(iter(scope.parts))
    elif analysis.id in SPLIT_BY_ITSELF and "by" not in given and "compare" not in given:
        found["by"] = next(iter(asked))
    _check_splits(asked, scope)
    return found


def _splits(given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Dimension -> the parts that are named of it."""
    found = {name: tuple(parts) for name, parts in dict(given.get("where") or {}).items()}
    if given.get("compare"):
        name, *parts = given["compare"]
        found[name] = (*found.get(name, ()), *parts)
    if given.get("by"):
        found.setdefault(given["by"], ())
    return found


def _check_splits(asked: Mapping[str, tuple[str, ...]], scope: Scope) -> None:
    if len(asked) > 1:
        raise QuestionError("two splits at once would show groups that are too small", next="Choose one of them.")
    for name, parts in asked.items():
        if name not in scope.parts:
            raise QuestionError(f"split by {name}, some groups are too small to be shown", next=NEXT)
        if unknown := [part for part in parts if part not in scope.parts[name]]:
            raise QuestionError(f"there is no {name} {unknown[0]!r} that may be shown", next=NEXT)


def _check_days(given: Mapping[str, Any], scope: Scope) -> None:
    period = given.get("period") or scope.grain
    if period not in ("month", "quarter") or (scope.grain == "quarter" and period == "month"):
        raise QuestionError(f"days this short hold groups that are too small: {scope.grain}s are shown", next=NEXT)
    spans = [given["against"]] if given.get("against") else []
    if given.get("from_on") or given.get("to_on"):
        spans.append((given.get("from_on") or scope.first_on, given.get("to_on") or scope.last_on))
    if not all(first and last and scope.holds(first, last) for first, last in spans):
        raise QuestionError(f"days are shown as whole {scope.grain}s, within {_within(scope)}", next=NEXT)


def _within(scope: Scope) -> str:
    return f"{scope.first_on} to {scope.last_on}" if scope.first_on else "no days that hold enough contacts"


def shown(answer: Answer, scope: Scope) -> Answer:
    """The answer without figures of groups that are not shown.

    Raises:
        QuestionError: it cannot do without one, or is about days that are not whole.
    """
    if answer.question in WITHOUT_FIGURES:
        return answer
    first, last = answer.provenance.from_on, answer.provenance.to_on
    if first is None or last is None or not scope.holds(first, last):
        raise QuestionError(f"days are shown as whole {scope.grain}s, within {_within(scope)}", next=NEXT)
    by = getattr(answer, "by", "")
    if by and by not in scope.parts:
        raise QuestionError(f"split by {by}, some groups are too small to be shown", next=NEXT)
    step = getattr(answer, "step", "") or scope.grain
    found: Answer = _without(answer, lambda estimate: _is_shown(estimate, scope, first, step))
    return found


def _without(value: Any, is_shown: Callable[[Estimate], bool]) -> Any:
    """The same value; lists lose the figures that are not shown, and what stands alone must be one that is."""
    if isinstance(value, Estimate):
        if not is_shown(value):
            raise QuestionError("this answer holds groups that are too small to be shown", next=NEXT)
        return value
    if isinstance(value, tuple | list):
        kept = [entry for entry in value if not isinstance(entry, Estimate) or is_shown(entry)]
        found = [_without(entry, is_shown) for entry in kept]
        is_same = len(found) == len(value) and all(one is other for one, other in zip(found, value, strict=True))
        return value if is_same else type(value)(found)
    if isinstance(value, Mapping):
        changed = {name: _without(entry, is_shown) for name, entry in value.items()}
        return value if all(changed[name] is value[name] for name in changed) else changed
    if is_dataclass(value) and not isinstance(value, type):
        told = {entry.name: getattr(value, entry.name) for entry in fields(value) if entry.init}
        changed = {name: _without(entry, is_shown) for name, entry in told.items()}
        changed = {name: entry for name, entry in changed.items() if entry is not told[name]}
        return replace(value, **changed) if changed else value
    return value


def _is_shown(estimate: Estimate, scope: Scope, asked_on: date, step: str) -> bool:
    splits = {name: part for name, part in estimate.part.items() if name not in NO_GROUPS}
    if len(splits) > 1 or any(part not in scope.parts.get(name, ()) for name, part in splits.items()):
        return False
    days = str(estimate.part.get("period", "")).split(" to ")
    return all(_is_whole(day, scope, asked_on, step) for day in days if day)


def _is_whole(day: str, scope: Scope, asked_on: date, step: str) -> bool:
    """Whether the days that begin so are those asked for, or a whole step within what may be shown."""
    try:
        first = date.fromisoformat(day)
    except ValueError:
        return False
    whole = [span_of(first, kind) for kind in dict.fromkeys((scope.grain, step))]
    return first == asked_on or all(scope.holds(span.from_on, span.to_on) and span.from_on == first for span in whole)

"""What a scored contact is worth by its rubric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.errors import QuestionError, did_you_mean
from steelyard.rubrics.model import NOT_APPLICABLE, Rubric

Points = int | str
"""A number of points that the criterion has words for, or that it does not apply."""


@dataclass(frozen=True)
class Scored:
    """An evaluation by a rubric.

    Args:
        share: points over points possible, 0 to 1, each criterion by its weight; None while some are open.
        is_failed: a critical criterion has no points: the share is 0.
        open: criteria without points yet.
        rows: (criterion, points by weight, most by weight, is critical), of those that apply.
    """

    share: float | None
    is_failed: bool
    open: tuple[str, ...]
    rows: tuple[tuple[str, float, float, bool], ...]


def score(rubric: Rubric, given: Mapping[str, Points]) -> Scored:
    """Of points by criterion, whole or in part.

    Raises:
        QuestionError: a criterion or points that the rubric does not have.
    """
    known = {entry.id: entry for entry in rubric.criteria}
    for name in given:
        if name not in known:
            raise QuestionError(f"the rubric {rubric.title} has no criterion {name!r}", next=did_you_mean(name, known))
    rows, open = [], []
    for entry in rubric.criteria:
        points = given.get(entry.id)
        if points is None or points == "":
            open.append(entry.id)
        elif points == NOT_APPLICABLE:
            if not entry.may_not_apply:
                raise QuestionError(f"{entry.title}: it always applies", next=f"Give {_choices(entry.anchors)}.")
        elif not _is_whole(points) or int(points) not in entry.anchors:
            raise QuestionError(
                f"{entry.title}: there are no words for these points", next=f"Give {_choices(entry.anchors)}."
            )
        else:
            rows.append((entry.id, entry.weight * int(points) / entry.most, entry.weight, entry.is_critical))
    if not open and not rows:
        raise QuestionError("no criterion applies", next="Score at least one, or leave the contact out.")
    is_failed = any(is_critical and points == 0 for _, points, _, is_critical in rows)
    most = sum(weight for _, _, weight, _ in rows)
    share = None if open else 0.0 if is_failed else sum(points for _, points, _, _ in rows) / most
    return Scored(share, is_failed, tuple(open), tuple(rows))


def _is_whole(points: Points) -> bool:
    return isinstance(points, int) or (points.isascii() and points.isdigit() and len(points) < 5)


def _choices(anchors: Mapping[int, str]) -> str:
    return " or ".join(map(str, anchors))

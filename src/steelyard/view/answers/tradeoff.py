"""The trade-off as tables: every part's two movements and what they are called; what followed faster handling."""

from __future__ import annotations

import math
from dataclasses import replace

from steelyard.analyses.attribution.joint_change import Movement
from steelyard.analyses.tradeoff.question import Tradeoff
from steelyard.analyses.tradeoff.wording import NAMES, SECTOR_NAMES
from steelyard.answers import Estimate
from steelyard.theme import tone_of
from steelyard.view.table import Cell, Column, Table, Tone, interval_cell, value_cell
from steelyard.wording import change_of, probability

_TONES: dict[bool | None, Tone] = {True: "good", False: "bad", None: "unsure"}
_LATER = {
    "first_contact_resolution": "First contact resolution",
    "customer_rating": "Customers' rating, one to three months later",
    "churn_rate": "Churn within the loyalty horizon",
}


def tables(answer: Tradeoff) -> tuple[Table, ...]:
    """The whole and its parts; the topics hit hardest; what followed."""
    if answer.whole is None:
        return ()
    span = f"{answer.label_before} to {answer.label_after}"
    rows = [_row("All together", answer.whole), *(_row(part.part, part) for part in answer.parts)]
    found = [Table(f"Cost of handling, and what customers got, {span}", _columns(answer.by or "part"), tuple(rows))]
    if answer.topics:
        hit = tuple(_row(topic.part, topic) for topic in answer.topics)
        found.append(
            Table(
                f"Topics hit hardest in {answer.placed.part if answer.placed else ''}",
                _columns("topic family"),
                hit,
            )
        )
    if answer.harms:
        found.append(_later(answer))
    return tuple(found)


TABLES = tables


def _columns(by: str) -> tuple[Column, ...]:
    return (
        Column(by.replace("_", " ").capitalize(), wraps=True),
        Column("Cost", True),
        Column("95% interval", True, 2),
        Column("Customers", True),
        Column("95% interval", True, 2),
        Column("Outcome", wraps=True),
        Column("Probability", True, 3),
    )


def _row(name: str, movement: Movement) -> tuple[Cell, ...]:
    cost, got = movement.efficiency.turned(), movement.customers
    likely = max(movement.probabilities, key=lambda name: movement.probabilities[name])
    return (
        Cell(name),
        _shift(cost, movement.is_efficiency_claimed, is_good=(cost.value or 0.0) < 0),
        interval_cell(cost.as_share()),
        _shift(got, movement.is_customers_claimed, is_good=(got.value or 0.0) > 0),
        interval_cell(got.as_share()),
        Cell(_named(movement), _TONES[movement.is_good]),
        Cell(_probability(movement.certainty), "quiet", "" if movement.outcome else SECTOR_NAMES[likely]),
    )


def _named(movement: Movement) -> str:
    """What is claimed; what can be told where nothing is."""
    if movement.outcome:
        return NAMES[movement.outcome]
    is_told = not movement.joint.is_known or movement.is_efficiency_claimed or movement.is_customers_claimed
    return "cannot tell" if is_told else "no change that can be told"


def _shift(estimate: Estimate, is_claimed: bool, is_good: bool) -> Cell:
    return Cell(change_of(estimate), tone_of(is_claimed, is_good))


def _probability(value: float) -> str:
    if not math.isfinite(value):
        return "unknown"
    return probability(value)


def _later(answer: Tradeoff) -> Table:
    columns = (
        Column("A tenth faster than in the team's own past", wraps=True),
        Column("Difference", True),
        Column("95% interval", True),
        Column("Team-months", True, 2),
        Column("Not yet mature", True, 3),
    )
    rows = tuple(
        (
            Cell(_LATER[harm.metric]),
            Cell(change_of(harm.effect), "" if harm.is_claimed else "unsure"),
            interval_cell(harm.effect),
            value_cell(replace(harm.effect, value=float(harm.cohorts), unit="count", interval=None)),
            Cell(f"{harm.immature_count}", "quiet"),
        )
        for harm in answer.harms
    )
    return Table("What followed faster handling", columns, rows)

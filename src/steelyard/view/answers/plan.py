"""What so many weeks would show."""

from __future__ import annotations

from steelyard.analyses.plan.answer import Horizon, Plan
from steelyard.analyses.plan.wording import size
from steelyard.view.table import Cell, Column, Table


def tables(answer: Plan) -> tuple[Table, ...]:
    """A row for each length, and who would begin."""
    if not answer.horizons:
        return ()
    if answer.customers:
        return (_of_customers(answer),)
    columns = (
        Column("Weeks", True),
        Column("Least effect seen", True),
        Column("Chance to see the one wanted", True, 2),
        Column("Needed on either side", True, 2),
        Column("Customers drawn", True),
    )
    rows = tuple(_row(answer, one) for one in answer.horizons)
    found = [Table("What so many weeks would show, four times in five", columns, rows)]
    if answer.treated:
        sides = (Column("Begins", wraps=True), Column("Waits", wraps=True))
        longer = max(len(answer.treated), len(answer.control))
        pairs = (
            tuple(Cell(side[place] if place < len(side) else "") for side in (answer.treated, answer.control))
            for place in range(longer)
        )
        found.append(Table(f"A lot, from seed {answer.seed}", sides, tuple(pairs)))
    return tuple(found)


def _of_customers(answer: Plan) -> Table:
    columns = (
        Column("Weeks", True),
        Column("Least effect seen", True),
        Column("Chance to see the one wanted", True, 2),
    )
    rows = tuple(
        (
            Cell(f"{one.weeks}"),
            Cell("–" if one.customers is None else size(answer.unit, one.customers)),
            Cell("–" if one.likely is None else f"{one.likely:.0%}"),
        )
        for one in answer.horizons
    )
    return Table("What so many weeks would show with half of all customers drawn", columns, rows)


def _row(answer: Plan, one: Horizon) -> tuple[Cell, ...]:
    return (
        Cell(f"{one.weeks}"),
        Cell("–" if one.units is None else size(answer.unit, one.units)),
        Cell("–" if one.power is None else f"{one.power:.0%}"),
        Cell("–" if one.needed is None else f"{one.needed:,}"),
        Cell("–" if one.customers is None else size(answer.unit, one.customers)),
    )


TABLES = tables

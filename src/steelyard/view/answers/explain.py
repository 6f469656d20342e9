"""A metric laid open, as tables."""

from __future__ import annotations

from steelyard.analyses.explain.question import Explanation
from steelyard.view.table import Cell, Column, Table


def tables(explanation: Explanation) -> tuple[Table, ...]:
    """Its definition, the sums it is made of, and the query it runs."""
    pairs = (
        ("Unit", explanation.unit),
        ("Better", explanation.better),
        ("Formula", explanation.formula),
        ("Needs", ", ".join(explanation.needs)),
        ("Leaves out", explanation.excludes),
        ("Differs", explanation.differs),
        ("Sources", "; ".join(explanation.sources)),
    )
    definition = Table(
        "Definition",
        (Column(""), Column("", wraps=True)),
        tuple((Cell(a, "quiet"), Cell(b)) for a, b in pairs if b),
    )
    sums = Table(
        "Row-level sums",
        (Column("Name"), Column("Adds up", wraps=True)),
        tuple((Cell(a), Cell(b)) for a, b in explanation.sums.items()),
    )
    query = Table("The query it runs", (Column("", wraps=True),), ((Cell(explanation.query),),))
    return (definition, *((sums,) if explanation.sums else ()), *((query,) if explanation.query else ()))


TABLES = tables

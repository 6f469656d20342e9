"""What the data can answer, and what is odd, as tables."""

from __future__ import annotations

from steelyard.analyses.check.oddities import Finding
from steelyard.analyses.check.question import Ability, Check
from steelyard.view.table import Cell, Column, Table, Tone
from steelyard.wording import capital

_TONES: dict[str, Tone] = {"yes": "good", "in part": "", "no": "unsure"}
_MOST_UNLOCKS = 8


def tables(check: Check) -> tuple[Table, ...]:
    """Questions, families of measures, what to supply next, and what is odd."""
    found = [_questions(check), _families(check)]
    if check.unlocks:
        found.append(_unlocks(check))
    if check.findings:
        found.append(_findings(check))
    return tuple(found)


TABLES = tables


def _questions(check: Check) -> Table:
    columns = (
        Column("Question", wraps=True),
        Column("Answer"),
        Column("What would unlock the rest", rank=2, wraps=True),
    )
    return Table("What the data can answer", columns, tuple(_question(ability) for ability in check.questions))


def _question(ability: Ability) -> tuple[Cell, ...]:
    state = Cell(ability.state, _TONES[ability.state])
    return (Cell(ability.question), state, Cell("; ".join(ability.lacking), "quiet"))


def _families(check: Check) -> Table:
    columns = (Column("Measures"), Column("Can be computed", True))
    rows = tuple((Cell(entry.question.capitalize()), Cell(f"{entry.can} of {entry.of}")) for entry in check.families)
    return Table("Measures by family", columns, rows)


def _unlocks(check: Check) -> Table:
    columns = (Column("To supply", wraps=True), Column("Measures it unlocks", True))
    rows = tuple((Cell(entry.what), Cell(str(len(entry.metrics)))) for entry in check.unlocks[:_MOST_UNLOCKS])
    return Table("What to supply next", columns, rows)


def _findings(check: Check) -> Table:
    """Two columns of text, so that what to do is there on the narrowest terminal."""
    columns = (Column("What, where, how often", wraps=True), Column("Why it matters, and what to do", wraps=True))
    return Table("What is odd", columns, tuple(_finding(entry) for entry in check.findings), is_spaced=True)


def _finding(finding: Finding) -> tuple[Cell, ...]:
    what = f"{capital(finding.what)}."
    return (
        Cell(what, "strong" if finding.weight == "warning" else "", note=f"{finding.where}: {_count(finding)}"),
        Cell(f"{finding.why} To do: {finding.next}"),
    )


def _count(finding: Finding) -> str:
    """How many, and out of how many."""
    return f"{finding.count:,} of {finding.of:,} ({_percent(finding.share)})" if finding.of else f"{finding.count:,}"


def _percent(share: float | None) -> str:
    if share is None:
        return ""
    return f"{share:.1%}" if share >= 0.001 else "under 0.1%"

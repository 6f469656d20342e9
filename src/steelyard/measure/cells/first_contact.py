"""Issues beside their first contact: what it took is known before how the issue ended.

The issue's columns stand under their own names, the first contact's as `first_work_s`, and the evaluation of that
contact, where there is one, as `quality_share`. Issues named by a link of the source's own do not say which of their
contacts came first and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from steelyard import facts
from steelyard.measure.cells.cells import Band, Cells, Product, Rows, cells_of, columns_of
from steelyard.measure.cells.readings import Readings
from steelyard.measure.missing import check_refused
from steelyard.measure.question import AGENTS, Question, dimensions_of
from steelyard.measure.sums import queries
from steelyard.measure.sums.compiled import dated
from steelyard.schema import IBIS_TYPES
from steelyard.settings.model import Settings
from steelyard.stats.sampling.quantiles import BINS_PER_E, ZERO_BIN
from steelyard.store.lazily import ibis
from steelyard.store.snapshot import Snapshot

FIRST = "first_"
QUALITY = "quality_share"
BIN = "bin"
JOINED = "beginnings"

KIND = "kind"
"""Of joined beginnings, a number that tells the combinations of some dimensions apart."""

Unit = Literal["issues", "contacts"]


@dataclass(frozen=True)
class Beginnings:
    """Which issues are asked about.

    Args:
        where: dimension -> values wanted, of issues.
        unit: "contacts" where nobody knows whose they are: each stands for an issue that is mature, resolved if it is
            marked so, and of which nobody sees whether its customer came back or left.
    """

    snapshot: Snapshot
    settings: Settings
    where: Mapping[str, Sequence[str]]
    from_on: date | None = None
    to_on: date | None = None
    unit: Unit = "issues"
    joined: _Joined | None = None
    place: int = 0
    readings: Readings | None = None

    @contextmanager
    def together(
        self, ranged: Sequence[Snapshot], columns: set[str], kinds: Sequence[str]
    ) -> Iterator[tuple[Beginnings, ...]]:
        """The same in every reading of the issues, joined once for all that is asked of these columns meanwhile.

        Agents are the first contact's. KIND tells the combinations of `kinds` apart.

        Args:
            ranged: the readings of the version, see `over_range`.
        """
        readings = ranged[0].readings
        source = replace(self, snapshot=readings.snapshot) if readings else self
        joined = _Joined(source, frozenset(readings.columns(columns) if readings else columns), tuple(kinds))
        with source.snapshot.keeping(JOINED, joined.select) as snapshot:
            every = replace(source, snapshot=snapshot, joined=joined)
            yield tuple(replace(every, place=place, readings=readings) for place in range(len(ranged)))

    def cells(self, by: Sequence[str | Band], products: Mapping[str, Product], chances: Sequence[str] = ()) -> Cells:
        """Sums by dimensions of the issue and bands of any column, one scan."""
        if self.readings is not None:
            every = replace(self, readings=None)
            asked = list(chances)
            found = self.readings.cells(
                self.place, asked, by, products, lambda several: every.cells(by, several, chances)
            )
            if found is None:
                raise ValueError(f"a key of joined beginnings differs between readings: {by}")
            return found
        known = {*dimensions_of("issues", self.settings.dimensions), *([KIND] if self.joined else [])}
        usable = [entry for entry in by if not isinstance(entry, str) or entry in known or entry.startswith(FIRST)]
        used = {entry if isinstance(entry, str) else entry.column for entry in usable}
        rows = self._rows(used | columns_of(products.values(), chances), AGENTS in chances)
        return cells_of(self.snapshot, self._question, rows, by, usable, products, chances)

    def histogram(self, column: str, products: Mapping[str, Product]) -> Cells:
        """Sums by fine logarithmic bin of a column, to choose bands from; the bin of what is missing is None."""
        if self.readings is not None:
            every = replace(self, readings=None)
            found = self.readings.cells(
                self.place, BIN, [column], products, lambda several: every.histogram(column, several)
            )
            if found is None:
                raise ValueError(f"a dose differs between readings: {column}")
            return found
        rows = self._rows({column} | columns_of(products.values(), ()), False)
        binned = Rows(("binned", column, *rows.made_from), lambda question: _binned(rows.make(question), column))
        return cells_of(self.snapshot, self._question, binned, [BIN], [BIN], products, ())

    @property
    def _question(self) -> Question:
        if self.joined:
            return Question((), dimensions=self.settings.dimensions)
        filters = {name: tuple(values) for name, values in self.where.items()}
        return Question((), (), "", filters, self.from_on, self.to_on, self.settings.dimensions)

    def _rows(self, used: set[str], has_agents: bool) -> Rows:
        """One row an issue, with the columns used."""
        check_refused(self.snapshot, "beginnings")
        joined = self.joined
        if joined:
            return Rows(("joined", *joined.made_from), lambda _: joined.rows)
        made_from = ("beginnings", self.unit, sorted(used), has_agents)
        return Rows(made_from, lambda question: self._begun(question, used, has_agents))

    def _begun(self, question: Question, used: set[str], has_agents: bool) -> Any:
        of_contact = {name.removeprefix(FIRST) for name in used if name.startswith(FIRST)}
        of_contact |= {"agent_id"} if has_agents else set()
        own = {name for name in used if not name.startswith(FIRST)} - {QUALITY, "agent_id"}
        rows = (
            self._contacts(question, own, of_contact) if self.unit == "contacts" else _issues(question, own, of_contact)
        )
        rows = rows.mutate(agent_id=rows.first_agent_id) if has_agents else rows
        return self._evaluated(rows, "inner") if QUALITY in used else rows

    def _contacts(self, question: Question, own: set[str], of_contact: set[str]) -> Any:
        kept = {"contact_id", "is_contact", "is_resolved"} | of_contact
        rows = queries.asked(question, "contacts", kept | own)
        rows = rows.mutate(
            **{f"{FIRST}{name}": rows[name] for name in of_contact},
            is_mature=rows.is_contact,
            value_weight=ibis.literal(1.0),
            expected_resolved=rows.is_resolved.fill_null(False).cast("float64"),
            expected_marked=rows.is_resolved.notnull().cast("float64"),
            is_loyalty_mature=ibis.literal(False),
            is_churned=ibis.null("boolean"),
        )
        return self._rated(rows) if "rating" in own else rows

    def _rated(self, rows: Any) -> Any:
        """With the mean of the contact's answers on the quality instrument."""
        answers = _by_contact("responses", "score_share", "rating", ("is_quality",))
        return rows.left_join(answers, rows.contact_id == answers.scored)

    def _evaluated(self, rows: Any, how: str) -> Any:
        """With the mean of the first contact's evaluations."""
        quality = _by_contact("evaluations", QUALITY, QUALITY)
        return rows.join(quality, rows.contact_id == quality.scored, how=how)


class _Joined:
    """The columns of all beginnings as one table."""

    def __init__(self, source: Beginnings, columns: frozenset[str], kinds: tuple[str, ...]) -> None:
        self._source, self._columns, self._kinds = source, columns, kinds
        self.made_from = (source.unit, sorted(columns), kinds)

    @property
    def select(self) -> str:
        """Its SQL."""
        question, dialect = self._source._question, self._source.snapshot.engine.dialect
        plain = replace(question, from_on=None, to_on=None)

        def compile(from_on: date | None, to_on: date | None) -> str:
            return queries.to_sql(self._made(replace(plain, from_on=from_on, to_on=to_on)), dialect)

        return dated((JOINED, *self.made_from, plain, dialect), compile, question.from_on, question.to_on)

    @cached_property
    def rows(self) -> Any:
        """The table, as an expression."""
        return ibis.table(self._made(self._source._question).schema(), name=JOINED)

    def _made(self, question: Question) -> Any:
        rows = self._source._begun(question, {*self._columns, *self._kinds} - {QUALITY}, True)
        if QUALITY in self._columns:
            rows = self._source._evaluated(rows, "left")
        kind = ibis.dense_rank().over(order_by=[rows[name] for name in self._kinds])
        return rows.select(*sorted({*self._columns, "agent_id"}), **{KIND: kind})


def _by_contact(fact: str, column: str, name: str, where: Sequence[str] = ()) -> Any:
    """The mean of a fact's column by the contact it is of: columns `scored` and `name`."""
    declared = facts.fact(fact)
    rows: Any = ibis.table({each.name: IBIS_TYPES[each.type] for each in declared.columns}, name=declared.table)
    rows = rows.filter(rows.contact_id.notnull(), *(rows[flag] for flag in where))
    return rows.group_by(scored="contact_id").aggregate(**{name: rows[column].mean()})


def _issues(question: Question, own: set[str], of_contact: set[str]) -> Any:
    issues = queries.asked(question, "issues", own | {"issue_id"})
    contacts = queries.asked(replace(question, where={}), "contacts", of_contact | {"contact_id"})
    named = {f"{FIRST}{name}": contacts[name] for name in of_contact}
    first = contacts.select("contact_id", **named)
    return issues.inner_join(first, issues.issue_id == first.contact_id)


def _binned(rows: Any, column: str) -> Any:
    values = rows[column].cast("float64")
    logs = (ibis.ifelse(values > 0, values, None).ln() * BINS_PER_E).floor().cast("int64")
    return rows.mutate(**{BIN: ibis.ifelse(values == 0, ZERO_BIN, logs)})

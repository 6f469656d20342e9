"""The order of the build: number, chain, judge, place, price; then one SELECT per fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from steelyard import facts
from steelyard.facts.build import (
    RATES,
    STATES,
    census,
    consequences,
    contacts,
    earlier,
    evaluations,
    hidden,
    issues,
    ledger,
    maturity,
    measures,
    merges,
    numbering,
    outbound,
    placing,
    responses,
    threads,
    views,
)
from steelyard.facts.build.context import Context
from steelyard.store.following import FollowUp

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Part:
    """Some of the contacts, and what is known of the others.

    Args:
        names: canonical table -> what holds the rows of it to build facts of; contacts that can be chained with each
            other must be there together, with all that belongs to them.
        days: table of days, `on`, whose ledger is spread anew; the rates of the others lie in the store.
    """

    names: Mapping[str, str]
    days: str


class Build:
    """A build whose census is taken, over all canonical tables the engine holds.

    Args:
        whole: all there is.
    """

    def __init__(self, whole: Context) -> None:
        self.whole = whole
        self._kept = merges.keep(whole)
        self.census = census.take(whole, self._kept)
        self._measured = measures.measure(whole, self._kept)

    @property
    def least_s(self) -> int:
        """Seconds before the horizon at which an issue must have begun to be mature: two return windows."""
        return 2 * self.whole.window_s

    def whole_facts(self) -> dict[str, str]:
        """Fact table -> SELECT of it as it is declared, over temporary tables."""
        rows = self.rows(self.whole)
        odds = self.whole.keep("tmp_odds", hidden.odds(rows["contacts"]))
        moment = self._moment(odds if self.whole.holds(odds) else None)
        seen = {fact: views.seen(moment, fact, rows[fact]) for fact in facts.names()}
        return {facts.fact(fact).table: self.whole.sql(rows) for fact, rows in seen.items()}

    def at_rest(self, part: Part | None = None) -> dict[str, str]:
        """See `Begun.at_rest`."""
        context = replace(self.whole, names=part.names) if part else self.whole
        rows = self.rows(context, part)
        return {name if name == STATES else facts.fact(name).table: context.sql(rows[name]) for name in rows}

    def odds(self, relation: str) -> str:
        """See `Begun.odds`."""
        contacts = ibis.table(views.resting(self.whole.settings, "contacts"), name=relation)
        return self.whole.sql(hidden.odds(contacts))

    def kinds(self) -> list[str]:
        """The kinds of outcome the data hold, sorted."""
        return sorted(consequences.collected(self.whole))

    def _moment(self, odds: ir.Table | None) -> views.Moment:
        """What reading the facts depends on, up to the horizon."""
        start = ibis.table({"data_start_s": "int64"}, name="tmp_start").data_start_s.as_scalar()
        seen_s, whole, follow_up = self._seen_s(), self.whole, FollowUp(self.least_s)
        declared = frozenset(source for source in seen_s if whole.declared_end_s(source) is not None)
        kinds, within_s, age_s = consequences.collected(whole), follow_up.within_s, follow_up.age_s
        return views.Moment(whole.settings, whole.horizon_s, seen_s, declared, start, kinds, within_s, age_s, odds)

    def _seen_s(self) -> dict[str, int | ir.Value]:
        """What `Begun.reading` tells of the sources, as expressions over the engine's tables."""
        seen = ibis.table({"source": "string", "seen_s": "int64"}, name="tmp_seen")
        least_s = ibis.literal(self.whole.horizon_s, "int64")
        found: dict[str, int | ir.Value] = {}
        for source in self.whole.decide(seen.select(name="source"), "listed"):
            last_s = seen.filter(seen.source == source).seen_s.as_scalar()
            end_s = self.whole.declared_end_s(source)
            found[source] = ibis.greatest(last_s, least_s) if end_s is None else end_s
        return found

    def rows(self, context: Context, part: Part | None = None) -> dict[str, ir.Table]:
        """Fact, and STATES -> its rows at rest, over temporary tables that this leaves in the engine.

        Args:
            context: the contacts to build facts of and what belongs to them.
        """
        rates, measured, kept = self._priced(context, part)
        numbered = numbering.number_contacts(context, kept, self.census)
        links = threads.link(context, numbered.rows)
        spans = maturity.span(context, links)
        inside = outbound.place(context, numbered.rows, links, spans)
        states = maturity.judge(context, links, spans, inside)
        neighbours = hidden.neighbours(context, links, spans)
        placed = placing.place(context, numbered, links, inside, states)
        late = earlier.late(context, numbered.ids, placed, states, self.least_s)
        responses.about(context, numbered.ids)
        evaluations.add_up(context, numbered.ids)
        after = issues.After(
            rating=consequences.rate(context, placed),
            churned=consequences.leave(context),
            bought=consequences.buy(context, numbered.ids, states),
        )
        full = contacts.describe(context, measured, placed, rates)
        context.drop(links, spans, inside, numbered.ids, numbered.rows)
        return {
            STATES: earlier.states(context, full, late, neighbours),
            "contacts": contacts.fact(context, full),
            "issues": issues.fact(context, full, states, neighbours, after),
            "responses": responses.fact(context, full),
            "evaluations": evaluations.fact(context, full),
        }

    def _priced(self, context: Context, part: Part | None) -> tuple[ir.Table, ir.Table, ir.Table]:
        """(rates, measured contacts, kept contacts): the ledger is spread over all contacts, whichever are built."""
        everything = self._measured.filter(self._measured.is_kept)
        if not part:
            return ledger.spread(context, everything, self.census.days), self._measured, self._kept
        rates = ledger.respread(self.whole, everything, self.census.days, part.days, RATES)
        kept = merges.keep(context)
        return rates, measures.measure(context, kept), kept

"""The order of the build: number, chain, judge, place, price; then one SELECT per fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from steelyard import facts
from steelyard.facts.build import (
    RATES,
    STATES,
    answers,
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
    scales,
    threads,
    views,
)
from steelyard.facts.build.context import Context, seconds_of
from steelyard.facts.build.reading import Reading
from steelyard.settings.model import Settings
from steelyard.store.following import FollowUp

if TYPE_CHECKING:
    from steelyard.store.engine import Engine


def build(
    engine: Engine, settings: Settings, horizon: datetime, known: Mapping[str, Mapping[str, int]]
) -> Mapping[str, str]:
    """See `steelyard.facts.build.build`."""
    begun = Build(Context(engine, settings, horizon, known))
    start = ibis.table({"data_start_s": "int64"}, name="tmp_start")
    rows = begun.rows(begun.whole)
    odds = begun.whole.keep("tmp_odds", hidden.odds(rows["contacts"]))
    known_odds = odds if begun.whole.count(odds) else None
    follow_up = FollowUp(begun.least_s)
    moment = begun.moment(
        start.data_start_s.as_scalar(), begun.seen_there(), follow_up.within_s, follow_up.age_s, known_odds
    )
    seen = {fact: views.seen(moment, fact, rows[fact]) for fact in facts.names()}
    return {facts.fact(fact).table: begun.whole.sql(rows) for fact, rows in seen.items()}


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

    def at_rest(self, part: Part | None = None) -> Mapping[str, str]:
        """Fact table, and STATES -> SELECT of what lies in the store: rows that a later horizon leaves as they are.

        Args:
            part: what to build facts of; everything unless told. Only one of these can be asked for, and only once.
        """
        context = replace(self.whole, names=part.names) if part else self.whole
        rows = self.rows(context, part)
        return {name if name == STATES else facts.fact(name).table: context.sql(rows[name]) for name in rows}

    def odds(self, relation: str) -> str:
        """SELECT of the table ODDS, see `hidden.odds`.

        Args:
            relation: the contacts fact at rest, all of it.
        """
        contacts = ibis.table(views.resting(self.whole.settings, "contacts"), name=relation)
        return self.whole.sql(hidden.odds(contacts))

    def reading(self, *, has_odds: bool, has_states: bool) -> Reading:
        """How the facts at rest are read.

        Args:
            has_odds, has_states: the table ODDS, or STATES, holds anything, and is read.
        """
        start_s = self.whole.engine.query("SELECT data_start_s FROM tmp_start")["data_start_s"][0]
        return Reading(
            horizon_s=seconds_of(self.whole.horizon),
            start_s=int(start_s) if start_s == start_s else None,
            seen_s=self.seen_s,
            declared=tuple(source for source in self.seen_s if self.whole.declared_end_s(source) is not None),
            kinds=tuple(sorted(consequences.collected(self.whole))),
            has_odds=has_odds,
            has_states=has_states,
        )

    def moment(
        self,
        data_start_s: ir.Value | None,
        seen_s: Mapping[str, int | ir.Value],
        within_s: int,
        age_s: int,
        odds: ir.Table | None,
    ) -> views.Moment:
        """What reading the facts depends on."""
        kinds = consequences.collected(self.whole)
        declared = frozenset(source for source in seen_s if self.whole.declared_end_s(source) is not None)
        return views.Moment(
            self.whole.settings, self.whole.horizon_s, seen_s, declared, data_start_s, kinds, within_s, age_s, odds
        )

    def seen_there(self) -> dict[str, int | ir.Value]:
        """What `seen_s` gives, as expressions over the engine's tables: builds that are alike stay so."""
        seen = ibis.table({"source": "string", "seen_s": "int64"}, name="tmp_seen")
        sources = self.whole.engine.query("SELECT source FROM tmp_seen ORDER BY source")["source"].tolist()
        least_s = ibis.literal(self.whole.horizon_s, "int64")
        found: dict[str, int | ir.Value] = {}
        for source in sources:
            last_s = seen.filter(seen.source == source).seen_s.as_scalar()
            end_s = self.whole.declared_end_s(source)
            found[source] = ibis.greatest(last_s, least_s) if end_s is None else end_s
        return found

    @cached_property
    def seen_s(self) -> dict[str, int]:
        """Source -> the instant up to which it tells whether a contact was replied to, solved and closed: as declared,
        else the last thing it tells of."""
        found = self.whole.engine.query("SELECT source, seen_s FROM tmp_seen ORDER BY source")
        last_s = dict(zip(found["source"].tolist(), map(int, found["seen_s"]), strict=True))
        declared_s = {source: self.whole.declared_end_s(source) for source in last_s}
        least_s = seconds_of(self.whole.horizon)
        return {
            source: max(last_s[source], least_s) if end_s is None else end_s for source, end_s in declared_s.items()
        }

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


_LINKED = (
    "SELECT COUNT(*) AS n FROM tmp_surveyed AS a LEFT JOIN tmp_several_answers AS b "
    "ON a.source = b.source AND a.source_key = b.source_key WHERE COALESCE(b.is_last, TRUE)"
)


def notes(engine: Engine, linked: str = _LINKED) -> Mapping[str, object]:
    """See `steelyard.facts.build.notes`."""
    row = {name: int(values[0]) for name, values in engine.query("SELECT * FROM tmp_notes").items()}
    channels = engine.query("SELECT channel FROM tmp_isolated ORDER BY channel")["channel"]
    return {
        **{name: row[name] for name in ("contacts", "inbound", "placeholder", "surveys")},
        "unidentified": row["nameless"] + row["called"],
        "left_out": row["stored"] - row["contacts"],
        "unlinked_surveys": row["surveys"] - int(engine.query(linked)["n"][0]),
        "isolated_channels": [str(channel) for channel in channels],
        "ledger": dict(ledger_notes(engine)),
        "scales": scales.counted(engine),
        "replaced_answers": answers.counted(engine),
    }


def ledger_notes(engine: Engine) -> Mapping[str, float]:
    """idle_cost, idle_hours: of ledger rows in whose days no contact fell; idle_rows: how many those are."""
    sql = (
        "SELECT COUNT(*) AS idle_rows, COALESCE(SUM(amount), 0) AS idle_cost, COALESCE(SUM(hours), 0) AS idle_hours "
        "FROM tmp_ledger_remainder"
    )
    return {name: float(values[0]) for name, values in engine.query(sql).items()}

"""The order of the build: number, chain, judge, place, price; then one SELECT per fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from ibis import _

from steelyard.facts.build import (
    consequences,
    contacts,
    evaluations,
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
)
from steelyard.facts.build.context import Context
from steelyard.settings.model import Settings

if TYPE_CHECKING:
    from steelyard.store.engine import Engine


def build(
    engine: Engine, settings: Settings, horizon: datetime, known: Mapping[str, Mapping[str, int]]
) -> Mapping[str, str]:
    """See `steelyard.facts.build.build`."""
    context = Context(engine, settings, horizon, known)
    kept = merges.keep(context)
    numbered = numbering.number_contacts(context, kept)
    measured = measures.measure(context, kept)
    links = threads.link(context, numbered.rows)
    spans = maturity.span(context, links)
    inside = outbound.place(context, numbered.rows, links, spans)
    states = maturity.judge(context, numbered.rows, links, spans, inside)
    placed = placing.place(context, numbered, links, inside, states)
    responses.about(context, numbered.ids)
    evaluations.add_up(context, numbered.ids)
    after = issues.After(
        rating=consequences.rate(context, placed),
        churned=consequences.leave(context),
        bought=consequences.buy(context, numbered.ids, states),
        kinds=consequences.collected(context),
    )
    rates = ledger.spread(context, measured.filter(measured.is_kept))
    full = contacts.describe(context, measured, placed, rates)
    _note(context, numbered)
    context.drop(links, spans, inside, numbered.ids, numbered.rows)
    return {
        "fact_contacts": context.sql(contacts.fact(context, full)),
        "fact_issues": context.sql(issues.fact(context, full, states, after)),
        "fact_responses": context.sql(responses.fact(context, full)),
        "fact_evaluations": context.sql(evaluations.fact(context, full)),
    }


def _note(context: Context, numbered: numbering.Numbered) -> None:
    """Keeps what is worth telling beside the facts, as tmp_notes: one row."""
    ids = numbered.ids
    surveys, surveyed = context.canonical("surveys"), responses.surveyed()
    counts = ids.aggregate(
        contacts=ids.count(),
        inbound=ids.count(where=ids.is_inbound),
        unidentified=ids.count(where=ids.is_inbound & ~ids.is_identified),
        placeholder=ids.count(where=ids.customer_id.notnull() & ~ids.is_identified),
    )
    stored = context.canonical("contacts").aggregate(stored=_.count())
    asked = surveys.aggregate(surveys=surveys.count())
    linked = surveyed.aggregate(linked_surveys=surveyed.count())
    context.keep("tmp_notes", counts.cross_join(stored).cross_join(asked).cross_join(linked))


def notes(engine: Engine) -> Mapping[str, object]:
    """What the last build counted.

    Returns:
        contacts: contacts that are contacts; left_out: excluded and merged ones; unidentified: inbound ones without
        a customer; placeholder: with a placeholder id; surveys and unlinked_surveys; isolated_channels: channels
        whose topics no other channel uses, chained by customer; ledger: see `ledger_notes`.
    """
    row = {name: int(values[0]) for name, values in engine.query("SELECT * FROM tmp_notes").items()}
    channels = engine.query("SELECT channel FROM tmp_isolated ORDER BY channel")["channel"]
    return {
        **{name: row[name] for name in ("contacts", "inbound", "unidentified", "placeholder", "surveys")},
        "left_out": row["stored"] - row["contacts"],
        "unlinked_surveys": row["surveys"] - row["linked_surveys"],
        "isolated_channels": [str(channel) for channel in channels],
        "ledger": dict(ledger_notes(engine)),
    }


def ledger_notes(engine: Engine) -> Mapping[str, float]:
    """idle_cost, idle_hours: of ledger rows in whose days no contact fell; idle_rows: how many those are."""
    sql = (
        "SELECT COUNT(*) AS idle_rows, COALESCE(SUM(amount), 0) AS idle_cost, COALESCE(SUM(hours), 0) AS idle_hours "
        "FROM tmp_ledger_remainder"
    )
    return {name: float(values[0]) for name, values in engine.query(sql).items()}

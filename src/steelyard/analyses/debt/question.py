"""What is broken in customers' journeys, since when, and what does it cost every month?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from steelyard.analyses.debt import levels, wording
from steelyard.analyses.debt.answer import Debt, Debts
from steelyard.analyses.debt.cells import Scope, cells, paid, prices
from steelyard.analyses.debt.data import Data, dimensions_of, loyalty, people_of
from steelyard.analyses.debt.finding import Found, find, measures
from steelyard.analyses.debt.lines import gross_of, lines_of, net_of, service_cost
from steelyard.analyses.debt.priced import priced
from steelyard.analyses.debt.standings import read_noted, standing_of
from steelyard.analyses.periods.annualise import YEAR_DAYS
from steelyard.analyses.periods.choice import Frame, frame, one_sided, provenance
from steelyard.answers import Caveat, Missing
from steelyard.declare import Fracture
from steelyard.measure import missing as lacking
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.estimates.caveats import FEWEST
from steelyard.measure.missing import is_met, unlock
from steelyard.measure.models import fractures as model
from steelyard.settings.model import Settings
from steelyard.store import Snapshot
from steelyard.theme import counted
from steelyard.wording import capital, listed

TITLE = "CX debt"
REMOVABLE = 0.5
"""The share of the interest that a repair is assumed to take away, until one was tested."""

LEAST_WEEKS = 16


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    noted: str = "",
) -> Debts:
    """The fractures of the days, and what became more frequent in all weeks, beyond chance.

    Args:
        from_on, to_on: what interest is shown for; debts are looked for in all weeks there are.
        noted: debts of a register, as JSON; each is given a standing.
    """
    told = read_noted(noted)
    days = frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on)
    blank = Debts(
        question="debt", title=TITLE, provenance=provenance(snapshot, settings, days.now), removable=REMOVABLE
    )
    first, last = model.whole_weeks(days.first_on, days.mature_on)
    tellable, untold = model.tellable(snapshot, settings)
    alone = _stand_alone(snapshot, settings, tellable)
    refusal = _refusal(snapshot, settings, first, last, alone)
    if refusal:
        return wording.refused(blank, refusal, told)
    data = _read(snapshot, settings, days, tellable, first, last, alone)
    begun = round(data.parts.total(Scope(), "issues")) if Scope() in data.parts.sums else 0
    if begun < FEWEST:
        reason = f"{counted(begun, 'issues')} began in {days.now.label}; {FEWEST} are needed"
        return wording.refused(blank, Missing("debt", TITLE, reason, "ask for more days"), told)
    fractures = tuple(data.names)
    claimed, seen = find(data.held, data.dimensions, fractures)
    found, seen_too = ([_priced(data, one, (*claimed, *seen)) for one in some] for some in (claimed, seen))
    gross = gross_of(data, fractures)
    net, share = net_of(data)
    answer = replace(
        blank,
        lines=tuple(lines_of(data, fractures)),
        found=tuple(found),
        seen=tuple(seen_too),
        standings=tuple(standing_of(data, one) for one in told),
        gross=gross,
        net=net,
        service_cost=service_cost(data),
        tested=claimed[0].tested if claimed else _tested(data, fractures),
        until=data.held.weeks[-1] + timedelta(days=6),
        missing=tuple(_untold(snapshot, settings, untold)),
    )
    nobody = None if alone else unidentified(snapshot, settings, from_on=days.first_on, to_on=days.mature_on)
    answer = replace(answer, caveats=_misnamed(snapshot, settings, tellable))
    return wording.told(answer, share, data.price, nobody, days, _unknown(data))


def _priced(data: Data, one: Found, all_found: Sequence[Found]) -> Debt:
    """A debt with its price beside parts in which nothing else broke, as far as these can be told apart."""
    held = data.held
    for other in all_found:
        if other.scope not in (one.scope, *held.left_out) and other.scope.by == one.scope.by:
            left = held.without(other.scope)
            held = left if left.has_control(one.scope, "contacts") else held
    return priced(replace(data, held=held), one)


def _stand_alone(snapshot: Snapshot, settings: Settings, tellable: Mapping[str, Fracture]) -> bool:
    """Whether each contact is a journey of its own: nothing joins contacts, and they hold fractures by themselves."""
    return bool(tellable) and bool(lacking(snapshot, ["contacts_per_issue"], settings))


def _refusal(snapshot: Snapshot, settings: Settings, first: date, last: date, alone: bool) -> Missing | None:
    """Why nothing can be told; None where something can."""
    reason = one_sided(snapshot)
    if reason:
        return Missing("debt", TITLE, reason, "export all contacts by their start")
    if snapshot.manifest.horizon is None:
        return Missing("debt", TITLE, "nobody knows up to when the data are complete", "load contacts with a start")
    nothing = lacking(snapshot, ["contacts_per_issue"], settings)
    if nothing and not alone:
        return Missing("debt", TITLE, nothing[0].reason, nothing[0].unlock)
    weeks = ((last - first).days + 1) // 7
    if weeks < LEAST_WEEKS:
        reason = f"the data hold {max(weeks, 0)} whole weeks of mature issues; {LEAST_WEEKS} are needed"
        return Missing("debt", TITLE, reason, "load a longer period")
    if alone:
        return None
    nobody = unidentified(snapshot, settings, where=None, from_on=first, to_on=last)
    return nobody.missing("debt", TITLE)


def _read(
    snapshot: Snapshot,
    settings: Settings,
    days: Frame,
    held: Mapping[str, Fracture],
    first: date,
    last: date,
    alone: bool,
) -> Data:
    dimensions = dimensions_of(snapshot, settings)
    follow = 2 * settings.assumptions.return_window_days
    low, high = min(first, days.now.from_on), max(last, days.now.to_on)
    with model.reading(snapshot, settings, held, dimensions, low, high, follow, of_contacts=alone) as asked:
        weekly = model.series(asked)
        level = model.level(asked, days.now.from_on, days.now.to_on)
        people = model.customers(asked, days.now.from_on, days.now.to_on)
    nobody = None if alone else unidentified(snapshot, settings, from_on=first, to_on=last)
    identified = 1 / (1 - min(nobody.share, 0.5)) if nobody else 1.0
    table = cells(weekly, dimensions, first, last - timedelta(days=6))
    price = prices(table, identified)
    months = ((days.now.to_on - days.now.from_on).days + 1) / (YEAR_DAYS / 12)
    loyal, kept = loyalty(snapshot, settings, days.first_on)
    return Data(
        paid(table, price),
        price,
        {name: entry.title for name, entry in held.items()},
        dimensions,
        levels.parts(level, months, identified),
        {} if alone else people_of(people, tuple(held)),
        loyal,
        kept,
        settings.currency,
    )


def _untold(snapshot: Snapshot, settings: Settings, untold: Mapping[str, Fracture]) -> Iterator[Missing]:
    """Why fractures are not told; without any steps all that need them together."""
    absent = set(model.absent_steps(snapshot, settings))
    has_steps = is_met(snapshot, settings, "steps.step")
    loose = [
        entry for entry in untold.values() if not has_steps and any(way.startswith("steps.") for way in entry.needs)
    ]
    for name, entry in untold.items():
        named = next((one.steps for one in settings.fractures if one.name == name), ())
        if named and set(named) <= absent:
            reason = f"no step in the data is called {' or '.join(map(repr, named))}"
            yield Missing(f"fracture.{name}", capital(entry.title), reason, "correct steps under [[fractures]]")
        elif entry not in loose:
            unlocked = " and ".join(unlock(need) for need in entry.needs)
            yield Missing(f"fracture.{name}", capital(entry.title), "no column tells them", unlocked)
    if loose:
        titles = capital(listed([entry.title for entry in loose]))
        yield Missing("fracture.steps", titles, "no steps were loaded", "load an event log, which fills steps")


def _misnamed(snapshot: Snapshot, settings: Settings, told: Iterable[str]) -> tuple[Caveat, ...]:
    """Steps that a fracture names beside others, and that the data do not hold."""
    absent = set(model.absent_steps(snapshot, settings))
    named = [step for one in settings.fractures if one.name in set(told) for step in one.steps if step in absent]
    if not named:
        return ()
    said = ", ".join(map(repr, named))
    text = f"no step in the data is called {said}, which [[fractures]] names: check how it is spelled"
    return (Caveat("no_such_step", text, "warning"),)


def _unknown(data: Data) -> dict[str, float]:
    """Share of contacts of which "cost" and "the customer's time" are not known, where they are known of others."""
    contacts = data.parts.total(Scope(), "contacts")
    names = {"cost": "unpriced", "the customer's time": "untimed"}
    shares = {said: data.parts.total(Scope(), name) / contacts for said, name in names.items()} if contacts else {}
    return {said: share for said, share in shares.items() if 0.01 <= share < 1}


def _tested(data: Data, fractures: Sequence[str]) -> int:
    return len(data.held.scopes(data.dimensions)) * len(measures(fractures, data.held))

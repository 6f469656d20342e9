"""Which ways do customers take from their need to its solution?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from steelyard.analyses.evidence.wording import cannot_tell
from steelyard.analyses.journeys import wording
from steelyard.analyses.journeys.answer import DeadEnd, Follow, Journeys, Loop, Moved, Trait, Way
from steelyard.analyses.journeys.comparing import moved
from steelyard.analyses.journeys.figures import difference, ratio
from steelyard.analyses.journeys.look import LEAST_TESTED, Look, of_all
from steelyard.analyses.periods.choice import Days, Frame, covered, frame, provenance
from steelyard.analyses.periods.date_range import Span
from steelyard.answers import Caveat, Estimate, Evidence, Missing
from steelyard.errors import QuestionError, did_you_mean
from steelyard.measure.cells.unidentified import unidentified
from steelyard.measure.estimates.caveats import FEWEST
from steelyard.measure.journeys import sums
from steelyard.measure.journeys.paths import walked
from steelyard.measure.journeys.steps import Part, reads_here
from steelyard.measure.journeys.sums import AGENTS, DAYS, Grid
from steelyard.measure.question import dimensions_of
from steelyard.settings.model import Settings
from steelyard.stats.surveys.selection import discoveries
from steelyard.store import Snapshot
from steelyard.theme import counted

TITLE = "Journeys"
MOST_WAYS, MOST_PAIRS, MOST_LOOPS, MOST_ENDS, MOST_TRAITS = 10, 60, 8, 8, 10
MOST_OF_PART = 12
LEAST_SHOWN = 5
"""Journeys below which a dead end is not shown."""

_PARTS = ("channel", "topic", "team")
_UNITS = {"cost": "money", "customer": "seconds", "took": "seconds", "rating": "share", "teams": "count"}
_OF_WAY = ("cost", "customer", "took", "solved", "back", "rating", "left")
_OF_WHOLE = (*_OF_WAY, "teams", "handed", "ping_pong", "repeated", "reopened", "solved_again")


def ask(
    snapshot: Snapshot,
    settings: Settings,
    *,
    period: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    against: Days | None = None,
    compare: tuple[str, str, str] | None = None,
    of: str = "issue",
) -> Journeys:
    """The ways of the journeys begun in some days: all days unless told.

    Args:
        against: days compared with. compare: (dimension, first part, second part), both in the same days.
        of: "contact" where each contact is a journey of its own, "customer" where all a customer did in the days is.

    Raises:
        QuestionError: a dimension or period that does not exist, or days the data do not hold.
    """
    _check(settings, (*(where or {}), *((compare[0],) if compare else ())))
    days = _days(snapshot, settings, period, from_on, to_on, against)
    now = days.now if days else Span(*covered(snapshot, settings))
    answer = Journeys(
        question="journeys",
        title=TITLE,
        caveats=tuple(caveat for caveat in (days.caveats if days else ()) if caveat.id != "immature"),
        provenance=provenance(snapshot, settings, now, where),
    )
    if not reads_here(snapshot):
        lacking = "journeys are put in order with the embedded engine alone"
        return _lacking(answer, lacking, "ask a workspace whose tables lie in its own store")
    if of == "customer" and not snapshot.manifest.known.get("contacts", {}).get("customer_id"):
        return _lacking(answer, "no column says which customer made a contact", "map contacts.customer_id")
    before = days.before if days and not compare else None
    parts, told = _parts(days, before, where or {}, compare)
    read = snapshot.following(days.follow_days) if days and before else snapshot
    dimensions = dict.fromkeys((*_PARTS, "agent_id", *((compare[0],) if compare else ())))
    with walked(
        read, settings, parts, tuple(dimensions), of_contacts=of == "contact", of_customers=of == "customer"
    ) as held:
        whole = sums.grids(held, "side", sums.WAYS)
        if 0 not in whole or whole[0]["n"].sum() == 0:
            return _lacking(
                answer, f"no journey began in {now.label} with a step anybody recorded", "map steps, or contacts"
            )
        if (begun := round(whole[0]["n"][:, 0].sum())) < FEWEST:
            few = f"only {counted(begun, 'journeys')} began in {now.label}; at least {FEWEST} are required"
            return _lacking(answer, few, "choose more days, or a larger part")
        if told and 1 not in whole:
            answer = replace(answer, caveats=(*answer.caveats, Caveat("no_comparison", f"no journey is of {told}")))
            told = ""
        chance = AGENTS if compare else DAYS
        answer = _filled(answer, Look(held, snapshot, settings, whole, chance, told, of == "contact", of == "customer"))
        if of == "customer":
            answer = _of_customers(answer, snapshot, settings, now)
    return replace(
        answer, sentences=wording.sentences(answer, now), caveats=(*answer.caveats, *wording.caveats(answer))
    )


def _of_customers(answer: Journeys, snapshot: Snapshot, settings: Settings, now: Span) -> Journeys:
    """What a journey is then, and of how many contacts nobody knows whose they are."""
    nobody = unidentified(snapshot, settings, from_on=now.from_on, to_on=now.to_on)
    text = f"a journey is all that one customer did in {now.label}, of one or several issues"
    told = Caveat("of_customers", text)
    return replace(answer, caveats=(*answer.caveats, told, *nobody.caveat("they are left out")))


def _check(settings: Settings, names: Sequence[str]) -> None:
    known = sorted({*dimensions_of("issues", settings.dimensions)} & {*dimensions_of("contacts", settings.dimensions)})
    for name in names:
        if name not in known:
            raise QuestionError(f"there is no dimension called {name!r}", next=did_you_mean(name, known))


def _days(
    snapshot: Snapshot, settings: Settings, period: str, from_on: date | None, to_on: date | None, against: Days | None
) -> Frame | None:
    """The days where any are named; without, all there are."""
    if not (period or from_on or to_on or against):
        return None
    return frame(snapshot, settings, period=period, from_on=from_on, to_on=to_on, against=against)


def _parts(
    days: Frame | None, before: Span | None, where: Mapping[str, Sequence[str]], compare: tuple[str, str, str] | None
) -> tuple[list[Part], str]:
    """The sides, and what the second is called; empty where nothing is compared."""
    from_on, to_on = (days.now.from_on, days.now.to_on) if days else (None, None)
    if compare:
        name, first, second = compare
        sides = [Part(from_on, to_on, {**where, name: (one,)}) for one in (first, second)]
        return sides, second
    if before:
        return [Part(from_on, to_on, where), Part(before.from_on, before.to_on, where)], before.label
    return [Part(from_on, to_on, where)], ""


def _lacking(answer: Journeys, reason: str, unlock: str) -> Journeys:
    missing = Missing("journeys", TITLE, reason, unlock)
    return replace(answer, missing=(missing,), sentences=(cannot_tell("which ways customers take", missing),))


def _filled(answer: Journeys, look: Look) -> Journeys:
    known = sums.steps(look.held)
    told = _told(look, known)
    ways, different = sums.commonest(look.held, MOST_WAYS)
    variants = _variants(look, ways, known, told)
    whole = _figures(look.whole[0], _OF_WHOLE, told)
    forced = ratio("journeys.forced_switch", "share", sums.forced(look.held))
    if (
        forced.value is not None
        and "channel" in look.snapshot.manifest.known.get("contacts", {})
        and _has_several(look)
        and not look.of_customers
    ):
        whole = {**whole, "forced": forced}
    traits, tested = _traits(look, known, told) if "back" in told else ((), 0)
    gone, compared = moved(look, known, told, ways, variants) if look.told else ((), 0)
    follows = _follows(look, known)
    grid = look.whole[0]
    answer = replace(
        answer,
        journeys=round(grid["n"][:, 0].sum()),
        mature=round(grid["back"][:, 1].sum()),
        steps=sum(round(row["n"]) for row in sums.rows(look.held, _COUNT)),
        ways=different,
        cases=sum(round(row["n"]) for row in sums.rows(look.held, _CASES)),
        alone=0 if look.of_contacts else sum(round(row["n"]) for row in sums.rows(look.held, _ALONE)),
        whole=whole,
        variants=_marked(variants, gone),
        follows=follows,
        loops=() if look.of_customers else _loops(look, known),
        dead_ends=_dead_ends(look, known),
        traits=traits,
        tested=tested,
        moved=gone,
        compared=compared,
        tones=_tones(traits),
        is_solving_known="solved" in known.kinds.values(),
        against=look.told,
        missing=_missing(look, told),
        evidence=Evidence(checks=(), would_change=()),
    )
    return replace(answer, estimates=(*(way.share for way in answer.variants), *whole.values()))


_COUNT = f"SELECT count(*) AS n FROM {sums.PATHS} AS p JOIN {sums.WAYS} AS w ON p.journey = w.journey WHERE w.side = 0"
_CASES = (
    f"SELECT count(*) AS n FROM {sums.LINKS} AS l JOIN {sums.WAYS} AS w ON l.journey = w.journey AND w.side = 0 "
    "WHERE l.contact_id IN (SELECT DISTINCT contact_id FROM steps WHERE contact_id IS NOT NULL)"
)
_ALONE = f"SELECT count(*) AS n FROM {sums.WAYS} WHERE contact_id IS NOT NULL AND side = 0"


def _told(look: Look, known: sums.Steps) -> frozenset[str]:
    """Which outcomes the data tell: what nobody records is unknown, never none."""
    of_contacts = look.snapshot.manifest.known.get("contacts", {})
    kinds = set(known.kinds.values())
    grid = look.whole[0]
    found = {name for name in _OF_WHOLE if grid[name][:, 1].sum() > 0}
    has_customers = of_contacts.get("customer_id") and not look.of_contacts
    if (not has_customers or look.nobody) and not grid["back"][:, 0].sum() > 0:
        found -= {"back"}
    if look.of_customers:
        found -= _WITHIN_ISSUES
    is_counted = of_contacts.get("reopens") or look.snapshot.manifest.known.get("steps", {}).get("step")
    if "solved" not in kinds or not (has_customers or is_counted):
        found -= {"solved_again"}
    if not of_contacts.get("resolved") and not grid["solved"][:, 0].sum() > 0:
        found -= {"solved"}  # without marks only those nobody answered are known, as unsolved: no share of all
    if "reopened" not in kinds:
        found -= {"reopened"}
    if not look.snapshot.manifest.known.get("outcomes", {}).get("kind"):
        found -= {"left"}
    if not grid["cost"][:, 0].sum() > 0:
        found -= {"cost"}
    if not grid["customer"][:, 0].sum() > 0:
        found -= {"customer"}
    return frozenset(found)


_WITHIN_ISSUES = {"solved_again", "repeated", "took", "teams", "handed", "ping_pong"}
"""What goes on within one issue, and says nothing of several of one customer."""


def _has_several(look: Look) -> bool:
    """Whether any journey has several contacts and there are several channels: else nobody can change it."""
    asked = f"SELECT max(contacts + attempts) AS n, count(DISTINCT channel) AS channels FROM {sums.WAYS}"
    row = sums.rows(look.held, asked)[0]
    return (row["n"] or 0) > 1 and (row["channels"] or 0) > 1


def _figures(grid: Grid, names: Sequence[str], told: frozenset[str]) -> dict[str, Estimate]:
    """Those figures of journeys that the data tell and that rest on any."""
    made = {name: ratio(f"journeys.{name}", _UNITS.get(name, "share"), grid[name]) for name in names if name in told}
    return {name: estimate for name, estimate in made.items() if estimate.value is not None}


def _variants(look: Look, ways: Sequence[int], known: sums.Steps, told: frozenset[str]) -> tuple[Way, ...]:
    if not ways:
        return ()
    spelled = sums.spelled(look.held, ways)
    listed = ", ".join(map(str, ways))
    grids = sums.grids(look.held, "way", sums.WAYS, f"way IN ({listed}) AND side = 0")
    others = sums.grids(look.held, "way", sums.WAYS, f"way IN ({listed}) AND side = 1") if look.told else {}
    return tuple(
        Way(
            tuple(known.names[code] for code, _ in spelled[way]),
            tuple(since for _, since in spelled[way]),
            ratio("journeys.way_share", "share", of_all(grids[way], look.whole[0])),
            ratio("journeys.way_share", "share", of_all(others.get(way), look.whole[1])) if look.told else None,
            figures=_figures(grids[way], _OF_WAY, told),
        )
        for way in ways
    )


def _follows(look: Look, known: sums.Steps) -> tuple[Follow, ...]:
    found = (
        Follow(
            known.names[pair.code],
            known.names.get(pair.next, ""),
            ratio("journeys.follow_share", "share", pair.journeys, "steps"),
            ratio("journeys.waiting_share", "share", pair.waits, "seconds")
            if pair.next and pair.waits[:, 1].sum() > 0 and pair.waits[:, 0].sum() > 0
            else None,
            pair.middle_s,
            pair.n,
        )
        for pair in sums.pairs(look.held, MOST_PAIRS)
    )
    return tuple(follow for follow in found if follow.share.value is not None)


def _loops(look: Look, known: sums.Steps) -> tuple[Loop, ...]:
    found = (
        Loop(
            known.names[loop.code],
            known.names.get(loop.via, ""),
            ratio("journeys.loop_share", "share", loop.journeys),
            loop.n,
            loop.times / loop.n,
            loop.extra_s,
        )
        for loop in sums.loops(look.held, MOST_LOOPS)
    )
    return tuple(loop for loop in found if loop.share.value is not None)


def _dead_ends(look: Look, known: sums.Steps) -> tuple[DeadEnd, ...]:
    found = [
        DeadEnd(known.names[code], ratio("journeys.dead_end_share", "share", grid), round(grid[:, 0].sum()))
        for code, grid in sums.ends(look.held).items()
    ]
    shown = [end for end in found if end.journeys >= LEAST_SHOWN and end.share.value is not None]
    return tuple(sorted(shown, key=lambda end: (-end.journeys, end.step))[:MOST_ENDS])


def _traits(look: Look, known: sums.Steps, told: frozenset[str]) -> tuple[tuple[Trait, ...], int]:
    """What those who come back have in common: each trait against all journeys without it."""
    outcome = "is_back"
    whole = look.whole[0]["back"]
    found = [
        ("step", known.names[code], grid)
        for (side, code), grid in sums.reached(look.held, outcome).items()
        if side == 0
    ]
    for dimension in _PARTS:
        if look.snapshot.manifest.known.get("contacts", {}).get(dimension):
            found += [
                (dimension, str(value), grid)
                for (value,), grid in sums.by_part(look.held, dimension, outcome, MOST_OF_PART).items()
            ]
    tested: list[tuple[Trait, float]] = []
    for dimension, value, grid in found:
        rest = whole - grid
        if min(grid[:, 1].sum(), rest[:, 1].sum()) < LEAST_TESTED:
            continue
        moved, p = difference("journeys.back_difference", grid, rest)
        share, other = (ratio("journeys.back", "share", each) for each in (grid, rest))
        tested.append((Trait(dimension, value, share, other, moved), p))
    stands = discoveries([p for _, p in tested]) if tested else np.zeros(0, dtype=bool)
    marked = [(replace(trait, is_claimed=bool(mark)), p) for (trait, p), mark in zip(tested, stands, strict=True)]
    order = sorted(
        marked, key=lambda entry: (not entry[0].is_claimed, entry[1] if entry[1] == entry[1] else 2.0, entry[0].value)
    )
    return tuple(trait for trait, _ in order if trait.is_claimed), len(tested)


def _tones(traits: Sequence[Trait]) -> dict[str, int]:
    return {trait.value: -trait.difference.sign for trait in traits if trait.dimension == "step"}


def _marked(variants: Sequence[Way], moved: Sequence[Moved]) -> tuple[Way, ...]:
    signs = {entry.what: entry.difference.sign for entry in moved}
    return tuple(replace(way, moved=signs.get(f"way: {' > '.join(way.steps)}", 0)) for way in variants)


def _missing(look: Look, told: frozenset[str]) -> tuple[Missing, ...]:
    """What of a journey nobody records."""
    lacks = {
        "back": (
            "Customers who come back",
            look.nobody or "no column names customers, and none says that cases were reopened",
        ),
        "solved": ("Journeys solved", "no column says what was solved"),
        "cost": ("The provider's cost of a journey", "nothing is known of what contacts cost"),
        "customer": ("The customer's own time", "nothing is known of waiting and handling times"),
        "rating": ("Ratings by way", "no answers of customers are mapped"),
        "left": ("Customers who left", "no outcomes are mapped"),
    }
    named = "Identify more customers: contacts.customer_id" if look.nobody else "Map contacts.customer_id"
    unlock = {
        "back": f"{named}, contacts.reopens, or steps.kind",
        "solved": "Map contacts.resolved, or contacts.resolved_at",
        "cost": "Map costs, contacts.handle_s, or declare assumptions.hourly_cost",
        "customer": "Map contacts.wait_s and contacts.handle_s",
        "rating": "Map surveys",
        "left": "Map outcomes.kind and outcomes.at",
    }
    return tuple(
        Missing(f"journeys.{name}", title, why, unlock[name])
        for name, (title, why) in lacks.items()
        if name not in told
    )
